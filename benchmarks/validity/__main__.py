"""The validity report.

python -m benchmarks.validity [--speech DIR ...] [--ratings DIR] [--smoke] [-o docs/validity.md]

Builds calls of known truth from the shipped bank of single lines (and from real recordings), doses
one property at a time, lays codecs and lines over them, hears every one with the real speech model
and writes what came out. What was heard is kept in the work folder: a second run only counts.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from tqdm import tqdm

from benchmarks.validity.call import load_bank
from benchmarks.validity.hear import disturbed, dosed, hear_all
from benchmarks.validity.recordings import scripts as recorded

SMOKE_NUISANCES = ("A-law",)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "--speech", type=Path, nargs="+", default=[], help="real speech, see README"
    )
    parser.add_argument("--calls", type=int, default=2, help="how many calls of it")
    parser.add_argument("--ratings", type=Path, help="speechocean762: human ratings")
    parser.add_argument("--work", type=Path, default=Path(".validity"), help="what was heard")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", choices=["doses", "nuisances"], help="hear only these")
    parser.add_argument("--smoke", action="store_true", help="a few calls, to see that it runs")
    parser.add_argument("-o", "--output", type=Path, default=Path("docs/validity.md"))
    args = parser.parse_args()
    banks = [load_bank(name) for name in (("en",) if args.smoke else ("de", "en"))]
    real = recorded(args.speech, args.calls) if args.speech else []
    scripts = {script.name: script for script in [*banks, *real]}
    tasks = []
    if args.only != "nuisances":
        tasks += dosed(scripts.values())
    if args.only != "doses":
        tasks += disturbed(scripts.values())
    heard = []
    for outcome in tqdm(hear_all(tasks, scripts, args.work, args.workers), total=len(tasks)):
        heard.append(outcome)


if __name__ == "__main__":
    main()
