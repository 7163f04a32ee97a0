from __future__ import annotations

from dataclasses import replace

from tests.html_pages import HOSTILE, Tags
from tests.made_features import features
from voicecheck import judge
from voicecheck.report.html.index import render_index
from voicecheck.types.judgement import Scorecard


def called(name: str, **measures: float) -> Scorecard:
    card = judge(features(**measures))
    return replace(card, source=replace(card.source, path=name))


def test_the_worst_call_stands_first_with_what_is_wrong_and_its_score() -> None:
    calm, rushed = called("calm.wav"), called("long.wav", greeting__greeting_syllables=40.0)
    page = render_index([(calm, "a b.html"), (rushed, "c.html")])
    assert page.index("long.wav") < page.index("calm.wav")
    assert "Die Meldung hat 40 Silben" in page and 'href="a%20b.html"' in page
    assert page.count("von 8 Prüfungen beurteilt") == 2


def test_text_from_outside_stays_text() -> None:
    tags = Tags(render_index([(called(f"{HOSTILE}.wav"), "a.html"), (called("b.wav"), "b.html")]))
    assert not tags.tags["img"] and not tags.handlers and tags.tags["script"] == 1
