"""What was heard of the spoken dialogues agrees with the bank, word by word."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest

from benchmarks.conduct.speaking import (
    Placed,
    alignment,
    edits,
    letters,
    line_of,
    sources,
    speakable,
)
from benchmarks.conduct.spoken import (
    HEARD,
    WRITERS,
    Damage,
    Heard,
    Sentence,
    chosen,
    damage,
    heard,
    written,
)
from voicecheck.speech.dialogue import build_dialogue
from voicecheck.types.audio import Role
from voicecheck.types.speech import Dialogue, Party, SpeechActivity, Transcript, Word
from voicecheck.types.time import Span

BANK = written()
ALL = heard()


def test_the_dialogues_are_those_of_the_rule() -> None:
    assert sorted(one.id for one in ALL) == sorted(name for name, _ in chosen(BANK))
    assert {one.writer for one in ALL} == set(WRITERS) <= {row["writer"] for row in BANK.values()}
    kinds = Counter((one.language, one.kind) for one in ALL)
    assert kinds["de", "ordinary"] == kinds["de", "fault"] >= 10
    assert kinds["en", "ordinary"] == kinds["en", "fault"] >= 6
    swapped = dict(chosen(BANK))
    voices = {(one.language, swapped[one.id]): one.voices for one in ALL}
    assert voices["de", True] == voices["de", False][::-1]
    assert HEARD.stat().st_size < 1_000_000


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
def test_every_written_sentence_keeps_its_text_labels_and_speaker(one: Heard) -> None:
    source = [(turn, s) for turn in BANK[one.id]["turns"] for s in turn["s"]]
    assert [s.index for s in one.sentences] == list(range(len(source)))
    for sentence, (turn, known) in zip(one.sentences, source, strict=True):
        assert (sentence.text, list(sentence.labels)) == (known["t"], known["l"])
        assert sentence.role is {"A": Role.AGENT, "C": Role.CUSTOMER}[turn["who"]]
    ends = [s.span for s in one.sentences]
    assert all(a.end_s < b.start_s for a, b in pairwise(ends))


@pytest.mark.parametrize("one", ALL, ids=lambda one: one.id)
def test_every_heard_word_belongs_to_one_sentence_of_its_party(one: Heard) -> None:
    spoken = [(item.role, word) for item in one.dialogue.spoken for word in item.words]
    assert Counter(spoken) == Counter(one.origin.keys())
    for role in (Role.AGENT, Role.CUSTOMER):
        own = [one.origin[r, w] for r, w in spoken if r is role]
        known = [index for index in own if index is not None]
        assert known == sorted(known)
        assert {one.sentences[i].role for i in known} == {role}
    held = [word for sentence in one.sentences for word in sentence.words]
    nowhere = sum(index is None for index in one.origin.values())
    assert len(held) + nowhere == len(spoken)
    assert damage(one).nowhere == nowhere < len(spoken) / 20


def test_every_label_of_the_bank_is_among_what_was_heard() -> None:
    for language in ("de", "en"):
        bank = {
            label
            for row in BANK.values()
            if row["lang"] == language
            for turn in row["turns"]
            for sentence in turn["s"]
            for label in sentence["l"]
        }
        reached = {
            label
            for one in ALL
            if one.language == language
            for sentence in one.sentences
            if sentence.words
            for label in sentence.labels
        }
        assert reached == bank


def test_word_error_rates_are_those_of_the_words() -> None:
    for one in ALL:
        wrong = n = 0
        for role in (Role.AGENT, Role.CUSTOMER):
            found = [w for item in one.dialogue.spoken if item.role is role for w in item.words]
            text = " ".join(word.text for word in found)
            said = " ".join(s.text for s in one.sentences if s.role is role)
            wrong += edits(letters(text, one.language), letters(said, one.language))
            n += len(letters(said, one.language))
        assert one.word_error_rate == pytest.approx(wrong / n, abs=0.001)


def test_texts_are_made_speakable_and_comparable() -> None:
    assert speakable('Da steht „F 28" … glaub ich', "de") == "Da steht F achtundzwanzig, glaub ich."
    assert speakable("Do I need to, or...", "en") == "Do I need to, or."
    assert letters("Um 7:35, E-Bike!", "de") == ["um", "sieben", "fünfunddreißig", "e", "bike"]
    assert letters("It's 28.", "en") == ["its", "twenty", "eight"]


def test_edits_count_what_was_replaced_put_in_and_left_out() -> None:
    assert edits([], ["a", "b"]) == 2
    assert edits(["a", "x", "c", "d"], ["a", "b", "c"]) == 2


def test_alike_words_are_paired_in_order() -> None:
    assert alignment(["bestellt", "havg", "geliefer"], ["ihr", "bestellt", "geliefert"]) == [
        1, None, 2,
    ]  # fmt: skip


def _word(text: str, start_s: float) -> Word:
    return Word(text, Span(start_s, start_s + 0.2), 0.9)


PLACED = [
    Placed(0, 0, "A", "Das geht nicht.", 1.0, 2.0),
    Placed(1, 0, "A", "Morgen geht es.", 2.3, 3.3),
    Placed(2, 1, "C", "Gut.", 4.0, 4.4),
]


def test_likeness_decides_over_time_and_time_where_nothing_is_alike() -> None:
    own = [place for place in PLACED if place.who == "A"]
    words = [_word("Das", 1.0), _word("Gift", 1.6), _word("morgen", 1.9), _word("heißt", 2.4)]
    assert sources(words, own, "de") == [0, 0, 1, 1]
    assert sources([_word("Untertitel", 9.0)], own, "de") == [None]


def test_a_heard_call_is_kept_with_turns_and_insertions() -> None:
    said = {
        Role.AGENT: ([Span(1.0, 2.0), Span(2.3, 3.3)], [_word("Das", 1.0), _word("Morgen", 2.3)]),
        Role.CUSTOMER: ([Span(2.5, 2.9)], [_word("Gut.", 2.5)]),
    }
    parties = [
        Party(
            role,
            SpeechActivity(i, tuple(units), tuple(units), 30.0),
            Transcript(i, tuple(words), "de", 1.0, "base", wordless=(Span(1.5, 2.0),)),
        )
        for i, (role, (units, words)) in enumerate(said.items())
    ]
    found: Dialogue = build_dialogue(parties, pack=None)
    placed = [*PLACED[:2], Placed(2, 1, "C", "Gut.", 2.5, 2.9)]
    line = line_of({"id": "x", "lang": "de"}, placed, found, ("a", "b"))
    assert line["turns"] == [
        {
            "who": "A",
            "span": [1.0, 3.3],
            "units": [[1.0, 2.0], [2.3, 3.3]],
            "wordless": [[1.5, 2.0]],
            "words": [["Das", 1.0, 1.2, 0.9, 0], ["Morgen", 2.3, 2.5, 0.9, 1]],
        }
    ]
    assert [item["words"] for item in line["insertions"]] == [[["Gut.", 2.5, 2.7, 0.9, 2]]]
    assert line["word_error_rate"] == pytest.approx(4 / 7, abs=0.001)


def test_damage_counts_marks_turns_and_silence() -> None:
    # Written: "Das geht nicht. Morgen geht es." / "Gut." / "Wirklich?" / "Ja."
    texts = ["Das geht nicht.", "Morgen geht es.", "Gut.", "Wirklich?", "Ja."]
    turns = [0, 0, 1, 2, 3]
    roles = [Role.AGENT, Role.AGENT, Role.CUSTOMER, Role.AGENT, Role.CUSTOMER]
    said = [["Das.", "geht"], ["morgen", "es?"], [], ["wirklich."], ["Ja."]]
    starts = [1.0, 2.0, 3.0, 4.0, 5.0]
    words = [
        tuple(_word(text, start + 0.3 * i) for i, text in enumerate(own))
        for start, own in zip(starts, said, strict=True)
    ]
    parties = []
    for i, role in enumerate((Role.AGENT, Role.CUSTOMER)):
        own = [ws for ws, r in zip(words, roles, strict=True) if r is role and ws]
        units = tuple(ws[0].span | ws[-1].span for ws in own)
        spoken = tuple(word for ws in own for word in ws)
        transcript = Transcript(i, spoken, "de", 1.0, "base")
        parties.append(Party(role, SpeechActivity(i, units, units, None), transcript))
    places = zip(texts, turns, roles, starts, words, strict=True)
    sentences = tuple(
        Sentence(i, turn, role, text, (), Span(at, at + 0.9), ws)
        for i, (text, turn, role, at, ws) in enumerate(places)
    )
    origin = {(s.role, word): s.index for s in sentences for word in s.words}
    dialogue = build_dialogue(parties, pack=None)
    one = Heard("x", "de", "de1", "fault", ("a", "b"), 0.5, dialogue, sentences, origin)
    assert damage(one) == Damage(
        sentences=5,
        silent=1,
        inner_ends=1,
        missed_ends=1,
        extra_ends=1,
        questions=1,
        unasked=1,
        asked=1,
        turns=4,
        split=0,
        joined=1,
        inserted=1,
        nowhere=0,
    )
