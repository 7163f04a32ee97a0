"""The shape of a population through its five percentiles, for pictures."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

from voicecheck.types.norm import BELOW

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.types.norm import Percentiles

_BELOW = tuple(BELOW.values())
_NORMAL = NormalDist()
_Z = tuple(map(_NORMAL.inv_cdf, _BELOW))


@dataclass(frozen=True, slots=True)
class Pile:
    """A value that several percentiles share: so large a part of the people has it, or more."""

    value: float
    share: float


@dataclass(frozen=True, slots=True)
class Run:
    """Percentiles that rise all the way: values, places on the normal scale, slopes between."""

    x: tuple[float, ...]
    z: tuple[float, ...]
    slopes: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """A density through the five percentiles, and piles where they coincide.

    On the normal scale the percentiles are joined by monotone cubics (Fritsch & Carlson 1980), and
    go on straight beyond the outer two: a normal distribution comes out as it is. Between the five
    points the shape is a drawing, no measurement.
    """

    # what a picture shows: as far beyond the outer percentiles as these lie beyond the next
    low: float
    high: float
    runs: tuple[Run, ...]
    piles: tuple[Pile, ...]

    def density(self, at: float) -> float:
        """Return the density at a value; piles are not in it."""
        for run in self.runs:
            first = run is self.runs[0] and _Z[0] == run.z[0]
            last = run is self.runs[-1] and _Z[-1] == run.z[-1]
            if run.x[0] <= at <= run.x[-1]:
                return _inside(run, at)
            if first and at < run.x[0]:
                return _density(run.z[0] + run.slopes[0] * (at - run.x[0]), run.slopes[0])
            if last and at > run.x[-1]:
                return _density(run.z[-1] + run.slopes[-1] * (at - run.x[-1]), run.slopes[-1])
        return 0.0


def spread(percentiles: Percentiles) -> Spread:
    """Draw a population through its percentiles."""
    p = percentiles
    low, high = 2 * p.p2_5 - p.p10, 2 * p.p97_5 - p.p90
    if p.p2_5 >= 0:  # counts, rates and shares have no less than nothing
        low = max(0.0, low)
    knots = list(zip(p.values, _Z, strict=True))
    parts = [knots[:1]]
    for before, knot in itertools.pairwise(knots):
        if knot[0] > before[0]:
            parts[-1].append(knot)
        else:
            parts.append([knot])
    shares: dict[float, list[float]] = {}
    for value, below in zip(p.values, _BELOW, strict=True):
        shares.setdefault(value, []).append(below)
    piles = [Pile(value, _pile(own)) for value, own in shares.items() if len(own) > 1]
    return Spread(low, high, tuple(_run(part) for part in parts if len(part) > 1), tuple(piles))


def _pile(below: Sequence[float]) -> float:
    """Return the least part of the people at a value; at the ends all beyond belong to it."""
    if below[0] == _BELOW[0]:
        return below[-1]
    return (1.0 if below[-1] == _BELOW[-1] else below[-1]) - below[0]


def _run(knots: Sequence[tuple[float, float]]) -> Run:
    x, z = zip(*knots, strict=True)
    steps = [b - a for a, b in itertools.pairwise(x)]
    rises = [(b - a) / step for (a, b), step in zip(itertools.pairwise(z), steps, strict=True)]
    inner = [
        (h + g) * 3 / ((2 * g + h) / r + (g + 2 * h) / s)
        for (h, g), (r, s) in zip(itertools.pairwise(steps), itertools.pairwise(rises), strict=True)
    ]
    return Run(x, z, (rises[0], *inner, rises[-1]))


def _inside(run: Run, at: float) -> float:
    i = next(i for i in range(len(run.x) - 1) if at <= run.x[i + 1])
    width, rise = run.x[i + 1] - run.x[i], run.z[i + 1] - run.z[i]
    t, start, end = (at - run.x[i]) / width, run.slopes[i] * width, run.slopes[i + 1] * width
    # The cubic with these ends and slopes, and its derivative.
    square, cube = 3 * rise - 2 * start - end, start + end - 2 * rise
    z = run.z[i] + t * (start + t * (square + t * cube))
    return _density(z, (start + t * (2 * square + 3 * t * cube)) / width)


def _density(z: float, slope: float) -> float:
    return _NORMAL.pdf(z) * slope
