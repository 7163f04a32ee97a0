"""Language packs: what a language's words look like, as data.

A pack is a folder: ``norms.toml``, ``lexicon.toml``, ``conduct.toml``, ``syllables.toml``. The
lexicons group phrases into classes; each phrase is a regular expression over the lower-case words
of one sentence, without punctuation, matched at word boundaries (``^`` = start of the sentence; a
question ends with ``?``). A class is a list of phrases, or a table:

phrases, half
    What counts in full, and half.
unless
    Anywhere in the same sentence, this cancels the hit.
negation
    True: a word of ``speech.negation`` within three words, in the same clause, cancels it.
quotation
    False: counts even where the sentence reports what somebody said or wrote.
"""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

from voicecheck.errors import LanguageError, suggest
from voicecheck.types.speech import mean_probability
from voicecheck.types.time import Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from voicecheck.types.speech import Word

AVAILABLE = ("de", "en")
FILES = ("lexicon.toml", "conduct.toml")
HALF = 0.5
QUOTE_WORDS, QUOTE_BEFORE = 16, 5
NEGATION_WINDOW = 3  # words, NORMS X

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
    weight : float
        1, or 0.5 for a softened form.
    sentence : str
        The sentence it stands in; of a long one, some 16 words around the hit.
    probability : float or None
        Mean probability of the matched words; None where unknown.
    """

    rule: str
    span: Span
    first: int
    last: int
    quote: str
    weight: float = 1.0
    sentence: str = ""
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One class of the lexicon.

    Parameters
    ----------
    phrases : tuple of (re.Pattern, float)
        Each with its weight.
    unless : tuple of re.Pattern
        What cancels a hit in the same sentence.
    negation : bool
        Whether a negation nearby cancels a hit.
    quotation : bool
        Whether a hit is cancelled where the sentence reports other people's words.
    """

    phrases: tuple[tuple[re.Pattern[str], float], ...]
    unless: tuple[re.Pattern[str], ...] = ()
    negation: bool = False
    quotation: bool = False


@dataclass(frozen=True, slots=True)
class LanguagePack:
    """One language's phrases.

    Parameters
    ----------
    code : str
        ISO 639-1.
    rules : Mapping of str to Rule
        Class of the lexicon to its phrases.
    """

    code: str
    rules: Mapping[str, Rule]

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
        if rule not in self.rules:
            raise LanguageError(
                f"the lexicon '{self.code}' has no class '{rule}': {suggest(rule, self.rules)}"
            )
        wanted = self.rules[rule]
        found: list[tuple[int, int, float, str]] = []
        for start, end in sentences(words):
            text, starts = _joined(words[start:end])
            if any(pattern.search(text) for pattern in wanted.unless):
                continue
            for phrase, weight in wanted.phrases:
                for match in phrase.finditer(text):
                    if wanted.quotation and self._reported(text[: match.start()]):
                        continue
                    first = start + _word_at(starts, match.start())
                    last = start + _word_at(starts, max(match.start(), match.end() - 1))
                    if not (wanted.negation and self._negated(words, start, end, first, last)):
                        around = _around(words[start:end], first - start)
                        found.append((first, last, weight, around))
        kept: list[tuple[int, int, float, str]] = []
        for hit in sorted(found, key=lambda hit: (hit[0], -hit[1], hit[2])):
            if not kept or hit[0] > kept[-1][1]:
                kept.append(hit)
        return tuple(
            Hit(
                rule,
                words[first].span | words[last].span,
                first,
                last,
                " ".join(word.text for word in words[first : last + 1]),
                weight,
                sentence,
                mean_probability(words[first : last + 1]),
            )
            for first, last, weight, sentence in kept
        )

    def content_words(self, words: Sequence[Word]) -> list[Word]:
        """Return the words that carry content: neither function words nor figures.

        Parameters
        ----------
        words : sequence of Word
            In order of time.

        Returns
        -------
        list of Word
        """
        skip = (*self.rules["speech.function_words"].phrases, *self.rules["speech.figure"].phrases)
        return [
            word
            for word in words
            if (text := normalised(word.text))
            and not any(phrase.fullmatch(text) for phrase, _ in skip)
        ]

    def _reported(self, before: str) -> bool:
        """Tell whether a sentence has announced somebody else's words."""
        rule = self.rules.get("speech.quotation")
        return rule is not None and any(phrase.search(before) for phrase, _ in rule.phrases)

    def _negated(self, words: Sequence[Word], start: int, end: int, first: int, last: int) -> bool:
        """Tell whether a negation stands near a hit, outside it, in the same clause."""
        rule = self.rules["speech.negation"]
        near: list[Word] = []
        for index in range(first - 1, max(start, first - NEGATION_WINDOW) - 1, -1):
            if words[index].text.endswith(","):
                break
            near.append(words[index])
        for index in range(last + 1, min(end, last + 1 + NEGATION_WINDOW)):
            if words[index - 1].text.endswith(","):
                break
            near.append(words[index])
        return any(
            phrase.fullmatch(normalised(word.text)) for word in near for phrase, _ in rule.phrases
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
    asks = bool(words) and words[-1].text.endswith("?")
    return line.rstrip() + ("?" if asks else ""), starts


def _around(sentence: Sequence[Word], first: int) -> str:
    """Quote a sentence, or of a long one the words around one of them."""
    since = max(0, first - QUOTE_BEFORE) if len(sentence) > QUOTE_WORDS else 0
    part = sentence[since : since + QUOTE_WORDS]
    text = " ".join(word.text for word in part)
    cut = since + len(part) < len(sentence)
    return ("… " if since else "") + text + (" …" if cut else "")


def _word_at(starts: list[int], position: int) -> int:
    return max(i for i, start in enumerate(starts) if start <= position)


def _compile(phrase: str) -> re.Pattern[str]:
    anchored = phrase.startswith("^")
    body = phrase.removeprefix("^")
    return re.compile(("^" if anchored else r"(?<!\w)") + f"(?:{body})" + r"(?!\w)")


def _rule(entry: list[str] | Mapping[str, Any]) -> Rule:
    if isinstance(entry, list):
        return Rule(tuple((_compile(item), 1.0) for item in entry))
    weighted = [(item, 1.0) for item in entry["phrases"]]
    weighted += [(item, HALF) for item in entry.get("half", ())]
    return Rule(
        tuple((_compile(item), weight) for item, weight in weighted),
        tuple(_compile(item) for item in entry.get("unless", ())),
        bool(entry.get("negation", False)),
        bool(entry.get("quotation", True)),
    )


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
    rules: dict[str, Rule] = {}
    for file in FILES:
        for group, classes in read_data(language, file).items():
            for name, entry in classes.items():
                try:
                    rules[f"{group}.{name}"] = _rule(entry)
                except re.error as error:
                    raise LanguageError(f"lexicon '{language}', {group}.{name}: {error}") from error
    return LanguagePack(language, rules)
