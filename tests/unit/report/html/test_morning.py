"""The morning page: says all, asks nothing from outside, stays small."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from dataclasses import replace

import pytest

from tests.felt import FELT
from tests.html_pages import HOSTILE, Tags
from tests.mornings import BEGIN, a_morning
from voicecheck.checks.registry import all_checks
from voicecheck.report.formatting import words
from voicecheck.report.html.morning import headline, render_morning
from voicecheck.types.morning import (
    Distribution,
    Failed,
    Highlight,
    Morning,
    RunFacts,
    Spread,
    Withheld,
)
from voicecheck.types.text import Lang


def visible(page: str) -> str:
    body = re.sub(r"<(style|script)>.*?</\1>", "", page, flags=re.DOTALL)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body)))


@pytest.mark.parametrize("lang", ["de", "en"])
def test_it_says_what_happened(lang: Lang) -> None:
    t = words(lang)["morning"]
    text = visible(render_morning(a_morning(), lang=lang, pages=None))
    for part in (
        f"12 {t['done']}", f"3 {t['failed']}", f"9 {t['known']}", f"2 {t['waiting']}",
        f"3 {t['left']}", t["outdated"].format(n=17), "12:34 min", "is empty (0 bytes)", "/exports/a.wav",
        t["failed_before"].format(n=4), "5 × nur 50–61 Inhaltswörter", "Herzlich willkommen",
        "0:00–0:10", "✓ 3", "✗ 1", {"de": "Verschoben.", "en": "Moved."}[lang],
        {"de": "1,5 h Ton", "en": "1.5 h of sound"}[lang],
    ):  # fmt: skip
        assert part in text, part
    for check in all_checks():
        text = text.replace(check.title[lang], "")
    assert not FELT.search(text)


def test_links_lead_to_the_pages_and_nowhere_else() -> None:
    page = render_morning(a_morning(), lang="de", pages="../calls%20of%20today")
    links = Tags(page).links
    assert len(links) == 12 + 2
    assert all(link.startswith("../calls%20of%20today/external-0") for link in links)
    assert links[0].endswith(".html#M4") and links[1].endswith("#P1")
    assert " " not in "".join(links)
    assert Tags(render_morning(a_morning(), lang="de", pages=None)).links == []


def test_nothing_is_asked_from_outside_and_no_more_is_allowed() -> None:
    page = render_morning(a_morning(), lang="en", pages="pages")
    tags = Tags(page)
    assert tags.handlers == []
    assert not {"link", "iframe", "object", "img", "form", "base"} & set(tags.tags)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    said = html.unescape(policy.group(1))
    for kind in ("style", "script"):
        inside = re.search(rf"<{kind}>(.*?)</{kind}>", page, re.DOTALL)
        assert inside is not None
        digest = base64.b64encode(hashlib.sha256(inside.group(1).encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in said
    assert said.startswith("default-src 'none'")


def test_hostile_names_stay_text() -> None:
    morning = a_morning(1)
    call = replace(morning.calls[0], name=HOSTILE, page=f"{HOSTILE}.html", queue=HOSTILE)
    worth = Highlight(call, "M4", HOSTILE, 0.0, 1.0, HOSTILE)
    run = replace(morning.run, folder=HOSTILE)
    failed = Failed("decode", HOSTILE, 1, (HOSTILE,))
    hostile = replace(
        morning, calls=(call,), grave=(worth,), run=run, failed=(failed,),
        withheld=(Withheld("M1", HOSTILE, 1),),
    )  # fmt: skip
    page = render_morning(hostile, lang="de", pages="pages")
    tags = Tags(page)
    assert tags.tags["script"] == 1 and tags.tags["img"] == 0 and tags.handlers == []
    assert visible(page).count(HOSTILE) >= 7


def test_two_thousand_calls_stay_below_two_megabytes() -> None:
    page = render_morning(a_morning(2000), lang="de", pages="pages")
    assert Tags(page).tags["tr"] == 2000 + 1 + 8 + 1
    assert len(page.encode()) < 2_000_000


@pytest.mark.parametrize("lang", ["de", "en"])
def test_an_empty_night_says_so(lang: Lang) -> None:
    run = RunFacts("/exports", BEGIN, 1.0, 0.0, 9, 9, 0, 0, 0, 0, 0, 0)
    empty = Morning(run, (), 0, (), (), (), (), (), (), 0, 0)
    page = render_morning(empty, lang=lang, pages=None)
    t = words(lang)["morning"]
    assert t["nothing_new"] in visible(page)
    for heading in ("failures", "worth", "distribution", "withheld", "alarms"):
        assert f">{t[heading]}</h2>" not in page


def night(
    *verdicts: dict[str, int], done: int, failed: int = 0, unjudged: int = 0, left: int = 0
) -> Morning:
    """Return a night in which M1, M2 … came out so."""
    made = a_morning()
    none = Spread({}, (0,) * 10)
    spreads = tuple(
        Distribution(f"M{i}", Spread(found, (0,) * 10), none) for i, found in enumerate(verdicts, 1)
    )
    return replace(
        made,
        run=replace(
            made.run, done=done, failed=failed, judged=done - unjudged, left=left, waiting=0
        ),
        distributions=spreads,
    )


TITLES = {"M1": "eins", "M2": "zwei", "M3": "drei", "M4": "vier"}


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (
            night({"fail": 1, "pass": 6}, {"fail": 3}, done=7),
            "3 von 7 Gesprächen: M2 „zwei“; 1: M1 „eins“.",
        ),
        (night({"fail": 1}, done=1), "Das eine Gespräch: M1 „eins“."),
        (
            night({"warn": 2, "pass": 5}, done=7),
            "In 7 Gesprächen kein Fehler; auffällig in 2: M1 „eins“.",
        ),
        (night({"pass": 7}, done=7), "In 7 Gesprächen fällt nichts auf."),
        (night({"pass": 1}, done=1), "In dem einen Gespräch fällt nichts auf."),
        (
            night({"not_assessed": 4}, done=4, unjudged=4),
            "4 Gespräche gehört, keines davon ließ sich beurteilen: die Gründe stehen unten.",
        ),
        (night(done=0, failed=3), "Kein Gespräch beurteilt: 3 Aufnahmen sind gescheitert."),
        (night(done=0, failed=1), "Kein Gespräch beurteilt: eine Aufnahme ist gescheitert."),
        (
            night({"pass": 1, "not_assessed": 6}, done=7, unjudged=6),
            "In dem einen Gespräch fällt nichts auf. 6 weitere Gespräche ließen sich nicht beurteilen.",
        ),
        (
            night({"fail": 3, "not_assessed": 4}, done=7, unjudged=1),
            "3 von 6 Gesprächen: M1 „eins“. Ein weiteres Gespräch ließ sich nicht beurteilen.",
        ),
        (
            night(done=0, left=5),
            "Noch kein Gespräch gehört: 5 Aufnahmen warten auf den nächsten Lauf.",
        ),
        (night(done=0), "Nichts Neues: In dieser Nacht kam kein Gespräch dazu."),
    ],
)
def test_the_first_sentence_is_what_the_night_found(found: Morning, said: str) -> None:
    assert headline(found, TITLES, "de") == said
    page = render_morning(found, lang="de", pages=None)
    heading = re.search(r"<h1>(.*?)</h1>", page)
    assert heading and "{" not in heading[1] and heading[1].endswith(".")


def test_what_is_empty_is_not_drawn_and_points_come_with_their_coverage() -> None:
    bare = replace(night(done=0), grave=(), good=(), calls=(), failed=(), failed_before=0, withheld=(), alarms=())  # fmt: skip
    page = render_morning(bare, lang="de", pages=None)
    assert "<table" not in page and "<ol" not in page and page.count("<h2") == 1
    full = render_morning(a_morning(), lang="de", pages=None)
    assert re.search(r"<td data-v=\"\d+\.\d\">\d+ \(\d/8\)</td>", full)


def test_one_copy_is_a_copy() -> None:
    page = render_morning(a_morning(), lang="de", pages=None)
    assert "Kopie einer anderen Datei" in page and "Kopien" not in page


def test_what_failed_says_what_to_do() -> None:
    failed = (Failed("memory", "Speicher reichte nicht", 2, ("a.wav",)),)
    page = render_morning(replace(a_morning(), failed=failed), lang="de", pages=None)
    assert "→ Mit weniger --workers laufen lassen." in page
