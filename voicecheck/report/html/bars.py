"""Pictures of many calls: shares of verdicts, and how grave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import svg

from voicecheck.report.html.drawing import picture
from voicecheck.types.judgement import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.types.morning import Spread

ORDER = (Verdict.PASS, Verdict.WARN, Verdict.FAIL, Verdict.NOT_ASSESSED)
BAR_W, BAR_H = 240.0, 14.0
STEP_W, STEP_H = 16.0, 30.0


def shares(spread: Spread, label: str) -> str:
    """Draw the share of each verdict in one bar, from unremarkable to not assessed."""
    elements: list[svg.Element] = []
    x = 0.0
    for verdict in ORDER:
        width = BAR_W * spread.verdicts.get(verdict, 0) / spread.n
        elements.append(svg.Rect(x=x, y=0, width=width, height=BAR_H, class_=[verdict.value]))
        x += width
    return picture(elements, BAR_W, BAR_H, "shares", label)


def severities(now: Spread, before: Spread, label: str) -> str:
    """Draw the severities by tenths: columns for now, a line for before, both as shares."""
    columns, line = _part(now.tenths), _part(before.tenths)
    top = max((*columns, *line, 1e-9))
    elements: list[svg.Element] = [
        svg.Rect(
            x=i * STEP_W + 1,
            y=STEP_H * (1 - part / top),
            width=STEP_W - 2,
            height=STEP_H * part / top,
            class_=["column"],
        )
        for i, part in enumerate(columns)
    ]
    if any(line):
        path: list[svg.PathData] = []
        for i, part in enumerate(line):
            y = STEP_H * (1 - part / top)
            path += [svg.L(i * STEP_W, y) if i else svg.M(0, y), svg.L((i + 1) * STEP_W, y)]
        elements.append(svg.Path(d=path, class_=["earlier"]))
    width = STEP_W * len(columns)
    elements.append(svg.Path(d=[svg.M(0, STEP_H), svg.L(width, STEP_H)], class_=["floor"]))
    return picture(elements, width, STEP_H + 1, "severities", label)


def _part(counts: Sequence[int]) -> list[float]:
    return [n / max(1, sum(counts)) for n in counts]
