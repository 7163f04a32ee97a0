"""What a recording's name says, by a pattern of the user's or as a system writes names."""

from __future__ import annotations

import functools
import re
from dataclasses import fields
from typing import TYPE_CHECKING

from voicecheck.errors import ConfigError, suggest
from voicecheck.recorders.presets import chosen
from voicecheck.recorders.times import PARTS
from voicecheck.types.call import CallInfo
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voicecheck.recorders.presets import NamePattern

FIELDS = tuple(one.name for one in fields(CallInfo))
GROUPS = frozenset({*FIELDS, *PARTS, "epoch"})
# Read and thrown away: the other party's number, and names of either.
IGNORED = frozenset({"caller", "dialled", "name"})
CHANNELS = {"left": 0, "right": 1, "l": 0, "r": 1}

Groups = dict[str, str]


def channel_number(word: str) -> int | None:
    """Read left, right, l, r or a digit."""
    return CHANNELS.get(word.lower(), int(word) if len(word) == 1 and word.isdecimal() else None)


def groups_of(pattern: str, name: str) -> Groups:
    """Return what the groups of a pattern read."""
    found = compiled(pattern).search(name) if pattern else None
    return {key: text for key, text in found.groupdict().items() if text} if found else {}


def read_name(pattern: str, name: str) -> Groups:
    """Read a name by a pattern of the user's.

    A group `agent` is the person. Alone it was once the channel, and still is where it reads one.
    """
    groups = groups_of(pattern, name)
    if _is_old(pattern) and channel_number(groups.get("agent", "")) is not None:
        return {"agent_channel": groups["agent"]}
    return groups


def says_channel(pattern: str) -> bool:
    """Tell whether the agent's channel can depend on a pattern."""
    return bool(pattern) and ("agent_channel" in compiled(pattern).groupindex or _is_old(pattern))


def matching(recorder: str, path: str) -> Iterator[tuple[NamePattern, Groups]]:
    """Find the patterns of presets that a path fits, and what they read."""
    name = path.rpartition("/")[2]
    for preset in chosen(recorder):
        for entry in preset.names:
            found = groups_of(entry.pattern, path if entry.folders else name)
            if found:
                yield entry, found


@functools.cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern with groups that are known."""
    try:
        expression = re.compile(pattern)
    except re.error as error:
        raise ConfigError(_NO_PATTERN.format(pattern=pattern, why=error)) from error
    for group in expression.groupindex:
        if group not in GROUPS | IGNORED:
            hint = suggest(group, GROUPS)
            raise ConfigError(_NO_GROUP.format(pattern=pattern, group=group, hint=hint))
    if not expression.groupindex:
        raise ConfigError(_NEEDS_GROUP.format(pattern=pattern))
    return expression


_NO_PATTERN = Text(
    "file_pattern '{pattern}': ist kein regulärer Ausdruck ({why})",
    "file_pattern '{pattern}': is no regular expression ({why})",
)
_NO_GROUP = Text(
    "file_pattern '{pattern}': Gruppe '{group}', {hint}",
    "file_pattern '{pattern}': group '{group}', {hint}",
)
_NEEDS_GROUP = Text(
    "file_pattern '{pattern}': nötig ist eine Gruppe wie (?P<agent>[^_]+)",
    "file_pattern '{pattern}': needs a group like (?P<agent>[^_]+)",
)


def _is_old(pattern: str) -> bool:
    return bool(pattern) and compiled(pattern).groupindex.keys() - IGNORED == {"agent"}
