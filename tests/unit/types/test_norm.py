from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecheck.errors import NormError
from voicecheck.types.norm import FAIL_FROM, WARN_FROM, Backing, Norm, Percentiles, points_of

# Real norms lie between shares of a hundredth and thousands of Hertz.
numbers = st.floats(-1e4, 1e4).map(lambda x: round(x, 4)) | st.integers(-50, 50).map(float)
points = st.lists(numbers, min_size=4, max_size=4, unique=True).map(sorted)
populations = st.lists(numbers, min_size=5, max_size=5, unique=True).map(
    lambda five: Percentiles(*sorted(five), 100)
)


def a_norm(four: tuple[float, ...], people: Percentiles | None = None) -> Norm:
    return Norm("n", "u", "", *four, "people", "source", Backing.MEASURED, people)


any_points = points.map(a_norm) | points.map(lambda four: a_norm(tuple(four[::-1])))
of_people = st.builds(
    lambda people, high: a_norm(points_of(people, high_is_worse=high), people),
    populations,
    st.booleans(),
)
norms = any_points | of_people


@given(norms, st.lists(st.floats(-1e6, 1e6), min_size=2))
def test_worse_is_never_milder_and_severity_stays_within_0_and_1(
    norm: Norm, values: list[float]
) -> None:
    edges = [norm.good, norm.watch, norm.fail, norm.bad]
    if norm.percentiles is not None:
        edges += norm.percentiles.values
    ordered = sorted([*values, *edges], reverse=not norm.high_is_worse)
    severities = [norm.severity(value) for value in ordered]
    places = [norm.place(value) for value in ordered]
    assert severities == sorted(severities) and places == sorted(places)
    assert all(0 <= severity <= 1 for severity in severities)
    assert all(-1 <= place <= 1 for place in places)
    assert [max(0.0, place) for place in places] == severities


@given(norms)
def test_the_verdict_turns_at_the_points_themselves(norm: Norm) -> None:
    assert norm.severity(norm.good) == 0
    assert norm.severity(norm.watch) == WARN_FROM
    assert norm.severity(norm.fail) == FAIL_FROM
    assert norm.severity(norm.bad) == 1


@given(norms, st.floats(-1e6, 1e6))
def test_severity_never_jumps(norm: Norm, value: float) -> None:
    edges = (norm.good, norm.watch, norm.fail, norm.bad)
    steepest = max(0.35 / abs(b - a) for a, b in pairwise(edges))
    if norm.percentiles is not None:
        p = norm.percentiles.values
        steepest = max(steepest, *(0.35 / (b - a) for a, b in pairwise(p)))
    for near in (value, *edges):
        step = 1e-6 * abs(norm.bad - norm.good)
        moved = abs(norm.place(near + step) - norm.place(near - step))
        assert moved <= 2.001 * step * steepest + 1e-9


@given(norms, st.floats(-1e6, 1e6))
def test_high_and_low_are_judged_alike(norm: Norm, value: float) -> None:
    people = norm.percentiles
    mirrored = replace(
        norm,
        **{name: -getattr(norm, name) for name in ("good", "watch", "fail", "bad")},
        percentiles=people and Percentiles(*(-p for p in people.values[::-1]), people.n),
    )
    assert mirrored.place(-value) == norm.place(value)


@given(populations, st.booleans())
def test_a_norm_of_people_has_points_that_go_one_way(people: Percentiles, high: bool) -> None:
    assert a_norm(points_of(people, high_is_worse=high), people).high_is_worse is high


@pytest.mark.parametrize("four", [(1, 1, 2, 3), (1, 3, 2, 4), (1, 2, 3, 2.5)])
def test_a_ramp_goes_one_way(four: tuple[float, ...]) -> None:
    with pytest.raises(NormError, match="rise or fall all the way"):
        a_norm(four)
