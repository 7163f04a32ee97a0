"""The whole scorecard for the terminal, and the measures: all that was measured and judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from voicecheck.report.causes import causes, notice_line, times_of
from voicecheck.report.formatting import (
    clock,
    evidence_line,
    measure_name,
    norm_line,
    places_of,
    quoted,
    shown,
    with_unit,
    words,
)
from voicecheck.report.style import TERMINAL
from voicecheck.report.terminal import (
    INDENT,
    console,
    feet,
    head,
    indented,
    styled,
    title_line,
    wrapped,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from rich.console import Console

    from voicecheck.errors import VoicecheckError
    from voicecheck.features import Features
    from voicecheck.types.judgement import CheckResult, Evidence, Scorecard, StrengthResult
    from voicecheck.types.text import Lang

MAX_QUOTE = 90
MAX_MOMENTS = 4


def write(cards: Sequence[Scorecard], failures: Sequence[VoicecheckError], out: TextIO) -> None:
    """Write whole cards; failures have gone to standard error already."""
    terminal = console(out)
    for i, card in enumerate(cards):
        if i:
            terminal.print()
        show(card, terminal)


def show(card: Scorecard, terminal: Console) -> None:
    """Print one card with everything that was measured and judged."""
    said = causes(card)
    head(card, terminal, nobody=said.nobody)
    for notice in card.notices:
        text = f"{notice_line(notice, card.lang)} {times_of(notice, card.lang)}".strip()
        wrapped(terminal, text, indent="    ", style="yellow")
    if said.above:
        wrapped(terminal, said.above, style="yellow")
    terminal.print()
    for line in card.results:
        _line(line, said.below.get(line.code, line.reason), terminal, card.lang)
    if card.strengths:
        terminal.print()
        terminal.print(styled(words(card.lang)["headings"]["strengths"], style="bold"))
    for strength in card.strengths:
        reason = said.below.get(strength.code, strength.reason)
        _strength(strength, reason, terminal, card.lang)
    feet(card, terminal, findings_alone=False)


def _moments(strength: StrengthResult) -> list[Evidence]:
    return [item for item in strength.evidence if item.span is not None][:MAX_MOMENTS]


def _line(line: CheckResult, reason: str | None, terminal: Console, lang: Lang) -> None:
    style = TERMINAL[line.verdict]
    wrapped(terminal, title_line(line, lang), indent=INDENT, style=style)
    if line.finding:
        indented(terminal, line.finding)
    if reason:
        indented(terminal, reason, style="dim")
    for evidence in line.evidence:
        if evidence.span is None and evidence.norm is not None:
            norm = norm_line(evidence.norm, lang)
            indented(terminal, f"{evidence_line(evidence, lang)} – {norm}", style="dim")
    for evidence in places_of(line):
        indented(terminal, _place(evidence, lang))
    if line.advice:
        indented(terminal, f"→ {line.advice}", style="bold")


def _strength(strength: StrengthResult, reason: str | None, terminal: Console, lang: Lang) -> None:
    table = words(lang)["headings"]
    if strength.heard is None:
        mark, verdict, style = "–", words(lang)["verdicts"]["not_assessed"], "dim"
    elif strength.heard:
        mark, verdict, style = "★", table["strength"], "green"
    else:
        mark, verdict, style = "·", table["no_strength"], ""
    wrapped(
        terminal, f"{mark} {strength.code} {strength.title} – {verdict}", indent=INDENT, style=style
    )
    if reason:
        indented(terminal, reason, style="dim")
    moments = _moments(strength)
    if strength.heard and not moments and strength.finding:
        indented(terminal, strength.finding)
    for item in moments:
        indented(terminal, _place(item, lang))


def _short(quote: str) -> str:
    return quote if len(quote) <= MAX_QUOTE else quote[: MAX_QUOTE - 1].rstrip() + "…"


def _place(evidence: Evidence, lang: Lang) -> str:
    assert evidence.span is not None
    if isinstance(evidence.value, str):
        name = measure_name(evidence.measure, lang)
        said = quoted(_short(evidence.value), evidence.probability, lang)
        return f"{clock(evidence.span)}  {name}: {said}"
    short = _short(evidence.quote or "")
    said = f"  {quoted(short, evidence.probability, lang)}" if short else ""
    return evidence_line(evidence, lang) + said


def write_measures(
    measured: Sequence[Features], failures: Sequence[VoicecheckError], lang: Lang, out: TextIO
) -> None:
    """Write measures as a table per recording."""
    table_words = words(lang)["headings"]
    terminal = console(out)
    for features in measured:
        table = Table(
            title=styled(features.source.path), title_justify="left", box=None, pad_edge=False
        )
        for heading in (table_words["measure"], table_words["value"], table_words["basis"]):
            table.add_column(heading)
        if features.problem:
            terminal.print(styled(features.problem[lang], style="yellow"))
        for name, measure in features.measures.items():
            value = (
                shown(name, measure.value, measure.unit, lang)
                if measure.value is not None
                else f"– {measure.reason[lang] if measure.reason else ''}"
            )
            basis = with_unit(measure.n, measure.n_unit, lang)
            table.add_row(styled(name), styled(value), styled(basis))
        terminal.print(table)
