"""How far a check agrees with people, and people with each other: data, measured, never judged by.

Written by ``python -m benchmarks.listeners FOLDER --update``.
"""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Agreement:
    """One rank correlation with what listeners marked."""

    name: str  # code of the check, or full name of a measure that it reads
    rests_on: str  # severity or points of the check, or measure
    mark: str
    rho: float  # correlation, and its 95 % interval
    low: float
    high: float
    n: int
    ceiling: float  # one listener with the others, in the same way


def agreements(code: str) -> tuple[Agreement, ...]:
    """Return what is known of a check; empty where no people were asked."""
    return tuple(Agreement(**row) for row in _data().get(code, ()))


@functools.cache
def _data() -> dict[str, list[dict[str, Any]]]:
    file = resources.files("voicecheck.checks").joinpath("agreement.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))
