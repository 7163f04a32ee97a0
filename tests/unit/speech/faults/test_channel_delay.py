from __future__ import annotations

import random

import pytest

from voicecheck.speech.faults.channel_delay import find_out_of_step, find_shift
from voicecheck.types.time import Span

Spans = tuple[Span, ...]


def talk(
    agent_s: tuple[float, float] = (0.2, 0.9),
    caller_s: tuple[float, float] = (0.2, 0.9),
    *,
    n: int = 60,
    early: float = 0.0,
    seed: int = 0,
) -> tuple[Spans, Spans]:
    """Turns of 1 to 6 s one after another; a share of the agent's start 1.5 s early."""
    draw = random.Random(seed)
    sides: tuple[list[Span], list[Span]] = ([], [])
    end = 1.0
    for turn in range(n):
        start = end + draw.uniform(*(caller_s if turn % 2 else agent_s))
        if turn % 2 == 0 and draw.random() < early:
            start = max(0.1, end - 1.5)
        end = start + draw.uniform(1.0, 6.0)
        sides[turn % 2].append(Span(start, end))
    return tuple(sides[0]), tuple(sides[1])


def later(spans: Spans, start_s: float, end_s: float) -> Spans:
    length = spans[-1].end_s

    def moved(time_s: float) -> float:
        return time_s + start_s + (end_s - start_s) * time_s / length

    return tuple(Span(moved(s.start_s), moved(s.end_s)) for s in spans)


@pytest.mark.parametrize("shift_s", [1.0, 1.5, 3.0, 5.0])
def test_a_late_side_is_named_with_its_size(shift_s: float) -> None:
    for seed in range(5):
        agent, caller = talk(seed=seed)
        found = find_out_of_step(agent, later(caller, shift_s, shift_s))
        assert found is not None
        assert found.value == pytest.approx(shift_s, abs=0.3)
        assert "the caller's channel runs about" in found.text.en
        assert found.withholds == ("M2", "M3")
        found = find_out_of_step(later(agent, shift_s, shift_s), caller)
        assert found is not None
        assert found.value == pytest.approx(-shift_s, abs=0.3)
        assert "the agent's channel runs about" in found.text.en


def test_a_drift_is_told_from_a_shift() -> None:
    agent, caller = talk(n=120)
    found = find_shift(agent, later(caller, 0.0, 2.0))
    assert found is not None
    assert found.start_s == pytest.approx(0.0, abs=0.5)
    assert found.end_s == pytest.approx(2.0, abs=0.5)
    notice = find_out_of_step(later(agent, 0.0, 2.5), caller)
    assert notice is not None
    assert "the agent's channel runs ever later" in notice.text.en


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    ("agent_s", "caller_s", "early"),
    [
        ((0.2, 0.9), (0.2, 0.9), 0.0),
        ((0.0, 0.1), (1.5, 4.0), 0.0),
        ((2.0, 4.0), (-0.1, 0.2), 0.0),
        ((-0.4, 0.3), (0.5, 1.5), 0.0),
        ((0.1, 0.5), (0.1, 0.5), 0.4),
        ((0.1, 0.5), (0.1, 0.5), 0.9),
    ],
)
def test_quick_slow_and_impatient_people_are_no_fault_of_the_recorder(
    agent_s: tuple[float, float], caller_s: tuple[float, float], early: float, seed: int
) -> None:
    assert find_shift(*talk(agent_s, caller_s, early=early, seed=seed)) is None


@pytest.mark.parametrize("seed", [1, 3])
def test_a_drift_of_people_who_hardly_speak_at_once_is_found(seed: int) -> None:
    agent, caller = talk((0.5, 1.5), (0.5, 1.5), n=50, seed=seed)
    shift = find_shift(agent, later(caller, 0.0, 1.8))
    assert shift is not None
    assert 0.5 < (shift.start_s + shift.end_s) / 2 < 1.3
    assert find_shift(agent, caller) is None


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("early", [0.8, 1.0])
def test_who_starts_early_in_nearly_every_turn_is_no_fault_of_the_recorder(
    early: float, seed: int
) -> None:
    # The other one answers in time: moved back, both would be early.
    assert find_shift(*talk(early=early, seed=seed)) is None


def test_a_few_units_tell_nothing() -> None:
    agent, caller = talk(n=18)
    assert find_shift(agent, later(caller, 3.0, 3.0)) is None
    assert find_shift((), ()) is None
