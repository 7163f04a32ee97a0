"""M7, too fast: syllables per second."""

from __future__ import annotations

import pytest

from tests.made_features import fails_alone, no_worse_than_a_warning, not_assessed


def test_a_bad_call_trips_it_and_no_other() -> None:
    fails_alone("M7", tempo__articulation_rate=7.0, tempo__articulation_rate_p90=8.2)


@pytest.mark.parametrize(
    ("thin", "why"),
    [
        ({"tempo__syllables": 40.0}, "nur 40 sicher erkannte Silben"),
    ],
)
def test_too_little_is_not_assessed_with_the_reason(
    thin: dict[str, float | None], why: str
) -> None:
    not_assessed("M7", why, **thin)


@pytest.mark.parametrize(
    "unsure",
    [
        {
            "tempo__articulation_rate": 8.0,
            "tempo__articulation_rate_p90": 9.0,
            "tempo__nuclei_ratio": 1.3,
        },
        {
            "tempo__articulation_rate": 8.0,
            "tempo__articulation_rate_p90": 9.0,
            "tempo__speech_s": 20.0,
        },
    ],
)
def test_what_is_not_sure_enough_is_no_worse_than_a_warning(unsure: dict[str, float]) -> None:
    no_worse_than_a_warning("M7", **unsure)
