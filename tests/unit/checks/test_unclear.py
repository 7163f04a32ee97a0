"""M6, unclear: words against the line and the caller, loudness where there are too few."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.made_features import (
    MOVED,
    fails_alone,
    features,
    no_worse_than_a_warning,
    not_assessed,
    result,
)
from voicecheck.types.judgement import Verdict


def test_a_bad_call_trips_it_and_no_other() -> None:
    fails_alone("M6", articulation__unclear_difference=0.16, articulation__repair_requests=3.0)


@pytest.mark.parametrize(
    ("thin", "why"),
    [
        ({"articulation__content_words": 50.0, MOVED: None}, "nur 50 Inhaltswörter"),
        ({"quality__snr_db": 12.0}, "zu verrauscht"),
        ({"quality__upper_edge_hz": 2100.0}, "zu schmal"),
        ({"quality__dropout_ratio": 0.03}, "Aussetzer"),
        ({"articulation__unclear_difference": None, MOVED: None}, "fehlt"),
    ],
)
def test_too_little_is_not_assessed_with_the_reason(
    thin: dict[str, float | None], why: str
) -> None:
    not_assessed("M6", why, **thin)


@pytest.mark.parametrize(
    "unsure",
    [
        {
            "articulation__unclear_difference": 0.3,
            "articulation__repair_requests": 3.0,
            "articulation__content_words": 100.0,
        },
    ],
)
def test_what_is_not_sure_enough_is_no_worse_than_a_warning(unsure: dict[str, float]) -> None:
    no_worse_than_a_warning("M6", **unsure)


@pytest.mark.parametrize(
    "lack", [{"articulation__unclear_difference": None}, {"articulation__content_words": 50.0}]
)
def test_where_words_cannot_be_compared_the_loudness_says_a_first_word(
    lack: dict[str, float | None],
) -> None:
    even = result("M6", features(**lack, **{MOVED: 30.0}))
    assert (even.verdict, even.severity) == (Verdict.WARN, 0.5)
    assert (even.finding or "").startswith("Nur die Lautstärke wurde beurteilt, die Wörter nicht: ")
    unusual = result("M6", features(**lack, **{MOVED: 40.0}))
    assert unusual.verdict is Verdict.PASS  # with 9 of 10 it moves more, with 97.5 of 100 not
    whole = result("M6", features(articulation__unclear_difference=0.5))
    assert even.confidence is not None and whole.confidence is not None
    assert even.confidence <= 0.5 * whole.confidence + 0.01
    lively = result("M6", features(**lack, **{MOVED: 55.0}))
    assert lively.verdict is Verdict.PASS


def test_loudness_alone_passes_nobody_whose_few_words_are_unclear() -> None:
    few = features(
        **{MOVED: 55.0}, articulation__content_words=50.0, articulation__unclear_share=0.5
    )
    assert result("M6", few).verdict is Verdict.NOT_ASSESSED


def test_a_first_word_needs_enough_voice() -> None:
    given = features(articulation__unclear_difference=None)
    short = replace(given.loudness.loudness_movement_db_per_s, n=15.0)
    line = result("M6", replace(given, measures=given.measures | {short.name: short}))
    assert line.verdict is Verdict.NOT_ASSESSED
    assert line.reason == "fehlt"


@pytest.mark.parametrize(
    "line", [{"quality__upper_edge_hz": 2100.0}, {"quality__dropout_ratio": 0.03}]
)
def test_what_a_line_forbids_the_loudness_does_not_say(line: dict[str, float]) -> None:
    given = features(articulation__unclear_difference=None, **line)
    assert result("M6", given).verdict is Verdict.NOT_ASSESSED


def test_even_loudness_alone_makes_nobody_unclear() -> None:
    assert result("M6", features(**{MOVED: 25.0})).verdict is Verdict.PASS


def test_an_accent_alone_is_never_a_mistake() -> None:
    line = result("M6", features(articulation__unclear_difference=0.5))
    assert line.verdict is Verdict.WARN
