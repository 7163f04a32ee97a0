"""A sentence in both report languages."""

from __future__ import annotations

import string
from dataclasses import dataclass
from typing import Any, Literal

Lang = Literal["de", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence, German and English; ``text["de"]`` picks one."""

    de: str
    en: str

    def __getitem__(self, lang: Lang) -> str:
        """Return the sentence in one language; KeyError where it is none of the two."""
        return {"de": self.de, "en": self.en}[lang]

    def format(self, **values: object) -> Text:
        """Fill the placeholders of both sentences; numbers in German get a decimal comma.

        Parameters
        ----------
        **values : object
            Values for the ``{name}`` and ``{name:.1f}`` placeholders.

        Returns
        -------
        Text
            The filled sentences.
        """
        return Text(_GERMAN.format(self.de, **values), self.en.format(**values))


class _GermanFormatter(string.Formatter):
    """Formats as usual, but writes floats with a decimal comma, attributes included."""

    def format_field(self, value: Any, format_spec: str) -> str:
        shown = GermanNumber(value) if isinstance(value, float) else value
        return str(super().format_field(shown, format_spec))


class GermanNumber(float):
    """A float that prints with a decimal comma."""

    def __format__(self, spec: str) -> str:
        """Format as usual, then swap the decimal point."""
        return super().__format__(spec).replace(".", ",")


_GERMAN = _GermanFormatter()
