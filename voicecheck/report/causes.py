"""One cause is said once: what stands above the lines, and what a line that is not judged says."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicecheck.report.formatting import moment, words
from voicecheck.types.judgement import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from voicecheck.types.judgement import Scorecard
    from voicecheck.types.notice import Notice
    from voicecheck.types.text import Lang

MAX_TIMES = 3


@dataclass(frozen=True, slots=True)
class Causes:
    """Why lines are not judged."""

    # what holds for all lines and is said above them; None where a notice says it, or nothing
    above: str | None
    below: Mapping[str, str | None]  # by code of a line that is not judged: what it says itself
    nobody: bool  # whether no line at all is judged


def causes(card: Scorecard) -> Causes:
    """Part what is said once from what each line says."""
    checks = {r.code: r.reason for r in card.results if r.verdict is Verdict.NOT_ASSESSED}
    reasons = checks | {s.code: s.reason for s in card.strengths if s.heard is None}
    n_lines = len(card.results) + len(card.strengths)
    noticed: dict[str | None, str] = {}
    for notice in card.notices:
        for text in (notice.text, notice.cause):
            if text is not None:
                noticed.setdefault(text[card.lang], notice.code)
    for_all = len(card.results) > 1 and len(checks) == len(card.results)
    common = checks[card.results.lines[0].code] if for_all else None
    if len(set(checks.values())) > 1:
        common = None
    often = Counter(reasons.values())
    see = words(card.lang)["headings"]["see"]
    below: dict[str, str | None] = {}
    for code, reason in reasons.items():
        if reason is not None and reason == common:
            below[code] = None
        elif reason in noticed and often[reason] > 1:
            below[code] = see.format(code=noticed[reason])
        else:
            below[code] = reason
    above = None if common is None or common in noticed else sentence(common)
    return Causes(above, below, nobody=len(reasons) == n_lines)


def sentence(text: str) -> str:
    """Write a text as a sentence of its own."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")


def notice_line(notice: Notice, lang: Lang) -> str:
    """Write a notice with its code."""
    return f"{notice.code} {sentence(notice.text[lang])}"


def times_of(notice: Notice, lang: Lang) -> str:
    """Say when what a notice is about begins; empty where its text does, or it holds throughout."""
    starts = list(dict.fromkeys(moment(span.start_s) for span in notice.spans))
    if not starts or starts[0] in notice.text[lang]:
        return ""
    more = " …" if len(starts) > MAX_TIMES else ""
    at = words(lang)["headings"]["at"]
    return f"({at} {', '.join(starts[:MAX_TIMES])}{more})"
