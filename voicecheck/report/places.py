"""Where a value lies among the people of a norm: in a sentence, and on a line of characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicecheck.checks.norms import is_own, people
from voicecheck.report.density import spread
from voicecheck.report.formatting import number, shown, words
from voicecheck.types.norm import BELOW, FAIL_FROM, WARN_FROM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.types.norm import Norm, Percentiles
    from voicecheck.types.text import Lang

WIDTH = 56  # characters of the line


def place_line(norm: Norm, value: float, lang: Lang) -> str:
    """Say where a value lies among the people of a norm, or against its points without people."""
    said, written = words(lang)["places"], shown(norm.name, value, norm.unit, lang)
    if norm.percentiles is None:
        severity = norm.severity(value)
        verdict = "fail" if severity >= FAIL_FROM else "warn" if severity >= WARN_FROM else "pass"
        return said["own" if is_own(norm) else "unmeasured"].format(
            value=written, verdict=words(lang)["verdicts"][verdict]
        )
    whom = people(norm)[lang]
    more, share = _side(norm.percentiles, value, high_is_worse=norm.high_is_worse)
    pile = next((p for p in spread(norm.percentiles).piles if p.value == value), None)
    if pile is not None and share == "half":
        return said["pile"].format(value=written, share=f"{100 * pile.share:.0f}", people=whom)
    if value == norm.percentiles.p50:
        return said["middle"].format(value=written)
    if share == "half" and is_own(norm):
        share = "half_own"
    how = words(lang)["more" if more else "less"]
    return said["than"].format(
        value=written,
        how=how.get(norm.name, how["default"]),
        whom=said[share].format(people=whom),
    )


def _side(p: Percentiles, value: float, *, high_is_worse: bool) -> tuple[bool, str]:
    """Return whether a value lies above the median, and than how many it lies further out.

    On the worse side the percentile itself counts, as with the verdict.
    """
    more = value > p.p50
    outer = ((p.p97_5, "few"), (p.p90, "many")) if more else ((p.p2_5, "few"), (p.p10, "many"))
    for limit, share in outer:
        beyond = value > limit if more else value < limit
        if beyond or (value == limit and more == high_is_worse):
            return more, share
    return more, "half"


def drawn(norm: Norm, values: Sequence[float], lang: Lang) -> list[str]:
    """Draw the people of a norm as a line of plain characters, with the values of calls."""
    assert norm.percentiles is not None
    shape = spread(norm.percentiles)

    def column(value: float) -> int:
        share = (value - shape.low) / (shape.high - shape.low)
        return round(min(1.0, max(0.0, share)) * (WIDTH - 1))

    watch, fail = column(norm.watch), column(norm.fail)
    p = norm.percentiles
    sign, other = (1, column(p.p10)) if norm.high_is_worse else (-1, column(p.p90))
    scale = [
        "#"
        if sign * (i - fail) > 0
        else "="
        if sign * (i - watch) > 0
        else "-"
        if sign * (i - other) > 0
        else "."
        for i in range(WIDTH)
    ]
    labels: dict[int, list[str]] = {}
    for value, below in zip(norm.percentiles.values, BELOW.values(), strict=True):
        scale[column(value)] = "|"
        labels.setdefault(column(value), []).append(
            f"P{number(100 * below, lang)}: {shown(norm.name, value, '', lang).strip()}"
        )
    marks = {column(value) for value in values}
    above = "".join("v" if i in marks else " " for i in range(WIDTH)).rstrip()
    rows = _rows([(at, ", ".join(texts)) for at, texts in sorted(labels.items())])
    return [*([above] if above else []), "".join(scale), *rows]


def _rows(labels: Sequence[tuple[int, str]]) -> list[str]:
    """Write labels below their bars, each in the first row with room for it."""
    rows: list[str] = []
    for at, text in labels:
        free = (i for i, row in enumerate(rows) if len(row) + 1 < at or not row)
        i = next(free, len(rows))
        if i == len(rows):
            rows.append("")
        rows[i] = rows[i].ljust(at) + text
    return rows
