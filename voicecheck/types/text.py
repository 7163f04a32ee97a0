"""A sentence in both report languages."""

from __future__ import annotations

import math
import string
from dataclasses import dataclass
from typing import Any, Literal

Lang = Literal["de", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence, German and English; ``text["de"]`` picks one.

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

    def __getitem__(self, lang: Lang) -> str:
        """Return the sentence in one language; KeyError where it is none of the two."""
        return {"de": self.de, "en": self.en}[lang]

    def __add__(self, other: Text) -> Text:
        """Return both sentences, one after the other."""
        return Text(self.de + other.de, self.en + other.en)

    def format(self, **values: object) -> Text:
        """Fill the placeholders of both sentences; numbers in German get a decimal comma.

        Parameters
        ----------
        **values : object
            Values for the ``{name}`` and ``{name:.1f}`` placeholders; a float without a format is
            written as by `plain`.

        Returns
        -------
        Text
            The filled sentences.
        """
        return Text(_GERMAN.format(self.de, **values), _ENGLISH.format(self.en, **values))


def counted(n: int, one: Text, many: Text) -> Text:
    """Return the singular or the plural with its number filled in for ``{n}``."""
    return (one if n == 1 else many).format(n=n)


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


class GermanNumber(float):
    """A float that prints with a decimal comma."""

    def __format__(self, spec: str) -> str:
        """Format as usual, then swap the decimal point."""
        return _written(float(self), spec).replace(".", ",")


class _Formatter(string.Formatter):
    """Formats as usual, but writes floats as by `_written`, attributes included."""

    def __init__(self, mark: str) -> None:
        self.mark = mark

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, float):
            return _written(value, format_spec).replace(".", self.mark)
        return str(super().format_field(value, format_spec))


def _written(value: float, spec: str) -> str:
    """Format a float; without a format as by `plain`, and never as a negative zero."""
    if not spec:
        return plain(value)
    written = format(value, spec)
    return format(0.0, spec) if written.startswith("-") and not float(written) else written


_GERMAN, _ENGLISH = _Formatter(","), _Formatter(".")
