"""How far measures and checks agree with listeners.

python -m benchmarks.listeners FOLDER [--json FILE] [--work DIR] [-o FILE] [--update]

FOLDER holds recordings of single people and a manifest.csv: path, speaker, sex, language, and the
marks lively, clear, halting and friendly, each one number per listener, separated by blanks. What
was heard is kept in the work folder; measuring, judging and counting are done anew each time.
"""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import asdict
from datetime import date
from pathlib import Path

from tqdm import tqdm

from benchmarks._speech import manifest
from benchmarks.listeners.count import agreement, persons
from benchmarks.listeners.hear import hear_all
from benchmarks.listeners.judge import judged
from benchmarks.listeners.report import page, quoted
from benchmarks.validity.__main__ import commit

PAGE = Path("docs/validity/listeners.md")
QUOTED = Path("voicecheck/checks/agreement.toml")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", type=Path, help="every row")
    parser.add_argument("--work", type=Path, default=Path(".listeners"), help="what was heard")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--update", action="store_true", help=f"write {QUOTED}")
    parser.add_argument("-o", "--output", type=Path, default=PAGE)
    args = parser.parse_args()
    table = manifest(args.folder)
    heard = list(tqdm(hear_all(table, args.folder, args.work, args.workers), total=len(table)))
    verdicts, rests_on = judged(heard)
    values = [
        {name: m.value for name, m in features.measures.items() if m.value is not None} | own
        for features, own in zip(heard, verdicts, strict=True)
    ]
    people = persons(table, values)
    rows = agreement(people)
    if args.json:
        args.json.write_text(json.dumps([asdict(row) for row in rows], indent=1), "utf-8")
    if args.update:
        QUOTED.write_text(quoted(rows, rests_on), "utf-8")
    args.output.parent.mkdir(parents=True, exist_ok=True)
    text = page(
        rows,
        people,
        rests_on,
        n_recordings=len(table),
        n_short=sum(not features.measures for features in heard),
        day=date.today().isoformat(),
        commit=commit(),
    )
    args.output.write_text(text, "utf-8")
    print(f"{args.output}: {len(rows)} rows about {len(people)} people")


if __name__ == "__main__":
    main()
