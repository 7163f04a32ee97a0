from __future__ import annotations

import pytest

from voicecheck.errors import NotMeasured
from voicecheck.types.measure import Measure
from voicecheck.types.text import Text

WHY = Text("zu kurz", "too short")


def test_a_missing_measure_raises_with_its_reason() -> None:
    with pytest.raises(NotMeasured, match=r"tempo\.x was not measured: too short") as caught:
        float(Measure("tempo.x", None, "s", 0.0, "", "", reason=WHY))
    assert caught.value.reason is WHY


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_value_is_finite(value: float) -> None:
    with pytest.raises(ValueError, match="not a finite number"):
        Measure("x", value, "s", 1, "", "")


def test_neither_value_nor_reason_and_both_are_refused() -> None:
    with pytest.raises(ValueError, match="exactly one"):
        Measure("x", None, "s", 1, "", "")
    with pytest.raises(ValueError, match="exactly one"):
        Measure("x", 1.0, "s", 1, "", "", (), WHY)


def test_texts_are_filled_with_the_languages_own_decimal_mark() -> None:
    text = Text("{x:.1f} Halbtöne", "{x:.1f} semitones").format(x=4.25)
    assert text["de"] == "4,2 Halbtöne"
    assert text["en"] == "4.2 semitones"
