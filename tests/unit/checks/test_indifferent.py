"""M2, indifferent: late answers and silences; words confirm it and never carry it."""

from __future__ import annotations

import pytest

from tests.made_features import fails_alone, features, no_worse_than_a_warning, not_assessed, result
from voicecheck.api import judge
from voicecheck.types.judgement import Verdict


def test_a_bad_call_trips_it_and_no_other() -> None:
    fails_alone(
        "M2",
        turn_taking__response_latency_s=2.2,
        turn_taking__long_silences=4.0,
        turn_taking__backchannel_rate=0.6,
        wording__follow_up_rate=0.0,
        wording__follow_up_question=0.0,
    )


@pytest.mark.parametrize(
    ("thin", "why"),
    [
        ({"turn_taking__caller_speech_s": 30.0}, "nur 30 s Sprechzeit von Anrufer/in"),
        ({"turn_taking__transfers": 4.0}, "nur 4 Wechsel"),
    ],
)
def test_too_little_is_not_assessed_with_the_reason(
    thin: dict[str, float | None], why: str
) -> None:
    not_assessed("M2", why, **thin)


@pytest.mark.parametrize(
    "unsure",
    [
        {
            "turn_taking__response_latency_s": 2.5,
            "turn_taking__long_silences": 3.0,
            "turn_taking__backchannel_rate": 0.6,
            "turn_taking__transfers": 6.0,
        },
    ],
)
def test_what_is_not_sure_enough_is_no_worse_than_a_warning(unsure: dict[str, float]) -> None:
    no_worse_than_a_warning("M2", **unsure)


WITHOUT_M8 = {"ignore": ["M8"]}


def test_late_answers_alone_are_no_mistake() -> None:
    line = result("M2", features(turn_taking__response_latency_s=4.0))
    assert line.verdict is Verdict.WARN
    assert "einen Fehler wären zwei nötig" in (line.reason or "")


def test_words_confirm_indifference_but_never_carry_it() -> None:
    words = {"wording__acknowledged_share": 0.0, "wording__follow_up_rate": 0.0}
    assert result("M2", features(**words)).severity == result("M2", features()).severity
    late = {"turn_taking__response_latency_s": 2.2, "turn_taking__backchannel_rate": 0.6}
    late_and_unheard = features(**words, **late)
    name = "wording.acknowledged_share"
    quoted = [
        e.measure for e in result("M2", late_and_unheard, checks=WITHOUT_M8).evidence if e.quote
    ]
    assert name in quoted
    # M8 counts the very same sentence and keeps it.
    both = judge(late_and_unheard)
    assert any(e.measure == name and e.quote for e in both.results["M8"].evidence)
    assert not any(e.measure == name and e.span for e in both.results["M2"].evidence)


def test_the_voice_joins_the_conduct_checks_only_by_policy() -> None:
    without = result("M2", features())
    joined = result("M2", features(delivery__subdued_turns=1.0, delivery__raised_turns=0.0))
    assert (joined.severity or 0) - (without.severity or 0) == pytest.approx(0.10)
    assert any(e.measure == "delivery.subdued_turns" for e in joined.evidence)
    assert not any(e.measure.startswith("delivery") for e in without.evidence)


def test_indifference_is_not_denied_where_its_words_are_lost() -> None:
    lost = {"turn_taking__backchannel_rate": None, "wording__follow_up_rate": None}
    line = result("M2", features(**lost))
    assert (line.verdict, line.reason) == (Verdict.NOT_ASSESSED, "fehlt")
    late = {"turn_taking__response_latency_s": 1.4, "turn_taking__long_silences": 1.0}
    line = result("M2", features(**lost, **late))
    assert line.verdict is Verdict.WARN
    assert "Rückmeldesignale" not in (line.finding or "")
