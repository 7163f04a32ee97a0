from __future__ import annotations

from dataclasses import replace

import pytest

from tests.synth import conversation
from voicecheck.features.articulation import measure_articulation
from voicecheck.languages import load_pack
from voicecheck.types.audio import Role
from voicecheck.types.catalogue import Family
from voicecheck.types.speech import Dialogue
from voicecheck.types.time import Span

SAID = "Techniker Ersatzteil Werkstatt Donnerstag Lieferung Gehäuse Dichtung Pumpe Schlauch Filter"
WHOLE = (Span(0.0, 300.0),)


def call(mine: float, theirs: float, *, request: str = "") -> Dialogue:
    """100 content words of each party; these shares of them are unsure."""
    lines = []
    for i in range(10):
        lines.append(("caller", i * 20.0, i * 20.0 + 8.0, SAID))
        lines.append(("agent", i * 20.0 + 9.0, i * 20.0 + 17.0, SAID))
    if request:
        lines.append(("caller", 200.0, 202.0, request))
    made = conversation(*lines)
    turns = []
    for turn in made.turns:
        share = mine if turn.role is Role.AGENT else theirs
        words = tuple(
            replace(w, probability=0.3 if i < 10 * share else 0.9) for i, w in enumerate(turn.words)
        )
        turns.append(replace(turn, words=words))
    return replace(made, turns=tuple(turns))


def measured(dialogue: Dialogue, usable: tuple[Span, ...] = WHOLE) -> Family:
    return measure_articulation(dialogue, pack=load_pack("de"), usable=usable, duration_s=210.0)


def test_the_difference_counts_not_the_level() -> None:
    both = measured(call(0.3, 0.3))
    one = measured(call(0.3, 0.1))
    assert float(both.unclear_difference) == pytest.approx(0.0)
    assert float(one.unclear_difference) == pytest.approx(
        0.2 - (0.3 * 0.7 / 100 + 0.09 / 100) ** 0.5
    )
    assert float(measured(call(0.1, 0.3)).unclear_difference) == pytest.approx(-0.2)
    assert one.unclear_difference.passages


def test_a_word_near_the_border_counts_in_part() -> None:
    def share(probability: float) -> float:
        made = call(0.0, 0.0)
        turns = [
            replace(t, words=tuple(replace(w, probability=probability) for w in t.words))
            for t in made.turns
        ]
        return float(measured(replace(made, turns=tuple(turns))).unclear_share)

    found = [share(p) for p in (0.1, 0.3, 0.4, 0.49, 0.51, 0.6, 0.7, 0.9)]
    assert found == pytest.approx([1.0, 1.0, 0.75, 0.525, 0.475, 0.25, 0.0, 0.0])


def test_a_line_that_blurs_both_is_no_verdict_on_the_agent() -> None:
    found = measured(call(0.9, 0.5))
    assert found.unclear_difference.value is None
    assert "Leitung" in (found.unclear_difference.reason or {"de": ""})["de"]


def test_requests_to_repeat_are_counted_with_what_was_said_before() -> None:
    found = measured(call(0.1, 0.1, request="Wie bitte?"))
    assert float(found.repair_requests) == 1.0
    (place,) = found.repair_requests.passages
    assert (place.quote or "").endswith("/ Wie bitte?")
    assert "Filter" in (place.quote or "")


def test_figures_and_function_words_are_left_out() -> None:
    plain = "ich habe die Nummer vier sieben eins"
    found = measured(conversation(("agent", 0, 5, plain), ("caller", 6, 8, plain)))
    assert float(found.content_words) == 1


def test_words_under_another_voice_are_left_out() -> None:
    found = measured(call(0.3, 0.1), (Span(0.0, 60.0),))
    assert float(found.content_words) == pytest.approx(30, abs=1)


def test_too_few_words_of_either_are_said() -> None:
    few = measured(conversation(("agent", 0, 5, SAID), ("caller", 6, 8, SAID)))
    assert "nur 10," in (few.unclear_share.reason or {"de": ""})["de"]
    alone = measured(conversation(*[("agent", i * 10.0, i * 10.0 + 8, SAID) for i in range(5)]))
    assert "keine Vergleichsstimme" in (alone.unclear_difference.reason or {"de": ""})["de"]
