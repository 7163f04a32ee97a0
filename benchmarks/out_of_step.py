"""How often ordinary talk is taken for channels out of step, and how well a real shift is found.

    python -m benchmarks.out_of_step FOLDER

FOLDER holds `switchboard.csv.gz` and `callhome_german.csv.gz`: times of ordinary conversations.
"""

from __future__ import annotations

import csv
import gzip
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.speech.faults.channel_delay import MIN_UNITS, find_shift
from voicecheck.types.time import Span, merge, total_s

if TYPE_CHECKING:
    from collections.abc import Iterator

Pair = tuple[tuple[Span, ...], tuple[Span, ...]]
WIDER_S, NARROWER_S = 0.04, 0.17  # to the detector's scale
BOTH = 0.9  # of the speech is the two main speakers'
LENGTHS_S = (60.0, 120.0, 300.0, float("inf"))
# Seconds late at the start and at the end.
SHIFTS_S = ((0.5, 0.5), (1.0, 1.0), (1.5, 1.5), (3.0, 3.0), (5.0, 5.0), (0.0, 2.0), (0.0, 3.0))


def rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from csv.DictReader(file)


def conversations(folder: Path) -> Iterator[Pair]:
    words: dict[str, dict[str, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for row in rows(folder / "switchboard.csv.gz"):
        span = Span(max(0.0, float(row["start_s"]) - WIDER_S), float(row["end_s"]) + WIDER_S)
        words[row["call"]][row["side"]].append(span)
    for row in rows(folder / "callhome_german.csv.gz"):
        start_s, length_s = float(row["start_s"]), float(row["duration_s"])
        if length_s > 2 * NARROWER_S:
            span = Span(start_s + NARROWER_S, start_s + length_s - NARROWER_S)
            words["de " + row["call"]][row["speaker"]].append(span)
    for sides in words.values():
        first, second = sorted(sides.values(), key=total_s)[-2:]
        if total_s(first) + total_s(second) >= BOTH * sum(map(total_s, sides.values())):
            yield merge(first, 0.2), merge(second, 0.2)


def pieces(pair: Pair, length_s: float) -> Iterator[Pair]:
    end_s = max(side[-1].end_s for side in pair)
    length_s = min(length_s, end_s)
    for start_s in np.arange(0.0, end_s - length_s + 1.0, length_s):
        window = Span(float(start_s), float(start_s) + length_s)
        first, second = (
            tuple(Span(p.start_s - start_s, p.end_s - start_s) for s in side if (p := s & window))
            for side in pair
        )
        if min(len(first), len(second)) >= MIN_UNITS:
            yield first, second


def late(side: tuple[Span, ...], start_s: float, end_s: float) -> tuple[Span, ...]:
    slope = (end_s - start_s) / side[-1].end_s
    return tuple(
        Span(s.start_s * (1 + slope) + start_s, s.end_s * (1 + slope) + start_s) for s in side
    )


def main() -> None:
    there = list(conversations(Path(sys.argv[1])))
    for length_s in LENGTHS_S:
        parts = [piece for pair in there for piece in pieces(pair, length_s)]
        false = sum(find_shift(*piece) is not None for piece in parts)
        print(f"as they are, up to {length_s:g} s: {false} of {len(parts)} taken for out of step")
    for start_s, end_s in SHIFTS_S:
        found = [
            shift
            for pair in there
            for first, second in pieces(pair, float("inf"))
            if (shift := find_shift(first, late(second, start_s, end_s))) is not None
        ]
        error = np.array([shift.end_s - end_s for shift in found])
        middle = np.percentile(error, [5, 50, 95]).round(2)
        print(f"{start_s:g} to {end_s:g} s late: {len(found)} found, error at the end {middle} s")


if __name__ == "__main__":
    main()
