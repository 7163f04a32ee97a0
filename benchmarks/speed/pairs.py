"""Runs in turn, A B A B ...: a machine whose speed drifts favours nobody; ratios run by run."""

from __future__ import annotations

import resource
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Seconds = dict[str, list[float]]


def in_turn(runs: Mapping[str, Callable[[], object]], n: int, *, warm: bool = True) -> Seconds:
    """Return the seconds of each run, n times in turn; before that everything runs once."""
    if warm:
        for run in runs.values():
            run()
    seconds: Seconds = {name: [] for name in runs}
    for _ in range(n):
        for name, run in runs.items():
            start = time.perf_counter()
            run()
            seconds[name].append(time.perf_counter() - start)
    return seconds


def ratios(seconds: Seconds, ours: str, peer: str) -> tuple[float, ...]:
    return tuple(a / b for a, b in zip(seconds[ours], seconds[peer], strict=True))


def cpu_s() -> float:
    """Return the processor time of this process and of its children that ended."""
    used = [resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(part.ru_utime + part.ru_stime for part in used)
