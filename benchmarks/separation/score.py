"""What came out for one case, and what many of them say together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.separation.cases import on

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.separation.cases import Case
    from voicecheck.types.time import Span

NEAR_CHANGE_FRAMES = 25
RIGHT, NEAR = 0.95, 0.05
CONFIDENT = 0.9


@dataclass(frozen=True, slots=True)
class Found:
    """What a separation says.

    Parameters
    ----------
    voices : tuple of tuple of Span
        One or two, each its speech.
    purity : float
        Stated share of the time that is right.
    doubtful : tuple of Span
        Where it is not sure.
    cues : dict of str to float
        What the purity was made of.
    """

    voices: tuple[tuple[Span, ...], ...]
    purity: float
    doubtful: tuple[Span, ...]
    cues: dict[str, float]


@dataclass(frozen=True, slots=True)
class Score:
    """How much of a case is right; None where there is nothing to count.

    Parameters
    ----------
    right : float or None
        Share of the detected speech of one person that went to their voice: half where it went to
        both, nothing where it went to none.
    clean : float or None
        The same without what lies within 0.25 s of the other person's speech.
    sure : float or None
        The same without what the separation calls doubtful.
    overlap_recall, overlap_precision : float or None
        Of the detected speech of both at once, and of what was given to both.
    stated : float
        The purity stated.
    n_true, n_found : int
        Voices.
    """

    right: float | None
    clean: float | None
    sure: float | None
    overlap_recall: float | None
    overlap_precision: float | None
    stated: float
    n_true: int
    n_found: int

    @property
    def error(self) -> float | None:
        """Stated purity less the true one."""
        return None if self.right is None else self.stated - self.right


def score(case: Case, found: Found) -> Score:
    """Hold what was found against the truth."""
    n = len(case.truth)
    detected = on(case.activity.segments, n)
    given = np.array([on(voice, n) for voice in (*found.voices, ())[:2]])
    said = np.array([case.truth & 1 > 0, case.truth & 2 > 0])
    alone = detected & (said[0] != said[1])
    # The two names are interchangeable, but the same for the whole recording.
    points = max(
        (_points(order, said) for order in (given, given[::-1])), key=lambda p: p[alone].sum()
    )
    near = np.array([_widened(one, NEAR_CHANGE_FRAMES) for one in said])
    both = detected & (case.truth == 3)
    given_both = detected & (case.truth > 0) & given.all(axis=0)
    return Score(
        _mean(points[alone]),
        _mean(points[alone & ~near.all(axis=0)]),
        _mean(points[alone & ~on(found.doubtful, n)]),
        _mean(given_both[both]),
        _mean(both[given_both]),
        found.purity,
        case.n_voices,
        len(found.voices),
    )


def _points(given: np.ndarray, said: np.ndarray) -> np.ndarray:
    """Return 1 where speech went to its own voice alone, 0.5 where to both."""
    own, other = np.where(said[0], given, given[::-1])
    points: np.ndarray = own * (1 - 0.5 * other)
    return points


def _widened(active: np.ndarray, n: int) -> np.ndarray:
    return np.convolve(active, np.ones(2 * n + 1), "same") > 0.5


def _mean(values: np.ndarray) -> float | None:
    return float(values.mean()) if len(values) else None


@dataclass(frozen=True, slots=True)
class Summary:
    """Several scores together.

    Parameters
    ----------
    n : int
        Cases.
    median, worst, right_share : float or None
        Of the time right; share of the cases with at least 0.95.
    near_share : float or None
        Share of the cases whose stated purity is within 0.05 of the true one.
    n_other_number : int
        Cases with another number of voices than there are.
    n_joined : int
        Two voices called one at a purity above 0.9: the fault to fear.
    n_split : int
        One voice called two.
    overlap_recall, overlap_precision : float or None
        Means over the cases with overlap, true or found.
    """

    n: int
    median: float | None
    worst: float | None
    right_share: float | None
    clean_median: float | None
    near_share: float | None
    n_other_number: int
    n_joined: int
    n_split: int
    overlap_recall: float | None
    overlap_precision: float | None


def summarise(scores: Sequence[Score]) -> Summary:
    """Put scores together."""
    right = np.array([s.right for s in scores if s.right is not None])
    errors = np.array([s.error for s in scores if s.error is not None])
    clean = np.array([s.clean for s in scores if s.clean is not None])
    recall = np.array([s.overlap_recall for s in scores if s.overlap_recall is not None])
    precision = np.array([s.overlap_precision for s in scores if s.overlap_precision is not None])
    return Summary(
        len(scores),
        float(np.median(right)) if len(right) else None,
        float(right.min()) if len(right) else None,
        _mean(right >= RIGHT),
        float(np.median(clean)) if len(clean) else None,
        _mean(abs(errors) <= NEAR),
        sum(s.n_true != s.n_found for s in scores),
        sum(s.n_true == 2 and s.n_found == 1 and s.stated > CONFIDENT for s in scores),
        sum(s.n_true == 1 and s.n_found == 2 for s in scores),
        _mean(recall),
        _mean(precision),
    )
