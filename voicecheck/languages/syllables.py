"""Canonical syllables of written words: rules as data, numbers spelled out before counting.

A word's syllables are its vowel groups, adjusted by the language's patterns; hand-counted
exceptions come first. What the speech model writes in figures ("14:30", "12,50 €", "4711") is
spelled out as it is read.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicecheck.errors import LanguageError, suggest
from voicecheck.languages import AVAILABLE, read_data

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# Longer strings of figures are customer or telephone numbers and read one by one.
MAX_NUMBER_DIGITS = 4

_SYMBOLS = {
    "de": {"%": "Prozent", "€": "Euro", "$": "Dollar", "&": "und", "+": "plus", "@": "ätt"},
    "en": {"%": "percent", "€": "euros", "$": "dollars", "£": "pounds", "&": "and", "+": "plus"},
}
_CURRENCIES = "€$£"
_LETTER_SYLLABLES = {"de": {"y": 3}, "en": {"w": 3}}
_DECIMAL = {"de": ("Komma", ",", "."), "en": ("point", ".", ",")}
_CLOCK = {"de": "Uhr", "en": ""}
_TOKEN = re.compile(
    r"(?P<time>\d{1,2}:\d{2})|(?P<number>\d+(?:[.,]\d+)*)(?P<ordinal>st|nd|rd|th|\.(?=$))?"
    r"|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)|(?P<symbol>[%€$&+@§£°])"
)


@dataclass(frozen=True, slots=True)
class SyllableCounter:
    """Counts the syllables of one language's words."""

    language: str  # ISO 639-1 code
    vowel_group: re.Pattern[str]
    silent: re.Pattern[str]  # letters to take out first
    adjust: tuple[tuple[re.Pattern[str], int], ...]  # patterns with the syllables that they add
    exceptions: Mapping[str, int]  # words counted by hand

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
    if language not in AVAILABLE:
        raise LanguageError(f"no syllable rules for '{language}': {suggest(language, AVAILABLE)}")
    rules = read_data(language, "syllables.toml")
    groups = sorted(rules["groups"], key=len, reverse=True)
    return SyllableCounter(
        language,
        re.compile("|".join([*groups, f"[{rules['vowels']}]"])),
        re.compile("|".join(rules["silent"])),
        tuple((re.compile(pattern), add) for pattern, add in rules["adjust"]),
        rules["exceptions"],
    )


@functools.lru_cache(maxsize=20_000)
def _count(language: str, word: str) -> int:
    counter = load_counter(language)
    whole = word.lower().strip(".,;:!?…\"'()[]„“”").replace("’", "'")
    if whole in counter.exceptions:
        return counter.exceptions[whole]
    spelled = _spelled(word, language)
    return sum(_spoken(part, counter) for part in spelled)


def _spoken(part: str, counter: SyllableCounter) -> int:
    """Count one spelled-out part; what has no vowel, or is an acronym, is read letter by letter."""
    vowels = counter.vowel_group
    lower = part.lower()
    capitals = sum(letter.isupper() for letter in part)
    acronym = capitals > 1 and ((part.isupper() and len(part) <= 3) or not vowels.search(lower))
    if lower not in counter.exceptions and (acronym or (len(part) == 1 and part.isupper())):
        letters = _LETTER_SYLLABLES[counter.language]
        return sum(letters.get(letter, 1) for letter in lower)
    if lower not in counter.exceptions and not vowels.search(lower):
        return len(lower) if len(lower) <= 3 and counter.language == "de" else 1
    return counter.plain(lower)


def _spelled(word: str, language: str) -> list[str]:
    """Spell out figures and symbols; split at hyphens."""
    parts: list[str] = []
    for match in _TOKEN.finditer(word.rstrip(",;:!?…")):
        if match["word"]:
            parts.append(match["word"].replace("’", "'"))
        elif match["symbol"]:
            parts.append(_SYMBOLS[language].get(match["symbol"], ""))
        elif match["time"]:
            hours, minutes = match["time"].split(":")
            parts += [*_number(int(hours), language), _CLOCK[language]]
            parts += _number(int(minutes), language) if int(minutes) else []
        else:
            price = any(symbol in word for symbol in _CURRENCIES)
            parts += _figures(match["number"], language, bool(match["ordinal"]), price)
    return [part for part in parts if part]


def _figures(figures: str, language: str, ordinal: bool, price: bool) -> list[str]:
    point, mark, group = _DECIMAL[language]
    plain = re.sub(rf"{re.escape(group)}(?=\d{{3}}(?!\d))", "", figures)
    whole, _, fraction = plain.partition(mark)
    if not whole.isdecimal() or (fraction and not fraction.isdecimal()):
        return [p for digits in re.findall(r"\d", figures) for p in _number(int(digits), language)]
    if fraction and price:
        return [*_number(int(whole), language), *_number(int(fraction), language)]
    if fraction:
        return [
            *_number(int(whole), language),
            point,
            *(p for digit in fraction for p in _number(int(digit), language)),
        ]
    grouped = group in figures
    if (len(whole) > MAX_NUMBER_DIGITS and not grouped) or (whole[0] == "0" and len(whole) > 1):
        return [p for digit in whole for p in _number(int(digit), language)]
    year = len(whole) == 4 and 1100 <= int(whole) <= 1999
    kind = "ordinal" if ordinal else "year" if year else "cardinal"
    return _number(int(whole), language, kind)


def _number(value: int, language: str, kind: str = "cardinal") -> list[str]:
    from num2words import num2words

    return re.findall(r"[^\W\d_]+", num2words(value, lang=language, to=kind))
