"""What file name and recorder say about the agent's channel."""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from importlib import resources
from pathlib import PurePath
from typing import TYPE_CHECKING

from voicecheck.errors import ConfigError, suggest

if TYPE_CHECKING:
    from collections.abc import Mapping

WORDS = {"left": 0, "right": 1, "l": 0, "r": 1}


@dataclass(frozen=True, slots=True)
class RoleSettings:
    """What the user said about roles."""

    agent: str = "auto"  # auto, left, right or the number of a channel, counted from 0
    recorder: str = ""  # a preset of recorders.toml; empty: none
    # regular expression over the file name with a group agent (left, right, l, r or a number);
    # empty: none
    file_pattern: str = ""


@dataclass(frozen=True, slots=True)
class Recorder:
    """A preset: the agent's channel where it is fixed, how files are named, and who says so."""

    source: str
    agent: int | None = None
    file: str = ""


def expected_channel(settings: RoleSettings, path: str, *, n_channels: int) -> int | None:
    """Return the channel that should hold the agent, by file name or recorder."""
    check_recorder(settings.recorder)
    presets = _presets()
    if n_channels < 2:
        return None
    name = PurePath(path).name
    channel = _from_name(settings.file_pattern, name)
    if channel is None and settings.recorder:
        channel = presets[settings.recorder].agent
    if channel is None:
        named = (p for p in presets.values() if p.file and re.search(p.file, name))
        channel = next((preset.agent for preset in named), None)
    return channel if channel is not None and channel < n_channels else None


def check_recorder(name: str) -> None:
    """Raise ConfigError where a recorder is named that nobody knows; empty means none."""
    if name and name not in _presets():
        raise ConfigError(f"recorder '{name}' is unknown: {suggest(name, _presets())}")


def _from_name(pattern: str, name: str) -> int | None:
    if not pattern:
        return None
    try:
        compiled = re.compile(pattern)
    except re.error as error:
        raise ConfigError(f"file_pattern '{pattern}': {error}") from error
    if "agent" not in compiled.groupindex:
        raise ConfigError(f"file_pattern '{pattern}': needs a group (?P<agent>left|right)")
    found = compiled.search(name)
    word = (found["agent"] or "").lower() if found else ""
    return WORDS.get(word, int(word) if word.isdecimal() else None)


@functools.cache
def _presets() -> Mapping[str, Recorder]:
    file = resources.files("voicecheck.recorders").joinpath("recorders.toml")
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    return {name: Recorder(**fields) for name, fields in table.items()}
