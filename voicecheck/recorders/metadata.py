"""What is known about a call beside its sound: from its name, its folder, and files beside it.

Order of trust, field by field: a file beside the recording, a table in its folder, the pattern of
the settings, the name as the telephone system writes it. What nobody says stays unknown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from voicecheck.errors import ConfigError, suggest
from voicecheck.recorders.names import (
    FIELDS,
    channel_number,
    compiled,
    groups_of,
    matching,
    read_name,
)
from voicecheck.recorders.presets import ANY, check_recorder, presets, side_files
from voicecheck.recorders.sidecars import Sidecars
from voicecheck.recorders.tables import key
from voicecheck.recorders.times import is_ambiguous, is_time, started_at, zone
from voicecheck.recorders.unread import Unread, listed
from voicecheck.types.call import CallInfo, Direction
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from voicecheck.recorders.names import Groups
    from voicecheck.recorders.sidecars import SideRow
    from voicecheck.recorders.tables import Row, Table

SIDE_FIELDS = (*FIELDS, "file", "time")  # what a column may hold
LONGEST = 200  # letters of a name or number; longer ones are something else, and no column's
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class MetadataSettings:
    """What the user said about names and files."""

    recorder: str = ""  # name of a preset; empty: every preset is tried
    file_pattern: str = ""  # regular expression over the file name with groups of names.GROUPS
    pattern: str = ""  # the old name of file_pattern, where `agent` was always the person
    date_format: str = ""  # how the group started_at is written
    timezone: str = ""  # of times without one
    fields: Mapping[str, str] = field(default_factory=dict)  # the user's names to ours
    # the user's words to inbound, outbound, internal
    directions: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what can never work, before the night begins."""
        check_recorder(self.recorder)
        for pattern in filter(None, (self.file_pattern, self.pattern)):
            compiled(pattern)
        for ours in self.fields.values():
            if ours not in SIDE_FIELDS:
                raise ConfigError(_NO_FIELD.format(word=ours, hint=suggest(ours, SIDE_FIELDS)))
        for word in self.directions.values():
            if word not in set(Direction):
                raise ConfigError(_NO_DIRECTION.format(word=word, hint=suggest(word, Direction)))
        zone(self.timezone)


_NO_FIELD = Text("[metadata.fields] '{word}': {hint}", "[metadata.fields] '{word}': {hint}")
_NO_DIRECTION = Text(
    "[metadata.directions] '{word}': {hint}", "[metadata.directions] '{word}': {hint}"
)


def open_sidecars(
    settings: MetadataSettings,
    *,
    read: Callable[[str], bytes],
    listing: Callable[[str], Sequence[str]],
) -> Sidecars:
    """Return what reads the files beside recordings, and notes what it does not understand."""
    unread = Unread()

    def look(path: str, table: Table, day_first: bool | None) -> None:
        _note(path, table, day_first, settings, unread)

    return Sidecars(
        read=read,
        listing=listing,
        recorder=settings.recorder,
        fields=settings.fields,
        look=look,
        unread=unread,
    )


def call_info(path: str, *, settings: MetadataSettings, sidecars: Sidecars) -> CallInfo:
    """Find out what is known about a call."""
    name = path.rpartition("/")[2]
    named = CallInfo()
    for groups in (groups_of(settings.pattern, name), read_name(settings.file_pattern, name)):
        named = filled(named, _read(groups, settings, settings.date_format))
    preset = next(matching(settings.recorder, path), None)
    if preset is not None:
        entry, groups = preset
        groups = {"direction": entry.direction, **groups}
        said = _read(groups, settings, entry.date_format, timezone=entry.timezone)
        named = filled(named, said)
    info = CallInfo()
    for side in sidecars.rows(path, named.call_id or ""):
        info = filled(info, _from_row(side, settings))
    return filled(info, named)


def filled(info: CallInfo, other: CallInfo) -> CallInfo:
    """Fill what is unknown from another source."""
    missing = {name: getattr(other, name) for name in FIELDS if getattr(info, name) is None}
    return replace(info, **missing)


def _from_row(side: SideRow, settings: MetadataSettings) -> CallInfo:
    groups = _words(side.row, settings)
    return _read(groups, settings, settings.date_format, day_first=side.day_first)


def _words(said: Row, settings: MetadataSettings) -> Groups:
    """Return what a row says, by our names."""
    row = {name: _plain(value) for name, value in said.items()}
    mine = {key(name): ours for name, ours in settings.fields.items()}
    groups: Groups = {}
    for ours, keys in side_files(settings.recorder).fields.items():
        values = [(name, value) for name, value in row.items() if name in keys and value]
        values = [(name, value) for name, value in values if name not in mine]
        if ours == "started_at":  # "Datum" and "Beginn" may share the two between them
            times = [value for _, value in values if is_time(value)]
            groups.setdefault("time", next(iter(times), ""))
            values = [one for one in values if not is_time(one[1])]
        meant = (
            value
            if _meaning(ours, value, settings)
            else _meaning(ours, f"{name}={value}", settings)
            for name, value in values
        )  # a word may mean something under one key alone
        groups[ours] = next(filter(None, meant), None) or groups.get(ours, "")
    # The user's own names win over what is guessed.
    return groups | {mine[name]: value for name, value in row.items() if name in mine and value}


def _note(
    path: str,
    table: Table,
    day_first: bool | None,
    settings: MetadataSettings,
    unread: Unread,
) -> None:
    """Note what the rows of a file say that cannot be read."""
    directions = {*map(key, presets()[ANY].side_files.fields["direction"])}
    directions |= {key(name) for name, ours in settings.fields.items() if ours == "direction"}
    n_ambiguous = n_unread = 0
    example = ""
    words: dict[str, None] = {}
    for row in table.rows:
        groups = _words(row, settings)
        info = _read(groups, settings, settings.date_format, day_first=day_first)
        date = groups.get("started_at", "")
        if date and info.started_at is None:
            if is_ambiguous(date):
                n_ambiguous += 1
            else:
                n_unread += 1
                example = example or date
        if info.direction is None:
            for one in directions & row.keys():
                if row[one] and len(words) < LONGEST:
                    words.setdefault(_plain(row[one]))
    if n_ambiguous:
        unread.note(
            path,
            _AMBIGUOUS,
            _SAY_THE_ORDER,
            n=n_ambiguous,
        )
    if n_unread:
        unread.note(
            path,
            _UNREAD_TIMES,
            _SAY_THE_FORMAT,
            n=n_unread,
            example=example,
        )
    if words:
        unread.note(path, _UNKNOWN_WORDS.format(all=listed(words)), _SAY_WHAT_THEY_MEAN)


_AMBIGUOUS = Text(
    "Datumsangaben ausgelassen, denn nichts in der Datei sagt, ob Tag oder Monat zuerst kommt",
    "dates left out, as nothing in the file tells whether day or month comes first",
)
_SAY_THE_ORDER = Text(
    'angeben mit [metadata] date_format, "%d/%m/%Y %H:%M" oder "%m/%d/%Y %H:%M"',
    'say it with [metadata] date_format, "%d/%m/%Y %H:%M" or "%m/%d/%Y %H:%M"',
)
_UNREAD_TIMES = Text("Zeiten, die sich nicht lesen lassen", "times that cannot be read")
_SAY_THE_FORMAT = Text(
    "mit [metadata] date_format angeben, wie sie geschrieben sind",
    "say how they are written with [metadata] date_format",
)
_UNKNOWN_WORDS = Text(
    "unbekannte Wörter für die Richtung: {all}", "words of direction that nobody knows: {all}"
)
_SAY_WHAT_THEY_MEAN = Text(
    "in [metadata.directions] angeben, was sie bedeuten",
    "say in [metadata.directions] what they mean",
)


def _read(
    groups: Groups,
    settings: MetadataSettings,
    date_format: str,
    *,
    timezone: str = "",
    day_first: bool | None = None,
) -> CallInfo:
    """Turn words into a call's metadata; what makes no sense is left out."""
    plain = {key: _plain(value)[:LONGEST] for key, value in groups.items()}
    words = {key: value for key, value in plain.items() if value}
    direction = _meaning("direction", words.get("direction", ""), settings)
    transferred = _meaning("transferred", words.get("transferred", ""), settings)
    return CallInfo(
        call_id=words.get("call_id"),
        agent=words.get("agent"),
        queue=words.get("queue"),
        direction=Direction(direction) if direction else None,
        transferred=transferred == "yes" if transferred else None,
        started_at=started_at(
            words,
            date_format=date_format,
            written_in=timezone,
            shown_in=settings.timezone,
            day_first=day_first,
        ),
        agent_channel=channel_number(words.get("agent_channel", "")),
    )


def _meaning(ours: str, said: str, settings: MetadataSettings) -> str | None:
    """Return what is said in our own words, None where it is none of those that are known."""
    known = side_files(settings.recorder).words.get(ours)
    if known is None:
        return said
    own = {} if ours != "direction" else {k.lower(): v for k, v in settings.directions.items()}
    word = said.lower()
    return own.get(word) or next(
        (meant for meant, words in known.items() if word == meant or word in words), None
    )


def _plain(value: str) -> str:
    """Return a value without control characters and without what is no letter of Unicode."""
    return _CONTROL.sub(" ", value.encode("utf-8", "replace").decode()).strip()
