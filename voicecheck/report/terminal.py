"""The scorecard for the terminal: colour where there is a terminal, plain where it is piped."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text as Styled

from voicecheck.report.causes import causes, notice_line, times_of
from voicecheck.report.formatting import (
    cites,
    clock,
    evidence_line,
    measure_name,
    norm_line,
    number,
    places_of,
    quoted,
    shown,
    words,
)
from voicecheck.report.style import MARKS, TERMINAL
from voicecheck.types.inert import visible

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from voicecheck.errors import VoicecheckError
    from voicecheck.features import Features
    from voicecheck.types.judgement import CheckResult, Evidence, Scorecard, StrengthResult
    from voicecheck.types.text import Lang

PIPED_WIDTH = 110
TITLE_WIDTH = 52
MAX_QUOTE = 90
MAX_MOMENTS = 4
INDENT = " " * 6


def write(cards: Sequence[Scorecard], failures: Sequence[VoicecheckError], out: TextIO) -> None:
    """Write scorecards, one after another; failures have gone to standard error already."""
    terminal = Console(
        file=out, highlight=False, soft_wrap=False, width=None if out.isatty() else PIPED_WIDTH
    )
    for card in cards:
        show(card, terminal)


def show(card: Scorecard, terminal: Console) -> None:
    """Print one scorecard."""
    table = words(card.lang)
    head = table["headings"]
    minutes, seconds = divmod(round(card.source.duration_s), 60)
    length = f"{minutes}:{seconds:02d}"
    said = causes(card)
    who = (
        head["nobody"]
        if said.nobody
        else head["agent_mono" if card.agent.channel is None else "agent"].format(
            channel=card.agent.channel, confidence=number(card.agent.confidence, card.lang, ".2f")
        )
    )
    terminal.print(_styled(card.source.path, style="bold"))
    language = head["language"].format(language=card.language) if card.language else ""
    terminal.print(_styled(f"{length} min · {who}" + (f" · {language}" if language else "")))
    for notice in card.notices:
        times = times_of(notice, card.lang)
        terminal.print(_styled(f"{notice_line(notice, card.lang)} {times}".strip(), style="yellow"))
    if said.above:
        terminal.print(_styled(said.above, style="yellow"))
    terminal.print()
    for line in card.results:
        _line(line, said.below.get(line.code, line.reason), terminal, card.lang)
    if card.strengths:
        terminal.print()
        terminal.print(_styled(head["strengths"], style="bold"))
    for strength in card.strengths:
        reason = said.below.get(strength.code, strength.reason)
        _strength(strength, reason, terminal, card.lang)
    coverage = f"{100 * card.coverage:.0f} %"
    terminal.print()
    terminal.print(
        _styled(head["no_score"].format(coverage=coverage))
        if card.score is None
        else _styled(
            head["score"].format(score=number(card.score, card.lang, ".0f"), coverage=coverage),
            style="bold",
        )
    )
    if _quotes(card):
        terminal.print(_styled(table["quotes"]["note"], style="dim"))
    terminal.print(_styled(head["unvalidated"], style="dim"))
    terminal.print()


def _styled(text: str, style: str = "") -> Styled:
    """Return text as rich prints it: no markup, nothing that the terminal obeys."""
    return Styled(visible(text), style=style)


def _quotes(card: Scorecard) -> bool:
    """Tell whether recognised words are shown anywhere on a card."""
    places = [item for line in card.results for item in places_of(line)]
    places += [item for strength in card.strengths for item in _moments(strength)]
    return any(item.quote for item in places) or any(map(cites, card.results))


def _moments(strength: StrengthResult) -> list[Evidence]:
    return [item for item in strength.evidence if item.span is not None][:MAX_MOMENTS]


def _line(line: CheckResult, reason: str | None, terminal: Console, lang: Lang) -> None:
    head = words(lang)["headings"]
    verdict = words(lang)["verdicts"][line.verdict]
    first = _styled(f"{MARKS[line.verdict]} {line.code}  {line.title:<{TITLE_WIDTH}} ")
    first.append(verdict, style=TERMINAL[line.verdict])
    if line.severity is not None and line.confidence is not None:
        first.append(
            f"  {head['severity']} {number(line.severity, lang, '.2f')}"
            f" · {head['confidence']} {number(line.confidence, lang, '.2f')}",
            style="dim",
        )
    terminal.print(first)
    if line.finding:
        _indented(terminal, line.finding)
    if reason:
        _indented(terminal, reason, style="dim")
    for evidence in line.evidence:
        if evidence.span is None and evidence.norm is not None:
            _indented(
                terminal,
                f"{evidence_line(evidence, lang)} – {norm_line(evidence.norm, lang)}",
                style="dim",
            )
    for evidence in places_of(line):
        _indented(terminal, f"{head['places']} {_place(evidence, lang)}")
    if line.advice:
        _indented(terminal, f"→ {line.advice}", style="bold")


def _strength(strength: StrengthResult, reason: str | None, terminal: Console, lang: Lang) -> None:
    head = words(lang)["headings"]
    if strength.heard is None:
        mark, verdict, style = "–", words(lang)["verdicts"]["not_assessed"], "dim"
    elif strength.heard:
        mark, verdict, style = "★", head["strength"], "green"
    else:
        mark, verdict, style = "·", head["no_strength"], ""
    first = _styled(f"{mark} {strength.code}  {strength.title:<{TITLE_WIDTH}} ")
    first.append(verdict, style=style)
    terminal.print(first)
    if reason:
        _indented(terminal, reason, style="dim")
    moments = _moments(strength)
    if strength.heard and not moments and strength.finding:
        _indented(terminal, strength.finding)
    for item in moments:
        _indented(terminal, f"{head['praise']} {_place(item, lang)}")


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


def _indented(terminal: Console, text: str, style: str = "") -> None:
    for row in textwrap.wrap(visible(text), terminal.width - len(INDENT)):
        terminal.print(_styled(INDENT + row, style=style))


def write_measures(
    measured: Sequence[Features], failures: Sequence[VoicecheckError], lang: Lang, out: TextIO
) -> None:
    """Write measures as a table per recording."""
    head = words(lang)["headings"]
    terminal = Console(file=out, highlight=False, width=None if out.isatty() else PIPED_WIDTH)
    for features in measured:
        table = Table(
            title=_styled(features.source.path), title_justify="left", box=None, pad_edge=False
        )
        for heading in (head["measure"], head["value"], head["basis"]):
            table.add_column(heading)
        if features.problem:
            terminal.print(_styled(features.problem[lang], style="yellow"))
        for name, measure in features.measures.items():
            value = (
                shown(name, measure.value, measure.unit, lang)
                if measure.value is not None
                else f"– {measure.reason[lang] if measure.reason else ''}"
            )
            basis = f"{number(measure.n, lang)} {measure.n_unit}; {measure.method}"
            table.add_row(_styled(name), _styled(value), _styled(basis))
        terminal.print(table)
