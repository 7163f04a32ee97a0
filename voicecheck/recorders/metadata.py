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
from voicecheck.recorders.presets import check_recorder, side_files
from voicecheck.recorders.times import started_at, zone
from voicecheck.types.call import CallInfo, Direction

if TYPE_CHECKING:
    from collections.abc import Mapping

    from voicecheck.recorders.names import Groups
    from voicecheck.recorders.sidecars import Sidecars, SideRow

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
            if ours not in FIELDS:
                raise ConfigError(f"[metadata.fields] '{ours}': {suggest(ours, FIELDS)}")
        for word in self.directions.values():
            if word not in set(Direction):
                raise ConfigError(f"[metadata.directions] '{word}': {suggest(word, Direction)}")
        zone(self.timezone)


def call_info(path: str, *, settings: MetadataSettings, sidecars: Sidecars) -> CallInfo:
    """Find out what is known about a call."""
    info = CallInfo()
    for said in sidecars.rows(path):
        info = _filled(info, _from_row(said, settings))
    name = path.rpartition("/")[2]
    for groups in (groups_of(settings.pattern, name), read_name(settings.file_pattern, name)):
        info = _filled(info, _read(groups, settings, settings.date_format))
    preset = next(matching(settings.recorder, path), None)
    if preset is None:
        return info
    entry, groups = preset
    groups = {"direction": entry.direction, **groups}
    return _filled(info, _read(groups, settings, entry.date_format, timezone=entry.timezone))


def _filled(info: CallInfo, other: CallInfo) -> CallInfo:
    """Fill what is unknown from another source."""
    missing = {name: getattr(other, name) for name in FIELDS if getattr(info, name) is None}
    return replace(info, **missing)


def _from_row(side: SideRow, settings: MetadataSettings) -> CallInfo:
    row = {key: _plain(value) for key, value in side.row.items()}
    mine = {key.lower(): ours for key, ours in settings.fields.items()}
    groups: Groups = {}
    for ours, keys in side_files(settings.recorder).fields.items():
        said = (value for key, value in row.items() if key in keys and key not in mine)
        groups[ours] = next((one for one in said if _meaning(ours, one, settings)), "")
    # The user's own names win over what is guessed.
    groups |= {mine[key]: value for key, value in row.items() if key in mine and value}
    return _read(groups, settings, settings.date_format, day_first=side.day_first)


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
    return own.get(word) or next((meant for meant, words in known.items() if word in words), None)


def _plain(value: str) -> str:
    """Return a value without control characters and without what is no letter of Unicode."""
    return _CONTROL.sub(" ", value.encode("utf-8", "replace").decode()).strip()
