"""How many ordinary people a check flags and fails, and whether that is within its budget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.ordinary.judged import MEASURED_CHECKS
from voicecheck.types.judgement import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.ordinary.judged import Judged

# What a verdict means: one of ten flagged, one of forty failed; what a sample of a hundred and
# more can tell from that.
FLAGGED, FAILED = (0.07, 0.13), (0.01, 0.04)
DRAWS, SEED = 2000, 0
HALVES = 200


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its 95 % interval, drawn over conversations: their two sides belong together."""

    value: float
    low: float
    high: float

    def within(self, budget: tuple[float, float]) -> bool:
        """Tell whether the share lies in the budget."""
        return budget[0] <= self.value <= budget[1]

    def __str__(self) -> str:
        """Write it in percent."""
        return f"{100 * self.value:.1f} [{100 * self.low:.1f}; {100 * self.high:.1f}]"


@dataclass(frozen=True, slots=True)
class Row:
    """One check in one language.

    Parameters
    ----------
    check, language, corpus : str
        Of what.
    n, withheld : int
        Sides that were judged, and those where it was not.
    flagged, failed : Share
        Of the judged ones; flagged includes failed.
    """

    check: str
    language: str
    corpus: str
    n: int
    withheld: int
    flagged: Share
    failed: Share

    @property
    def kept(self) -> bool:
        """Whether the check keeps its budget."""
        return self.flagged.within(FLAGGED) and self.failed.within(FAILED)


def rows(found: Sequence[Judged]) -> list[Row]:
    """Count per check and language."""
    made = []
    for language in sorted({one.side.language for one in found}, reverse=True):
        for check in MEASURED_CHECKS:
            own = [one for one in found if (one.check, one.side.language) == (check, language)]
            judged = [one for one in own if one.verdict is not Verdict.NOT_ASSESSED]
            if judged:
                made.append(
                    Row(
                        check,
                        language,
                        judged[0].side.corpus,
                        len(judged),
                        len(own) - len(judged),
                        share(judged, {Verdict.WARN, Verdict.FAIL}),
                        share(judged, {Verdict.FAIL}),
                    )
                )
    return made


def share(judged: Sequence[Judged], verdicts: set[Verdict]) -> Share:
    """Return the share of sides with one of the verdicts."""
    calls = sorted({one.side.call for one in judged})
    hits = np.array(
        [
            [
                sum(one.verdict in verdicts for one in judged if one.side.call == call),
                sum(one.side.call == call for one in judged),
            ]
            for call in calls
        ]
    )
    drawn = np.random.default_rng(SEED).integers(0, len(calls), (DRAWS, len(calls)))
    sums = hits[drawn].sum(axis=1)
    low, high = np.percentile(sums[:, 0] / sums[:, 1], [2.5, 97.5])
    total = hits.sum(axis=0)
    return Share(float(total[0] / total[1]), float(low), float(high))


def held_out(judged: Sequence[Judged]) -> tuple[float, float]:
    """Return the shares beyond 9 of 10 and 97.5 of 100 that were set on the other conversations.

    Mean over many halvings of the conversations. Caps are left aside: points alone are counted.
    """
    from scipy.stats.mstats import hdquantiles

    calls = np.array([one.side.call for one in judged])
    points = np.array([one.points for one in judged], dtype=float)
    rng = np.random.default_rng(SEED)
    beyond = []
    for _ in range(HALVES):
        shuffled = rng.permutation(np.unique(calls))
        own = np.isin(calls, shuffled[: len(shuffled) // 2])
        limits = np.asarray(hdquantiles(points[own], [0.9, 0.975]))
        beyond.append([(points[~own] >= limit).mean() for limit in limits])
    flagged, failed = np.mean(beyond, axis=0)
    return float(flagged), float(failed)
