from __future__ import annotations

from dataclasses import replace

from tests.synth import activity, transcript
from voicecheck.analysis.notices import word_notices
from voicecheck.types.audio import Role
from voicecheck.types.speech import Party
from voicecheck.types.time import Span


def party(role: Role, *speech: tuple[float, float]) -> Party:
    lost = (Span(2.0, 5.5), Span(20.0, 26.0))
    return Party(role, activity(*speech), replace(transcript(), wordless=lost))


def test_missing_words_are_named_for_both_voices() -> None:
    spoken = (0.0, 6.0)
    found = word_notices([party(Role.AGENT, spoken), party(Role.CUSTOMER, spoken, (19.0, 27.0))])
    assert [notice.code for notice in found] == ["N10", "N10"]
    assert (
        found[0].text["en"]
        == "4 s of the agent's speech have no words: what is said there is not known"
    )
    assert (
        found[1].text["en"]
        == "10 s of the caller's speech have no words: what is said there is not known"
    )


def test_what_was_left_out_as_an_announcement_is_no_missing_word() -> None:
    assert word_notices([party(Role.AGENT, (0.0, 3.0))]) == []
    without_words = replace(party(Role.AGENT, (0.0, 6.0)), transcript=None)
    assert word_notices([without_words]) == []
