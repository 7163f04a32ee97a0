"""What one benchmark found: a value per repetition, and what it was to reach."""

from __future__ import annotations

import statistics
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: the values of all repetitions of one run, in order."""

    code: str  # B1 to B8, Dask
    what: str  # "transcription ÷ faster-whisper, batched"
    values: tuple[float, ...]
    unit: str = "×"
    below: float | None = None  # targets; None where none was set
    at_least: float | None = None

    @property
    def median(self) -> float:
        """The median of all repetitions."""
        return statistics.median(self.values)

    @property
    def reached(self) -> bool | None:
        """Whether the median reaches the target; None without one."""
        if self.below is not None:
            return self.median < self.below
        if self.at_least is not None:
            return self.median >= self.at_least
        return None
