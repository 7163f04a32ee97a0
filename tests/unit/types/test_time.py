from __future__ import annotations

import random
from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecheck.types.time import (
    Span,
    intersect,
    merge,
    nearest,
    parts_in,
    per_10_min,
    subtract,
    total_s,
)

# On a grid ends coincide, off it they lie as near as floats can.
times = st.floats(0, 100, allow_nan=False) | st.integers(0, 20).map(float)
spans = st.tuples(times, times).map(lambda p: Span(min(p), max(p)))
many = st.lists(spans, max_size=12)
gaps = st.sampled_from([0.0, 0.2, 1.0])


def between(*groups: Iterable[Span]) -> list[float]:
    """A moment between each two edges that are next to each other."""
    edges = sorted({edge for group in groups for s in group for edge in (s.start_s, s.end_s)})
    return [middle for a, b in pairwise(edges) if a < (middle := (a + b) / 2) < b]


def held(spans: Iterable[Span], time_s: float) -> bool:
    """Whether a moment lies inside, not at an edge."""
    return any(span.start_s < time_s < span.end_s for span in spans)


def test_a_span_cannot_run_backwards() -> None:
    with pytest.raises(ValueError, match="before its start"):
        Span(2.0, 1.0)


def test_a_span_must_be_finite() -> None:
    with pytest.raises(ValueError, match="not finite"):
        Span(0.0, float("nan"))


def test_algebra() -> None:
    a, b = Span(0, 2), Span(1, 3)
    assert a & b == Span(1, 2)
    assert a | b == Span(0, 3)
    assert a.gap(Span(2.5, 3)) == 0.5
    assert Span(0, 1) & Span(1, 2) is None
    assert 1.5 in a
    assert 2.5 not in a


def test_merge_closes_only_gaps_below_the_limit() -> None:
    parts = [Span(0, 1), Span(1.1, 2), Span(2.2, 3)]
    assert merge(parts, 0.15) == (Span(0, 2), Span(2.2, 3))


def test_nearest_prefers_the_span_that_holds_the_moment() -> None:
    assert nearest([Span(0, 1), Span(2, 3)], 2.1) == 1
    assert nearest([Span(0, 1), Span(2, 3)], 1.4) == 0


@given(many)
def test_merged_spans_are_disjoint_and_cover_as_much(parts: list[Span]) -> None:
    merged = merge(parts)
    assert all(a.end_s < b.start_s for a, b in pairwise(merged))
    assert total_s(merged) <= total_s(parts) + 1e-9


@given(many, many)
def test_what_is_cut_and_what_is_kept_make_the_whole(parts: list[Span], holes: list[Span]) -> None:
    whole = merge(parts)
    kept, cut = subtract(whole, holes), intersect(whole, holes)
    assert total_s(kept) + total_s(cut) == pytest.approx(total_s(whole), abs=1e-6)


@given(many, gaps, st.randoms(use_true_random=False))
def test_merging_knows_no_order_and_ends_after_once(
    parts: list[Span], gap_s: float, chance: random.Random
) -> None:
    merged = merge(parts, gap_s)
    assert merge(merged, gap_s) == merged
    assert merge(chance.sample(parts, len(parts)), gap_s) == merged
    assert all(
        any(whole.start_s <= part.start_s and part.end_s <= whole.end_s for whole in merged)
        for part in parts
    )


@given(many, many)
def test_a_moment_is_in_both_or_in_one_alone(ones: list[Span], others: list[Span]) -> None:
    a, b = merge(ones), merge(others)
    both, alone = intersect(a, b), subtract(a, b)
    for time_s in between(a, b):
        assert held(both, time_s) == (held(a, time_s) and held(b, time_s))
        assert held(alone, time_s) == (held(a, time_s) and not held(b, time_s))
    assert intersect(b, a) == both
    for found in both, alone:
        assert all(x.end_s <= y.start_s for x, y in pairwise(found))
        assert all(span.duration_s > 0 for span in found)
    assert not intersect(alone, b)


@given(many, many, many)
def test_holes_cut_one_after_the_other_or_at_once(
    parts: list[Span], some: list[Span], more: list[Span]
) -> None:
    assert subtract(subtract(parts, some), more) == subtract(parts, [*some, *more])
    assert subtract(subtract(parts, some), some) == subtract(parts, some)


@given(many, st.lists(times, max_size=6))
def test_a_hole_of_no_length_cuts_nothing(parts: list[Span], at_s: list[float]) -> None:
    long = [part for part in parts if part.duration_s]
    assert subtract(long, [Span(time_s, time_s) for time_s in at_s]) == tuple(long)


@given(many, spans)
def test_looking_at_fewer_spans_finds_the_same(parts: list[Span], stretch: Span) -> None:
    assert tuple(parts_in(merge(parts), stretch)) == intersect(merge(parts), [stretch])


@given(many, st.randoms(use_true_random=False))
def test_a_total_knows_no_order(parts: list[Span], chance: random.Random) -> None:
    assert total_s(chance.sample(parts, len(parts))) == total_s(parts)


@given(spans, spans)
def test_what_two_spans_share_and_hold_together(a: Span, b: Span) -> None:
    assert (a & b) == (b & a) and (a | b) == (b | a)
    assert (a & b) is None or (a & b) | a == a
    assert (a & b) is None or max(a.gap(b), b.gap(a)) < 0


@given(st.integers(0, 100), times.map(lambda t: 60 * t), times)
def test_a_longer_call_never_raises_a_rate(count: int, duration_s: float, more_s: float) -> None:
    assert per_10_min(count, duration_s + more_s) <= per_10_min(count, duration_s) <= count
