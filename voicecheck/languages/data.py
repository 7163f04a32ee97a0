"""Where languages lie: one folder each, shipped here or brought by another package."""

from __future__ import annotations

import functools
import tomllib
from importlib import resources
from typing import TYPE_CHECKING, Any

from voicecheck.errors import LanguageError, suggest
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_GROUP = "voicecheck.languages"
_HERE = resources.files("voicecheck.languages")
ANY = "any"  # what holds in every language; others lay theirs over it
REPORT = "report.toml"


@functools.cache
def folders() -> dict[str, Traversable]:
    """Return the folder of each language by its ISO 639-1 code, `ANY` not among them.

    A package brings a language by an entry point ``voicecheck.languages``: its name is the code,
    its value the package in which the files lie.
    """
    from importlib.metadata import entry_points

    found = dict(shipped())
    for point in entry_points(group=_GROUP):
        if point.name in found:
            raise LanguageError(_PACK_TWICE.format(package=point.value, language=point.name))
        found[point.name] = resources.files(point.value)
    return dict(sorted(found.items()))


@functools.cache
def shipped() -> dict[str, Traversable]:
    """Return the folders of the languages that are part of voicecheck, by their codes."""
    return {
        folder.name: folder
        for folder in _HERE.iterdir()
        if folder.joinpath("lexicon.toml").is_file()
    }


def available() -> tuple[str, ...]:
    """Return the codes of the languages that calls can be in."""
    return tuple(folders())


def report_languages() -> tuple[str, ...]:
    """Return the codes of the languages that a report can be in."""
    return tuple(code for code in folders() if brings(code, REPORT))


def is_report_language(code: str) -> bool:
    """Tell whether a report can be in a language, which may be none."""
    return (code in shipped() or code in folders()) and brings(code, REPORT)


def brings(language: str, name: str) -> bool:
    """Tell whether a language has a file."""
    return _folder(language).joinpath(name).is_file()


def files_of(language: str) -> list[Traversable]:
    """Return every data file of a language."""
    return [file for file in _folder(language).iterdir() if file.name.endswith(".toml")]


def read_data(language: str, name: str) -> dict[str, Any]:
    """Read one TOML file of a language; of none for an empty code."""
    try:
        text = _folder(language).joinpath(name).read_text(encoding="utf-8")
        return tomllib.loads(text)
    except FileNotFoundError as error:
        raise LanguageError(_NO_FILE.format(language=language, file=name)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        said = _NO_TOML.format(language=language, file=name, why=error)
        raise LanguageError(said) from error


def overlaid(name: str, *languages: str) -> dict[str, Any]:
    """Read a file of several languages, where they have one; later ones win, key by key."""
    merged: dict[str, Any] = {}
    for language in languages:
        for key, value in (read_data(language, name) if brings(language, name) else {}).items():
            merged[key] = {**merged.get(key, {}), **value} if isinstance(value, dict) else value
    return merged


def _folder(language: str) -> Traversable:
    if language in ("", ANY):
        return _HERE.joinpath(language) if language else _HERE
    if language in shipped():  # the packages that are installed are not looked through for it
        return shipped()[language]
    if language not in folders():
        hint = suggest(language, folders())
        raise LanguageError(_NO_PACK.format(language=language, hint=hint))
    return folders()[language]


_PACK_TWICE = Text(
    "{package}: für '{language}' gibt es schon ein Sprachpaket",
    "{package}: there is a pack for '{language}' already",
)
_NO_FILE = Text(
    "dem Sprachpaket für '{language}' fehlt {file}", "the pack for '{language}' has no {file}"
)
_NO_TOML = Text(
    "Sprachpaket für '{language}', {file}: ist kein TOML ({why})",
    "the pack for '{language}', {file}: is no TOML ({why})",
)
_NO_PACK = Text(
    "kein Sprachpaket für '{language}': {hint}", "no language pack for '{language}': {hint}"
)
