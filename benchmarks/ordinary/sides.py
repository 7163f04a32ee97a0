"""Ordinary telephone conversations, without sound, down the product's own road: a row per side."""

from __future__ import annotations

import csv
import gzip
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tqdm import tqdm

from voicecheck.features.pausing import measure_pausing
from voicecheck.features.tempo import measure_tempo
from voicecheck.features.turn_taking import measure_turn_taking
from voicecheck.features.wording import measure_wording
from voicecheck.languages import load_pack
from voicecheck.languages.syllables import load_counter
from voicecheck.speech.dialogue import build_dialogue
from voicecheck.types.audio import Role
from voicecheck.types.speech import Party, SpeechActivity, Transcript, Word
from voicecheck.types.time import Span, merge, total_s

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


CLOSED_S, UNIT_S = 0.1, 0.2  # gaps below are no gaps to the detector; units end at the longer
WIDENED_S = 0.04  # words corrected by hand end earlier than the detector's speech
TRIMMED_S = 0.175  # spans marked by hand are that much longer at each end
MIN_CALL_S, MIN_TWO = 180.0, 0.97  # long enough, and a talk of two
SPOKEN_S = 0.8  # without words, what lasts longer is no sign of listening
QUIET_SNR_DB = 30.0
# Stand-ins for "says something": no lexicon knows them, nobody repeats the other's, and each ends a
# sentence: who breaks off in the middle of one cannot be told without words.
SOMETHING = (("soundso", "soundso."), ("jenes", "jenes."))


@dataclass(frozen=True, slots=True)
class Side:
    """One person in one conversation.

    Parameters
    ----------
    corpus, language : str
        Where it is from.
    call : int
        Number of the conversation within the corpus; both sides share it.
    values : dict of str to float
        Measures that were taken, by full name.
    counts : dict of str to int
        How many places a measure names, by full name.
    """

    corpus: str
    language: str
    call: int
    values: dict[str, float]
    counts: dict[str, int]


def measured(folder: Path) -> list[Side]:
    """Measure every side of the conversations in a folder.

    Parameters
    ----------
    folder : Path
        With ``switchboard.csv.gz`` (words) and ``callhome_german.csv.gz`` (spans), or one of them.

    Returns
    -------
    list of Side
    """
    found: list[Side] = []
    for name, language, read in (
        ("switchboard", "en", conversations),
        ("callhome_german", "de", _spans),
    ):
        path = folder / f"{name}.csv.gz"
        if path.is_file():
            for number, pair in enumerate(tqdm(list(read(path)), name), 1):
                for me, other in (pair, pair[::-1]):
                    found.append(_side(name, language, number, me, other))
    return found


def conversations(path: Path) -> Iterator[tuple[Party, Party]]:
    """Yield both parties of each conversation that is given word by word."""
    sides: dict[str, dict[str, list[dict[str, str]]]] = {}
    for row in _rows(path):
        sides.setdefault(row["call"], {}).setdefault(row["side"], []).append(row)
    for call in sides.values():
        if len(call) == 2:
            one, other = call.values()
            yield _party_of_words(one), _party_of_words(other)


def _party_of_words(rows: Iterable[dict[str, str]]) -> Party:
    words = sorted(
        (
            Word(
                row["word"] + ("." if row["ends_utterance"] == "1" else ""),
                Span(float(row["start_s"]), float(row["end_s"])),
                0.9,
            )
            for row in rows
        ),
        key=lambda word: word.span,
    )
    wide = (Span(max(0.0, w.span.start_s - WIDENED_S), w.span.end_s + WIDENED_S) for w in words)
    return _party(wide, tuple(words), "en")


def _spans(path: Path) -> Iterator[tuple[Party, Party]]:
    """Yield the two main speakers of each conversation that is given as spans of speech."""
    calls: dict[str, dict[str, list[Span]]] = {}
    for row in _rows(path):
        start, length = float(row["start_s"]), float(row["duration_s"])
        if length > 2 * TRIMMED_S:
            span = Span(start + TRIMMED_S, start + length - TRIMMED_S)
            calls.setdefault(row["call"], {}).setdefault(row["speaker"], []).append(span)
    for call in calls.values():
        times = sorted(((total_s(merge(s, CLOSED_S)), k) for k, s in call.items()), reverse=True)
        first, last = min(s[0] for s in call.values()), max(s[-1] for s in call.values())
        main = sum(time for time, _ in times[:2])
        if last.end_s - first.start_s < MIN_CALL_S or main < MIN_TWO * sum(t for t, _ in times):
            continue
        if len(times) > 1:
            (_, one), (_, other) = times[:2]
            yield (
                _party_of_spans(call[one], SOMETHING[0]),
                _party_of_spans(call[other], SOMETHING[1]),
            )


def _party_of_spans(spans: list[Span], something: tuple[str, ...]) -> Party:
    units = merge(sorted(spans), UNIT_S)
    words = tuple(
        Word(text, Span(unit.start_s, unit.end_s), 0.9)
        for unit in units
        if unit.duration_s > SPOKEN_S
        for text in something
    )
    return _party(sorted(spans), words, "de")


def _party(spans: Iterable[Span], words: tuple[Word, ...], language: str) -> Party:
    segments = merge(spans, CLOSED_S)
    activity = SpeechActivity(0, tuple(segments), tuple(merge(segments, UNIT_S)), QUIET_SNR_DB)
    return Party(Role.AGENT, activity, Transcript(0, words, language, 1.0, "by hand"))


def _side(corpus: str, language: str, call: int, me: Party, other: Party) -> Side:
    pack, counter = load_pack(language), load_counter(language)
    caller = Party(Role.CUSTOMER, other.activity, other.transcript)
    dialogue = build_dialogue((me, caller), pack=pack)
    end_s = max(me.activity.ipus[-1].end_s, other.activity.ipus[-1].end_s)
    start_s = min(me.activity.ipus[0].start_s, other.activity.ipus[0].start_s)
    worded = corpus == "switchboard"
    measures = measure_turn_taking(dialogue, pack=pack, duration_s=end_s - start_s)
    if worded and me.transcript is not None:
        measures |= measure_pausing(dialogue.turns_of(Role.AGENT), counter=counter)
        measures |= measure_tempo(
            me.transcript, me.activity, counter, nuclei=None, usable=me.activity.ipus
        )
        measures |= measure_wording(dialogue, pack=pack)
    values = {} if worded else dict(WITHOUT_WORDS)
    counts = dict.fromkeys(values, 0)
    for name, measure in measures.items():
        if measure.value is not None and (worded or name not in OF_WORDS):
            values[name] = measure.value
            counts[name] = len(measure.passages)
    return Side(corpus, language, call, values, counts)


# Nothing is held against anyone for words that nobody wrote down.
WITHOUT_WORDS = {
    "turn_taking.cut_turn_share": 0.0,
    "wording.push": 0.0,
    "wording.word_probability": 0.9,
}
# What the stand-in words of a conversation without words would only pretend to know.
OF_WORDS = (
    "turn_taking.minimal_answer_share",
    "turn_taking.cut_turn_share",
    "turn_taking.longest_turn_s",
)


def _rows(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))
