"""M8, lacking empathy: phrases in points, softened, scaled, and lost."""

from __future__ import annotations

import pytest

from tests.made_features import (
    PHRASES,
    fails_alone,
    features,
    no_worse_than_a_warning,
    not_assessed,
    result,
)
from voicecheck.types.judgement import CheckResult, Verdict
from voicecheck.types.measure import Passage
from voicecheck.types.time import Span


def test_a_bad_call_trips_it_and_no_other() -> None:
    fails_alone(
        "M8",
        wording__know_it_all=2.0,
        wording__contradiction=2.0,
        wording__blame=1.0,
        wording__refusal=1.0,
        wording__controlling=3.0,
    )


@pytest.mark.parametrize(
    ("thin", "why"),
    [
        ({"wording__words": 80.0}, "nur 80 Wörter"),
        ({"wording__word_probability": 0.5}, "nur 0,5 mittlere Wortwahrscheinlichkeit"),
    ],
)
def test_too_little_is_not_assessed_with_the_reason(
    thin: dict[str, float | None], why: str
) -> None:
    not_assessed("M8", why, **thin)


@pytest.mark.parametrize(
    "unsure",
    [
        {"wording__know_it_all": 6.0, "wording__words": 110.0},
    ],
)
def test_what_is_not_sure_enough_is_no_worse_than_a_warning(unsure: dict[str, float]) -> None:
    no_worse_than_a_warning("M8", **unsure)


def points(line: CheckResult) -> float:
    """Return the points that the severity is read from."""
    value = next(e.value for e in line.evidence if e.measure == f"{line.code}.points")
    assert isinstance(value, float)
    return value


def test_kind_words_lower_the_points_but_never_take_blame_off() -> None:
    blamed = result("M8", features(wording__blame=2.0))
    softened = result("M8", features(wording__blame=2.0, wording__empathy=5.0, wording__joint=5.0))
    assert points(blamed) == points(softened) == pytest.approx(40)
    rude = features(wording__know_it_all=3.0)
    kind = features(wording__know_it_all=3.0, wording__empathy=1.0)
    assert points(result("M8", rude)) - points(result("M8", kind)) == pytest.approx(8)


def test_points_of_a_long_call_are_scaled_to_300_words() -> None:
    short = result("M8", features(wording__know_it_all=3.0))
    long = result("M8", features(wording__know_it_all=3.0, wording__words=600.0))
    assert points(long) == pytest.approx(points(short) / 2)


def test_an_unacknowledged_problem_counts_and_is_quoted() -> None:
    line = result("M8", features(wording__acknowledged_share=0.0))
    assert points(line) == pytest.approx(3)
    assert any(e.measure == "wording.acknowledged_share" for e in line.evidence)
    many = tuple(Passage(Span(9.0 * i, 9.0 * i + 3), 1.0, f"Problem {i}") for i in range(12))
    assert points(result("M8", features(wording__acknowledged_share=0.0, places=many))) == 20


def test_one_sentence_is_no_mistake_and_two_are() -> None:
    one = result("M8", features(wording__blame=1.0))
    assert one.verdict is Verdict.WARN and "eine Stelle" in (one.reason or "")
    assert result("M8", features(wording__blame=2.0)).verdict is Verdict.FAIL


LOST = dict.fromkeys(f"wording__{name}" for name in PHRASES)


def test_lost_words_neither_accuse_nor_excuse() -> None:
    assert result("M8", features(**LOST)).verdict is Verdict.NOT_ASSESSED
    rude = LOST | {"wording__blame": 4.0}
    assert result("M8", features(**rude)).verdict is Verdict.FAIL
    # What would have taken points off may be among the lost words.
    fair = {"wording__justification": 2.0}
    assert (result("M8", features(**fair)).severity or 0) > 0
    assert result("M8", features(**(LOST | fair))).verdict is Verdict.NOT_ASSESSED
