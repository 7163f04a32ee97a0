"""What is known about a call beside its sound: from its name, its folder, and files beside it.

Order of trust, field by field: a file beside the recording, a table in its folder, the pattern of
the settings, the name as the telephone system writes it. What nobody says stays unknown.
"""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, tzinfo
from importlib import resources
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from voicecheck.errors import ConfigError, suggest
from voicecheck.recorders.channels import WORDS, check_recorder
from voicecheck.types.call import CallInfo, Direction

if TYPE_CHECKING:
    from collections.abc import Mapping

    from voicecheck.recorders.sidecars import Row, Sidecars

FIELDS = tuple(one.name for one in fields(CallInfo))
PARTS = ("year", "month", "day", "hour", "minute", "second")
GROUPS = frozenset({*FIELDS, *PARTS, "epoch"})
# Read and thrown away: the other party's number, and names of either.
IGNORED = frozenset({"caller", "dialled", "name"})

# Names that exports use for the same thing, in lower case.
KNOWN_FIELDS = {
    "call_id": {"call_id", "callid", "uniqueid", "contactid", "conversationid", "interactionid",
                "sessionid", "call_sid", "callsid", "ucid", "anrufid", "gespraechsid"},
    "agent": {"agent", "agent_name", "agentname", "agentid", "agent_id", "username", "user",
              "userid", "user_id", "userids", "extension", "mitarbeiter", "bearbeiter", "agentin",
              "nebenstelle"},
    "queue": {"queue", "queue_name", "queuename", "queueid", "queueids", "skill", "campaign",
              "group", "warteschlange", "gruppe", "hotline"},
    "direction": {"direction", "calldirection", "call_direction", "initialdirection",
                  "originatingdirection", "initiationmethod", "richtung", "anrufrichtung"},
    "transferred": {"transferred", "transfer", "weitergeleitet", "verbunden"},
    "started_at": {"started_at", "start", "starttime", "start_time", "startdate", "begin",
                   "conversationstarttime", "recordingstarttime", "initiationtimestamp",
                   "timestamp", "calldate", "datetime", "date", "beginn", "startzeit",
                   "zeitpunkt", "datum"},
    "agent_channel": {"agent_channel", "agentchannel", "agentkanal", "kanal_agent"},
}  # fmt: skip
DIRECTIONS = {
    Direction.INBOUND: {"in", "inbound", "incoming", "eingehend", "ankommend", "i"},
    Direction.OUTBOUND: {"out", "outbound", "outgoing", "ausgehend", "abgehend", "o", "callback"},
    Direction.INTERNAL: {"internal", "intern"},
}
YES, NO = {"1", "true", "yes", "ja", "j", "y"}, {"0", "false", "no", "nein", "n"}
DATE_FORMATS = (
    "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y", "%m/%d/%Y %H:%M:%S", "%Y%m%d%H%M%S",
    "%Y%m%d-%H%M%S", "%Y%m%d_%H%M%S", "%Y-%m-%d_%H-%M-%S", "%Y/%m/%d %H:%M:%S",
)  # fmt: skip
LONGEST = 200  # letters of a name or number; longer ones are something else, and no column's
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
EARLIEST = datetime(1990, 1, 1)  # a year before means that something else was read


@dataclass(frozen=True, slots=True)
class MetadataSettings:
    """What the user said about names and files."""

    recorder: str = ""  # name of a preset; empty: every preset is tried
    file_pattern: str = ""  # regular expression over the file name with named groups of GROUPS
    date_format: str = ""  # how the group started_at is written
    timezone: str = ""  # of times without one
    fields: Mapping[str, str] = field(default_factory=dict)  # the user's names to ours
    # the user's words to inbound, outbound, internal
    directions: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what can never work, before the night begins."""
        check_recorder(self.recorder)
        for group in _compiled(self.file_pattern).groupindex:
            if group not in GROUPS | IGNORED:
                raise ConfigError(f"[metadata] pattern: group '{group}', {suggest(group, GROUPS)}")
        for ours in self.fields.values():
            if ours not in FIELDS:
                raise ConfigError(f"[metadata.fields] '{ours}': {suggest(ours, FIELDS)}")
        for word in self.directions.values():
            if word not in set(Direction):
                raise ConfigError(f"[metadata.directions] '{word}': {suggest(word, Direction)}")
        _zone(self.timezone)


@dataclass(frozen=True, slots=True)
class Naming:
    """How one telephone system names its recordings."""

    pattern: str
    source: str
    date_format: str = ""
    folders: bool = False
    fixed: Mapping[str, str] = field(default_factory=dict)


def call_info(path: str, *, settings: MetadataSettings, sidecars: Sidecars) -> CallInfo:
    """Find out what is known about a call."""
    info = CallInfo()
    for row, _ in sidecars.rows(path):
        info = _filled(info, _from_row(row, settings))
    name = PurePosixPath(path).name
    if settings.file_pattern and (found := _compiled(settings.file_pattern).search(name)):
        info = _filled(info, _read(found.groupdict(), settings, settings.date_format))
    for key, naming in namings().items():
        if settings.recorder and not key.startswith(settings.recorder):
            continue
        found = _compiled(naming.pattern).search(path if naming.folders else name)
        if found:
            groups = {**naming.fixed, **found.groupdict()}
            return _filled(info, _read(groups, settings, naming.date_format))
    return info


@functools.cache
def namings() -> Mapping[str, Naming]:
    """Return how telephone systems name their recordings, by system."""
    file = resources.files("voicecheck.recorders").joinpath("naming.toml")
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    return {name: Naming(**entry) for name, entry in table.items()}


def _filled(info: CallInfo, other: CallInfo) -> CallInfo:
    """Fill what is unknown from another source."""
    missing = {name: getattr(other, name) for name in FIELDS if getattr(info, name) is None}
    return replace(info, **missing)


def _from_row(row: Row, settings: MetadataSettings) -> CallInfo:
    mine = {key.lower(): ours for key, ours in settings.fields.items()}
    groups: dict[str, str | None] = {}
    for key, value in row.items():
        ours = mine.get(key) or next((f for f, names in KNOWN_FIELDS.items() if key in names), None)
        if ours and value and ours not in groups:
            groups[ours] = value
    for key, value in row.items():  # the user's own names win over what is guessed
        if key in mine and value:
            groups[mine[key]] = value
    return _read(groups, settings, settings.date_format)


def _read(
    groups: Mapping[str, str | None], settings: MetadataSettings, date_format: str
) -> CallInfo:
    """Turn words into a call's metadata; what makes no sense is left out."""
    plain = {key: _plain(value) for key, value in groups.items() if value}
    words = {key: value[:LONGEST] for key, value in plain.items() if value}
    channel = words.get("agent_channel", "").lower()
    return CallInfo(
        call_id=words.get("call_id"),
        agent=words.get("agent"),
        queue=words.get("queue"),
        direction=_direction(words.get("direction", ""), settings),
        transferred=_truth(words.get("transferred", "")),
        started_at=_time(words, settings, date_format),
        agent_channel=WORDS.get(channel, int(channel) if channel in ("0", "1") else None),
    )


def _plain(value: str) -> str:
    """Return a value without control characters and without what is no letter of Unicode."""
    return _CONTROL.sub(" ", value.encode("utf-8", "replace").decode()).strip()


def _direction(word: str, settings: MetadataSettings) -> Direction | None:
    own = {key.lower(): Direction(value) for key, value in settings.directions.items()}
    if word.lower() in own:
        return own[word.lower()]
    return next((one for one, words in DIRECTIONS.items() if word.lower() in words), None)


def _truth(word: str) -> bool | None:
    return True if word.lower() in YES else False if word.lower() in NO else None


def _time(
    words: Mapping[str, str], settings: MetadataSettings, date_format: str
) -> datetime | None:
    found = _parsed(words, date_format)
    if found is None:
        return None
    zone = _zone(settings.timezone)
    if found.tzinfo is None and words.get("zone") == "UTC":
        found = found.replace(tzinfo=UTC)
    if zone is not None:
        found = found.replace(tzinfo=zone) if found.tzinfo is None else found.astimezone(zone)
    return found if found.replace(tzinfo=None) > EARLIEST else None


def _parsed(words: Mapping[str, str], date_format: str) -> datetime | None:
    try:
        if "epoch" in words:
            return datetime.fromtimestamp(float(words["epoch"]), UTC)
        if "year" in words:
            year, *rest = (int(words.get(part, "0")) for part in PARTS)
            month, day, hour, minute, second = rest
            return datetime(year, month or 1, day or 1, hour, minute, second)
    except (ValueError, OverflowError, OSError):
        return None
    text = words.get("started_at", "")
    if not text:
        return None
    for pattern in filter(None, (date_format, *DATE_FORMATS)):
        try:
            return datetime.strptime(text, pattern)
        except ValueError:
            continue
    try:
        if re.fullmatch(r"\d{10}(\.\d+)?|\d{13}", text):
            return datetime.fromtimestamp(float(text) / (1000 if len(text) == 13 else 1), UTC)
        return datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        return None


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except re.error as error:
        raise ConfigError(f"[metadata] pattern '{pattern}': {error}") from error


@functools.cache
def _zone(name: str) -> tzinfo | None:
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ConfigError(
            f"[metadata] timezone '{name}': is unknown; write it like Europe/Berlin"
        ) from error
