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
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PARTS = ("year", "month", "day", "hour", "minute", "second")
HOURS_EAST = {"MEZ": 1, "MESZ": 2, "CET": 1, "CEST": 2}
EARLIEST = datetime(1990, 1, 1)  # a year before means that something else was read
# What a text leaves out comes from these: where it leaves out a part of the day, they differ.
FILLED = (datetime(2001, 1, 1), datetime(2002, 2, 2))
LONGEST = 60  # letters of a date in words; longer ones are something else
_EPOCH = re.compile(r"\d{10}(\.\d{1,9})?|\d{13}|\d{16}")  # seconds, ms, µs since 1970
# As names of files are written, without the marks that ISO demands.
_COMPACT = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)[-_]?(\d\d)-?(\d\d)-?(\d\d)")
_YEAR_FIRST = re.compile(r"\d{4}\D")
# The German way by itself: a table of 50,000 rows is read twice as fast as by the parser.
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:,? (\d{1,2}):(\d\d)(?::(\d\d))?)?")
_DOTS = re.compile(r"(\d{1,2})\.\d{1,2}\.(\d{4}|\d{2})\b")  # with dots the day comes first
_SLASHES = re.compile(
    r"(\d{1,2})([/-])(\d{1,2})\2(\d{4}|\d{2})(?:[T ,]+\d{1,2}[:.]\d\d[\d:., APMapm]*)?"
)
_TIME = re.compile(r"\d{1,2}(:\d\d){1,2}([.,]\d+)?( ?[AaPp]\.?[Mm]\.?)?|\d{1,2}([.:]\d\d)?( Uhr|h)")
_UHR = re.compile(r"\b(\d{1,2})(?:[.:](\d\d))?(?:[.:](\d\d))? ?(?:Uhr|h)\b", re.IGNORECASE)
_DOTTED_TIME = re.compile(r"(\d{4}(?:-\d\d-\d\d)?|\d\d\.\d\d\.\d\d),? +(\d\d)\.(\d\d)(?:\.(\d\d))?")
_DAY_OF_WEEK = re.compile(
    r"(mo|di|mi|do|fr|sa|so)([a-z]*tag|[a-z]*woch|[a-z]*abend)?[.,]* +", re.IGNORECASE
)
_MONTH = re.compile(
    r"(?<![^\W\d_])(?:(jan)(?:uar)?|(feb)(?:ruar)?|(mär|mrz|maer)z?|(apr)(?:il)?|(mai)|(jun)i?|(jul)i?"
    r"|(aug)(?:ust)?|(sep)t?(?:ember)?|(okt)(?:ober)?|(nov)(?:ember)?|(dez)(?:ember)?)(?![^\W\d_])\.?",
    re.IGNORECASE,
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_YEAR = re.compile(r"\b\d{4}\b")
_NO_ZONE = Text(
    "[metadata] timezone '{name}': gibt es nicht; zu schreiben wie Europe/Berlin",
    "[metadata] timezone '{name}': is unknown; write it like Europe/Berlin",
)


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
    dates = [(int(d[1]), int(d[3]), d[4]) for d in map(_SLASHES.fullmatch, texts) if d]
    # 13/03/26 may begin with the year; 03/13/26 can be read in one way only.
    day_first = any(first > 12 and len(year) == 4 for first, _, year in dates)
    month_first = any(second > 12 for _, second, _ in dates)
    return None if day_first == month_first else day_first


def is_ambiguous(text: str) -> bool:
    """Tell whether a date can be read day first and month first."""
    found = _SLASHES.fullmatch(text)
    return found is not None and max(int(found[1]), int(found[3])) <= 12


def is_time(text: str) -> bool:
    """Tell whether a text is a time of day and no date."""
    return _TIME.fullmatch(text) is not None


@functools.cache
def zone(name: str) -> tzinfo | None:
    """Return a time zone by name; empty means none."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ConfigError(_NO_ZONE.format(name=name)) from error


def _parsed(words: Mapping[str, str], date_format: str, day_first: bool | None) -> datetime | None:
    if "epoch" in words:
        return datetime.fromtimestamp(float(words["epoch"]), UTC)
    if "year" in words:
        year, month, day, hour, minute, second = (int(words.get(part, "0")) for part in PARTS)
        return datetime(year, month or 1, day or 1, hour, minute, second)
    text, time = words.get("started_at", ""), words.get("time", "")
    if (
        time
        and not is_time(text)
        and ":" not in text
        and (found := _read(f"{text} {time}".strip(), date_format, day_first))
    ):
        return found
    return _read(text, date_format, day_first)


def _read(text: str, date_format: str, day_first: bool | None) -> datetime | None:
    if not text:
        return None
    if date_format:
        with suppress(ValueError):
            return datetime.strptime(text, date_format)
        if day_first is None and "%d" in date_format and "%m" in date_format:
            day_first = date_format.index("%d") < date_format.index("%m")
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(float(text) / {13: 1e3, 16: 1e6}.get(len(text), 1), UTC)
    if compact := _COMPACT.fullmatch(text):
        text = "{}-{}-{}T{}:{}:{}".format(*compact.groups())
    if dotted := _DOTTED.fullmatch(text):
        day, month, year, hour, minute, second = (int(part or 0) for part in dotted.groups())
        return datetime(year, month, day, hour, minute, second)
    with suppress(ValueError):
        return datetime.fromisoformat(text)
    # dateutil raises whatever its parts raise
    with suppress(ValueError, LookupError, ArithmeticError, TypeError, AttributeError):
        return _worded(_plain(text), day_first) if len(text) <= LONGEST else None
    return None


def _plain(text: str) -> str:
    """Write German days, months and times as the parser knows them."""
    text = _DAY_OF_WEEK.sub("", text, count=1) if _DAY_OF_WEEK.match(text) else text
    text = _UHR.sub(lambda m: f"{m[1]}:{m[2] or '00'}:{m[3] or '00'}", text)
    text = _DOTTED_TIME.sub(lambda m: f"{m[1]} {m[2]}:{m[3]}:{m[4] or '00'}", text)
    text = re.sub(r"\bum\b|\buhr\b", " ", text, flags=re.IGNORECASE)
    if month := _MONTH.search(text):
        name = MONTHS[(month.lastindex or 1) - 1]
        text = f"{text[: month.start()].rstrip(' .')} {name} {text[month.end() :]}"
    return text.strip()


def _worded(text: str, day_first: bool | None) -> datetime | None:
    """Read a date as people write it, where it can be read in one way only."""
    dots = _DOTS.match(text)
    settled = day_first is not None and _SLASHES.fullmatch(text)
    if not (dots or settled or _YEAR.search(text)):
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
