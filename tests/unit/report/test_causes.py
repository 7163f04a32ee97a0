"""One cause is said once, in full; the card keeps it in every line."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from tests.made_features import features
from voicecheck.api import judge
from voicecheck.config import Config
from voicecheck.report import json as as_json
from voicecheck.report import terminal
from voicecheck.report.causes import causes, notice_line, times_of
from voicecheck.report.notebook import shown_as_html
from voicecheck.types.judgement import Agent, Verdict
from voicecheck.types.notice import Notice
from voicecheck.types.text import Text
from voicecheck.types.time import Span

if TYPE_CHECKING:
    from voicecheck.types.judgement import Scorecard

EVERYTHING = (*(f"M{i}" for i in range(1, 9)), "P1", "P2", "P3")
CAUSE = Text("zwei Personen im Wechsel", "two people in turn")
LONG = Text("zwei Personen im Wechsel: niemand wird beurteilt", "two people in turn: nobody is")
SPANS = tuple(Span(20.0 * i, 20.0 * i + 2) for i in range(1, 6))


def card(*notices: Notice, agent: Agent | None = None) -> Scorecard:
    given = replace(features(), notices=notices, agent=agent or Agent(0, 1.0))
    return judge(given, config=Config())


def written(given: Scorecard, width: int = 110) -> str:
    out = io.StringIO()
    terminal.show(given, Console(file=out, width=width, highlight=False))
    return out.getvalue()


def test_a_cause_of_all_lines_stands_on_top_alone() -> None:
    for given, cause in (
        (card(Notice("N17", LONG, withholds=EVERYTHING, cause=CAUSE)), CAUSE.de),
        (card(agent=Agent(0, 0.5)), "unklar, welche Stimme"),
    ):
        assert {line.verdict for line in given.results} == {Verdict.NOT_ASSESSED}
        assert all(cause in (line.reason or "") for line in given.results)
        said = causes(given)
        assert said.nobody and set(said.below.values()) == {None}
        for text in (written(given), shown_as_html(given)):
            assert text.lower().count(cause.lower()) == 1
        assert written(given).splitlines()[2] == "niemand wird beurteilt"
        out = io.StringIO()
        as_json.write([given], [], out)
        (stored,) = json.loads(out.getvalue())["scorecards"]
        assert all(cause in line["reason"] for line in [*stored["results"], *stored["strengths"]])


def test_a_cause_of_several_lines_is_referred_to_by_its_code() -> None:
    given = card(Notice("N11", LONG, withholds=("M2", "M3"), cause=CAUSE))
    assert causes(given).below == {"M2": "siehe N11", "M3": "siehe N11"}
    assert not causes(given).nobody and causes(given).above is None
    assert written(given).count("M2, M3 – siehe N11") == 1
    assert given.results["M2"].reason == CAUSE.de


def test_a_cause_of_one_line_stands_there() -> None:
    given = card(Notice("N12", LONG, withholds=("M4",), cause=CAUSE))
    assert causes(given).below == {"M4": CAUSE.de}


def test_of_two_causes_the_wider_is_named() -> None:
    narrow = Notice("N11", Text("eng", "narrow"), withholds=("M2",))
    given = card(narrow, Notice("N17", LONG, withholds=EVERYTHING, cause=CAUSE))
    assert set(causes(given).below.values()) == {None}
    # Who is unknown is the cause of all, whatever else would be of some.
    unclear = card(narrow, agent=Agent(0, 0.5))
    assert set(causes(unclear).below.values()) == {None}


@pytest.mark.parametrize("width", [40, 60, 200])
def test_any_width_holds_the_card(width: int) -> None:
    text = written(card(Notice("N17", LONG, SPANS, withholds=("M2",), cause=CAUSE)), width)
    assert max(len(row) for row in text.splitlines()) <= width


def test_a_notice_is_a_sentence_with_its_first_times() -> None:
    notice = Notice("N16", LONG, SPANS)
    assert notice_line(notice, "de") == f"N16 {LONG.de[0].upper()}{LONG.de[1:]}."
    assert times_of(notice, "de") == "(bei 0:20, 0:40, 1:00 …)"
    assert times_of(replace(notice, text=Text("ab 0:20", "from 0:20")), "de") == ""
    assert times_of(replace(notice, spans=()), "de") == ""
    assert "(bei 0:20, 0:40, 1:00 …)" in written(card(notice))
