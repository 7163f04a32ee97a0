"""The validity report.

python -m benchmarks.validity [--speech DIR ...] [--ratings DIR] [--smoke] [-o docs/validity.md]

Builds calls of known truth from the shipped bank of single lines (and from real recordings), doses
one property at a time, lays codecs and lines over them, hears every one with the real speech model
and writes what came out. What was heard is kept in the work folder: a second run judges it by the
checks and norms of that day, and counts.
"""

from __future__ import annotations

import argparse
import os
import subprocess
from datetime import date
from pathlib import Path

from tqdm import tqdm

from benchmarks.calls.call import load_bank
from benchmarks.validity import ratings
from benchmarks.validity.hear import SEED, Task, disturbed, dosed, hear_all
from benchmarks.validity.recordings import scripts as recorded
from benchmarks.validity.report import Part, write

# What a run in CI can afford: both ends of two axes, and one codec.
SMOKE = [
    Task("en", "as it was", 0),
    Task("en", "as it was", 0, "A-law"),
    Task("en", "tempo", 5),
    Task("en", "response delay", 5),
]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--speech", type=Path, nargs="+", default=[], help="real speech: folders")
    parser.add_argument("--calls", type=int, default=2, help="how many calls of it")
    parser.add_argument("--ratings", type=Path, help="speechocean762: human ratings")
    parser.add_argument("--work", type=Path, default=Path(".validity"), help="what was heard")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", choices=["doses", "nuisances"], help="hear only these")
    parser.add_argument("--smoke", action="store_true", help="four calls, to see that it runs")
    parser.add_argument("-o", "--output", type=Path, default=Path("docs/validity.md"))
    args = parser.parse_args()
    banks = [load_bank(name) for name in ("de", "en")]
    real = recorded(args.speech, args.calls) if args.speech else []
    parts = []
    for title, key, own in (
        ("Synthesised speech", "synthesised", banks),
        ("Real speech, put together", "real", real),
    ):
        if not own:
            continue
        tasks = SMOKE if args.smoke else []
        if not args.smoke and args.only != "nuisances":
            tasks = [*tasks, *dosed(own)]
        if not args.smoke and args.only != "doses":
            tasks = [*tasks, *disturbed(own)]
        scripts = {script.name: script for script in own}
        tasks = list(dict.fromkeys(tasks))
        hearing = hear_all(tasks, scripts, args.work, args.workers)
        parts.append(Part(title, key, list(scripts), list(tqdm(hearing, title, len(tasks)))))
    found = ratings.correlations(ratings.speakers(args.ratings, args.work)) if args.ratings else {}
    goals = write(
        parts, found, args.output, day=date.today().isoformat(), seed=SEED, commit=commit()
    )
    print(f"{args.output}: {sum(goal.met for goal in goals)} of {len(goals)} targets met")
    for goal in goals:
        if not goal.met:
            print(f"  missed: {goal.aim}: {goal.found}")


def commit() -> str:
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or "unknown"


if __name__ == "__main__":
    main()
