"""One party's side of the recording runs late: all of it, or more and more over the call.

People seldom speak at once, so the time for which both are heard has its minimum where the two
sides lie as they were spoken: within 0.5 s of no shift at all in ordinary telephone talk (162
conversations; 1.15 s at the most), however quickly or slowly either party answers. A late side
makes the one party seem to start early and the other to answer late, turn after turn; moved back,
most of the simultaneous speech is gone.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.types.notice import OF_TURNS, Notice, listed
from voicecheck.types.text import Text
from voicecheck.types.time import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Numbers = npt.NDArray[np.float64]

STEP_S = 0.05
REACH_S = 6.0
WINDOW_S = 30.0
MIN_UNITS = 10  # inter-pausal units of each party
# How much less simultaneous speech there must be: seconds, and share of what two people who do not
# hear each other would have. A drift has more ways to fit by chance.
MIN_SHIFT_S, MIN_LESS_S, MIN_LESS = 0.6, 3.0, 0.15
MIN_DRIFT_S, MAX_DRIFT_S, MIN_LESS_DRIFT_S, MIN_LESS_DRIFT = 0.8, 4.0, 4.0, 0.20
# Or, where the two hardly ever speak at once, so much of what there is.
MIN_GONE, MIN_CHANCE, MIN_BETTER_S = 0.75, 0.10, 0.5
EARLIEST_S = 0.0  # the median answer of either party, once the shift is taken back
COARSE = 4  # a drift is searched in steps of 0.2 s
NEAR_BEST = 0.1  # shifts this close to the best are as good: their middle is given


@dataclass(frozen=True, slots=True)
class Shift:
    """How much later the second party is recorded than the first, seconds; negative: earlier."""

    start_s: float
    end_s: float


def find_out_of_step(agent: Sequence[Span], caller: Sequence[Span]) -> Notice | None:
    """Tell whether one party's channel runs late."""
    shift = find_shift(agent, caller)
    if shift is None:
        return None
    sizes = sorted((abs(shift.start_s), abs(shift.end_s)))
    late = _CALLER if shift.start_s + shift.end_s > 0 else _AGENT
    what = (_LATE if shift.start_s == shift.end_s else _DRIFT).format(low=sizes[0], high=sizes[1])
    cause = Text(late.de + what.de, late.en + what.en)
    return Notice(
        "N11",
        Text(cause.de + _FOLLOWS.de, cause.en + _FOLLOWS.en),
        value=round(shift.end_s, 2),
        unit="s",
        withholds=OF_TURNS,
        cause=cause,
    )


def find_shift(first: Sequence[Span], second: Sequence[Span]) -> Shift | None:
    """Find the shift between two parties that takes most of their simultaneous speech away."""
    shift = _likeliest(first, second)
    return shift if shift is not None and _take_turns(first, _moved(second, shift)) else None


def _likeliest(first: Sequence[Span], second: Sequence[Span]) -> Shift | None:
    """Find the shift that explains the simultaneous speech, whoever may be its cause."""
    if min(len(first), len(second)) < MIN_UNITS:
        return None
    together, chance_s = _together(first, second)
    none = together.shape[1] // 2
    by_shift = together.sum(axis=0)
    less = by_shift[none] - by_shift.min()
    best = np.flatnonzero(by_shift <= by_shift.min() + NEAR_BEST * less)
    constant = float(best.mean() - none) * STEP_S
    drift, drift_less = _drift(together)
    if (
        MIN_DRIFT_S <= abs(drift.end_s - drift.start_s) <= MAX_DRIFT_S
        and drift_less >= MIN_LESS_DRIFT_S
        and _explains(drift_less, MIN_LESS_DRIFT, by_shift[none], chance_s)
        and drift_less - less
        >= (MIN_LESS_S / 2 if drift_less < MIN_GONE * by_shift[none] else MIN_BETTER_S)
    ):
        return drift
    explained = less >= MIN_LESS_S and _explains(less, MIN_LESS, by_shift[none], chance_s)
    return Shift(constant, constant) if abs(constant) >= MIN_SHIFT_S and explained else None


def _moved(spans: Sequence[Span], shift: Shift) -> list[Span]:
    """Move a party back to where it was before the shift."""
    growth = (shift.end_s - shift.start_s) / max(spans[-1].end_s, 1e-9)

    def before(time_s: float) -> float:
        return max(0.0, time_s - shift.start_s - growth * time_s)

    return [Span(before(span.start_s), before(span.end_s)) for span in spans]


def _take_turns(first: Sequence[Span], second: Sequence[Span]) -> bool:
    """Tell whether both answer each other after the end: who starts early does so by no shift."""
    spoken = sorted([(span, 0) for span in first] + [(span, 1) for span in second])
    offsets: tuple[list[float], list[float]] = ([], [])
    for (before, one), (after, other) in pairwise(spoken):
        if one != other and after.end_s > before.end_s:
            offsets[other].append(before.gap(after))
    return all(len(own) > 0 and float(np.median(own)) >= EARLIEST_S for own in offsets)


def _explains(less_s: float, share: float, together_s: float, chance_s: float) -> bool:
    """Tell whether a shift takes away a good part of what chance gives, or nearly all there is."""
    if less_s >= share * chance_s:
        return True
    return less_s >= MIN_GONE * together_s and less_s >= MIN_CHANCE * chance_s


def _together(first: Sequence[Span], second: Sequence[Span]) -> tuple[Numbers, float]:
    """Return the simultaneous speech per window and shift, and what chance would give, seconds."""
    n = round(max(first[-1].end_s, second[-1].end_s) / STEP_S) + 1
    reach = round(REACH_S / STEP_S)
    one, two = _active(first, n), np.pad(_active(second, n), reach)
    starts = np.arange(0, n, round(WINDOW_S / STEP_S))
    found = np.stack(
        [np.add.reduceat(one * two[lag : lag + n], starts) for lag in range(2 * reach + 1)], axis=1
    )
    return found * STEP_S, float(one.mean() * two.mean()) * n * STEP_S


def _active(spans: Sequence[Span], n: int) -> Numbers:
    active = np.zeros(n)
    for span in spans:
        active[round(span.start_s / STEP_S) : round(span.end_s / STEP_S)] = 1.0
    return active


def _drift(together: Numbers) -> tuple[Shift, float]:
    """Return the straight line of shifts with the least simultaneous speech, and how much less."""
    n_windows, n_shifts = together.shape
    none = n_shifts // 2
    rows = np.arange(n_windows)
    share = (rows + 0.5) / n_windows
    grid = np.arange(0, n_shifts, COARSE)
    least, line = np.inf, (none, none)
    for start in grid:
        shifts = np.rint(start + (grid[:, None] - start) * share).astype(int)
        left = together[rows, shifts].sum(axis=1)
        if left.min() < least:
            least, line = float(left.min()), (int(start), int(grid[left.argmin()]))
    ends = ((index - none) * STEP_S for index in line)
    return Shift(*ends), float(together[:, none].sum() - least)


_CALLER = Text("der Kanal von Anrufer/in", "the caller's channel")
_AGENT = Text("der Kanal von Agent/in", "the agent's channel")
_LATE = Text(" läuft etwa {high:.1f} s nach", " runs about {high:.1f} s late")
_DRIFT = Text(
    " läuft immer weiter nach (von etwa {low:.1f} bis {high:.1f} s)",
    " runs ever later (from about {low:.1f} to {high:.1f} s)",
)
_FOLLOWS = Text(
    ": {codes} beruhen auf der Zeit zwischen beiden und werden nicht beurteilt",
    ": {codes} rest on the time between the two and are not judged",
).format(codes=listed(OF_TURNS))
