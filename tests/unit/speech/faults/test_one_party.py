from __future__ import annotations

import pytest

from tests.synth import activity
from voicecheck.checks.registry import all_checks
from voicecheck.speech.faults.one_party import one_party
from voicecheck.speech.voices import Voice
from voicecheck.types.notice import EVERYTHING, Notice

ANSWERING = Voice(1, activity((0, 4), (9, 12), (20, 25), index=1), None)
READING = Voice(0, activity((0, 9), (9.8, 20), (20.7, 40)), None)


def said(
    voice: Voice,
    confidence: float,
    points: float | None = 0.0,
    *,
    fixed: bool = False,
    n_channels: int = 2,
) -> Notice:
    return one_party(
        voice, confidence=confidence, points=points, fixed=fixed, n_channels=n_channels
    )


def test_everything_is_every_check() -> None:
    assert {check.code for check in all_checks()} <= set(EVERYTHING)


def test_whose_words_are_no_agents_is_not_judged() -> None:
    notice = said(ANSWERING, 0.18)
    assert notice.code == "N15"
    assert notice.withholds == EVERYTHING
    assert (notice.value, notice.unit) == (12.0, "s")
    assert "linken Kanal" in notice.text["de"]
    assert notice.cause is not None and "agent" in notice.cause["en"]


def test_the_agent_alone_is_judged_but_not_against_nobody() -> None:
    notice = said(ANSWERING, 0.99, 6.0)
    assert notice.code == "N15"
    assert notice.withholds == ("M2", "M3", "M6", "M8")
    assert "wrong channel" not in notice.text["en"]


@pytest.mark.parametrize(("points", "doubted"), [(-2.0, True), (0.0, False), (None, False)])
def test_the_users_word_counts_but_is_doubted_aloud(points: float | None, doubted: bool) -> None:
    notice = said(ANSWERING, 1.0, points, fixed=True)
    assert notice.withholds == ("M2", "M3", "M6", "M8")
    assert ("wrong channel" in notice.text["en"]) is doubted
    assert ("falscher Kanal" in notice.text["de"]) is doubted


@pytest.mark.parametrize(("fixed", "judged"), [(False, False), (True, True)])
def test_what_is_mostly_announcements_is_nobody_to_judge(fixed: bool, judged: bool) -> None:
    notice = one_party(
        ANSWERING, confidence=0.99, points=6.0, fixed=fixed, n_channels=1, announced_s=13.0
    )
    assert ("M1" not in notice.withholds) is judged
    assert ("announcements, music or tones (13 s)" in notice.text["en"]) is not judged


def test_a_text_read_aloud_is_no_conversation() -> None:
    notice = said(READING, 0.18, n_channels=1)
    assert notice.code == "N18"
    assert "kein Gespräch" in notice.text["de"] and "Kanal" not in notice.text["de"]
    assert notice.withholds == EVERYTHING
    assert said(ANSWERING, 0.18, n_channels=1).code == "N15"
