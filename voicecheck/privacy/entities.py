"""Words as the finders see them, and what they find."""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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

    @property
    def capital(self) -> bool:
        """Whether it is written like a name."""
        return self.text[:1].isupper()


def tokens(texts: Sequence[str]) -> list[Token]:
    """Look at words one by one."""
    found = []
    for text in texts:
        plain = _EDGES.sub("", text)
        found.append(Token(plain, plain.casefold(), text[-1:] in ".,;:!?", text[-1:] in ".!?"))
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
    """Return the word lists, lower case."""
    table = _read("words.toml")
    named = {name: frozenset(words) for name, words in table["lists"].items()}
    named |= {f"street_{name}": frozenset(words) for name, words in table["streets"].items()}
    named |= {f"asked_{name}": frozenset(words) for name, words in table["asked"].items()}
    named["first_names"] = frozenset(_read("names.toml")["first"])
    return named


@functools.cache
def digit_words() -> dict[str, str]:
    """Return what spoken numbers of one or two digits stand for."""
    spoken: dict[str, str] = dict(_read("words.toml")["digits"])
    ones = [word for word, digits in spoken.items() if len(digits) == 1 and digits != "0"]
    tens = [word for word, digits in spoken.items() if len(digits) == 2 and digits[1] == "0"]
    for ten in tens:
        for one in ones:
            spoken.setdefault(f"{one}und{ten}", str(int(spoken[ten]) + int(spoken[one])))
            spoken.setdefault(f"{ten}-{one}", str(int(spoken[ten]) + int(spoken[one])))
    return spoken


def asks(asked: Sequence[Token], what: str) -> bool:
    """Tell whether the turn before asks for something: its last sentences, with such a word."""
    return any(token.low in lists()[f"asked_{what}"] for token in asked[-25:])


@functools.cache
def _read(name: str) -> dict[str, Any]:
    file = resources.files("voicecheck.privacy").joinpath(name)
    return tomllib.loads(file.read_text(encoding="utf-8"))
