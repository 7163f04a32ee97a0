from __future__ import annotations

import pytest

from voicecheck.report.answer import level, sureness


@pytest.mark.parametrize(("value", "name"), [(1.0, "high"), (0.75, "high"), (0.74, "medium"), (0.5, "medium"), (0.49, "low"), (0.0, "low")])  # fmt: skip
def test_a_confidence_is_one_of_three_words(value: float, name: str) -> None:
    assert level(value) == name


def test_the_words_are_those_of_the_language() -> None:
    assert [sureness(x, "de") for x in (0.8, 0.6, 0.1)] == [
        "Sicherheit hoch", "Sicherheit mittel", "Sicherheit niedrig",
    ]  # fmt: skip
