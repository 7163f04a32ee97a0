"""M3, impatient: interruptions and pushing; one of them is no mistake."""

from __future__ import annotations

import pytest

from tests.made_features import fails_alone, features, no_worse_than_a_warning, not_assessed, result
from voicecheck.types.judgement import Verdict


def test_a_bad_call_trips_it_and_no_other() -> None:
    fails_alone("M3", turn_taking__interruption_rate=2.8, wording__push=1.0)


@pytest.mark.parametrize(
    ("thin", "why"),
    [
        ({"turn_taking__caller_speech_s": 20.0}, "nur 20 s"),
    ],
)
def test_too_little_is_not_assessed_with_the_reason(
    thin: dict[str, float | None], why: str
) -> None:
    not_assessed("M3", why, **thin)


@pytest.mark.parametrize(
    "unsure",
    [
        {"turn_taking__interruption_rate": 3.2, "turn_taking__caller_speech_s": 45.0},
        {
            "turn_taking__interruption_rate": 2.4,
            "wording__push": 1.0,
            "turn_taking__cut_turn_share": 0.3,
            "turn_taking__caller_speech_s": 50.0,
        },
    ],
)
def test_what_is_not_sure_enough_is_no_worse_than_a_warning(unsure: dict[str, float]) -> None:
    no_worse_than_a_warning("M3", **unsure)


def test_one_interruption_is_no_mistake() -> None:
    once = result("M3", features(turn_taking__interruption_rate=1.0, wording__push=0.0))
    assert once.verdict is Verdict.PASS
    alone = features(turn_taking__interruption_rate=1.0, wording__push=5.0)
    assert result("M3", alone).verdict is Verdict.WARN
    many = features(turn_taking__interruption_rate=3.2)
    assert result("M3", many).verdict is Verdict.FAIL
    assert (result("M3", many).confidence or 1) <= 0.5
