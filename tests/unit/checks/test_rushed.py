"""M5, rushed: few and short pauses in long runs."""

from __future__ import annotations

import pytest

from tests.made_features import fails_alone, no_worse_than_a_warning, not_assessed


def test_a_bad_call_trips_it_and_no_other() -> None:
    fails_alone(
        "M5", pausing__pause_ratio=0.04, pausing__run_length_p75_s=6.5, pausing__pause_p90_s=0.3
    )


@pytest.mark.parametrize(
    ("thin", "why"),
    [
        ({"pausing__turns": 2.0}, "nur 2 Redebeiträge"),
        ({"quality__snr_db": 12.0}, "zu verrauscht"),
    ],
)
def test_too_little_is_not_assessed_with_the_reason(
    thin: dict[str, float | None], why: str
) -> None:
    not_assessed("M5", why, **thin)


@pytest.mark.parametrize(
    "unsure",
    [
        {
            "pausing__pause_ratio": 0.02,
            "pausing__pause_p90_s": 0.2,
            "pausing__acceleration": 2.0,
            "pausing__run_length_p75_s": 4.0,
        },
    ],
)
def test_what_is_not_sure_enough_is_no_worse_than_a_warning(unsure: dict[str, float]) -> None:
    no_worse_than_a_warning("M5", **unsure)
