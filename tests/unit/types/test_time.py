from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecheck.types.time import Span, intersect, merge, nearest, subtract, total_s

times = st.floats(0, 100, allow_nan=False)
spans = st.tuples(times, times).map(lambda p: Span(min(p), max(p)))
many = st.lists(spans, max_size=12)


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
