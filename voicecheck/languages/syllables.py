"""Canonical syllables of written words: rules as data, numbers spelled out before counting.

A word's syllables are its vowel groups, adjusted by the language's patterns; hand-counted
exceptions come first.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicecheck.errors import LanguageError
from voicecheck.languages.data import read_data
from voicecheck.languages.figures import Figures, read_figures
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class SyllableCounter:
    """Counts the syllables of one language's words."""

    language: str  # ISO 639-1 code
    vowel_group: re.Pattern[str]
    silent: re.Pattern[str]  # letters to take out first
    adjust: tuple[tuple[re.Pattern[str], int], ...]  # patterns with the syllables that they add
    exceptions: Mapping[str, int]  # words counted by hand
    letters: Mapping[str, int]  # syllables of the names of letters, where more than one
    spelled_letters: int  # a word without a vowel and no longer is read letter by letter
    figures: Figures

    def count(self, word: str) -> int:
        """Count the syllables of one written word."""
        return _count(self.language, word)

    def count_text(self, words: Iterable[str]) -> int:
        """Count the syllables of several words."""
        return sum(self.count(word) for word in words)

    def plain(self, word: str) -> int:
        """Count the syllables of a word without figures, in lower case."""
        if word in self.exceptions:
            return self.exceptions[word]
        bare = self.silent.sub("", word)
        count = len(self.vowel_group.findall(bare))
        count += sum(add for pattern, add in self.adjust if add and pattern.search(bare))
        return max(1, count)


@functools.cache
def load_counter(language: str) -> SyllableCounter:
    """Load the rules of a language."""
    rules = read_data(language, "syllables.toml")
    try:
        groups = sorted(rules["groups"], key=len, reverse=True)
        return SyllableCounter(
            language,
            re.compile("|".join([*groups, f"[{rules['vowels']}]"])),
            re.compile("|".join(rules["silent"]) or "(?!)"),
            tuple((re.compile(pattern), add) for pattern, add in rules["adjust"]),
            rules["exceptions"],
            rules["letters"],
            rules["spelled_letters"],
            read_figures(language, rules),
        )
    except KeyError as error:
        key = error.args[0]
        raise LanguageError(_NO_KEY.format(language=language, key=key)) from error


_NO_KEY = Text(
    "Sprachpaket für '{language}', syllables.toml: '{key}' fehlt",
    "the pack for '{language}', syllables.toml: no '{key}'",
)


@functools.lru_cache(maxsize=20_000)
def _count(language: str, word: str) -> int:
    counter = load_counter(language)
    whole = word.lower().strip(".,;:!?…\"'()[]„“”").replace("’", "'")
    if whole in counter.exceptions:
        return counter.exceptions[whole]
    return sum(_spoken(part, counter) for part in counter.figures.spelled(word))


def _spoken(part: str, counter: SyllableCounter) -> int:
    """Count one spelled-out part; what has no vowel, or is an acronym, is read letter by letter."""
    vowels = counter.vowel_group
    lower = part.lower()
    capitals = sum(letter.isupper() for letter in part)
    acronym = capitals > 1 and ((part.isupper() and len(part) <= 3) or not vowels.search(lower))
    if lower not in counter.exceptions and (acronym or (len(part) == 1 and part.isupper())):
        return sum(counter.letters.get(letter, 1) for letter in lower)
    if lower not in counter.exceptions and not vowels.search(lower):
        return len(lower) if len(lower) <= counter.spelled_letters else 1
    return counter.plain(lower)
