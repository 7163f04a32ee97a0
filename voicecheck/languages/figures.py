"""Figures and symbols spelled out as a language reads them: "14:30", "12,50 €", "4711"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from voicecheck.errors import LanguageError
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

# Longer strings of figures are customer or telephone numbers and read one by one.
MAX_NUMBER_DIGITS = 4

_CURRENCIES = "€$£"


@dataclass(frozen=True, slots=True)
class Figures:
    """How one language reads figures and symbols."""

    language: str  # ISO 639-1 code
    token: re.Pattern[str]
    decimal_mark: str
    decimal_word: str
    group_mark: str
    clock_word: str  # between hours and minutes; may be empty
    symbols: Mapping[str, str]
    number_words: Mapping[int, str]  # empty where num2words knows the language

    def spelled(self, word: str) -> list[str]:
        """Spell out figures and symbols; split at hyphens."""
        parts: list[str] = []
        for match in self.token.finditer(word.rstrip(",;:!?…")):
            if match["word"]:
                parts.append(match["word"].replace("’", "'"))
            elif match["symbol"]:
                parts.append(self.symbols.get(match["symbol"], ""))
            elif match["time"]:
                hours, minutes = match["time"].split(":")
                parts += [*self._number(int(hours)), self.clock_word]
                parts += self._number(int(minutes)) if int(minutes) else []
            else:
                price = any(symbol in word for symbol in _CURRENCIES)
                parts += self._figures(match["number"], bool(match["ordinal"]), price)
        return [part for part in parts if part]

    def _figures(self, figures: str, ordinal: bool, price: bool) -> list[str]:
        plain = re.sub(rf"{re.escape(self.group_mark)}(?=\d{{3}}(?!\d))", "", figures)
        whole, _, fraction = plain.partition(self.decimal_mark)
        if not whole.isdecimal() or (fraction and not fraction.isdecimal()):
            return self._digits("".join(re.findall(r"\d", figures)))
        if fraction and price:
            return [*self._number(int(whole)), *self._number(int(fraction))]
        if fraction:
            return [*self._number(int(whole)), self.decimal_word, *self._digits(fraction)]
        grouped = self.group_mark in figures
        if (len(whole) > MAX_NUMBER_DIGITS and not grouped) or (whole[0] == "0" and len(whole) > 1):
            return self._digits(whole)
        year = len(whole) == 4 and 1100 <= int(whole) <= 1999
        return self._number(int(whole), "ordinal" if ordinal else "year" if year else "cardinal")

    def _digits(self, digits: str) -> list[str]:
        return [part for digit in digits for part in self._number(int(digit))]

    def _number(self, value: int, kind: str = "cardinal") -> list[str]:
        if self.number_words:
            return self._composed(value)
        from num2words import num2words

        try:
            text = num2words(value, lang=self.language, to=kind)
        except (NotImplementedError, AttributeError):  # it has no ordinals or years of some
            text = num2words(value, lang=self.language)
        return re.findall(r"[^\W\d_]+", text)

    def _composed(self, value: int) -> list[str]:
        """Put a number together from the largest parts that have words: 4 thousand 7 hundred 11."""
        if value in self.number_words:
            return [self.number_words[value]]
        part = max(known for known in self.number_words if known < value)
        times, rest = divmod(value, part)
        return [
            *(self._composed(times) if times > 1 else []),
            self.number_words[part],
            *(self._composed(rest) if rest else []),
        ]


_NO_NUMBERS = Text(
    "Sprachpaket für '{language}', syllables.toml: num2words kennt diese Sprache nicht; "
    "[number_words] angeben, mindestens 0 bis 9",
    "the pack for '{language}', syllables.toml: num2words does not know this language; "
    "give [number_words], 0 to 9 at the least",
)


def read_figures(language: str, rules: Mapping[str, Any]) -> Figures:
    """Read how a language reads figures from its ``syllables.toml``."""
    from num2words import CONVERTER_CLASSES

    numbers = rules["numbers"]
    number_words = {int(value): word for value, word in rules.get("number_words", {}).items()}
    if language not in CONVERTER_CLASSES and not {*range(10)} <= number_words.keys():
        raise LanguageError(_NO_NUMBERS.format(language=language))
    token = re.compile(
        r"(?P<time>\d{1,2}:\d{2})|(?P<number>\d+(?:[.,]\d+)*)"
        rf"(?P<ordinal>{'|'.join(numbers['ordinals']) or '(?!)'})?"
        r"|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)|(?P<symbol>[%€$&+@§£°])"
    )
    return Figures(
        language,
        token,
        numbers["decimal_mark"],
        numbers["decimal_word"],
        numbers["group_mark"],
        numbers["clock_word"],
        rules["symbols"],
        number_words,
    )
