"""M4, dated greeting: its length and its dated phrases."""

from __future__ import annotations

import pytest

from tests.made_features import HIT, fails_alone, features, not_assessed, result


def test_a_bad_call_trips_it_and_no_other() -> None:
    fails_alone("M4", greeting__greeting_syllables=27.0, greeting__greeting_s=5.2)


@pytest.mark.parametrize(
    ("thin", "why"),
    [
        ({"greeting__greeting_syllables": None}, "fehlt"),
    ],
)
def test_too_little_is_not_assessed_with_the_reason(
    thin: dict[str, float | None], why: str
) -> None:
    not_assessed("M4", why, **thin)


def test_dated_phrases_add_to_the_length_and_are_quoted() -> None:
    plain = result("M4", features(greeting__greeting_syllables=18.0))
    dated = result("M4", features((HIT,), greeting__greeting_syllables=18.0))
    assert plain.severity is not None
    assert dated.severity == pytest.approx(plain.severity + 0.10)
    assert any(e.quote == HIT.quote and e.span == HIT.span for e in dated.evidence)
