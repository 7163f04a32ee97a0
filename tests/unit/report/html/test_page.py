from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from dataclasses import replace

import pytest

import voicecheck
from tests.html_pages import HOSTILE, Tags
from voicecheck.analysis.pipeline import Analysis
from voicecheck.config import Config
from voicecheck.report.html import render
from voicecheck.report.html.page import counterfactual
from voicecheck.types.audio import Recording
from voicecheck.types.judgement import Evidence, Scorecard, Verdict
from voicecheck.types.norm import Norm
from voicecheck.types.speech import Dialogue


@pytest.fixture(scope="module")
def page(recording: Recording, german: Analysis, card: Scorecard) -> str:
    return render(recording, german, card)


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("audio", ["clips", "full", "none"])
def test_nothing_is_asked_from_outside(
    recording: Recording, german: Analysis, lang: str, audio: str
) -> None:
    own = voicecheck.judge(german.features, config=Config(lang=lang))
    tags = Tags(render(recording, german, own, audio=audio))
    assert all(link.startswith(("data:audio/mpeg;base64,", "#")) for link in tags.links)
    assert tags.handlers == []
    assert not {"link", "iframe", "object", "img", "form", "base"} & set(tags.tags)
    assert tags.tags["script"] == (0 if audio == "none" else 1)


def test_the_policy_names_the_style_and_the_script_of_the_page(page: str) -> None:
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1])
    assert policy.startswith("default-src 'none';")
    for kind in ("style", "script"):
        inside = re.search(rf"<{kind}>(.*?)</{kind}>", page, re.S)[1]
        digest = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy


def test_text_from_outside_stays_text(
    recording: Recording, german: Analysis, card: Scorecard, page: str
) -> None:
    assert german.dialogue is not None
    turns = tuple(
        replace(turn, words=tuple(replace(word, text=HOSTILE) for word in turn.words))
        for turn in german.dialogue.turns
    )
    hostile = replace(german, dialogue=replace(german.dialogue, turns=turns))
    lines = tuple(
        replace(
            line,
            finding=line.finding and HOSTILE,
            evidence=tuple(replace(e, quote=HOSTILE) for e in line.evidence),
        )
        for line in card.results
    )
    source = replace(card.source, path=f"/tmp/{HOSTILE}.wav")
    own = replace(card, source=source, results=replace(card.results, lines=lines))
    made = render(recording, hostile, own)
    found, expected = Tags(made), Tags(page)
    assert found.tags["script"] == expected.tags["script"]
    assert not found.tags["img"] and not found.handlers
    assert html.escape(HOSTILE, quote=False)[:40] in made.replace("&#39;", "'").replace(
        "&#34;", '"'
    )


def test_a_page_of_a_short_call_is_far_below_two_megabytes(page: str) -> None:
    assert len(page.encode()) < 1_000_000


def test_every_line_of_the_card_is_there_with_its_advice_and_its_places(
    page: str, card: Scorecard
) -> None:
    for line in card.results:
        assert html.escape(line.title, quote=False) in page
        if line.verdict in (Verdict.WARN, Verdict.FAIL):
            assert line.advice is not None and html.escape(line.advice, quote=False) in page
            assert (
                f'data-start="{next(e.span for e in line.evidence if e.span).start_s:.2f}"' in page
            )
    length = card.results["M4"].evidence[0]
    assert isinstance(length.value, float) and length.norm
    # Processors differ in the last digits of the speech model, and so may a word of the greeting.
    less = length.value - length.norm.watch
    assert 6 <= less <= 10 and f"Mit {less:g} Silben weniger im üblichen Bereich." in page


def test_the_words_of_a_finding_are_marked_in_the_transcript(page: str) -> None:
    marked = re.findall(r'<span class="said fail" title="M4[^"]*"[^>]*>([^<]+)</span>', page)
    assert "willkommen" in " ".join(marked)


NORM = Norm("articulation_rate", "syllables/s", "x", 5.2, 5.8, 6.4, 7.2, "x", "x", "provisional")


@pytest.mark.parametrize(
    ("value", "lang", "said"),
    [
        (6.67, "de", "Etwa ein Zehntel langsamer (5,8 Silben/s), dann im üblichen Bereich."),
        (6.67, "en", "About a tenth slower (5.8 syllables/s) would be in the usual range."),
        (5.5, "de", None),
    ],
)
def test_advice_comes_with_its_counterfactual(value: float, lang: str, said: str | None) -> None:
    item = Evidence("tempo.articulation_rate", value, "syllables/s", NORM)
    assert counterfactual(item, lang) == said


def test_a_call_without_words_says_so(
    recording: Recording, german: Analysis, card: Scorecard
) -> None:
    silent = replace(german, dialogue=Dialogue((), (), (), ()), tracks=None)
    assert "kein Wortlaut" in render(recording, silent, card)


def test_the_pieces_are_told_to_the_player(page: str) -> None:
    pieces = json.loads(html.unescape(re.search(r'data-pieces="([^"]+)"', page)[1]))
    assert pieces and all(len(piece) == 3 for piece in pieces)


def test_nobody_is_called_the_agent_while_that_is_unclear(
    recording: Recording, german: Analysis, card: Scorecard, page: str
) -> None:
    unclear = replace(card, agent=replace(card.agent, confidence=0.3))
    shown = render(recording, german, unclear)
    assert ">Stimme 1<" in shown and ">Agent/in<" not in shown
    assert ">Agent/in<" in page and "Stimme 1" not in page
