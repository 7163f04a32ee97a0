"""Stretches of time and their algebra."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A closed stretch of time in a recording.

    Parameters
    ----------
    start_s, end_s : float
        Seconds from the start of the recording; ``end_s >= start_s``.

    Raises
    ------
    ValueError
        If the end lies before the start, or either is not finite.
    """

    start_s: float
    end_s: float

    def __post_init__(self) -> None:
        """Refuse a span that runs backwards."""
        if not (math.isfinite(self.start_s) and math.isfinite(self.end_s)):
            raise ValueError(f"span {self.start_s}-{self.end_s} s is not finite")
        if self.end_s < self.start_s:
            raise ValueError(f"span ends at {self.end_s} s, before its start at {self.start_s} s")

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.end_s - self.start_s

    @property
    def middle_s(self) -> float:
        """Moment half way through, in seconds."""
        return (self.start_s + self.end_s) / 2

    def __contains__(self, time_s: float) -> bool:
        """Tell whether a moment lies within."""
        return self.start_s <= time_s <= self.end_s

    def __and__(self, other: Span) -> Span | None:
        """Return the common part, or None where there is none of any length."""
        start, end = max(self.start_s, other.start_s), min(self.end_s, other.end_s)
        return Span(start, end) if end > start else None

    def __or__(self, other: Span) -> Span:
        """Return the smallest span that holds both."""
        return Span(min(self.start_s, other.start_s), max(self.end_s, other.end_s))

    def gap(self, other: Span) -> float:
        """Return the seconds from this end to the other's start; negative where they overlap."""
        return other.start_s - self.end_s


def total_s(spans: Iterable[Span]) -> float:
    """Return the summed length of spans in seconds (overlapping parts count twice)."""
    return math.fsum(span.duration_s for span in spans)


def merge(spans: Iterable[Span], gap_s: float = 0.0) -> tuple[Span, ...]:
    """Join spans that overlap or lie less than a gap apart."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and (span.start_s <= joined[-1].end_s or joined[-1].gap(span) < gap_s):
            joined[-1] = joined[-1] | span
        else:
            joined.append(span)
    return tuple(joined)


def intersect(spans: Iterable[Span], others: Iterable[Span]) -> tuple[Span, ...]:
    """Return the parts of spans that lie in any of the others."""
    within = merge(others)
    return tuple(part for span in spans for other in within if (part := span & other) is not None)


def subtract(spans: Iterable[Span], holes: Iterable[Span]) -> tuple[Span, ...]:
    """Return the parts of spans that lie in none of the holes."""
    cuts = merge(hole for hole in holes if hole.duration_s > 0)
    kept: list[Span] = []
    for span in spans:
        start = span.start_s
        for hole in cuts:
            if hole.end_s <= start or hole.start_s >= span.end_s:
                continue
            if hole.start_s > start:
                kept.append(Span(start, hole.start_s))
            start = hole.end_s
        if start < span.end_s:
            kept.append(Span(start, span.end_s))
    return tuple(kept)


def parts_in(spans: Sequence[Span], stretch: Span) -> list[Span]:
    """Return the parts of sorted, disjoint spans that lie in a stretch, looking at no others."""
    first = bisect_left(spans, stretch.start_s, key=lambda span: span.end_s)
    last = bisect_right(spans, stretch.end_s, key=lambda span: span.start_s)
    return [part for span in spans[first:last] if (part := span & stretch) is not None]


def nearest(spans: Sequence[Span], time_s: float) -> int:
    """Return the index of the span that holds a moment, or lies nearest to it."""
    distances = [max(span.start_s - time_s, time_s - span.end_s, 0.0) for span in spans]
    return distances.index(min(distances))


def per_10_min(count: float, duration_s: float) -> float:
    """Return how often something happened in ten minutes of call.

    A shorter call counts as ten minutes: one event in a call of two is no rate of five.
    """
    return count / max(1.0, duration_s / 600.0)
