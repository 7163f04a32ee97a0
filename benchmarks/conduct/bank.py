"""Labelled dialogues as the product sees them: sentences in their context."""

from __future__ import annotations

import csv
import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voicecheck.conduct.kinds import AGENT, CALLER
from voicecheck.conduct.sentences import Sentence, in_context
from voicecheck.types.audio import Role
from voicecheck.types.speech import Turn, Word
from voicecheck.types.time import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DIALOGUES = Path(__file__).parent / "dialogues"
APART = Path(__file__).parent / "apart"  # never trained on, never looked at
PHRASES = Path(__file__).parents[2] / "tests" / "lexicon"
CASES = Path(__file__).parent / "cases.csv"
ANY = (*AGENT, *CALLER)
WORD_S, LASTS_S = 0.3, 0.25  # made-up times: only their order matters


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence of the bank.

    Parameters
    ----------
    sentence : Sentence
        In its context.
    labels : frozenset of str
        Classes of conduct.
    writer, dialogue, language : str
        Whose, which, in what language.
    faulty : bool
        Whether the dialogue was written as one with faults.
    about : tuple of str
        The classes that the labels speak of; of others nothing is known.
    """

    sentence: Sentence
    labels: frozenset[str]
    writer: str
    dialogue: str
    language: str
    faulty: bool = False
    about: tuple[str, ...] = ANY


def read_bank(*more: Path) -> list[Labelled]:
    """Read the project's dialogues, and more from files of the same format."""
    return read_files(DIALOGUES) + [one for path in more for one in _read(path)]


def read_files(folder: Path) -> list[Labelled]:
    """Read the dialogues of a folder."""
    return [one for path in sorted(folder.glob("*.jsonl")) for one in _read(path)]


def _read(path: Path) -> Iterator[Labelled]:
    for line in path.read_text("utf-8").splitlines():
        yield from labelled(json.loads(line))


def labelled(dialogue: dict[str, Any]) -> Iterator[Labelled]:
    """Yield the sentences of a dialogue, in its own sentence boundaries."""
    start_s, turns = 0.0, []
    for turn in dialogue["turns"]:
        parts = []
        for said in turn["s"]:
            parts.append(words_of(said["t"], start_s))
            start_s = parts[-1][-1].span.end_s
        words = tuple(word for part in parts for word in part)
        span = words[0].span | words[-1].span
        role = Role.AGENT if turn["who"] == "A" else Role.CUSTOMER
        turns.append((Turn(role, span, (span,), words), parts))
    labels = [frozenset(said["l"]) for turn in dialogue["turns"] for said in turn["s"]]
    for sentence, own in zip(in_context(turns), labels, strict=True):
        yield Labelled(
            sentence,
            own,
            dialogue["writer"],
            dialogue["id"],
            dialogue["lang"],
            dialogue["kind"] == "fault",
        )


def single_sentences() -> list[Labelled]:
    """Read sentences without a context: the lexicon's, and cases that must not count."""
    found = [
        _single(text, kind, language, positive=label == "positive")
        for path in sorted(PHRASES.glob("*.toml"))
        for language, table in tomllib.loads(path.read_text("utf-8")).items()
        for label in ("positive", "negative")
        for text in table[label]
        for kind in (path.stem,)
    ]
    with CASES.open(encoding="utf-8", newline="") as file:
        found += [
            _single(row["sentence"], row["class"], row["language"], positive=False)
            for row in csv.DictReader(file)
            if row["counts"] == "no"
        ]
    return found


def _single(text: str, kind: str, language: str, *, positive: bool) -> Labelled:
    words = words_of(text)
    role = Role.CUSTOMER if kind in CALLER else Role.AGENT
    turn = Turn(role, words[0].span | words[-1].span, (), words)
    (sentence,) = in_context([(turn, [words])])
    labels = frozenset({kind} if positive else ())
    return Labelled(sentence, labels, "", "", language, about=(kind,))


def words_of(text: str, start_s: float = 0.0, probability: float = 1.0) -> tuple[Word, ...]:
    """Return the words of a text, a third of a second apart."""
    return tuple(
        Word(word, Span(at, at + LASTS_S), probability)
        for number, word in enumerate(text.split())
        for at in (start_s + number * WORD_S,)
    )


def of_role(bank: Iterable[Labelled], role: Role) -> list[Labelled]:
    """Return the sentences of one party."""
    return [one for one in bank if one.sentence.role is role]
