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
from enum import Enum
from typing import Any, TypeVar

from voicecheck.types.time import Span

SCHEMA_VERSION = 1

T = TypeVar("T")


def to_dict(value: Any) -> Any:
    """Turn a noun into what `json.dumps` takes.

    Parameters
    ----------
    value : object
        A dataclass of `voicecheck.types` or `voicecheck.features`, or a container of such.

    Returns
    -------
    dict, list, str, int, float, bool or None

    Raises
    ------
    TypeError
        If the value holds an array or any other thing without a place in JSON.
    ValueError
        If a number is not finite: JSON has no NaN, and a missing measure has a reason instead.
    """
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
    """Turn what `to_dict` wrote back into a noun.

    Parameters
    ----------
    kind : type
        The dataclass to build.
    data : dict or list
        As read by `json.loads`.

    Returns
    -------
    object of `kind`

    Raises
    ------
    ValueError
        If a field is missing or does not fit.
    """
    return typing.cast("T", _decode(kind, data))


@functools.cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _decode(hint: Any, data: Any) -> Any:
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return _decode_union(typing.get_args(hint), data)
    if origin is typing.Literal:
        return data
    if origin is tuple:
        return tuple(_decode(typing.get_args(hint)[0], item) for item in data)
    if origin is dict:
        inner = typing.get_args(hint)[1]
        return {key: _decode(inner, item) for key, item in data.items()}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(data)
    if dataclasses.is_dataclass(hint):
        return _decode_dataclass(hint, data)
    return float(data) if hint is float else data


def _decode_union(options: tuple[Any, ...], data: Any) -> Any:
    if data is None:
        return None
    rest = [option for option in options if option is not types.NoneType]
    if isinstance(data, str) and str in rest:
        return data
    return _decode(next(option for option in rest if option is not str), data)


def _decode_dataclass(hint: Any, data: Any) -> Any:
    fields = dataclasses.fields(hint)
    hints = _hints(hint)
    if [f.name for f in fields] == ["lines"]:
        return hint(_decode(hints["lines"], data))
    values: dict[str, Any] = {}
    for field in fields:
        if field.name == "span":
            start = data["start_s"]
            values["span"] = None if start is None else Span(float(start), float(data["end_s"]))
        elif field.name not in data:
            raise ValueError(f"{hint.__name__}: the field '{field.name}' is missing")
        else:
            values[field.name] = _decode(hints[field.name], data[field.name])
    return hint(**values)
