"""From what was heard to figures: dose and response, selectivity, drift, accuracy, abstention."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import spearmanr

from benchmarks.calls.doses import AXES, STEPS
from benchmarks.calls.nuisances import CLEAN, NUISANCES
from benchmarks.validity.hear import AS_IT_WAS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from benchmarks.calls.doses import Axis
    from benchmarks.validity.hear import Outcome

CODES = tuple(f"M{i}" for i in range(1, 9))
DRAWS = 1000
SEED = 0
WITHHELD = "not_assessed"
TURNED = {("pass", "fail"), ("fail", "pass")}
# The measure that an axis moves first of all; wording moves many.
MOVED = {
    "f0 range": "pitch.f0_range_semitones",
    "loudness movement": "loudness.loudness_movement_db_per_s",
    "response delay": "turn_taking.response_latency_s",
    "early starts": "turn_taking.interruption_rate",
    "greeting": "greeting.greeting_syllables",
    "pauses": "pausing.pause_ratio",
    "blur": "articulation.unclear_share",
    "repair requests": "articulation.repair_requests",
    "tempo": "tempo.articulation_rate",
    "tempo and pauses": "tempo.articulation_rate",
}
DRIFTING = {
    "rate, %": ("tempo.articulation_rate", True),
    "range, st": ("pitch.f0_range_semitones", False),
    "loudness, dB/s": ("loudness.loudness_movement_db_per_s", False),
    "pauses, points": ("pausing.pause_ratio", False),
    "delay, s": ("turn_taking.response_latency_s", False),
    "unclear, points": ("articulation.unclear_share", False),
}


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure and its 95 % bootstrap interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.2f} [{self.low:.2f}; {self.high:.2f}]"


@dataclass(frozen=True, slots=True)
class Response:
    """How one axis moved its check.

    Parameters
    ----------
    axis : Axis
        The axis.
    severities : list of list of (float or None)
        Per call, per step, of the target check.
    within : list of (float or None)
        Spearman of dose and the check's points (its severity where it has none), per call; None
        where nothing moved.
    rho : Interval or None
        The same over the points of all calls; None where nothing moved.
    rho_measure : Interval or None
        The same of the measure that the axis moves.
    warn_at, fail_at : list of (float or None)
        Per call: the dose from which on the verdict is at least that.
    others : dict of str to float
        Per other check: the largest change of severity at any step, mean over calls.
    worst_other : tuple of (str, float)
        The check that moved most in any call, and how far.
    withheld : int
        Calls and steps at which the target check was not assessed.
    """

    axis: Axis
    severities: list[list[float | None]]
    within: list[float | None]
    rho: Interval | None
    rho_measure: Interval | None
    warn_at: list[float | None]
    fail_at: list[float | None]
    others: dict[str, float]
    worst_other: tuple[str, float]
    withheld: int


def bootstrapped(
    figure: Callable[[Sequence[tuple[float, float]]], float], points: Sequence[tuple[float, float]]
) -> Interval:
    rng = np.random.default_rng(SEED)
    drawn = []
    for _ in range(DRAWS):
        chosen = [points[i] for i in rng.integers(0, len(points), len(points))]
        drawn.append(figure(chosen))
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return Interval(figure(points), float(low), float(high))


def rank_correlation(points: Sequence[tuple[float, float]]) -> float:
    x, y = (np.array(column) for column in zip(*points, strict=True))
    if len(np.unique(x)) < 2 or len(np.unique(y)) < 2:
        return float("nan")
    return float(spearmanr(x, y).statistic)


def responses(heard: Iterable[Outcome]) -> list[Response]:
    """Take every axis that was heard."""
    clean = [o for o in heard if o.task.nuisance == CLEAN.name]
    start = {o.task.script: o for o in clean if o.task.axis == AS_IT_WAS}
    found = []
    for axis in AXES:
        calls: list[list[Outcome]] = []
        for script, first in start.items():
            steps = {
                o.task.step: o for o in clean if (o.task.axis, o.task.script) == (axis.name, script)
            }
            if len(steps) == STEPS - 1:
                calls.append([first, *(steps[i] for i in range(1, STEPS))])
        if calls:
            found.append(response(axis, calls))
    return found


def response(axis: Axis, calls: list[list[Outcome]]) -> Response:
    severities = [[o.severities[axis.target] for o in call] for call in calls]
    followed = _followed(axis.target, calls)
    others: dict[str, list[float]] = {code: [] for code in CODES if code != axis.target}
    for call in calls:
        for code in others:
            first = call[0].severities[code]
            moved = [
                abs(o.severities[code] - first)
                for o in call[1:]
                if first is not None and o.severities[code] is not None
            ]
            if moved:
                others[code].append(max(moved))
    name = MOVED.get(axis.name)
    return Response(
        axis,
        severities,
        [_within(call) for call in followed],
        _rho(followed),
        _rho([[o.measures[name] for o in call] for call in calls], _sign(axis)) if name else None,
        [_reached(axis, call, {"warn", "fail"}) for call in calls],
        [_reached(axis, call, {"fail"}) for call in calls],
        {code: float(np.mean(moved)) for code, moved in others.items() if moved},
        max(((c, max(m)) for c, m in others.items() if m), key=lambda x: x[1]),
        sum(s is None for call in severities for s in call),
    )


def _followed(code: str, calls: list[list[Outcome]]) -> list[list[float | None]]:
    """Return what is held against the doses: a check's points, or its severity without any.

    Severity is 0 for everybody on the better side of the median and cannot tell doses there apart.
    """
    judged = [o for call in calls for o in call if o.severities[code] is not None]
    if judged and all(code in o.points for o in judged):
        return [[o.points.get(code) for o in call] for call in calls]
    return [[o.severities[code] for o in call] for call in calls]


def _sign(axis: Axis) -> int:
    """Tell whether the measure falls as the dose's step rises."""
    return -1 if axis.name in {"f0 range", "pauses"} else 1


def _within(call: list[float | None]) -> float | None:
    rho = rank_correlation([(float(i), value) for i, value in enumerate(call) if value is not None])
    return None if np.isnan(rho) else rho


def _rho(calls: list[list[float | None]], sign: int = 1) -> Interval | None:
    """Correlate step and value over all calls, each value re its own call as it was."""
    points = [
        (float(step), sign * (value - call[0]))
        for call in calls
        for step, value in enumerate(call)
        if value is not None and call[0] is not None
    ]
    if len({y for _, y in points}) < 2:
        return None
    return bootstrapped(rank_correlation, points)


def _reached(axis: Axis, call: list[Outcome], verdicts: set[str]) -> float | None:
    for step, outcome in enumerate(call):
        if outcome.verdicts[axis.target] in verdicts:
            return axis.doses[step]
    return None


@dataclass(frozen=True, slots=True)
class Drift:
    """What one nuisance did.

    Parameters
    ----------
    nuisance : str
        Its name.
    kind : str
        codec, noise, line or recorder.
    drifts, worst : dict of str to (float or None)
        Median and largest absolute change of each measure.
    n : int
        Verdicts that were given without the nuisance.
    turned : int
        Of these, pass to fail or fail to pass.
    moved : int
        Of these, any other change between two verdicts.
    withheld : int
        Of these, not assessed under the nuisance.
    """

    nuisance: str
    kind: str
    drifts: dict[str, float | None]
    worst: dict[str, float | None]
    n: int
    turned: int
    moved: int
    withheld: int


def drifts(heard: Sequence[Outcome]) -> list[Drift]:
    """Hold every call under a nuisance against the same call without."""
    found = []
    for nuisance in NUISANCES:
        pairs = [(a, b) for a, b in with_and_without(heard) if b.task.nuisance == nuisance.name]
        if not pairs:
            continue
        both = Counter(
            (a.verdicts[code], b.verdicts[code])
            for a, b in pairs
            for code in CODES
            if a.verdicts[code] != WITHHELD
        )
        turned = sum(n for verdicts, n in both.items() if verdicts in TURNED)
        withheld = sum(n for (_, after), n in both.items() if after == WITHHELD)
        same = sum(n for (a, b), n in both.items() if a == b)
        changes = {title: _changes(pairs, *what) for title, what in DRIFTING.items()}
        found.append(
            Drift(
                nuisance.name,
                nuisance.kind,
                {title: float(np.median(c)) if c else None for title, c in changes.items()},
                {title: max(c, default=None) for title, c in changes.items()},
                both.total(),
                turned,
                both.total() - turned - withheld - same,
                withheld,
            )
        )
    return found


def with_and_without(heard: Sequence[Outcome]) -> list[tuple[Outcome, Outcome]]:
    """Pair every call under a nuisance with the same call without, that one first."""
    before = {
        (o.task.script, o.task.axis): o
        for o in heard
        if o.task.nuisance == CLEAN.name and o.task.step == 0
    }
    return [(before[o.task.script, o.task.axis], o) for o in heard if o.task.nuisance != CLEAN.name]


def changed(heard: Sequence[Outcome], code: str, nuisances: set[str]) -> tuple[list[str], int]:
    """Name the verdicts of one check that differ under some nuisances, of how many given twice.

    Parameters
    ----------
    heard : sequence of Outcome
        With and without nuisances.
    code : str
        Of the check.
    nuisances : set of str
        Names.

    Returns
    -------
    tuple of (list of str, int)
        Any change between pass, warn and fail; what is withheld is no verdict.
    """
    given = [
        (a.verdicts[code], b.verdicts[code], b.task)
        for a, b in with_and_without(heard)
        if b.task.nuisance in nuisances and WITHHELD not in (a.verdicts[code], b.verdicts[code])
    ]
    found = [
        f"{task.script}, {task.axis}, {task.nuisance}: {before} to {after}"
        for before, after, task in given
        if before != after
    ]
    return found, len(given)


def _changes(pairs: list[tuple[Outcome, Outcome]], name: str, relative: bool) -> list[float]:
    changes = []
    for a, b in pairs:
        x, y = a.measures.get(name), b.measures.get(name)
        if x is not None and y is not None and not (relative and x == 0):
            changes.append(100 * abs(y / x - 1) if relative else abs(y - x))
    return changes


def abstentions(heard: Sequence[Outcome]) -> Counter[str]:
    """Count what was withheld under a nuisance by what would have been said.

    Parameters
    ----------
    heard : sequence of Outcome
        With and without nuisances.

    Returns
    -------
    Counter of str
        ``same`` as without the nuisance, ``other`` than it, or ``nothing``: not even measured.
    """
    found: Counter[str] = Counter()
    for a, b in with_and_without(heard):
        for code in CODES:
            if a.verdicts[code] != WITHHELD and b.verdicts[code] == WITHHELD:
                would_be = b.unguarded.get(code)
                same = would_be == a.verdicts[code]
                found["nothing" if would_be is None else "same" if same else "other"] += 1
    return found


def over(heard: Iterable[Outcome], name: str) -> list[float]:
    """Return one accuracy figure of all calls that have it."""
    return [value for o in heard if (value := o.accuracy[name]) is not None]


def range_ratio_errors(heard: Sequence[Outcome]) -> list[float]:
    """Return measured over true pitch range, in percent, where the melody was narrowed."""
    axis = next(a for a in AXES if a.name == "f0 range")
    name = MOVED[axis.name]
    found = []
    for o in heard:
        if o.task.axis != axis.name:
            continue
        first = next(
            p
            for p in heard
            if p.task.axis == AS_IT_WAS
            and p.task.script == o.task.script
            and p.task.nuisance == CLEAN.name
        )
        base, value = first.measures[name], o.measures[name]
        if base and value is not None:
            found.append(value - base * axis.doses[o.task.step])
    return found
