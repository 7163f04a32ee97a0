"""The scorecard for the terminal: the answer first, in 80 columns, plain lines where piped."""

from __future__ import annotations

import shutil
import textwrap
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text as Styled

from voicecheck.report import answer
from voicecheck.report.causes import causes, notice_line, times_of
from voicecheck.report.formatting import (
    cites,
    evidence_line,
    measure_name,
    moment,
    norm_line,
    places_of,
    quoted,
    words,
)
from voicecheck.report.style import MARKS, TERMINAL
from voicecheck.types.inert import visible
from voicecheck.types.judgement import Verdict
from voicecheck.types.norm import WARN_FROM
from voicecheck.types.speech import unsure

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from voicecheck.errors import VoicecheckError
    from voicecheck.types.judgement import CheckResult, Evidence, Scorecard, StrengthResult
    from voicecheck.types.text import Lang

WIDTH, NARROWEST, WIDEST = 80, 40, 100
INDENT = " " * 5
MAX_PLACES = 3
SHORTEST = 20  # letters of a quote


def write(cards: Sequence[Scorecard], failures: Sequence[VoicecheckError], out: TextIO) -> None:
    """Write short cards; failures have gone to standard error already."""
    terminal = console(out)
    if len(cards) > 1:
        terminal.print(styled(answer.of_many(cards, cards[0].lang), style="bold"))
        terminal.print()
    for i, card in enumerate(cards):
        if i:
            terminal.print()
        show(card, terminal)


def console(out: TextIO) -> Console:
    """Return what writes lines as wide as the terminal, or as COLUMNS says where it is piped."""
    width = min(WIDEST, max(NARROWEST, shutil.get_terminal_size((WIDTH, 24)).columns))
    return Console(file=out, highlight=False, soft_wrap=False, width=width)


def styled(text: str, style: str = "") -> Styled:
    """Return text as rich prints it: no markup, nothing that the terminal obeys."""
    return Styled(visible(text), style=style)


def show(card: Scorecard, terminal: Console) -> None:
    """Print one short card."""
    lang, said = card.lang, causes(card)
    head(card, terminal, nobody=said.nobody)
    if said.above:
        wrapped(terminal, said.above, style="yellow")
    for line in answer.findings(card):
        terminal.print()
        _finding(line, terminal, lang)
    terminal.print()
    table = words(lang)["answer"]
    fine = answer.fine(card)
    if fine:
        codes = ", ".join(line.code for line in fine)
        wrapped(
            terminal, f"{MARKS[Verdict.PASS]} {table['fine']}: {codes}", indent="  ", style="green"
        )
    for lines, reason in answer.not_judged(card, said):
        codes = ", ".join(line.code for line in lines)
        text = f"{MARKS[Verdict.NOT_ASSESSED]} {table['not_judged']}: {codes}"
        wrapped(terminal, f"{text} – {reason}" if reason else text, indent="  ", style="dim")
    for strength in card.strengths:
        if strength.heard:
            _strength(strength, terminal, lang)
    for notice in card.notices:
        text = f"{notice_line(notice, lang)} {times_of(notice, lang)}".strip()
        wrapped(terminal, text, indent="    ", style="yellow")
    feet(card, terminal, findings_alone=True)


def head(card: Scorecard, terminal: Console, *, nobody: bool) -> None:
    """Print whose call it is, how long, and what it is like."""
    facts = [f"{moment(card.source.duration_s)} min"]
    if not nobody:
        facts.append(answer.who(card))
    if card.language:
        facts.append(words(card.lang)["languages"].get(card.language, card.language))
    wrapped(terminal, card.source.path, style="bold")
    wrapped(terminal, " · ".join(facts))
    wrapped(terminal, answer.verdict_line(card, nobody=nobody), style="bold")


def feet(card: Scorecard, terminal: Console, *, findings_alone: bool) -> None:
    """Print how to read quotes and norms, where there are any."""
    table = words(card.lang)
    findings = answer.findings(card)
    has_quotes = _quotes(card, findings if findings_alone else list(card.results))
    if findings or has_quotes:
        terminal.print()
    if findings:
        wrapped(terminal, table["answer"]["more"].format(code=findings[0].code), style="dim")
    if has_quotes:
        wrapped(terminal, table["quotes"]["note"], style="dim")


def wrapped(terminal: Console, text: str, *, indent: str = "", style: str = "") -> None:
    """Print a paragraph, its further lines indented."""
    for row in textwrap.wrap(visible(text), terminal.width, subsequent_indent=indent):
        terminal.print(Styled(row, style=style))


def indented(terminal: Console, text: str, style: str = "") -> None:
    """Print a paragraph below a heading."""
    for row in textwrap.wrap(
        visible(text), terminal.width, initial_indent=INDENT, subsequent_indent=INDENT
    ):
        terminal.print(Styled(row, style=style))


def title_line(line: CheckResult, lang: Lang) -> str:
    """Write mark, code and title of a check, its verdict, severity and what is in doubt."""
    table = words(lang)
    said = [table["verdicts"][line.verdict]]
    if line.severity is not None:
        said.append(table["answer"]["severity"].format(severity=f"{100 * line.severity:.0f}"))
    if doubt := answer.doubt(line, lang):
        said.append(doubt)
    return f"{MARKS[line.verdict]} {line.code} {line.title} – {', '.join(said)}"


def _quotes(card: Scorecard, lines: Sequence[CheckResult]) -> bool:
    """Tell whether recognised words are shown beside these lines or the strengths."""
    shown = [item for line in lines for item in places_of(line)]
    shown += [item for strength in card.strengths for item in strength.evidence if item.span]
    return any(item.quote for item in shown) or any(map(cites, lines))


def _finding(line: CheckResult, terminal: Console, lang: Lang) -> None:
    wrapped(terminal, title_line(line, lang), indent=INDENT, style=TERMINAL[line.verdict])
    if line.finding:
        indented(terminal, line.finding)
    for item in to_hear(line):
        indented(terminal, _place(item, lang, terminal.width - len(INDENT)))
    if line.advice:
        indented(terminal, f"→ {line.advice}", style="bold")
    if line.reason:
        indented(terminal, line.reason, style="dim")
    # Of several values beyond their norms a measured one tells more than the points of all.
    beyond = sorted(filter(_beyond, line.evidence), key=lambda e: e.measure.endswith(".points"))
    held = next(iter(beyond), None)
    if held is not None and held.norm is not None:
        indented(terminal, f"{evidence_line(held, lang)} – {norm_line(held.norm, lang)}", "dim")


def to_hear(line: CheckResult) -> list[Evidence]:
    """Return the places of a finding: those with words first, but none that it quotes itself."""
    places = [
        item for item in places_of(line) if not (item.quote and item.quote in (line.finding or ""))
    ]
    chosen = sorted(places or places_of(line), key=lambda item: not item.quote)[:MAX_PLACES]
    return sorted(chosen, key=lambda item: item.span.start_s if item.span else 0.0)


def _place(item: Evidence, lang: Lang, room: int) -> str:
    """Write when it was, what was measured and what was said, the quote cut to one line."""
    assert item.span is not None
    begin, said = f"{moment(item.span.start_s)}  ", visible(item.words)
    if not item.is_phrase:  # a place says what was measured there, not its words alone
        begin += evidence_line(item, lang, place=False)
        if not said:
            return begin
        begin += "  "
    long = len(begin + quoted(said, item.probability, lang)) - room
    if long > 0:
        said = f"{said[: max(SHORTEST, len(said) - long - 1)].rstrip()}…"
    return begin + quoted(said, item.probability, lang)


def _beyond(item: Evidence) -> bool:
    """Tell whether a value of the whole call lies beyond its norm."""
    norm, value = item.norm, item.value
    if item.span is not None or norm is None or not isinstance(value, int | float):
        return False
    return norm.severity(value) >= WARN_FROM


def _strength(strength: StrengthResult, terminal: Console, lang: Lang) -> None:
    """Print a strength with its first moment, one that was recognised surely if there is any."""
    heard = [item for item in strength.evidence if item.span is not None and item.words]
    if not heard:
        wrapped(terminal, f"★ {strength.code} {strength.title}", indent=INDENT, style="green")
        return
    first = min(heard, key=lambda item: unsure(item.probability))
    begin = f"★ {strength.code} {measure_name(first.measure, lang)} – "
    place = _place(first, lang, terminal.width - len(begin))
    wrapped(terminal, begin + place, indent=INDENT, style="green")
