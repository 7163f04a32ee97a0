"""Words as the finders see them, and what they find."""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

ANSWER = 8  # a turn of so few words answers the question before it
SHORT = 5  # an answer to one's own question ends before so many words
_MARKS, _STOPS = frozenset(".,;:!?"), frozenset(".!?")
# Digits beside another digit, everyday words elsewhere.
AMBIGUOUS = ("ein", "one", "oh", "hundred", "hundert")
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

    @property
    def capital(self) -> bool:
        """Whether it is written like a name: Masri, al-Masri, d'Angelo."""
        return self.text[:1].isupper() or bool(_JOINED.match(self.text))


def tokens(texts: Sequence[str]) -> list[Token]:
    """Look at words one by one; the dot of "Dr." or "4. März" ends nothing."""
    plain = [_EDGES.sub("", text) for text in texts]
    found = []
    for i, text in enumerate(texts):
        low = plain[i].casefold()
        after = plain[i + 1].casefold() if i + 1 < len(texts) else ""
        dotted = text.endswith(".") and (
            low in lists()["abbreviations"]
            or low.endswith("str")
            or (low.isdecimal() and after in lists()["months"])
        )
        mark = "" if dotted else text[-1:]
        found.append(Token(plain[i], low, mark in _MARKS, mark in _STOPS, mark == "?"))
    return found


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


@functools.cache
def lists() -> dict[str, frozenset[str]]:
    """Return the word lists, in lower case as `str.casefold` makes it (ß is ss)."""
    table = _read("words.toml")
    named = dict(table["lists"])
    named |= table["places"] | {f"street_{name}": words for name, words in table["streets"].items()}
    named |= {f"asked_{name}": words for name, words in table["asked"].items()}
    named["first_names"] = _read("names.toml")["first"]
    return {name: frozenset(map(str.casefold, words)) for name, words in named.items()}


@functools.cache
def digit_words() -> dict[str, str]:
    """Return what spoken numbers of one or two digits stand for."""
    spoken = {word.casefold(): str(n) for word, n in _read("words.toml")["digits"].items()}
    ones = [word for word, digits in spoken.items() if len(digits) == 1 and digits != "0"]
    tens = [word for word, digits in spoken.items() if len(digits) == 2 and digits[1] == "0"]
    for ten in tens:
        for one in ones:
            spoken.setdefault(f"{one}und{ten}", str(int(spoken[ten]) + int(spoken[one])))
            spoken.setdefault(f"{ten}-{one}", str(int(spoken[ten]) + int(spoken[one])))
    return spoken


def digits_of(token: Token) -> str:
    """Return the digits of a word; nothing for amounts and for words that are no number."""
    if _AMOUNT.match(token.text):
        return ""
    if _DIGITS.match(token.text):
        return re.sub(r"[^\d]", "", token.text)
    spoken = digit_words()
    if token.low in spoken and token.low not in AMBIGUOUS:
        return spoken[token.low]
    parts = [part for part in re.split(r"[-‐–]", token.low) if part]
    if len(parts) > 1 and all(part in spoken for part in parts):
        return "".join(spoken[part] for part in parts)
    hundreds = re.match(r"^(\w+?)hundert(?:und)?(\w*)$", token.low)
    if hundreds and hundreds[1] in spoken and (not hundreds[2] or hundreds[2] in spoken):
        return spoken[hundreds[1]] + spoken.get(hundreds[2], "00").zfill(2)
    doubled = re.match(r"^(doppel|double|triple)-?(\w+)$", token.low)
    if doubled and doubled[2] in spoken:
        return spoken[doubled[2]] * (3 if doubled[1] == "triple" else 2)
    return ""


def asks(asked: Sequence[Token], what: str) -> bool:
    """Tell whether the turn before asks for something: its last sentences, with such a word."""
    return any(token.low in lists()[f"asked_{what}"] for token in asked[-25:])


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


@functools.cache
def _read(name: str) -> dict[str, Any]:
    file = resources.files("voicecheck.privacy").joinpath(name)
    return tomllib.loads(file.read_text(encoding="utf-8"))
