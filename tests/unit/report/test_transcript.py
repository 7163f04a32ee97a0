from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.synth import conversation
from voicecheck.analysis.pipeline import Analysis
from voicecheck.report.transcript import FORMATS, as_json, srt, text, textgrid

SAID = (
    ("agent", 0.5, 2.5, "Guten Tag, hier ist {die} Werkstatt."),
    ("caller", 3.0, 5.0, "Meine Pumpe läuft aus."),
    ("agent", 65.25, 67.25, "Das sehen wir uns an."),
)


@pytest.fixture(scope="module")
def written_down(german: Analysis) -> Analysis:
    """The German call with another conversation in it, whose times and words are known."""
    return replace(german, dialogue=conversation(*SAID))


def test_text_has_a_line_per_turn(written_down: Analysis) -> None:
    assert text(written_down, "de").splitlines() == [
        "[0:00.5] Agent/in: Guten Tag, hier ist {die} Werkstatt.",
        "[0:03.0] Anrufer/in: Meine Pumpe läuft aus.",
        "[1:05.2] Agent/in: Das sehen wir uns an.",
    ]


def test_json_has_every_word_with_its_times(written_down: Analysis) -> None:
    turns = json.loads(as_json(written_down, "de"))["turns"]
    assert [turn["role"] for turn in turns] == ["agent", "customer", "agent"]
    first = turns[0]["words"][0]
    assert (first["text"], first["start_s"], first["probability"]) == ("Guten", 0.5, 0.9)


def test_subtitles_are_in_order_and_braces_are_no_styles(written_down: Analysis) -> None:
    blocks = srt(written_down, "en").strip().split("\n\n")
    assert len(blocks) == 3
    assert blocks[0].splitlines()[1] == "00:00:00,500 --> 00:00:02,500"
    assert blocks[0].splitlines()[2] == "agent: Guten Tag, hier ist (die) Werkstatt."
    assert blocks[2].splitlines()[1].startswith("00:01:05,250")


def test_praat_opens_the_textgrid(written_down: Analysis, tmp_path) -> None:  # type: ignore[no-untyped-def]
    import parselmouth
    from parselmouth.praat import call

    path = tmp_path / "call.TextGrid"
    path.write_text(textgrid(written_down, "de"), "utf-8")
    grid = parselmouth.read(str(path))
    tiers = [call(grid, "Get tier name", i) for i in range(1, 5)]
    assert tiers == ["agent units", "agent words", "customer units", "customer words"]
    at = call(grid, "Get interval at time", 3, 4.0)
    assert call(grid, "Get label of interval", 3, at) == "Meine Pumpe läuft aus."
    assert call(grid, "Get start time of interval", 3, at) == pytest.approx(3.0)


@pytest.mark.parametrize("kind", list(FORMATS))
def test_a_real_call_and_a_call_without_words_can_be_written(german: Analysis, kind: str) -> None:
    assert german.dialogue is not None
    assert FORMATS[kind](german, "de")
    FORMATS[kind](replace(german, dialogue=None), "de")
