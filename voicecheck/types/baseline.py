"""What is usual for an agent or a team: reference values from own calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Scope = Literal["agent", "team"]


@dataclass(frozen=True, slots=True)
class Reference:
    """One measure over own calls.

    Parameters
    ----------
    scope : str
        ``agent`` or ``team``.
    measure : str
        ``family.name``.
    unit : str
        Of the figures.
    n : int
        Calls.
    median, low, high : float
        Over the calls, with its 95 % interval.
    q25, q75 : float
        The middle half of the calls lies between.
    """

    scope: Scope
    measure: str
    unit: str
    n: int
    median: float
    low: float
    high: float
    q25: float
    q75: float


@dataclass(frozen=True, slots=True)
class Baseline:
    """Reference values to compare a call with, by measure."""

    references: tuple[Reference, ...] = ()

    def of(self, measure: str) -> Reference | None:
        """Return the reference of a measure: the agent's own before the team's."""
        found = [one for one in self.references if one.measure == measure]
        return min(found, key=lambda one: one.scope, default=None)
