"""The drawn shape of a population: through its five percentiles, and claiming no more."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest

from voicecheck.checks.norms import load_norms
from voicecheck.languages import available
from voicecheck.report.density import Pile, spread
from voicecheck.types.norm import BELOW, Percentiles

SHIPPED = [
    pytest.param(norm.percentiles, id=f"{language}-{norm.name}")
    for language in available()
    for norm in load_norms(language).norms.values()
    if norm.percentiles is not None
]


def area(percentiles: Percentiles, low: float, high: float) -> float:
    shape = spread(percentiles)
    at = np.linspace(low, high, 4001)
    return float(np.trapezoid([shape.density(float(x)) for x in at], at))


@pytest.mark.parametrize("percentiles", SHIPPED)
def test_between_two_percentiles_lies_their_part_of_the_people(percentiles: Percentiles) -> None:
    below = list(BELOW.values())
    for i in range(4):
        low, high = percentiles.values[i : i + 2]
        if high > low:
            # The ends belong to the next stretch: they are left out by a hair.
            hair = (high - low) * 1e-9
            part = area(percentiles, low + hair, high - hair)
            assert part == pytest.approx(below[i + 1] - below[i], abs=0.003)


@pytest.mark.parametrize("percentiles", SHIPPED)
def test_the_shape_has_one_summit(percentiles: Percentiles) -> None:
    shape = spread(percentiles)
    drawn = [shape.density(float(x)) for x in np.linspace(shape.low, shape.high, 100)]
    top = int(np.argmax(drawn))
    steps = np.diff(drawn) / max(drawn)
    # A ripple of two hundredths of the height cannot be seen.
    assert steps[:top].min(initial=0) > -0.02
    assert steps[top:].max(initial=0) < 0.02


def test_a_normal_population_comes_out_normal() -> None:
    normal = NormalDist(4.8, 0.6)
    shape = spread(Percentiles(*map(normal.inv_cdf, BELOW.values()), n=100))
    for at in (3.0, 3.7, 4.8, 5.3, 6.4):
        assert shape.density(at) == pytest.approx(normal.pdf(at))
    assert shape.piles == ()


def test_those_who_share_a_value_stand_in_a_pile() -> None:
    silences = spread(Percentiles(0, 0, 0, 2.5, 4.5, n=692))
    assert silences.piles == (Pile(0, 0.5),)
    assert silences.low == 0 and silences.density(-0.01) == 0
    middle = spread(Percentiles(0, 1, 1, 2, 3, n=9))
    assert middle.piles == (Pile(1, pytest.approx(0.4)),)
    assert middle.density(0.5) > 0 and middle.density(1.5) > 0
    full = spread(Percentiles(0.2, 0.5, 1, 1, 1, n=9))
    assert full.piles == (Pile(1, 0.5),) and full.density(1.01) == 0


def test_nothing_is_less_than_nothing_but_points_are() -> None:
    assert spread(Percentiles(0.5, 2, 5, 9, 11, n=9)).low == 0
    assert spread(Percentiles(-56, -34, 1, 31, 58, n=100)).low == -78
    assert math.isfinite(spread(Percentiles(0.5, 2, 5, 9, 11, n=9)).density(100.0))
