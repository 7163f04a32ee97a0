"""When a call began, from the parts of a name or the words of an export; never guessed."""

from __future__ import annotations

import functools
import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil import parser

from voicecheck.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PARTS = ("year", "month", "day", "hour", "minute", "second")
HOURS_EAST = {"MEZ": 1, "MESZ": 2, "CET": 1, "CEST": 2}
EARLIEST = datetime(1990, 1, 1)  # a year before means that something else was read
# What a text leaves out comes from these: where it leaves out a part of the day, they differ.
FILLED = (datetime(2001, 1, 1), datetime(2002, 2, 2))
_EPOCH = re.compile(r"\d{10}(\.\d+)?|\d{13}")
# As names of files are written, without the marks that ISO demands.
_COMPACT = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)[-_]?(\d\d)-?(\d\d)-?(\d\d)")
_YEAR_FIRST = re.compile(r"\d{4}\D")
_DOTS = re.compile(r"(\d{1,2})\.\d{1,2}\.(\d{4}|\d{2})\b")  # with dots the day comes first
_SLASHES = re.compile(r"(\d{1,2})/(\d{1,2})/\d{4}\b")
_YEAR = re.compile(r"\b\d{4}\b")


def started_at(
    words: Mapping[str, str],
    *,
    date_format: str,
    written_in: str,
    shown_in: str,
    day_first: bool | None,
) -> datetime | None:
    """Read when a call began; a time without a zone is in the one that it was written in."""
    with suppress(ValueError, OverflowError, OSError):
        found = _parsed(words, date_format, day_first)
        if found is None:
            return None
        if found.tzinfo is None:
            found = found.replace(tzinfo=zone(written_in) or zone(shown_in))
        if found.tzinfo is not None and shown_in:
            found = found.astimezone(zone(shown_in))
        return found if found.replace(tzinfo=None) > EARLIEST else None
    return None


def comes_day_first(texts: Iterable[str]) -> bool | None:
    """Tell whether day or month comes first in dates of one file; None where none settles it."""
    dates = [(int(d[1]), int(d[2])) for d in map(_SLASHES.match, texts) if d]
    day_first = any(first > 12 for first, _ in dates)
    month_first = any(second > 12 for _, second in dates)
    return None if day_first == month_first else day_first


@functools.cache
def zone(name: str) -> tzinfo | None:
    """Return a time zone by name; empty means none."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ConfigError(
            f"[metadata] timezone '{name}': is unknown; write it like Europe/Berlin"
        ) from error


def _parsed(words: Mapping[str, str], date_format: str, day_first: bool | None) -> datetime | None:
    if "epoch" in words:
        return datetime.fromtimestamp(float(words["epoch"]), UTC)
    if "year" in words:
        year, month, day, hour, minute, second = (int(words.get(part, "0")) for part in PARTS)
        return datetime(year, month or 1, day or 1, hour, minute, second)
    text, time = words.get("started_at", ""), words.get("time", "")
    if time and ":" not in text and (found := _read(f"{text} {time}", date_format, day_first)):
        return found
    return _read(text, date_format, day_first)


def _read(text: str, date_format: str, day_first: bool | None) -> datetime | None:
    if date_format:
        with suppress(ValueError):
            return datetime.strptime(text, date_format)
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(float(text) / (1000 if len(text) == 13 else 1), UTC)
    if compact := _COMPACT.fullmatch(text):
        text = "{}-{}-{}T{}:{}:{}".format(*compact.groups())
    with suppress(ValueError):
        return datetime.fromisoformat(text)
    with suppress(ValueError, LookupError, OverflowError):
        return _worded(text, day_first)
    return None


def _worded(text: str, day_first: bool | None) -> datetime | None:
    """Read a date as people write it, where it can be read in one way only."""
    dots = _DOTS.match(text)
    if not (dots or _YEAR.search(text)):
        return None
    if _YEAR_FIRST.match(text):
        day_first = False
    found: set[datetime] = {
        parser.parse(text, dayfirst=order, default=default, tzinfos=_zone_named)
        for order in ({True} if dots else {True, False} if day_first is None else {day_first})
        for default in FILLED
    }
    one = found.pop()
    return None if found or (dots and one.day != int(dots[1])) else one


def _zone_named(name: str | None, offset_s: int | None) -> tzinfo | None:
    if offset_s is not None:
        return timezone(timedelta(seconds=offset_s))
    if name is None:
        return None
    return timezone(timedelta(hours=HOURS_EAST[name]))
