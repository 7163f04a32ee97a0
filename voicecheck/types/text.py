"""A sentence in German and English, and numbers as they are written for people."""

from __future__ import annotations

import math
import string
from dataclasses import dataclass
from typing import Any

Lang = str  # ISO 639-1 code of a language that reports are written in


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence, German and English; ``text["de"]`` picks one.

    Languages that packs add have no sentences in the code: they get the English ones.

    Parameters
    ----------
    de, en : str
        The sentence; `Text.of` takes one for both.
    """

    de: str
    en: str

    @classmethod
    def of(cls, text: str | Text) -> Text:
        """Return a text as it is; a sentence in one language stands for both.

        Parameters
        ----------
        text : str or Text
            What somebody gave.

        Returns
        -------
        Text
            Both sentences.
        """
        return cls(text, text) if isinstance(text, str) else text

    __iter__ = None  # else `in` and `join` would ask for one sentence after another for ever

    def __getitem__(self, lang: Lang) -> str:
        """Return the sentence in German or, for any other language, in English."""
        return {"de": self.de}.get(lang, self.en)

    def __add__(self, other: Text) -> Text:
        """Return both sentences, one after the other."""
        return Text(self.de + other.de, self.en + other.en)

    def format(self, **values: object) -> Text:
        """Fill the placeholders of both sentences; numbers in German get a decimal comma.

        Parameters
        ----------
        **values : object
            Values for the ``{name}`` and ``{name:.1f}`` placeholders; a float without a format is
            written as by `plain`, a text in the language of the sentence.

        Returns
        -------
        Text
            The filled sentences.
        """
        return Text(filled(self.de, "de", ",", **values), filled(self.en, "en", ".", **values))


def spelled(number: float) -> Text:
    """Write a small whole number as a word."""
    return _WORDS.get(number, Text(plain(number), plain(number)))


def counted(n: int, one: Text, many: Text, **values: object) -> Text:
    """Return the singular or the plural with its number filled in for ``{n}``."""
    return (one if n == 1 else many).format(n=n, **values)


def plain(value: float) -> str:
    """Write a number for people: three figures, at most two decimals, never an exponent.

    Below 0.01 a third decimal is kept; what is smaller still is 0.
    """
    if not value:
        return "0"
    most = 2 if abs(value) >= 0.01 else 3
    decimals = min(most, max(0, 2 - math.floor(math.log10(abs(value)))))
    written = f"{value:.{decimals}f}"
    short = written.rstrip("0").rstrip(".") if decimals else written
    return "0" if short in ("-0", "") else short


def floored(value: float, decimals: int = 0) -> float:
    """Round down: what falls short of a limit must not be printed as if it reached it."""
    scale = 10.0**decimals
    return math.floor(round(value * scale, 6)) / scale


def written(value: float, mark: str, spec: str = "") -> str:
    """Format a float with a decimal mark, never as a negative zero; without a format as `plain`."""
    if not spec:
        return plain(value).replace(".", mark)
    text = format(value, spec)
    text = format(0.0, spec) if text.startswith("-") and not float(text) else text
    return text.replace(".", mark)


def filled(sentence: str, lang: Lang, mark: str, /, **values: object) -> str:
    """Fill the placeholders of a sentence; floats are written as by `written`."""
    return _Formatter(lang, mark).format(sentence, **values)


class _Formatter(string.Formatter):
    """Formats as usual, but floats with a decimal mark, attributes included."""

    def __init__(self, lang: Lang, mark: str) -> None:
        self.lang: Lang = lang
        self.mark = mark

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, Text):
            return value[self.lang]
        if isinstance(value, float):
            return written(value, self.mark, format_spec)
        return str(super().format_field(value, format_spec))


_WORDS: dict[float, Text] = {2: Text("zwei", "two"), 3: Text("drei", "three")}
