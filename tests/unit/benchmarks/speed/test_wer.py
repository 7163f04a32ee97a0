from __future__ import annotations

import pytest

from benchmarks.speed.wer import errors, rate, words


@pytest.mark.parametrize(
    ("said", "written", "n"),
    [
        ("das ist gut", "das ist gut", 0),
        ("das ist gut", "das gut", 1),
        ("das ist gut", "das ist nicht gut", 1),
        ("das ist gut", "dass ist gut", 1),
        ("a b c d", "x a b d", 2),
        ("a", "", 1),
    ],
)
def test_errors_are_the_fewest_changes(said: str, written: str, n: int) -> None:
    assert errors(said.split(), written.split()) == n


def test_signs_and_capitals_are_no_errors() -> None:
    assert words("Straße, 12!") == ["strasse", "12"]
    assert rate("Guten Tag, Herr Hansen.", "guten tag herr hanse") == 0.25
