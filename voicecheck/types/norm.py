"""What a measure is held against: four points, and for a population the percentiles behind them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from enum import StrEnum

from voicecheck.errors import NormError
from voicecheck.types.text import Text

# Where the verdict turns: pass below 35, warn from 35, fail from 70, of 100.
WARN_FROM = 0.35
FAIL_FROM = 0.70
CAPPED = 0.69  # a severity that is not ripe for a "fail" is held just below it
SEVERITY_POINTS = (0.0, WARN_FROM, FAIL_FROM, 1.0)
# Which part of the people lies below each percentile.
BELOW = {"p2_5": 0.025, "p10": 0.10, "p50": 0.50, "p90": 0.90, "p97_5": 0.975}
# Further out than so many of them: "warn" and "fail", by `points_of`.
MANY = Text("{n} von {of}", "{n} of {of}").format(n=10 * BELOW["p90"], of=10)
FEW = Text("{n} von {of}", "{n} of {of}").format(n=100 * BELOW["p97_5"], of=100)


class Backing(StrEnum):
    """How well a norm is backed."""

    MEASURED = "measured"
    PUBLISHED = "published"
    PRACTICE = "practice"
    PROVISIONAL = "provisional"


@dataclass(frozen=True, slots=True)
class Percentiles:
    """How a measure is spread over the people of a population.

    Parameters
    ----------
    p2_5, p10, p50, p90, p97_5 : float
        So many of a hundred people lie below; in the measure's unit, never falling.
    n : int
        How many sides of conversations, voices or calls they rest on.
    """

    p2_5: float
    p10: float
    p50: float
    p90: float
    p97_5: float
    n: int

    def __post_init__(self) -> None:
        """Refuse percentiles that fall."""
        if list(self.values) != sorted(self.values):
            raise NormError(_FALLING.format(all=", ".join(f"{p:g}" for p in self.values)))

    @property
    def values(self) -> tuple[float, float, float, float, float]:
        """The five values, lowest first."""
        return (self.p2_5, self.p10, self.p50, self.p90, self.p97_5)


_FALLING = Text(
    "Perzentile dürfen nicht fallen, gegeben sind {all}", "percentiles must not fall, not {all}"
)


def points_of(
    percentiles: Percentiles, *, high_is_worse: bool
) -> tuple[float, float, float, float]:
    """Return good, watch, fail and bad of a population: the one rule for all norms that have one.

    Good is the median, watch is further out than 9 of 10 people, fail further out than 97.5 of
    100, and bad lies as far beyond fail as fail beyond watch.
    """
    p = percentiles
    watch, fail = (p.p90, p.p97_5) if high_is_worse else (p.p10, p.p2_5)
    # Rounded so that 5.8 + (5.8 - 5.4) reads 6.2.
    return p.p50, watch, fail, round(2 * fail - watch, 6)


@dataclass(frozen=True, slots=True)
class Norm:
    """What a measure is held against; severity runs straight between four points.

    Parameters
    ----------
    name : str
        The measure it judges, without its family.
    unit : str
        Must equal the measure's unit.
    method : str
        The way of measuring that the figures belong to.
    good, watch, fail, bad : float
        Values of severity 0, 0.35, 0.70 and 1; rising or falling all the way.
    population : str
        Whom the figures describe, or what they rest on where nobody was measured: a key in
        populations.toml, or the user's own words for an override.
    source : str
        Key in references.toml, or the user's own words for an override.
    strength : Backing
        How well it is backed.
    percentiles : Percentiles or None
        Of the population; the points follow from them. None where nobody was measured.
    """

    name: str
    unit: str
    method: str
    good: float
    watch: float
    fail: float
    bad: float
    population: str
    source: str
    strength: Backing
    percentiles: Percentiles | None = None

    def __post_init__(self) -> None:
        """Refuse a ramp that turns back or stands still."""
        points = (self.good, self.watch, self.fail, self.bad)
        if list(points) not in (sorted(set(points)), sorted(set(points), reverse=True)):
            said = ", ".join(f"{p:g}" for p in points)
            raise NormError(_NO_RAMP.format(name=self.name, all=said))

    @property
    def high_is_worse(self) -> bool:
        """Whether more of the measure is worse."""
        return self.bad > self.good

    def severity(self, value: float) -> float:
        """Place a value on the ramp.

        Parameters
        ----------
        value : float
            In the norm's unit.

        Returns
        -------
        float
            0 at `good` or better, 0.35 at `watch`, 0.70 at `fail`, 1 at `bad` or worse, straight
            lines between.
        """
        return max(0.0, self.place(value))

    def place(self, value: float) -> float:
        """Place a value among the people of the population, on both sides of the median.

        Parameters
        ----------
        value : float
            In the norm's unit.

        Returns
        -------
        float
            -1 to 1: from `good` on the severity; on the better side -0.35 for better than 9 of 10,
            -0.7 for better than 97.5 of 100. 0 on the better side where nobody was measured.
        """
        worse = (self.good, self.watch, self.fail, self.bad)
        beyond = (value - self.good) * (1 if self.high_is_worse else -1)
        if beyond > 0:
            return _along(value, worse)
        if beyond == 0 or self.percentiles is None:
            return 0.0
        return -_along(value, points_of(self.percentiles, high_is_worse=not self.high_is_worse))


_NO_RAMP = Text(
    "Richtwert {name}: good, watch, fail, bad müssen durchgehend steigen oder fallen, gegeben sind "
    "{all}",
    "norm {name}: good, watch, fail, bad must rise or fall all the way, not {all}",
)


def _along(value: float, points: tuple[float, ...]) -> float:
    """Return how far a value lies along the points, 0 at the first, 1 at the last or beyond."""
    sign = 1.0 if points[-1] > points[0] else -1.0
    for (low, high), (start, end) in zip(
        itertools.pairwise(points), itertools.pairwise(SEVERITY_POINTS), strict=True
    ):
        if high != low and sign * value <= sign * high:
            return start + (end - start) * ((value - low) / (high - low))  # exact at the points
    return 1.0
