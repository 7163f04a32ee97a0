"""Sentences know what stands around them."""

from __future__ import annotations

from benchmarks.conduct.bank import words_of
from voicecheck.conduct.sentences import CONTEXT_WORDS, Sentence, sentences_of, text_of
from voicecheck.types.audio import Role
from voicecheck.types.speech import Dialogue, Turn
from voicecheck.types.time import Span

AGENT, CALLER = Role.AGENT, Role.CUSTOMER


def _dialogue(*said: tuple[Role, str], wordless: tuple[Span, ...] = ()) -> Dialogue:
    turns, start_s = [], 0.0
    for role, text in said:
        words = words_of(text, start_s)
        span = words[0].span | words[-1].span
        turns.append(Turn(role, span, (span,), words, wordless))
        start_s = span.end_s + 1
    return Dialogue(tuple(turns), (), (), ())


def _read(*said: tuple[Role, str]) -> list[Sentence]:
    return list(sentences_of(_dialogue(*said)))


def test_a_sentence_knows_what_was_heard_and_what_follows() -> None:
    found = _read(
        (AGENT, "Guten Tag."),
        (CALLER, "Geht das heute noch?"),
        (AGENT, "Nein. Heute geht das nicht mehr. Morgen um acht schon."),
        (CALLER, "Gut."),
        (AGENT, "Dann bis morgen."),
    )
    refused = next(
        one for one in found if "heute" in text_of(one.words).lower() and one.role is AGENT
    )
    assert text_of(refused.heard) == "Geht das heute noch?"
    assert refused.asked
    assert text_of(refused.after) == "Morgen um acht schon."
    assert text_of(refused.answer) == "Dann bis morgen."
    assert refused.opens and not refused.ends and not refused.early


def test_a_word_or_two_before_it_leave_a_sentence_the_opening_one() -> None:
    found = _read((AGENT, "Nein. Das stimmt so nicht. Sie irren sich."))
    assert [one.opens for one in found] == [True, True, False]
    assert [one.ends for one in found] == [False, False, True]


def test_the_context_is_clipped_on_the_side_that_lies_further_away() -> None:
    long = " ".join(f"w{number}" for number in range(3 * CONTEXT_WORDS))
    heard = _read((CALLER, long), (AGENT, "Ja."), (CALLER, long))
    assert heard[1].heard[-1].text == f"w{3 * CONTEXT_WORDS - 1}"
    assert len(heard[1].heard) == CONTEXT_WORDS
    assert heard[0].answer[0].text == "w0"
    assert len(heard[0].answer) == CONTEXT_WORDS


def test_the_first_turn_and_the_last_two_are_marked() -> None:
    found = _read((AGENT, "A."), (CALLER, "B."), (AGENT, "C."), (CALLER, "D."))
    assert [(one.early, one.late) for one in found] == [
        (True, False),
        (False, False),
        (False, True),
        (False, True),
    ]


def test_missing_words_after_a_sentence_are_known() -> None:
    words = words_of("Das geht nicht.")
    end_s = words[-1].span.end_s
    later = _dialogue((AGENT, "Das geht nicht."), wordless=(Span(end_s + 1, end_s + 4),))
    before = _dialogue((AGENT, "Das geht nicht."), wordless=(Span(0, 0.1),))
    assert sentences_of(later)[0].unheard
    assert not sentences_of(before)[0].unheard


def test_a_turn_without_words_has_no_sentence() -> None:
    silent = Turn(CALLER, Span(0, 1), (Span(0, 1),))
    spoken = _dialogue((AGENT, "Ja."))
    assert len(sentences_of(Dialogue((silent, *spoken.turns), (), (), ()))) == 1
