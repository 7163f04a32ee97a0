from __future__ import annotations

import numpy as np
import pytest

from voicecheck.speech.faults.second_speaker import find_second_person, notice
from voicecheck.speech.voice_samples import VoiceSample
from voicecheck.types.time import Span

RNG = np.random.default_rng(7)
PEOPLE = RNG.normal(size=(2, 64))


def samples(order: str, *, spread: float = 0.6) -> tuple[VoiceSample, ...]:
    """Samples every 10 s of the people named by the digits."""
    taken = []
    for place, person in enumerate(order):
        direction = PEOPLE[int(person)] + RNG.normal(size=64) * spread
        direction /= np.linalg.norm(direction)
        span = Span(10.0 * place, 10.0 * place + 2.0)
        taken.append(VoiceSample(0, span, direction.astype(np.float32)))
    return tuple(taken)


def test_one_person_is_one() -> None:
    assert find_second_person(samples("000000000000")) is None


def test_a_colleague_who_takes_over_is_found_with_the_moment() -> None:
    found = find_second_person(samples("0000001111111"))
    assert found is not None
    assert found.since_s == pytest.approx(56.0)


def test_two_who_speak_in_turn_withhold_everything_on_the_agents_side() -> None:
    found = find_second_person(samples("010110010110"))
    assert found is not None
    assert found.since_s is None
    said = notice(found, agent=True)
    assert {"M1", "M8", "P3"} <= set(said.withholds)
    assert set(notice(found, agent=False).withholds) == {"M2", "M3", "M6"}


@pytest.mark.parametrize("order", ["000000000001", "00000"])
def test_a_single_odd_sample_or_too_few_tell_nothing(order: str) -> None:
    assert find_second_person(samples(order)) is None
