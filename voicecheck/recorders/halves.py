"""Two files of one call, one party in each: told by the ends of their names.

Two names are halves where they differ in nothing but the ending, and lie in one folder. An ending
alone means that the other half is missing only where complete pairs with the same endings lie
beside it, or where the settings name them: a recorder may call every mixed call ``…_agent``.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from voicecheck.errors import ConfigError
from voicecheck.recorders.presets import chosen
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


_TWO_ENDINGS = Text(
    "halves {own}: nötig sind zwei Endungen wie ['-in', '-out'], oder [], um nichts zu verbinden",
    "halves {own}: needs two endings like ['-in', '-out'], or [] to join nothing",
)


@dataclass(frozen=True, slots=True)
class Endings:
    """How a recorder ends the names of a call's two files; the first becomes channel 0."""

    first: str
    second: str
    source: str
    agent: int | None = None  # whose side says by its name that it is the agent's


@dataclass(frozen=True, slots=True)
class Halves:
    """What a list of names holds."""

    second: Mapping[str, str]  # the second half's name by the first's
    # by the name of a half that is alone: the other's name, and whether that one would be first
    missing: Mapping[str, tuple[str, bool]]


def known_endings(recorder: str, own: Sequence[str] | None) -> tuple[Endings, ...]:
    """Return the endings to look for: the settings' own two, none for an empty list, else all."""
    if own is None:
        return tuple(Endings(**one) for preset in chosen(recorder) for one in preset.halves)
    if not own:
        return ()
    if len(own) != 2 or not all(own) or own[0].lower() == own[1].lower():
        raise ConfigError(_TWO_ENDINGS.format(own=list(own)))
    return (Endings(own[0].lower(), own[1].lower(), "the settings"),)


def find_halves(names: Iterable[str], endings: Sequence[Endings], *, surely: bool) -> Halves:
    """Find the halves among paths with /; ``surely`` where the settings name the endings."""
    by_key = {_key(name): name for name in names}
    second: dict[str, str] = {}
    seconds: set[str] = set()
    missing: dict[str, tuple[str, bool]] = {}
    for one in endings:
        lonely: dict[str, dict[str, tuple[str, bool]]] = {}
        paired: set[str] = set()
        for (folder, stem, suffix), name in by_key.items():
            for own, others in ((one.first, one.second), (one.second, one.first)):
                if not stem.endswith(own) or stem == own:
                    continue
                other = (folder, stem.removesuffix(own) + others, suffix)
                if other in by_key:
                    paired.add(folder)
                    if own == one.first and name not in seconds and name not in second:
                        second[name] = by_key[other]
                        seconds.add(by_key[other])
                else:
                    path = PurePosixPath(name)
                    wanted = f"{path.stem[: -len(own)]}{others}{path.suffix}"
                    lonely.setdefault(folder, {})[name] = (wanted, own == one.second)
        for folder, found in lonely.items():
            if surely or folder in paired:
                missing |= found
    taken = second.keys() | seconds
    return Halves(second, {name: other for name, other in missing.items() if name not in taken})


def others_of(name: str, endings: Sequence[Endings]) -> list[str]:
    """Return the names that the other half of a file may have."""
    path = PurePosixPath(name)
    return [
        f"{path.stem[: -len(own)]}{others}{path.suffix}"
        for one in endings
        for own, others in ((one.first, one.second), (one.second, one.first))
        if path.stem.lower().endswith(own) and path.stem.lower() != own
    ]


def endings_of(first: str, second: str) -> tuple[str, str]:
    """Return what tells two names apart, with the mark before it; empty where nothing is alike."""
    stems = PurePosixPath(first).stem, PurePosixPath(second).stem
    letters = zip(*(stem.lower() for stem in stems), strict=False)
    n_alike = sum(1 for _ in itertools.takewhile(lambda two: two[0] == two[1], letters))
    while n_alike and stems[0][n_alike - 1].isalnum():  # whole words: not "n" and "ut"
        n_alike -= 1
    cut = max(0, n_alike - 1)
    return (stems[0][cut:], stems[1][cut:]) if n_alike else ("", "")


def without_ending(first: str, second: str) -> str:
    """Return the path that both files of a call would have without their endings."""
    path, (ending, _) = PurePosixPath(first), endings_of(first, second)
    return str(path.with_name(path.stem.removesuffix(ending) + path.suffix)) if ending else first


def agents_half(path: str, recorder: str = "") -> int | None:
    """Return the agent's channel of two files joined, where the first one's name tells."""
    stem = PurePosixPath(path.replace("\\", "/")).stem.lower()
    for one in known_endings(recorder, None):
        if one.agent is not None and stem.endswith(one.first):
            return one.agent
    return None


def _key(name: str) -> tuple[str, str, str]:
    path = PurePosixPath(name)
    return str(path.parent), path.stem.lower(), path.suffix.lower()
