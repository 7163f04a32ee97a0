"""Language packs: what a language's words look like.

A pack is a folder with everything of one language (CONTRIBUTING.md, "Add a language"). Its lexicons
group phrases into classes; each phrase is a regular expression over the lower-case words of one
sentence, without punctuation, matched at word boundaries (``^`` = start of the sentence; a question
ends with ``?``). A class is a list of phrases, or a table whose keys ``rules.py`` lists.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from voicecheck.errors import LanguageError, suggest
from voicecheck.languages.data import brings, read_data, shipped
from voicecheck.languages.rules import Rule, core_end, denial, read_rule
from voicecheck.languages.sentence import Line, normalised, quoted, sentences
from voicecheck.types.speech import mean_probability
from voicecheck.types.text import Text
from voicecheck.types.time import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from voicecheck.types.speech import Word

LEXICONS = ("lexicon.toml", "conduct.toml")
NEEDED = (*LEXICONS, "norms.toml", "syllables.toml")  # without these a call cannot be judged
COMPLETE = "en"  # the pack whose classes of phrases and norms every other has to have


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase of the lexicon, found in the words."""

    rule: str  # class of the lexicon, for example greeting.dated_help
    span: Span  # from the first to the last matched word
    first: int  # indices of these words
    last: int
    quote: str  # the matched words as recognised
    weight: float = 1.0  # 1, or 0.5 for a softened form
    sentence: str = ""  # the sentence it stands in; of a long one, some 16 words around the hit
    probability: float | None = None  # mean probability of the matched words; None where unknown
    plain: bool = False  # whether it holds a phrase that leaves no doubt


class Rules(Mapping[str, Rule]):
    """The classes of a lexicon, each compiled when it is first looked for.

    Of the languages that a call is not in, announcements alone are.
    """

    def __init__(self, language: str, entries: Mapping[str, Any], negation: str) -> None:
        self._language, self._entries, self._negation = language, entries, negation
        self._compiled: dict[str, Rule] = {}

    def __getitem__(self, name: str) -> Rule:
        if name not in self._compiled:
            entry = self._entries[name]
            try:
                self._compiled[name] = read_rule(entry, self._negation)
            except re.error as error:
                said = _NO_PHRASE.format(language=self._language, at=name, why=error)
                raise LanguageError(said) from error
        return self._compiled[name]

    def __contains__(self, name: object) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


@dataclass(frozen=True, slots=True)
class LanguagePack:
    """One language's phrases."""

    code: str  # ISO 639-1
    rules: Mapping[str, Rule]  # class of the lexicon to its phrases
    negation: re.Pattern[str]  # a word that denies
    positive: tuple[tuple[re.Pattern[str], str], ...]  # each negation, and what is said without it
    by_meaning: bool  # whether the readers of conduct have learnt from dialogues in it

    def match(self, rule: str, words: Sequence[Word]) -> tuple[Hit, ...]:
        """Find the phrases of one class."""
        wanted = self._class(rule)
        found: list[tuple[int, int, float, Hit]] = []
        for start, end in sentences(words):
            sentence = Line.of(words[start:end])
            if any(pattern.search(sentence.text) for pattern in wanted.unless):
                continue
            for phrase, weight in wanted.phrases:
                for match in phrase.finditer(sentence.text):
                    if self._counts(wanted, sentence, match):
                        last = start + sentence.word_at(max(match.start(), match.end() - 1))
                        hit = _hit(rule, wanted, sentence, start, match, weight)
                        found.append((hit.first, last, weight, hit))
        kept: list[Hit] = []
        reach = -1
        for first, last, _, hit in sorted(found, key=lambda item: (item[0], -item[1], item[2])):
            if first > reach:
                kept.append(hit)
                reach = last
        return tuple(kept)

    def cancelled(self, rule: str, words: Sequence[Word]) -> bool:
        """Tell whether a class is only denied, excepted or reported."""
        wanted = self._class(rule)
        if self.match(rule, words):
            return False
        for start, end in sentences(words):
            text = Line.of(words[start:end]).text
            lines = (text, self._affirmed(text)) if wanted.negation else (text,)
            if any(exception.search(text) for exception in wanted.unless) or any(
                phrase.search(line) for phrase, _ in wanted.phrases for line in lines
            ):
                return True
        return False

    def content_words(self, words: Sequence[Word]) -> list[Word]:
        """Return the words that carry content: neither function words nor figures."""
        skip = (*self.rules["speech.function_words"].phrases, *self.rules["speech.figure"].phrases)
        return [
            word
            for word in words
            if (text := normalised(word.text))
            and not any(phrase.fullmatch(text) for phrase, _ in skip)
        ]

    def _class(self, name: str) -> Rule:
        if name not in self.rules:
            hint = suggest(name, self.rules)
            raise LanguageError(_NO_CLASS.format(language=self.code, name=name, hint=hint))
        return self.rules[name]

    def _counts(self, rule: Rule, sentence: Line, match: re.Match[str]) -> bool:
        """Tell whether a matched phrase is meant: neither reported, nor a formula, nor denied."""
        # Praise may name whose words it is: "the letter says we will refund you".
        until = core_end(match) if rule.negation else match.start()
        if rule.quotation and self._reported(sentence.text[:until]):
            return False
        if any(
            other.start() <= match.start() < other.end()
            for name in rule.outside
            for phrase, _ in self.rules[name].phrases
            for other in phrase.finditer(sentence.text)
        ):
            return False
        return not (rule.negation and self._negated(sentence, match))

    def _reported(self, before: str) -> bool:
        """Tell whether a sentence has announced somebody else's words."""
        for phrase, _ in self.rules["speech.turn"].phrases:
            before = before[max((m.start() for m in phrase.finditer(before)), default=0) :]
        return any(p.search(before) for p, _ in self.rules["speech.quotation"].phrases)

    def _negated(self, sentence: Line, match: re.Match[str]) -> bool:
        """Tell whether a negation stands in the clause of a hit, outside its own words."""
        text = sentence.text
        bounds = {*sentence.clauses(), len(text)}
        for phrase, _ in self.rules["speech.clause"].phrases:
            bounds.update(text.rfind(" ", 0, m.end()) + 1 for m in phrase.finditer(text))
        at = match.start()
        # "That you are cross I do not understand": what is said stands in the second clause.
        if at in bounds and self._opens("speech.subordinate", text, at):
            at = match.end() - 1
        since = max(bound for bound in bounds if bound <= at)
        until = min(bound for bound in bounds if bound > at)
        # "I do not think that I will call": the clause before denies this one.
        if since and self._opens("speech.content", text, since):
            since = max(bound for bound in bounds if bound < since)
        denials = (found.start() for found in self.negation.finditer(text))
        return any(
            since <= place < until and not match.start() <= place < match.end() for place in denials
        )

    def _opens(self, rule: str, text: str, at: int) -> bool:
        return any(phrase.match(text, at) for phrase, _ in self.rules[rule].phrases)

    def _affirmed(self, text: str) -> str:
        """Return a sentence without its negations."""
        for pattern, instead in self.positive:
            text = pattern.sub(instead, text)
        return " ".join(text.split())


def _hit(
    name: str, rule: Rule, sentence: Line, start: int, match: re.Match[str], weight: float
) -> Hit:
    """Return a hit in a sentence that begins at a word; its tail ends with the clause."""
    first = sentence.word_at(match.start())
    last = sentence.word_at(max(match.start(), match.end() - 1))
    core = sentence.word_at(max(match.start(), core_end(match) - 1))
    last = next((i for i in range(core, last) if sentence.ends_clause(i)), last)
    said = sentence.words[first : last + 1]
    text = Line.of(said).text
    return Hit(
        name,
        said[0].span | said[-1].span,
        start + first,
        start + last,
        " ".join(word.text for word in said),
        weight,
        quoted(sentence.words, first),
        mean_probability(said),
        any(phrase.search(text) for phrase in rule.plain),
    )


_NO_CLASS = Text(
    "das Lexikon '{language}' hat keine Klasse '{name}': {hint}",
    "the lexicon '{language}' has no class '{name}': {hint}",
)
_LACKS = Text(
    "dem Sprachpaket für '{language}' fehlt: {all}", "the pack for '{language}' lacks {all}"
)
_NO_PHRASE = Text(
    "Lexikon '{language}', {at}: ist kein regulärer Ausdruck ({why})",
    "lexicon '{language}', {at}: is no regular expression ({why})",
)
_LACKS_CLASSES = Text(
    "dem Sprachpaket für '{language}' fehlt: {all}; eine leere Liste genügt",
    "the pack for '{language}' lacks {all}: an empty list is enough",
)


@functools.cache
def load_pack(language: str) -> LanguagePack:
    """Load a language pack, whole or not at all."""
    missing = [name for name in NEEDED if not brings(language, name)]
    if missing:
        raise LanguageError(_LACKS.format(language=language, all=", ".join(missing)))
    data = [read_data(language, file) for file in LEXICONS]
    by_meaning = bool(data[-1].pop("by_meaning", False))
    positive = data[-1].pop("positive", {})
    speech = data[-1]["speech"]
    negation = denial("|".join(speech["negation"]), speech)
    entries = {
        f"{group}.{name}": entry
        for file in data
        for group, classes in file.items()
        for name, entry in classes.items()
    }
    rules = Rules(language, entries, negation)
    if language not in shipped():  # what others bring is not tested here
        dict(rules)
    if language != COMPLETE and (lacks := sorted(load_pack(COMPLETE).rules.keys() - rules.keys())):
        raise LanguageError(_LACKS_CLASSES.format(language=language, all=", ".join(lacks)))
    return LanguagePack(
        language,
        rules,
        re.compile(negation),
        tuple((re.compile(denial(word, speech)), instead) for word, instead in positive.items()),
        by_meaning,
    )
