"""The language that the command line speaks, and what it says in it.

Named by --report-language, else by the settings, else by the machine's locale, else German: most
who use it are.
"""

from __future__ import annotations

import functools
import os
import sys
from typing import TYPE_CHECKING, Any

from voicecheck.languages.data import is_report_language, overlaid
from voicecheck.types.text import Text, filled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from voicecheck.types.text import Lang

FILE = "cli.toml"
NAMES = ("--report-language", "--lang")  # the second is the old name
LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set decides
USUAL, ELSEWHERE = "de", "en"  # of a machine without a language, and of one with another

_current: list[Lang] = []


def language() -> Lang:
    """Return the language that is spoken now."""
    if not _current:
        use(named(sys.argv[1:]) or of_locale(os.environ))
    return _current[0]


def use(lang: Lang) -> None:
    """Speak this language from now on."""
    _current[:] = [lang]


def named(arguments: Sequence[str]) -> Lang | None:
    """Return the language that the arguments name: help is written before they are parsed."""
    for i, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name in NAMES:
            value = value if equals else "".join(arguments[i + 1 : i + 2])
            return value if is_report_language(value) else None
    return None


def of_locale(environment: Mapping[str, str]) -> Lang:
    """Return the report language of a locale such as ``de_AT.UTF-8``."""
    locale = next((environment[name] for name in LOCALE if environment.get(name)), "")
    code = locale.partition(".")[0].partition("_")[0].lower()
    if code in ("", "c", "posix"):
        return USUAL
    return code if is_report_language(code) else ELSEWHERE


@functools.cache
def _table(lang: Lang) -> dict[str, dict[str, Any]]:
    return overlaid(FILE, "en", lang)


def said(key: str, **values: object) -> str:
    """Return a sentence by its place, such as ``run.half``, in the language spoken now."""
    group, _, name = key.partition(".")
    sentence: str = _table(language())[group][name]
    if not values:
        return sentence
    mark = "," if language() == "de" else "."
    return filled(sentence, language(), mark, **values)


def counted(key: str, n: int, **values: object) -> str:
    """Return a sentence with a number ``{n}``, in the singular where there is one for it."""
    group, _, name = key.partition(".")
    one = f"{name}_one"
    single = n == 1 and one in _table(language())[group]
    return said(f"{group}.{one if single else name}", n=n, **values)


def listed(key: str) -> list[str]:
    """Return a list by its place."""
    group, _, name = key.partition(".")
    found: list[str] = _table(language())[group].get(name, [])
    return found


def both(key: str) -> Text:
    """Return a sentence of the catalogue in German and English, as errors carry it."""
    group, _, name = key.partition(".")
    return Text(*(_table(lang)[group][name] for lang in ("de", "en")))
