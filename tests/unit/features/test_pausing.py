from __future__ import annotations

import pytest

from tests.synth import activity, spread, transcript
from voicecheck.errors import NotMeasured
from voicecheck.features.pausing import measure_pausing
from voicecheck.languages.syllables import load_counter
from voicecheck.speech.dialogue import build_dialogue
from voicecheck.types.audio import Role
from voicecheck.types.catalogue import Family
from voicecheck.types.speech import Party


def pausing_of(*pairs: tuple[float, float], text: str = "") -> Family:
    words = spread(text, pairs[0][0], pairs[-1][1]) if text else []
    party = Party(Role.AGENT, activity(*pairs), transcript(*words))
    turns = build_dialogue([party], pack=None).turns
    return measure_pausing(turns, counter=load_counter("de") if text else None)


def test_pauses_of_a_known_turn() -> None:
    found = pausing_of((0.0, 2.0), (2.5, 4.5), (5.0, 7.0), (7.5, 9.5), (10.0, 12.0), (12.5, 14.0))
    assert float(found.pause_ratio) == pytest.approx(2.5 / 14.0)
    assert float(found.run_length_p75_s) == pytest.approx(2.0)
    assert float(found.pause_p90_s) == pytest.approx(0.5)
    assert float(found.turns) == 1
    assert float(found.speech_s) == pytest.approx(11.5)


def test_dead_air_is_neither_pause_nor_turn() -> None:
    found = pausing_of((0.0, 3.0), (3.5, 5.0), (15.0, 18.0), (18.5, 20.0))
    assert float(found.turns) == 2
    assert float(found.pause_ratio) == pytest.approx(1.0 / 10.0)


def test_short_answers_do_not_count() -> None:
    with pytest.raises(NotMeasured, match="no turn of at least 4 s"):
        float(pausing_of((0.0, 3.0)).pause_ratio)


def test_the_longest_run_is_named_first() -> None:
    found = pausing_of((0.0, 2.0), (2.5, 8.5), (9.0, 10.0))
    assert found.run_length_p75_s.passages[0].span.start_s == 2.5
    assert found.run_length_p75_s.passages[0].value == pytest.approx(6.0)


def test_speeding_up_within_turns() -> None:
    slow, fast = "da da da da da", "da da da da da da da da da da"
    words, pairs = [], []
    for i in range(3):
        start = 20.0 * i
        pairs.append((start, start + 6.0))
        words += spread(slow, start, start + 3.0) + spread(fast, start + 3.0, start + 6.0)
    party = Party(Role.AGENT, activity(*pairs), transcript(*words))
    turns = [t for pair in build_dialogue([party], pack=None).turns for t in [pair]]
    assert len(turns) == 1  # no other voice: one turn, cut by nothing
    customer = Party(Role.CUSTOMER, activity((8.0, 12.0), (28.0, 32.0), index=1))
    turns = list(build_dialogue([party, customer], pack=None).turns_of(Role.AGENT))
    found = measure_pausing(turns, counter=load_counter("de"))
    assert float(found.acceleration) == pytest.approx(2.0, abs=0.35)
