"""Words as the finders see them, and what they find."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from voicecheck.privacy.cues import cues_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from voicecheck.privacy.cues import Cues

ANSWER = 8  # a turn of so few words answers the question before it
SHORT = 5  # an answer to one's own question ends before so many words
_MARKS, _STOPS = frozenset(".,;:!?"), frozenset(".!?")
_DIGITS = re.compile(r"^\+?[\d][\d./()+-]*$")
_AMOUNT = re.compile(r"^\d{1,3}(\.\d{3})+(,\d+)?$|^\d+,\d+$|^\d+[€%$]$|^[€$]\d")
_JOINED = re.compile(r"^[a-z]{1,3}['’-][A-ZÄÖÜ]")
_EDGES = re.compile(r"^[^\w@+€%]+|[^\w@€%]+$")


@dataclass(frozen=True, slots=True)
class Finding:
    """Personal data: what kind, from which word to which (inclusive)."""

    kind: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Token:
    """A word: as written without punctuation at its edges, in lower case, and what ends with it."""

    text: str
    low: str
    ends: bool  # a sentence or clause ends here
    stops: bool  # a sentence ends here
    asks: bool  # a question ends here
    digits: str  # that it stands for; empty for amounts and for words that are no number

    @property
    def capital(self) -> bool:
        """Whether it is written like a name: Masri, al-Masri, d'Angelo."""
        return self.text[:1].isupper() or bool(_JOINED.match(self.text))


class Turn(tuple[Token, ...]):
    """The words of a turn, with what gives personal data away in its language."""

    cues: Cues

    @classmethod
    def of(cls, texts: Sequence[str], language: str | None) -> Self:
        """Look at words one by one; the dot of "Dr." or "4. März" ends nothing."""
        cues = cues_of(language)
        plain = [_EDGES.sub("", text) for text in texts]
        found = []
        for i, text in enumerate(texts):
            low = plain[i].casefold()
            after = plain[i + 1].casefold() if i + 1 < len(texts) else ""
            dotted = text.endswith(".") and (
                low in cues["abbreviations"]
                or low.endswith(tuple(cues["abbreviation_ends"]))
                or (low.isdecimal() and after in cues["months"])
            )
            mark = "" if dotted else text[-1:]
            ends, stops, asks = mark in _MARKS, mark in _STOPS, mark == "?"
            found.append(Token(plain[i], low, ends, stops, asks, _digits_of(plain[i], low, cues)))
        turn = cls(found)
        turn.cues = cues
        return turn


def merged(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Put findings in order; of those that overlap, the longest keeps its kind and takes all."""
    kept: list[Finding] = []
    for one in sorted(findings, key=lambda f: (f.first, -f.last)):
        if kept and one.first <= kept[-1].last:
            last = kept[-1]
            longer = max(last, one, key=lambda f: f.last - f.first)
            kept[-1] = Finding(longer.kind, last.first, max(last.last, one.last))
        else:
            kept.append(one)
    return tuple(kept)


def _digits_of(text: str, low: str, cues: Cues) -> str:
    if _AMOUNT.match(text):
        return ""
    if _DIGITS.match(text):
        return re.sub(r"[^\d]", "", text)
    spoken = cues.digits
    if low in spoken and low not in cues["digits_too"]:
        return spoken[low]
    parts = [part for part in re.split(r"[-‐–]", low) if part]
    if len(parts) > 1 and all(part in spoken for part in parts):
        return "".join(spoken[part] for part in parts)
    hundreds = cues.fits("hundreds", low)
    if hundreds and hundreds[1] in spoken and (not hundreds[2] or hundreds[2] in spoken):
        return spoken[hundreds[1]] + spoken.get(hundreds[2], "00").zfill(2)
    for word, times in cues.repeats.items():
        if (rest := low.removeprefix(word).removeprefix("-")) != low and rest in spoken:
            return spoken[rest] * times
    return ""


def asks(cues: Cues, asked: Sequence[Token], what: str) -> bool:
    """Tell whether words ask for something: the last sentences, with such a word."""
    return any(token.low in cues[f"asked_{what}"] for token in asked[-25:])


def sentence(said: Sequence[Token], start: int) -> Iterator[int]:
    """Go through the words of an answer: to the end of the sentence that begins here."""
    for i in range(start, min(start + ANSWER, len(said))):
        yield i
        if said[i].stops:
            return


def answered(said: Sequence[Token]) -> Iterator[int]:
    """Go through the short sentences in a turn that follow a question of its own."""
    for i, token in enumerate(said[:-1]):
        if token.asks and (len(said) - i <= SHORT or any(t.stops for t in said[i + 1 : i + SHORT])):
            yield i + 1
