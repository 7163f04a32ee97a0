"""Presets of recorders and telephone systems: one file each, `any` for what they have in common."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass, field
from importlib import resources
from typing import TYPE_CHECKING, Any

from voicecheck.errors import ConfigError, suggest
from voicecheck.recorders.tables import Layout, key
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from importlib.resources.abc import Traversable

    Words = Mapping[str, Collection[str]]

FOLDER: Traversable = resources.files("voicecheck.recorders.presets")
ANY = "any"


@dataclass(frozen=True, slots=True)
class NamePattern:
    """How a system names its recordings, what all of these have in common, and who says so."""

    pattern: str
    source: str
    folders: bool = False  # whether it sees the whole path, not its last part
    date_format: str = ""  # of the group started_at
    timezone: str = ""
    direction: str = ""
    agent_channel: int | None = None


@dataclass(frozen=True, slots=True)
class SideFiles:
    """How a system writes the files beside recordings, and who says so."""

    source: str = ""
    fields: Words = field(default_factory=dict)  # keys and columns by the field that they fill
    # words by what they mean, of the fields that know few: direction; transferred (yes, no)
    # (KEY=WORD where a word means that under one key alone)
    words: Mapping[str, Words] = field(default_factory=dict)
    columns: tuple[str, ...] = ()  # of tables without names of columns, in their order


@dataclass(frozen=True, slots=True)
class Preset:
    """What is known about a recorder, and who says so."""

    source: str
    agent_channel: int | None = None  # None: the maker names no order
    names: tuple[NamePattern, ...] = ()
    side_files: SideFiles = field(default_factory=SideFiles)
    # of two files of one call: first, second, source, and agent (0 or 1) where the words say so
    halves: tuple[Mapping[str, Any], ...] = ()


@functools.cache
def presets() -> Mapping[str, Preset]:
    """Return all presets by name."""
    files = sorted(FOLDER.iterdir(), key=lambda file: file.name)
    return {
        file.name.removesuffix(".toml"): _preset(tomllib.loads(file.read_text(encoding="utf-8")))
        for file in files
        if file.name.endswith(".toml")
    }


def chosen(recorder: str) -> tuple[Preset, ...]:
    """Return the named preset, or every one, and what all have in common."""
    check_recorder(recorder)
    return tuple(p for name, p in presets().items() if name in (recorder or name, ANY))


@functools.cache
def side_files(recorder: str) -> SideFiles:
    """Return keys and words in one: of the named preset where it has any, else of every one."""
    described = recorder and presets()[recorder].side_files.fields
    tables = [preset.side_files for preset in chosen(recorder if described else "")]
    return SideFiles(
        fields=_joined((table.fields for table in tables), key),
        words={
            name: _joined((table.words.get(name, {}) for table in tables), str.lower)
            for name in ("direction", "transferred")
        },
    )


@functools.cache
def layout(recorder: str) -> Layout:
    """Return what names of columns look like, of one recorder or of every one."""
    return Layout(
        known=frozenset().union(*side_files(recorder).fields.values()),
        bare=tuple(p.side_files.columns for p in chosen(recorder) if p.side_files.columns),
    )


def check_recorder(name: str) -> None:
    """Raise ConfigError where a recorder is named that nobody knows; empty means none."""
    known = presets().keys() - {ANY}
    if name and name not in known:
        raise ConfigError(_NO_RECORDER.format(name=name, hint=suggest(name, known)))


_NO_RECORDER = Text(
    "recorder '{name}' ist unbekannt: {hint}", "recorder '{name}' is unknown: {hint}"
)


def _preset(table: dict[str, Any]) -> Preset:
    names = tuple(NamePattern(**one) for one in table.pop("names", ()))
    halves = tuple(table.pop("halves", ()))
    return Preset(
        names=names, halves=halves, side_files=SideFiles(**table.pop("side_files", {})), **table
    )


def _joined(tables: Iterable[Words], plain: Callable[[str], str]) -> Mapping[str, set[str]]:
    joined: dict[str, set[str]] = {}
    for table in tables:
        for meaning, words in table.items():
            joined.setdefault(meaning, set()).update(map(plain, words))
    return joined
