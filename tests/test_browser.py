"""The page in a real browser: what is clicked is heard, and nothing is fetched."""

from __future__ import annotations

import itertools
import re
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from voicecheck.analysis.pipeline import Analysis
from voicecheck.report.html import render
from voicecheck.report.html.index import render_index
from voicecheck.types.audio import Recording
from voicecheck.types.judgement import Scorecard

pytestmark = pytest.mark.needs("chromium")


@pytest.fixture(scope="module")
def page_file(
    recording: Recording,
    german: Analysis,
    card: Scorecard,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    path = tmp_path_factory.mktemp("pages") / "call.html"
    path.write_text(render(recording, german, card), "utf-8")
    return path


def opened(browser: Any, path: Path, width: int) -> tuple[Any, list[str]]:
    page = browser.new_page(viewport={"width": width, "height": 900})
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda r: None if r.url.startswith(("file:", "data:")) else complaints.append(r.url),
    )
    page.goto(path.as_uri())
    until(page, "document.getElementById('player').readyState >= 1")
    return page, complaints


def until(page: Any, condition: str, *, seconds: float = 20.0) -> None:
    """Wait; Playwright's own way evaluates strings, which the page's policy forbids."""
    end = time.monotonic() + seconds
    while not page.evaluate(condition):
        assert time.monotonic() < end, condition
        page.wait_for_timeout(50)


def player_s(page: Any) -> float:
    return float(page.evaluate("document.getElementById('player').currentTime"))


def expected_s(page: Any, start_s: float) -> float:
    pieces = page.evaluate("JSON.parse(document.getElementById('player').dataset.pieces)")
    return next(at + start_s - a for a, b, at in pieces if a <= start_s <= b)


@pytest.mark.parametrize("selector", ["ul.places button.play", ".mark[data-start]", ".said"])
def test_a_click_on_a_finding_or_a_word_moves_the_player_there(
    browser: Any, page_file: Path, selector: str
) -> None:
    page, complaints = opened(browser, page_file, 1400)
    target = page.locator(selector).nth(3)
    target.scroll_into_view_if_needed()
    start_s = float(target.get_attribute("data-start"))
    target.dispatch_event("click")
    until(page, "document.getElementById('player').currentTime > 0")
    assert player_s(page) == pytest.approx(expected_s(page, start_s), abs=1.0)
    assert complaints == []


def test_a_finding_can_be_reached_and_played_by_keyboard(browser: Any, page_file: Path) -> None:
    page, _ = opened(browser, page_file, 1400)
    page.locator(".mark[data-start]").nth(2).focus()
    start_s = float(page.evaluate("document.activeElement.dataset.start"))
    page.keyboard.press("Enter")
    until(page, "document.getElementById('player').currentTime > 0")
    assert player_s(page) == pytest.approx(expected_s(page, start_s), abs=1.0)


def test_the_sound_stops_where_the_passage_ends(browser: Any, page_file: Path) -> None:
    page, _ = opened(browser, page_file, 1400)
    page.evaluate("document.getElementById('player').playbackRate = 4")
    page.locator("ul.places button.play").nth(1).click()
    until(page, "!document.getElementById('player').paused")
    until(page, "document.getElementById('player').paused")


@pytest.mark.parametrize("width", [400, 1400])
def test_it_reads_at_every_width(browser: Any, page_file: Path, width: int) -> None:
    page, complaints = opened(browser, page_file, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("table.overview tbody tr").count() == 8
    for text in page.locator("table.overview .verdict").all():
        box = text.bounding_box()
        assert box is not None and box["x"] + box["width"] <= width
    assert complaints == []


def test_what_can_be_played_has_a_name(browser: Any, page_file: Path) -> None:
    page, _ = opened(browser, page_file, 1400)
    for kind in ("button", "[role=button]", "svg"):
        for item in page.locator(kind).all():
            assert item.get_attribute("aria-label")


@pytest.mark.parametrize("width", [400, 1400])
def test_gauges_keep_their_figures_apart_and_inside(
    browser: Any, page_file: Path, width: int
) -> None:
    page, _ = opened(browser, page_file, width)
    boxes = page.evaluate(
        """() => [...document.querySelectorAll('svg.gauge')].map(gauge => [
            gauge, ...gauge.querySelectorAll('text, path, rect')
        ].map(e => { const b = e.getBoundingClientRect(); return [e.tagName, b.left, b.right, b.bottom] }))"""
    )
    assert len(boxes) > 8
    for (_, left, right, bottom), *inner in boxes:
        assert right - left > 100
        for _, a, b, low in inner:
            assert left - 1 <= a <= b <= right + 1 and low <= bottom + 1
        texts = sorted((a, b) for tag, a, b, _ in inner if tag == "text")
        assert all(one[1] < other[0] for one, other in itertools.pairwise(texts))


@pytest.mark.parametrize(("width", "height"), [(1400, 900), (390, 844)])
def test_the_first_screen_holds_the_answer(
    browser: Any, page_file: Path, card: Scorecard, width: int, height: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(page_file.as_uri())
    found = next(line for line in card.results if line.verdict.stands_out)
    for selector, said in (
        ("h1", "call_stereo.wav"),
        ("header .score", "Punkten"),
        (f"#{found.code} h3", found.title),
        (f"#{found.code} button.play >> nth=0", "0:0"),
        (f"#{found.code} .advice", found.advice or ""),
    ):
        item = page.locator(selector).first
        box = item.bounding_box()
        assert said in item.inner_text()
        assert box is not None and box["y"] + box["height"] <= height - 48, selector  # the player


def test_mistakes_stand_before_passes_and_these_are_folded(browser: Any, page_file: Path) -> None:
    page, _ = opened(browser, page_file, 1400)
    kinds = [item.get_attribute("class") for item in page.locator("article").all()]
    assert kinds.index("fail") < kinds.index("pass")
    assert not page.locator("article.pass").first.is_visible()
    page.locator("section.passes summary").click()
    assert page.locator("article.pass").first.is_visible()
    assert "ist besser" in page.locator("article.pass figcaption").first.inner_text()


def test_the_player_is_as_long_as_the_call_and_seeks_by_the_bar(
    browser: Any, page_file: Path, card: Scorecard
) -> None:
    page, complaints = opened(browser, page_file, 1400)
    assert float(page.locator("#seek").get_attribute("max")) == pytest.approx(
        card.source.duration_s, abs=0.01
    )
    assert page.locator(".seekbar .stroke.fail").count() > 0
    page.evaluate(
        "() => { const s = document.getElementById('seek'); s.value = 61; s.dispatchEvent(new Event('input')) }"
    )
    until(page, "Math.abs(document.getElementById('player').currentTime - 61) < 1")
    assert page.locator("#now").inner_text() == "1:01"
    page.locator("#toggle").click()
    until(page, "!document.getElementById('player').paused")
    page.locator("#toggle").click()
    until(page, "document.getElementById('player').paused")
    assert complaints == []


def test_it_prints_on_two_sheets_without_what_cannot_be_pressed(
    browser: Any, page_file: Path
) -> None:
    page, _ = opened(browser, page_file, 1400)
    page.emulate_media(media="print")
    assert not page.locator("footer.player").is_visible()
    assert not page.locator("article.pass").first.is_visible()
    assert not page.locator("button.play i").first.is_visible()
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) <= 2


def test_several_calls_have_an_index_that_filters_and_leads_on(
    browser: Any, page_file: Path, card: Scorecard
) -> None:
    other = replace(card, source=replace(card.source, path="<b>other.wav"))
    index = page_file.with_name("index.html")
    index.write_text(render_index([(card, page_file.name), (other, page_file.name)]), "utf-8")
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.goto(index.as_uri())
    assert page.locator("h1").inner_text() == "2 Aufnahmen: 2 mit Fehlern"
    assert page.locator("tbody tr").count() == 2
    page.locator("#filter").fill("<b>")
    assert [row.is_visible() for row in page.locator("tbody tr").all()].count(True) == 1
    assert page.locator("#count").inner_text() == "1 von 2 gezeigt"
    page.locator("tbody tr:visible a").click()
    assert page.locator("h1").inner_text() == "call_stereo.wav"
