"""What gives personal data away in a language: the ``privacy.toml`` of its pack."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from voicecheck.errors import LanguageError, suggest
from voicecheck.languages.data import ANY, brings, folders, read_data
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_FILE = "privacy.toml"
_NO_LIST = Text(
    "{file}: es gibt keine Liste '{name}': {hint}", "{file}: there is no list '{name}': {hint}"
)


@dataclass(frozen=True, slots=True)
class Tagger:
    """A file of HanTa that tells names from other words."""

    file: str
    sha256: str
    tags: frozenset[str]  # of proper nouns, and of words that it does not know


@dataclass(frozen=True, slots=True, eq=False)
class Cues:
    """Words, patterns and labels for the calls in one language, in lower case by `str.casefold`."""

    lists: Mapping[str, frozenset[str]]
    patterns: Mapping[str, tuple[re.Pattern[str], ...]]
    digits: Mapping[str, str]  # what spoken numbers of one or two digits stand for
    repeats: Mapping[str, int]  # "double": how often the next digit counts
    years: Mapping[str, int]  # "nineteen": the rest of a year follows
    joined_years: Mapping[str, int]  # "neunzehnhundert": how a word begins that is a year
    labels: Mapping[str, str]  # by kind of personal data
    name_lists: tuple[str, ...]  # of Faker
    tagger: Tagger

    def __getitem__(self, name: str) -> frozenset[str]:
        return self.lists[name]

    def fits(self, name: str, text: str) -> re.Match[str] | None:
        """Match a whole word with the patterns of one kind."""
        found = (pattern.fullmatch(text) for pattern in self.patterns.get(name, ()))
        return next((match for match in found if match), None)


@functools.cache
def cues_of(language: str | None) -> Cues:
    """Return the cues for calls in a language, those of the languages that callers mix in as well.

    A language whose pack brings none has those alone; one without a pack counts as German.
    """
    base = read_data(ANY, _FILE)
    own = language if language in folders() else base["unknown"]
    chain = dict.fromkeys((own, *base["beside"]))  # the call's own first: it wins
    packs = [read_data(code, _FILE) for code in chain if brings(code, _FILE)]
    known = _lists(read_data(code, _FILE) for code in (ANY, *base["beside"]))
    for name in _lists(packs).keys() - known.keys():
        file = f"{own}/{_FILE}"
        raise LanguageError(_NO_LIST.format(file=file, name=name, hint=suggest(name, known)))
    tagger = next(pack["tagger"] for pack in packs if "tagger" in pack)
    patterns = {name for pack in packs for name in pack.get("patterns", {})}
    return Cues(
        lists=dict.fromkeys(known, frozenset[str]()) | _lists([base, *packs]),
        patterns={
            name: tuple(
                re.compile(p) for pack in packs for p in pack.get("patterns", {}).get(name, ())
            )
            for name in patterns
        },
        digits=_merged([{"digits": _digits(pack)} for pack in packs], "digits"),
        repeats=_merged(packs, "repeats"),
        years=_merged(packs, "years"),
        joined_years=_merged(packs, "joined_years"),
        labels=_merged(packs, "labels"),
        name_lists=tuple(
            dict.fromkeys(name for pack in (base, *packs) for name in pack.get("name_lists", ()))
        ),
        tagger=Tagger(tagger["file"], tagger["sha256"], frozenset(tagger["tags"])),
    )


def _lists(packs: Iterable[Mapping[str, Any]]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for pack in packs:
        for name, words in pack.get("lists", {}).items():
            found[name] = found.get(name, frozenset()).union(map(str.casefold, words))
    return found


def _merged(packs: list[dict[str, Any]], table: str) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for pack in reversed(packs):
        merged |= pack.get(table, {})
    return merged


def _digits(pack: Mapping[str, Any]) -> dict[str, str]:
    """Return the words for numbers of one or two digits, 21 to 99 put together."""
    spoken = {word.casefold(): str(digits) for word, digits in pack.get("digits", {}).items()}
    ones = [word for word, digits in spoken.items() if len(digits) == 1 and digits != "0"]
    tens = [word for word, digits in spoken.items() if len(digits) == 2 and digits[1] == "0"]
    for ten in tens:
        for one in ones:
            for compound in pack.get("compounds", ()):
                word = compound.format(one=one, ten=ten)
                spoken.setdefault(word, str(int(spoken[ten]) + int(spoken[one])))
    return spoken
