"""The norms of a check as Markdown: the people of each, and where calls lie among them."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from voicecheck.checks.norms import population
from voicecheck.report.formatting import measure_name, norm_line, words
from voicecheck.report.places import drawn, place_line
from voicecheck.types.judgement import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.checks.base import Check
    from voicecheck.checks.norms import Norms
    from voicecheck.types.judgement import CheckResult, Scorecard
    from voicecheck.types.norm import Norm
    from voicecheck.types.text import Lang

Named = tuple[str, "CheckResult"]


def norms_section(check: Check, norms: Norms, lang: Lang, cards: Sequence[Scorecard]) -> str:
    """Return what stands under the heading of the norms."""
    said = words(lang)["places"]
    calls = [(_call(card, lang, alone=len(cards) == 1), card.results[check.code]) for card in cards]
    parts = [
        f"- {said['withheld'].format(call=call, reason=line.reason)}"
        for call, line in calls
        if line.verdict is Verdict.NOT_ASSESSED
    ]
    held = (*(norms[name] for name in check.norms), *check.own_norms)
    parts += [_norm(norm, norms.language, lang, calls) for norm in held]
    body = "\n".join(parts).rstrip()
    if all(norm.percentiles is None for norm in held):
        return body
    return f"{body}\n\n{said['legend']}" + (f" {said['legend_call']}" if cards else "")


def _norm(norm: Norm, language: str, lang: Lang, calls: Sequence[Named]) -> str:
    found = [(call, value) for call, line in calls if (value := _value(line, norm)) is not None]
    where = [f"  - {call}: {place_line(norm, value, lang)}" for call, value in found]
    name, said = f"{norm_name(norm.name, lang)} ({language})", norm_line(norm, lang)
    whom = population(norm)[lang]
    if norm.percentiles is None:
        line = f"- {name}: {said}" + (f"; {whom}" if whom != norm.source else "")
        return "\n".join([line, *where])
    picture = drawn(norm, [value for _, value in found], lang)
    block = ["", "  ```text", *(f"  {row}" for row in picture), "  ```", ""]
    basis = words(lang)["places"]["basis"]
    return "\n".join([f"- **{name}**: {said}. {basis}: {whom}.", *block, *where])


def norm_name(norm: str, lang: Lang) -> str:
    """Return the name of the measure that a norm belongs to."""
    named = words(lang)["measures"]
    as_points = f"{norm.removesuffix('_points')}.points"
    if as_points in named:
        return measure_name(as_points, lang)
    full = next((name for name in named if name.endswith(f".{norm}")), norm)
    return measure_name(full, lang)


def _call(card: Scorecard, lang: Lang, *, alone: bool) -> str:
    name = PurePath(card.source.path).name
    return f"{words(lang)['places']['call']} ({name})" if alone else name


def _value(line: CheckResult, norm: Norm) -> float | None:
    """Return the value of the whole call that a line held against a norm."""
    for item in line.evidence:
        if item.norm is not None and item.norm.name == norm.name and item.span is None:
            return item.value if isinstance(item.value, int | float) else None
    return None
