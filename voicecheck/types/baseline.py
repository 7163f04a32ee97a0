"""What is usual for an agent or a team: reference values from own calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Scope = Literal["agent", "team"]


@dataclass(frozen=True, slots=True)
class Reference:
    """One measure over own calls."""

    scope: Scope
    measure: str
    unit: str
    n: int
    median: float  # over the calls, with its 95 % interval
    low: float
    high: float
    q25: float  # the middle half of the calls lies between
    q75: float


@dataclass(frozen=True, slots=True)
class Baseline:
    """Reference values to compare a call with, by measure."""

    references: tuple[Reference, ...] = ()

    def of(self, measure: str) -> Reference | None:
        """Return the reference of a measure: the agent's own before the team's."""
        found = [one for one in self.references if one.measure == measure]
        return min(found, key=lambda one: one.scope, default=None)
