"""The morning page in a real browser: sorted, filtered, by mouse and by keyboard, at any width."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.mornings import CODES, a_call, a_morning
from voicecheck.report.html.morning import render_morning
from voicecheck.types.judgement import Verdict

pytestmark = pytest.mark.needs("chromium")
N = 450
NEW = 6


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("morning") / "digest.html"
    path.write_text(render_morning(a_morning(N), lang="de", pages="pages"), "utf-8")
    return path


@pytest.fixture(params=[1400])
def page(browser: Any, file: Path, request: pytest.FixtureRequest) -> Iterator[Any]:
    found = browser.new_page(viewport={"width": request.param, "height": 900})
    complaints: list[str] = []
    found.on("console", lambda message: complaints.append(message.text))
    found.on("pageerror", lambda error: complaints.append(str(error)))
    found.on("request", lambda r: None if r.url.startswith("file:") else complaints.append(r.url))
    found.goto(file.as_uri())
    yield found
    assert complaints == []
    found.close()


def shown(page: Any, column: int = 1) -> list[str]:
    found = page.evaluate(
        f"[...document.querySelectorAll('#index tbody tr:not([hidden])')]"
        f".map(row => row.cells[{column}].textContent)"
    )
    return [str(text) for text in found]


def count(page: Any) -> str:
    return str(page.locator("#count").inner_text())


def test_at_first_this_night_stands_there(page: Any) -> None:
    assert len(shown(page)) == NEW
    assert count(page) == f"{NEW} von {N} gezeigt"


def test_filters_by_check_verdict_queue_week_and_words(page: Any) -> None:
    page.locator("#only").uncheck()
    calls = [a_call(i) for i in range(N)]
    assert count(page) == f"{N} von {N} gezeigt"
    page.select_option("#check", "M4")
    page.select_option("#verdict", "fail")
    left = [c for c in calls if c.results["M4"][0] is Verdict.FAIL]
    assert count(page) == f"{len(left)} von {N} gezeigt"
    page.select_option("#queue", "sales")
    page.select_option("#week", "2026-W46")
    left = [c for c in left if c.queue == "sales" and c.week == "2026-W46"]
    assert sorted(shown(page)) == sorted(c.name for c in left)
    page.fill("#text", f"SALES {left[0].name[9:25]}")
    assert left[0].name in shown(page) and len(shown(page)) < len(left)
    page.fill("#text", "no call is named so")
    assert shown(page) == [] and count(page) == f"0 von {N} gezeigt"


def test_any_check_with_a_verdict(page: Any) -> None:
    page.locator("#only").uncheck()
    page.select_option("#verdict", "fail")
    calls = [a_call(i) for i in range(N)]
    n = sum(any(v is Verdict.FAIL for v, _ in c.results.values()) for c in calls)
    assert count(page) == f"{n} von {N} gezeigt"


@pytest.mark.parametrize(
    ("column", "first"),
    [(0, "ascending"), (4, "ascending"), (5, "ascending"), (6, "descending"), (13, "descending")],
)
def test_a_click_on_a_heading_sorts_and_a_second_turns_it_round(
    page: Any, column: int, first: str
) -> None:
    def figures() -> list[float]:
        cells = page.evaluate(
            f"[...document.querySelectorAll('#index tbody tr')].map(row => "
            f"row.cells[{column}].dataset.v ?? row.cells[{column}].textContent)"
        )
        digits = ["".join(filter(str.isdigit, cell)) for cell in cells]
        empty = [not d for d in digits]
        assert empty == sorted(empty), "what has no value stands last"
        return [float(d) for d in digits if d]

    head = page.locator("#index thead th").nth(column)
    for order in (first, {"ascending": "descending", "descending": "ascending"}[first]):
        head.locator("button").click()
        assert head.get_attribute("aria-sort") == order
        assert figures() == sorted(figures(), reverse=order == "descending")
        assert len(set(figures())) > 1
        assert page.locator("th[aria-sort=ascending], th[aria-sort=descending]").count() == 1


def test_long_lists_open_step_by_step(page: Any) -> None:
    page.locator("#only").uncheck()
    assert len(shown(page)) == 200
    page.locator("#more").click()
    page.locator("#more").click()
    assert len(shown(page)) == N
    assert page.locator("#more").is_hidden()


def test_keyboard_alone_will_do(page: Any) -> None:
    page.locator("#check").focus()
    for _ in range(5):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "only"
    page.keyboard.press("Space")
    assert count(page) == f"{N} von {N} gezeigt"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"
    page.keyboard.press("Enter")
    assert page.locator("th[aria-sort=ascending]").count() == 1


@pytest.mark.parametrize("page", [400, 1400], indirect=True)
def test_it_reads_at_every_width(page: Any) -> None:
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".spread tbody tr").count() == len(CODES)


def test_every_field_and_picture_has_a_name(page: Any) -> None:
    for field in page.locator("#filters select, #filters input").all():
        assert field.evaluate("field => field.labels[0].textContent.trim()")
    for picture in page.locator("svg").all():
        assert picture.get_attribute("aria-label")
        assert picture.get_attribute("role") == "img"
