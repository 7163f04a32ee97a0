"""Where in the call something moves least, and where most."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.types.time import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.types.measure import Passage


def pieces(unit: Span, longest_s: float) -> list[Span]:
    """Cut a unit that is longer than a passage may be into equal parts."""
    n = max(1, int(np.ceil(unit.duration_s / longest_s)))
    edges = np.linspace(unit.start_s, unit.end_s, n + 1).tolist()
    return [Span(a, b) for a, b in pairwise(edges)]


def least_and_most(found: Sequence[Passage], name: str, n_least: int) -> tuple[Passage, ...]:
    """Choose the passages of the smallest values and the one of the largest."""
    if not found:
        return ()
    rising = sorted(found, key=lambda passage: passage.value)
    least, most = [rising[0]], []
    for passage in reversed(rising):
        if passage.span & least[0].span is None:
            most = [passage]
            break
    for passage in rising:
        if len(least) < n_least and all(passage.span & p.span is None for p in (*least, *most)):
            least.append(passage)
    return (
        *(replace(passage, what=f"{name}.least") for passage in least),
        *(replace(passage, what=f"{name}.most") for passage in most),
    )
