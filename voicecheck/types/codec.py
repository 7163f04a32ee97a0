"""The only door between dataclasses and JSON.

Rules: a dataclass becomes an object of its fields; a field called ``span`` is written flat as
``start_s`` and ``end_s``; a dataclass whose only field is ``lines`` becomes a list; enumerations
become their values. Arrays have no place in JSON: recordings and tracks are refused.
"""

from __future__ import annotations

import dataclasses
import functools
import math
import types
import typing
from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar

from voicecheck.types.time import Span

SCHEMA_VERSION = 1

T = TypeVar("T")
Reader = Callable[[Any], Any]


def to_dict(value: Any) -> Any:
    """Turn a noun into what `json.dumps` takes."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{value} has no place in JSON")
        return value
    if isinstance(value, tuple | list):
        return [to_dict(item) for item in value]
    if isinstance(value, dict):
        return {str(key): to_dict(item) for key, item in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _encode(value)
    raise TypeError(f"{type(value).__name__} has no place in JSON")


def _encode(value: Any) -> Any:
    names = [f.name for f in dataclasses.fields(value)]
    if names == ["lines"]:
        return to_dict(value.lines)
    encoded: dict[str, Any] = {}
    for name in names:
        item = getattr(value, name)
        if name == "span":
            encoded["start_s"] = item.start_s if item else None
            encoded["end_s"] = item.end_s if item else None
        else:
            encoded[name] = to_dict(item)
    return encoded


def from_dict(kind: type[T], data: Any) -> T:
    """Turn what `to_dict` wrote back into a noun."""
    return typing.cast("T", _reader(typing.cast("Any", kind))(data))


@functools.cache
def _reader(hint: Any) -> Reader:
    """Return what turns JSON into a value of a type: found out once, not for every value."""
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return _union_reader(typing.get_args(hint))
    if origin is tuple:
        item = _reader(typing.get_args(hint)[0])
        return lambda data: tuple(map(item, data))
    if origin is dict:
        inner = _reader(typing.get_args(hint)[1])
        return lambda data: {key: inner(value) for key, value in data.items()}
    if dataclasses.is_dataclass(hint):
        return _dataclass_reader(typing.cast("type", hint))
    if hint is float or (isinstance(hint, type) and issubclass(hint, Enum)):
        return typing.cast("Reader", hint)
    return lambda data: data


def _union_reader(options: tuple[Any, ...]) -> Reader:
    rest = [option for option in options if option is not types.NoneType]
    others = [_reader(option) for option in rest if option is not str]
    read = others[0] if others else _reader(str)
    words = str in rest

    def value(data: Any) -> Any:
        return data if data is None or (words and isinstance(data, str)) else read(data)

    return value


def _has_default(field: dataclasses.Field[Any]) -> bool:
    missing = dataclasses.MISSING
    return field.default is not missing or field.default_factory is not missing


def _dataclass_reader(kind: type) -> Reader:
    hints = typing.get_type_hints(kind)
    fields = dataclasses.fields(kind)
    names = [field.name for field in fields]
    if names == ["lines"]:
        lines = _reader(hints["lines"])
        return lambda data: kind(lines(data))
    readers = [(name, _reader(hints[name])) for name in names if name != "span"]
    # What an older version did not know yet takes its default.
    optional = {field.name for field in fields if _has_default(field)}
    has_span = "span" in names

    def value(data: Any) -> Any:
        values = {}
        for name, read in readers:
            if name in data:
                values[name] = read(data[name])
            elif name not in optional:
                raise ValueError(f"{kind.__name__}: the field '{name}' is missing")
        if has_span:
            start = data["start_s"]
            values["span"] = None if start is None else Span(float(start), float(data["end_s"]))
        return kind(**values)

    return value
