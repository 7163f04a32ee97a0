from __future__ import annotations

from dataclasses import replace

import pytest

from tests.made_features import features
from voicecheck.api import judge
from voicecheck.report.answer import level, sureness, verdict_line
from voicecheck.types.judgement import Verdict


@pytest.mark.parametrize(("value", "name"), [(1.0, "high"), (0.75, "high"), (0.74, "medium"), (0.5, "medium"), (0.49, "low"), (0.0, "low")])  # fmt: skip
def test_a_confidence_is_one_of_three_words(value: float, name: str) -> None:
    assert level(value) == name


def test_where_nothing_was_judged_nothing_is_said_to_be_fine() -> None:
    card = judge(features())
    lines = tuple(
        replace(line, verdict=Verdict.NOT_ASSESSED, severity=None) for line in card.results
    )
    none = replace(card, results=replace(card.results, lines=lines), score=None)
    assert verdict_line(card, nobody=False).startswith("nichts auffällig · ")
    assert verdict_line(none, nobody=False) == "keine Punktzahl, nur 0 von 8 Prüfungen beurteilt"


def test_the_words_are_those_of_the_language() -> None:
    assert [sureness(x, "de") for x in (0.8, 0.6, 0.1)] == [
        "Sicherheit hoch", "Sicherheit mittel", "Sicherheit niedrig",
    ]  # fmt: skip
