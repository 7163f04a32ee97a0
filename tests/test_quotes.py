"""Quotes are recognised words: unsure ones are marked, and the card says once what quotes are.

Every form of the card marks them: terminal, page, table, morning page, notebook.
"""

from __future__ import annotations

import csv
import html
import io
import re
from dataclasses import replace

import pytest

from tests.html_pages import HOSTILE, Tags
from tests.made_features import a_card as made
from tests.made_features import features, sentence
from tests.mornings import a_morning
from voicecheck.analysis.pipeline import Analysis
from voicecheck.api import judge
from voicecheck.config import Config
from voicecheck.languages import Hit
from voicecheck.report import table, terminal_full
from voicecheck.report.formatting import words
from voicecheck.report.html import render
from voicecheck.report.html.morning import render_morning
from voicecheck.report.notebook import shown_as_html
from voicecheck.types.audio import Recording
from voicecheck.types.judgement import Evidence, Scorecard, Verdict
from voicecheck.types.measure import Passage
from voicecheck.types.speech import UNSURE_BELOW, Word, mean_probability, unsure
from voicecheck.types.text import Lang
from voicecheck.types.time import Span

LANGS: tuple[Lang, Lang] = ("de", "en")
MARK = {"de": "(unsicher erkannt: bitte anhören)", "en": "(not recognised surely: please listen)"}
UNSURE, SURE = UNSURE_BELOW - 0.01, UNSURE_BELOW
QUOTE = "Ganz bestimmt"
BAD = {"wording__blame": 2.0, "wording__know_it_all": 2.0, "wording__refusal": 2.0}


def a_card(lang: Lang, probability: float | None, quote: str = QUOTE) -> Scorecard:
    """Return a card with mistakes and praise, all quoted."""
    places = (Passage(Span(1.0, 3.0), 1.0, quote, probability=probability),)
    return judge(features(places=places, wording__joint=3.0, **BAD), config=Config(lang=lang))


def printed(card: Scorecard) -> str:
    out = io.StringIO()
    terminal_full.write([card], [], out)
    return out.getvalue()


def text_of(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", page.partition("</style>")[2]))


@pytest.mark.parametrize("lang", LANGS)
def test_the_terminal_marks_unsure_quotes(lang: Lang) -> None:
    said = rf"„{QUOTE} \d+“" if lang == "de" else rf'"{QUOTE} \d+"'
    shown = " ".join(printed(a_card(lang, UNSURE)).split())
    marked = re.findall(rf"\d–\d+:\d\d [^„\"]+: {said} {re.escape(MARK[lang])}", shown)
    assert len(marked) == shown.count(QUOTE) == 9
    for probability in (SURE, None):
        sure = printed(a_card(lang, probability))
        assert QUOTE in sure and MARK[lang] not in sure


@pytest.mark.parametrize("lang", LANGS)
def test_what_quotes_are_is_said_once_where_there_are_any(lang: Lang) -> None:
    note = words(lang)["quotes"]["note"]
    shown = printed(a_card(lang, SURE)).replace("\n", " ")
    assert shown.count(note) == 1
    assert note not in printed(judge(features(places=()), config=Config(lang=lang)))
    # A greeting that passes is quoted in its finding alone.
    hit = Hit("greeting.dated_help", Span(4.0, 5.0), 3, 8, "was kann ich für Sie tun")
    card = judge(features((hit,), places=()), config=Config(lang=lang))
    cited = replace(card, results=replace(card.results, lines=(replace(card.results["M4"], verdict=Verdict.PASS),)))  # fmt: skip
    assert printed(cited).replace("\n", " ").count(note) == shown_as_html(cited).count(note) == 1
    assert note not in shown_as_html(judge(features(), config=Config(lang=lang)))


def requoted(card: Scorecard, quote: str | None, probability: float | None) -> Scorecard:
    """Return the card of a real call with this quote at every place."""

    def changed(item: Evidence) -> Evidence:
        if item.span is None:
            return item
        value = 1.0 if isinstance(item.value, str) and quote is None else item.value
        value = quote if isinstance(value, str) else value
        return replace(item, value=value, quote=quote, probability=probability)

    lines, strengths = (
        tuple(replace(r, evidence=tuple(map(changed, r.evidence))) for r in found)
        for found in (card.results, card.strengths)
    )
    lines = tuple(replace(r, finding=r.finding and "…") for r in lines)
    return replace(card, results=replace(card.results, lines=lines), strengths=strengths)


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_marks_unsure_quotes_beside_their_button(
    recording: Recording, german: Analysis, lang: Lang
) -> None:
    card, note = judge(german.features, config=Config(lang=lang)), words(lang)["quotes"]["note"]
    page, sure, silent = (
        render(recording, german, requoted(card, *how))
        for how in ((QUOTE, UNSURE), (QUOTE, SURE), (None, None))
    )
    places = re.findall(
        rf"<li><button[^>]*><i[^>]*>[^<]*</i>[^<]*</button>[^<]*<q>(?:<bdi>)?{QUOTE}(?:</bdi>)?</q>([^\n]*)</li>",
        page,
    )
    assert len(places) > 2 and all(MARK[lang] in after for after in places)
    assert QUOTE in sure and MARK[lang] not in sure
    assert [text_of(made).count(note) for made in (page, sure, silent)] == [1, 1, 0]


def test_a_hostile_quote_stays_text_where_it_is_marked(
    recording: Recording, german: Analysis, card: Scorecard
) -> None:
    tame, hostile = (render(recording, german, requoted(card, q, UNSURE)) for q in ("x", HOSTILE))
    assert Tags(hostile).tags == Tags(tame).tags
    assert not Tags(hostile).handlers
    assert hostile.count(MARK["de"]) == tame.count(MARK["de"]) > 2
    assert HOSTILE in text_of(hostile)
    assert '"{quote} {0} ' in printed(a_card("en", UNSURE, "{quote} {0}"))


@pytest.mark.parametrize("lang", LANGS)
def test_praise_without_a_moment_of_its_own_says_where_they_are(lang: Lang) -> None:
    two = sentence(2)
    card = made(lang, empathy=two, appreciation=two[:1], trivialise=two)
    assert card.strengths[1].finding and card.strengths[1].finding in printed(card)


@pytest.mark.parametrize("lang", LANGS)
def test_the_morning_page_marks_unsure_quotes(lang: Lang) -> None:
    night = a_morning()
    note = words(lang)["quotes"]["note"]
    for probability, marked in ((UNSURE, 1), (SURE, 0), (None, 0)):
        grave = tuple(replace(worth, probability=probability) for worth in night.grave)
        page = text_of(render_morning(replace(night, grave=grave), lang=lang, pages=None))
        assert (page.count(MARK[lang]), page.count(note)) == (marked, 1)
    none = replace(night, grave=tuple(replace(worth, quote=None) for worth in night.grave))
    assert note not in text_of(render_morning(none, lang=lang, pages=None))


@pytest.mark.parametrize("lang", LANGS)
def test_csv_marks_unsure_quotes_and_has_the_probability(lang: Lang) -> None:
    for probability, marked in ((UNSURE, True), (SURE, False), (None, False)):
        out = io.StringIO()
        table.write([a_card(lang, probability)], [], out)
        out.seek(0)
        rows = [row for row in csv.DictReader(out) if row["quote"]]
        assert rows and all((MARK[lang] in row["quote"]) is marked for row in rows)
        assert {row["probability"] for row in rows} == {"" if probability is None else str(probability)}  # fmt: skip


@pytest.mark.parametrize("lang", LANGS)
def test_a_finding_marks_unsure_quotes(lang: Lang) -> None:
    hit = Hit("greeting.dated_help", Span(4.0, 5.0), 3, 8, "womit kann ich dienen", probability=0.4)
    sure = replace(hit, probability=0.9)
    found = [
        judge(features((one,)), config=Config(lang=lang)).results["M4"].finding or ""
        for one in (hit, sure)
    ]
    assert [MARK[lang].partition(":")[0] in finding for finding in found] == [True, False]


def test_the_mean_of_words() -> None:
    said = [Word("ja", Span(0, 1), 0.5), Word("nein", Span(1, 2), 1.0)]
    assert mean_probability(said) == 0.75
    assert mean_probability([]) is None
    assert [unsure(p) for p in (None, 0.0, UNSURE, SURE, 1.0)] == [False, True, True, False, False]


def test_measured_quotes_know_how_sure_they_are(german: Analysis) -> None:
    families = ("tempo", "pausing", "greeting", "turn_taking", "articulation")
    found = [
        passage.probability
        for name, measure in german.features.measures.items()
        if name.partition(".")[0] in families
        for passage in measure.passages
        if passage.quote
    ]
    assert found and all(p is not None and 0 <= p <= 1 for p in found)
    assert all(hit.probability is not None for hit in german.features.greeting_phrases)
