"""Language packs: what a language's words look like, as data.

A pack is a folder: ``norms.toml``, ``lexicon.toml``, ``syllables.toml``. A lexicon groups phrases
into classes; each phrase is a regular expression over the lower-case words of one sentence,
without punctuation, matched at word boundaries (``^`` = start of the sentence).
"""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

from voicecheck.errors import LanguageError, suggest
from voicecheck.types.time import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from voicecheck.types.speech import Word

AVAILABLE = ("de", "en")

_SENTENCE_END = (".", "!", "?", "…")
_PUNCTUATION = re.compile(r"[^\w&+'’-]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase of the lexicon, found in the words.

    Parameters
    ----------
    rule : str
        ``class`` of the lexicon, for example ``greeting.dated_help``.
    span : Span
        From the first to the last matched word.
    first, last : int
        Indices of these words.
    quote : str
        The matched words as recognised.
    """

    rule: str
    span: Span
    first: int
    last: int
    quote: str


@dataclass(frozen=True, slots=True)
class LanguagePack:
    """One language's phrases.

    Parameters
    ----------
    code : str
        ISO 639-1.
    phrases : Mapping of str to tuple of re.Pattern
        Class of the lexicon to its compiled phrases.
    """

    code: str
    phrases: Mapping[str, tuple[re.Pattern[str], ...]]

    def match(self, rule: str, words: Sequence[Word]) -> tuple[Hit, ...]:
        """Find the phrases of one class.

        Parameters
        ----------
        rule : str
            Class of the lexicon.
        words : sequence of Word
            In order of time.

        Returns
        -------
        tuple of Hit
            In order of time; hits of one class do not overlap (the longest wins).

        Raises
        ------
        LanguageError
            If the lexicon has no such class.
        """
        if rule not in self.phrases:
            raise LanguageError(
                f"the lexicon '{self.code}' has no class '{rule}': {suggest(rule, self.phrases)}"
            )
        found: list[tuple[int, int]] = []
        for start, end in sentences(words):
            text, starts = _joined(words[start:end])
            for phrase in self.phrases[rule]:
                for match in phrase.finditer(text):
                    first = start + _word_at(starts, match.start())
                    last = start + _word_at(starts, max(match.start(), match.end() - 1))
                    found.append((first, last))
        kept: list[tuple[int, int]] = []
        for first, last in sorted(found, key=lambda hit: (hit[0], -hit[1])):
            if not kept or first > kept[-1][1]:
                kept.append((first, last))
        return tuple(
            Hit(
                rule,
                words[first].span | words[last].span,
                first,
                last,
                " ".join(word.text for word in words[first : last + 1]),
            )
            for first, last in kept
        )


def sentences(words: Sequence[Word]) -> list[tuple[int, int]]:
    """Split words into sentences at the speech model's punctuation.

    Parameters
    ----------
    words : sequence of Word
        In order of time.

    Returns
    -------
    list of (int, int)
        Index of the first word and one past the last word of each sentence.
    """
    bounds: list[tuple[int, int]] = []
    start = 0
    for index, word in enumerate(words):
        if word.text.endswith(_SENTENCE_END) or index == len(words) - 1:
            bounds.append((start, index + 1))
            start = index + 1
    return bounds


def normalised(text: str) -> str:
    """Return a word in lower case without its punctuation."""
    return _PUNCTUATION.sub("", text.lower().replace("’", "'"))


def _joined(words: Sequence[Word]) -> tuple[str, list[int]]:
    """Return the words as one line, and where each begins in it."""
    line, starts = "", []
    for word in words:
        starts.append(len(line))
        line += normalised(word.text) + " "
    return line.rstrip(), starts


def _word_at(starts: list[int], position: int) -> int:
    return max(i for i, start in enumerate(starts) if start <= position)


def _compile(phrase: str) -> re.Pattern[str]:
    anchored = phrase.startswith("^")
    body = phrase.removeprefix("^")
    return re.compile(("^" if anchored else r"(?<!\w)") + f"(?:{body})" + r"(?!\w)")


def read_data(language: str, name: str) -> dict[str, Any]:
    """Read one TOML file of a pack.

    Parameters
    ----------
    language : str
        A language code, ``any``, or ``""`` for the folder itself.
    name : str
        File name, for example ``norms.toml``.

    Returns
    -------
    dict
        Its content.
    """
    folder = resources.files("voicecheck.languages")
    file = folder.joinpath(language, name) if language else folder.joinpath(name)
    return tomllib.loads(file.read_text(encoding="utf-8"))


@functools.cache
def load_pack(language: str) -> LanguagePack:
    """Load a language pack.

    Parameters
    ----------
    language : str
        ISO 639-1 code.

    Returns
    -------
    LanguagePack

    Raises
    ------
    LanguageError
        If there is no pack for the language, or a phrase is no regular expression.
    """
    if language not in AVAILABLE:
        raise LanguageError(f"no language pack for '{language}': {suggest(language, AVAILABLE)}")
    phrases: dict[str, tuple[re.Pattern[str], ...]] = {}
    for group, classes in read_data(language, "lexicon.toml").items():
        for name, items in classes.items():
            try:
                phrases[f"{group}.{name}"] = tuple(_compile(item) for item in items)
            except re.error as error:
                raise LanguageError(f"lexicon '{language}', {group}.{name}: {error}") from error
    return LanguagePack(language, phrases)
