"""Prints how well two voices on one channel are told apart: ``python -m benchmarks.separation``."""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.separation.cases import SAMPLES, cases
from benchmarks.separation.score import Found, score, summarise
from benchmarks.separation.speakers import HALVES
from voicecheck.speech.diarize import separate

if TYPE_CHECKING:
    from benchmarks.separation.cases import Case
    from benchmarks.separation.score import Score

HEADS = (
    f"{'group':31} {'half':11} {'n':>3} {'min':>5}  right {'median':>6} {'worst':>5} {'>=.95':>5} "
    f"{'clean':>5}  stated +-.05  number wrong, joined > .9, split  overlap recall, precision"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One case and what came out."""

    name: str
    group: str
    half: str
    duration_s: float
    cpu_s: float
    score: Score
    cues: dict[str, float]


def told_apart(case: Case) -> Found:
    """Let the product separate the voices of a case."""
    found = separate(case.channel, case.activity)
    return Found(found.voices, found.purity, found.doubtful, found.cues)


def measured(case: Case) -> Row:
    start = time.process_time()
    found = told_apart(case)
    cpu_s = time.process_time() - start
    return Row(
        case.name,
        case.group,
        case.half,
        case.channel.duration_s,
        cpu_s,
        score(case, found),
        found.cues,
    )


def shown(value: float | None) -> str:
    return "    -" if value is None else f"{value:5.3f}"


def details(row: Row) -> str:
    s = row.score
    return (
        f"  {row.group:29} {row.half:11} {row.name:46} {row.duration_s:4.0f} s  voices {s.n_found}"
        f" of {s.n_true}  right {shown(s.right)} clean {shown(s.clean)} sure {shown(s.sure)}  "
        f"stated {s.stated:.2f}  overlap {shown(s.overlap_recall)} {shown(s.overlap_precision)}"
    )


def table(rows: list[Row]) -> list[str]:
    """Return a line for every group of a half, and for all with one and with two voices."""
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.group, row.half].append(row)
    for row in sorted(rows, key=lambda row: (row.score.n_true, row.half)):
        voices = "one voice" if row.score.n_true == 1 else "two voices"
        groups[f"= {voices}", row.half].append(row)
        groups[f"= {voices}", "both"].append(row)
    lines = [HEADS]
    for (group, half), found in groups.items():
        s = summarise([row.score for row in found])
        minutes = sum(row.duration_s for row in found) / 60
        lines.append(
            f"{group:31} {half:11} {s.n:3} {minutes:5.1f}        {shown(s.median):>6} "
            f"{shown(s.worst)} {shown(s.right_share)} {shown(s.clean_median)}        "
            f"{shown(s.near_share)} {s.n_other_number:13}, {s.n_joined:10}, {s.n_split:5}  "
            f"{shown(s.overlap_recall):>14}, {shown(s.overlap_precision):>9}"
        )
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--speech", type=Path, required=True, help="folder of the speech sets")
    parser.add_argument("--samples", type=Path, default=SAMPLES)
    parser.add_argument("--work", type=Path, help="folder that keeps the cases once built")
    parser.add_argument("--group", action="append", default=[], help="only groups that begin so")
    parser.add_argument("--half", choices=HALVES)
    parser.add_argument("--json", type=Path, help="write every case's figures here")
    parser.add_argument("--details", action="store_true", help="print every case")
    args = parser.parse_args()
    rows = []
    for case in cases(
        args.speech, samples=args.samples, work=args.work, groups=args.group, half=args.half
    ):
        rows.append(measured(case))
        if args.details:
            print(details(rows[-1]), flush=True)
    if not rows:
        parser.error("no such group")
    print("\n".join(table(rows)))
    sound_s, cpu_s = sum(row.duration_s for row in rows), sum(row.cpu_s for row in rows)
    print(f"{60 * cpu_s / sound_s:.2f} CPU s per minute of sound, {sound_s / 60:.0f} minutes")
    if args.json:
        args.json.write_text(json.dumps([asdict(row) for row in rows], indent=1), "utf-8")


if __name__ == "__main__":
    main()
