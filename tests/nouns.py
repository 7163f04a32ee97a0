"""Hypothesis strategies for nouns, made of their fields: any value that the types allow."""

from __future__ import annotations

import dataclasses
import functools
import types
import typing
from datetime import datetime
from enum import Enum
from typing import Any

from hypothesis import strategies as st

from voicecheck.types.measure import Measure
from voicecheck.types.norm import Norm, Percentiles
from voicecheck.types.time import Span

# Half a surrogate is what Python makes of a byte in a file's name that is no UTF-8.
words = st.text(max_size=8) | st.text(st.characters(min_codepoint=0xDC80, max_codepoint=0xDCFF))
numbers = st.floats(allow_nan=False, allow_infinity=False)
seconds = st.floats(0, 1e6) | st.integers(0, 20).map(float)
spans = st.tuples(seconds, seconds).map(lambda ends: Span(min(ends), max(ends)))


def noun(kind: type, *, text: st.SearchStrategy[str] = words) -> st.SearchStrategy[Any]:
    """Return a strategy for a dataclass."""
    return _of(kind, text)


@functools.cache
def _of(hint: Any, text: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    known = {str: text, float: numbers, bool: st.booleans(), types.NoneType: st.none(), Span: spans}
    if hint in known:
        return known[hint]
    if hint is int:
        return st.integers(-(2**63), 2**63 - 1)
    if hint is datetime:
        return st.datetimes(timezones=st.none() | st.timezones())
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return st.one_of([_of(one, text) for one in inner])
    if origin is tuple:
        return st.lists(_of(inner[0], text), max_size=2).map(tuple)
    if origin is dict:
        return st.dictionaries(text, _of(inner[1], text), max_size=2)
    fields = {name: _of(one, text) for name, one in _hints(hint).items()}
    if hint is Norm:
        four = st.lists(numbers, min_size=4, max_size=4, unique=True).map(sorted)
        points = four | four.map(lambda rising: rising[::-1])
        rest = {k: v for k, v in fields.items() if k not in ("good", "watch", "fail", "bad")}
        return st.builds(
            lambda p, **others: Norm(good=p[0], watch=p[1], fail=p[2], bad=p[3], **others),
            points,
            **rest,
        )
    if hint is Percentiles:
        five = st.lists(numbers, min_size=5, max_size=5).map(sorted)
        return st.builds(lambda p, n: Percentiles(*p, n), five, fields["n"])
    if hint is Measure:  # a value or a reason
        either = (
            {"value": numbers, "reason": st.none()},
            {"value": st.none(), "reason": _reason(text)},
        )
        return st.one_of([st.builds(Measure, **(fields | one)) for one in either])
    return st.builds(hint, **fields)


def _reason(text: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    return _of(typing.get_type_hints(Measure)["reason"], text).filter(lambda one: one is not None)


def _hints(kind: type) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}
