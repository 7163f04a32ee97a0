from __future__ import annotations

from dataclasses import replace

from tests.made_features import features
from voicecheck.api import judge
from voicecheck.types.judgement import Agent


def test_strengths_name_their_moments_and_never_cost_anything() -> None:
    none = judge(features())
    some = judge(features(wording__joint=2.0, wording__empathy=2.0, wording__commitment=1.0))
    assert [s.code for s in none.strengths] == ["P1", "P2", "P3"]
    assert [s.heard for s in some.strengths][:2] == [True, True]
    assert [s.heard for s in none.strengths][:2] == [False, False]
    assert none.score == some.score == 100
    for strength in some.strengths[:2]:
        assert all(e.span and e.quote for e in strength.evidence)


def test_strengths_say_why_they_cannot_be_told() -> None:
    unsure = judge(replace(features(), agent=Agent(0, 0.5)))
    few = judge(features(wording__words=30.0))
    for card in (unsure, few):
        assert all(s.heard is None and s.reason for s in card.strengths)


def test_a_strength_is_not_denied_where_words_are_lost() -> None:
    lost = judge(features(wording__wordless_s=2.5, wording__joint=2.0, wording__alternative=1.0))
    assert [s.heard for s in lost.strengths][:2] == [True, None]
    assert "ohne Wörter" in (lost.strengths[1].reason or "")
    assert judge(features(wording__wordless_s=1.0)).strengths[1].heard is False


def test_a_strength_that_was_not_noticed_carries_no_praise() -> None:
    few = judge(features(wording__empathy=1.0)).strengths[1]
    assert (few.heard, few.evidence) == (False, ())
    assert "1" in (few.finding or "")
