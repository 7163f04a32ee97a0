"""Ordinary people on the telephone: where their measures lie, and whom the checks flag.

python -m benchmarks.ordinary [--data DIR] [--check] [-o docs/validity/ordinary.md]

Without --data the committed figures per side are counted: no outside data are needed. With --data
they are measured anew first. --check writes nothing and fails when a check leaves its budget.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.ordinary import judged, sides
from benchmarks.ordinary.report import written
from benchmarks.ordinary.shares import FAILED, FLAGGED, rows


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, help="conversations: measure them anew")
    parser.add_argument("--table", type=Path, default=judged.TABLE, help="figures per side")
    parser.add_argument("--check", action="store_true", help="fail where a check leaves its budget")
    parser.add_argument("-o", "--output", type=Path, default=Path("docs/validity/ordinary.md"))
    args = parser.parse_args()
    if args.data:
        judged.save(sides.measured(args.data), args.table)
    people = judged.load(args.table)
    found = judged.judge(people)
    counted = rows(found)
    if not args.check:
        args.output.parent.mkdir(parents=True, exist_ok=True)
        args.output.write_text(written(people, found, counted), encoding="utf-8")
    for row in counted:
        mark = "" if row.kept else "  outside its budget"
        print(
            f"{row.check} {row.language}  n {row.n}  flagged {row.flagged} %  "
            f"failed {row.failed} %{mark}"
        )
    if args.check and not all(row.kept for row in counted):
        low, high = FLAGGED
        sys.exit(
            f"a check must flag {100 * low:.0f} to {100 * high:.0f} % of ordinary people and fail "
            f"{100 * FAILED[0]:.0f} to {100 * FAILED[1]:.0f} %"
        )


if __name__ == "__main__":
    main()
