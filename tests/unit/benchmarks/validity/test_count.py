"""Figures from outcomes whose figures are known."""

from __future__ import annotations

import pytest

from benchmarks.calls.doses import AXES, STEPS
from benchmarks.validity.count import CODES, abstentions, changed, drifts, responses
from benchmarks.validity.hear import Outcome, Task
from benchmarks.validity.targets import targets

TEMPO = next(axis for axis in AXES if axis.name == "tempo")


def outcome(
    task: Task,
    m7: float | None,
    m1: float = 0.0,
    verdict: str | None = None,
    unguarded: dict[str, str] | None = None,
) -> Outcome:
    severities: dict[str, float | None] = dict.fromkeys(CODES, 0.0) | {"M7": m7, "M1": m1}
    said = verdict or ("fail" if m7 and m7 >= 0.7 else "warn" if m7 and m7 >= 0.35 else "pass")
    verdicts = dict.fromkeys(CODES, "pass") | {"M7": "not_assessed" if m7 is None else said}
    measures = {"tempo.articulation_rate": 5.0 + (m7 or 0.0)}
    accuracy = dict.fromkeys(("rate_error", "pause_recall", "pause_precision")) | {"role": 1.0}
    return Outcome(task, severities, verdicts, {}, measures, accuracy, unguarded or {})


def dosed(values: list[float | None]) -> list[Outcome]:
    first, *rest = values
    return [
        outcome(Task("x", "as it was", 0), first),
        *(
            outcome(Task("x", "tempo", step), value, 0.01 * step)
            for step, value in enumerate(rest, 1)
        ),
    ]


def test_a_response_says_where_it_turns_and_what_else_moved() -> None:
    (found,) = responses(dosed([0.0, 0.1, 0.4, 0.6, 0.8, 1.0]))
    assert found.axis == TEMPO and len(TEMPO.doses) == STEPS
    assert found.rho is not None and found.rho.value == pytest.approx(1.0)
    assert found.within == [pytest.approx(1.0)]
    assert (found.warn_at, found.fail_at) == ([1.2], [1.4])
    assert found.worst_other == ("M1", pytest.approx(0.05))
    assert found.withheld == 0


def test_no_movement_is_no_response_and_falling_is_negative() -> None:
    assert responses(dosed([0.0] * 6))[0].rho is None
    assert responses(dosed([0.0] * 6))[0].within == [None]
    falling = responses(dosed([1.0, 0.8, 0.6, 0.4, 0.2, 0.0]))[0].rho
    assert falling is not None and falling.value == pytest.approx(-1.0)


def test_what_is_withheld_is_counted_and_never_a_zero() -> None:
    (found,) = responses(dosed([0.0, 0.1, 0.4, 0.6, 0.8, None]))
    assert found.withheld == 1
    assert found.severities[0][-1] is None


def test_a_codec_turns_moves_and_withholds() -> None:
    calls = ["a", "b", "c", "d"]
    before = [outcome(Task(c, "as it was", 0), 0.0) for c in calls]
    after = [
        outcome(Task(c, "as it was", 0, "A-law"), m7)
        for c, m7 in zip(calls, [0.0, 0.8, 0.4, None], strict=True)
    ]
    (found,) = drifts([*before, *after])
    assert (found.turned, found.moved, found.withheld) == (1, 1, 1)
    assert found.n == len(calls) * len(CODES)
    assert found.drifts["rate, %"] == pytest.approx(100 * 0.2 / 5.0)
    assert found.worst["rate, %"] == pytest.approx(100 * 0.8 / 5.0)


def test_a_check_that_changes_under_a_codec_is_named() -> None:
    calls = ["a", "b", "c", "d"]
    before = [outcome(Task(c, "as it was", 0), 0.0) for c in calls]
    after = [
        outcome(Task(c, "as it was", 0, "A-law"), m7)
        for c, m7 in zip(calls, [0.0, 0.8, 0.4, None], strict=True)
    ]
    noisy = outcome(Task("a", "as it was", 0, "SNR 5 dB"), 0.8)
    heard = [*before, *after, noisy]
    named = ["b, as it was, A-law: pass to fail", "c, as it was, A-law: pass to warn"]
    assert changed(heard, "M7", {"A-law"}) == (named, 3)
    assert changed(heard, "M1", {"A-law"}) == ([], 4)
    (aim,) = [goal for goal in targets(heard) if "M1 changes" in goal.aim]
    assert (aim.found, aim.met) == ("0 of 4", True)


def test_abstaining_is_held_against_what_would_have_been_said() -> None:
    calls = ["a", "b", "c"]
    before = [outcome(Task(c, "as it was", 0), 0.0) for c in calls]
    would_be: list[dict[str, str]] = [{"M7": "pass"}, {"M7": "fail"}, {}]
    after = [
        outcome(Task(c, "as it was", 0, "A-law"), None, unguarded=said)
        for c, said in zip(calls, would_be, strict=True)
    ]
    assert abstentions([*before, *after]) == {"same": 1, "other": 1, "nothing": 1}
