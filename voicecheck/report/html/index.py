"""The way into the pages of several calls: the worst first, a line each."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import voicecheck
from voicecheck.report import answer
from voicecheck.report.causes import causes, sentence
from voicecheck.report.formatting import moment, words
from voicecheck.report.html.document import fill
from voicecheck.report.style import MARKS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.types.judgement import Scorecard


def render_index(calls: Sequence[tuple[Scorecard, str]]) -> str:
    """Write the index of calls; each comes with the name of its page."""
    lang = calls[0][0].lang
    rows = sorted((_row(card, page) for card, page in calls), key=lambda row: row["order"])
    context = {
        "lang": lang,
        "t": words(lang)["index"],
        "version": voicecheck.__version__,
        "title": answer.of_many([card for card, _ in calls], lang),
        "rows": rows,
        "unvalidated": words(lang)["headings"]["unvalidated"],
    }
    return fill("index.html.j2", context, styles=["page.css"], script="index.js")


def _row(card: Scorecard, page: str) -> dict[str, Any]:
    said = causes(card)
    found = answer.findings(card)
    finding: str | None
    if said.nobody:
        finding = words(card.lang)["answer"]["nobody"]
    else:
        finding = found[0].finding if found else words(card.lang)["answer"]["nothing"]
    return {
        "name": PurePath(card.source.path).name,
        "href": quote(page),
        "length": moment(card.source.duration_s),
        "who": "" if said.nobody else answer.who(card),
        "verdicts": [(line.verdict.value, f"{MARKS[line.verdict]} {line.code}") for line in found],
        "finding": sentence(finding or ""),
        "score": answer.score_line(card),
        "order": (-max((line.severity or 0.0 for line in found), default=0.0), -len(found)),
    }
