"""What other programs read: each format goes through a reader that is not ours."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pysubs2
import pytest

import voicecheck
from tests.synth import conversation
from voicecheck.analysis.pipeline import Analysis
from voicecheck.report.transcript import (
    FORMATS,
    SUFFIXES,
    _together,
    as_json,
    audacity,
    audacity_turns,
    srt,
    text,
    textgrid,
    vtt,
)
from voicecheck.types.judgement import Scorecard
from voicecheck.types.time import Span

SAID = (
    ("agent", 0.5, 2.5, "Guten Tag, hier ist {die} Werkstatt."),
    ("caller", 3.0, 5.0, "Meine Pumpe läuft aus."),
    ("agent", 65.25, 67.25, "Das sehen wir uns an."),
)


@pytest.fixture(scope="module")
def written_down(german: Analysis) -> Analysis:
    """The German call with another conversation in it, whose times and words are known."""
    return replace(german, dialogue=conversation(*SAID))


@pytest.fixture(scope="module")
def english(german: Analysis) -> Scorecard:
    return voicecheck.judge(german.features, config=voicecheck.Config(lang="en"))


def test_text_has_a_line_per_turn(written_down: Analysis, card: Scorecard) -> None:
    assert text(written_down, card).splitlines() == [
        "[0:00.5] Agent/in: Guten Tag, hier ist {die} Werkstatt.",
        "[0:03.0] Anrufer/in: Meine Pumpe läuft aus.",
        "[1:05.2] Agent/in: Das sehen wir uns an.",
    ]


def test_json_has_every_word_with_its_times(written_down: Analysis, card: Scorecard) -> None:
    turns = json.loads(as_json(written_down, card))["turns"]
    assert [turn["role"] for turn in turns] == ["agent", "customer", "agent"]
    first = turns[0]["words"][0]
    assert (first["text"], first["start_s"], first["probability"]) == ("Guten", 0.5, 0.9)


def test_subtitles_are_in_order_and_braces_are_no_styles(
    written_down: Analysis, english: Scorecard
) -> None:
    blocks = srt(written_down, english).strip().split("\n\n")
    assert len(blocks) == 3
    assert blocks[0].splitlines()[1] == "00:00:00,500 --> 00:00:02,500"
    assert blocks[0].splitlines()[2] == "agent: Guten Tag, hier ist (die) Werkstatt."
    assert blocks[2].splitlines()[1].startswith("00:01:05,250")


def test_subtitles_for_the_web_name_the_voice(written_down: Analysis, card: Scorecard) -> None:
    made = vtt(written_down, card)
    assert made.splitlines()[:4] == [
        "WEBVTT",
        "",
        "00:00:00.500 --> 00:00:02.500",
        "<v Agent/in>Guten Tag, hier ist {die} Werkstatt.</v>",
    ]
    read = pysubs2.SSAFile.from_string(made)
    assert read.format == "vtt"
    assert [(line.start, line.end) for line in read] == [(500, 2500), (3000, 5000), (65250, 67250)]
    assert "<v Anrufer/in>" in made


def test_what_was_said_is_no_markup_and_no_time(written_down: Analysis, card: Scorecard) -> None:
    hostile = "<v Chef>a</v> --> & b\n\n00:00:09.000 --> 00:00:10.000\tx"
    said = replace(written_down, dialogue=conversation(("agent", 0.5, 2.5, "x")))
    assert said.dialogue is not None
    turn = said.dialogue.turns[0]
    words = (replace(turn.words[0], text=hostile),)
    said = replace(said, dialogue=replace(said.dialogue, turns=(replace(turn, words=words),)))
    for write in (vtt, srt):
        read = pysubs2.SSAFile.from_string(write(said, card))
        assert [(line.start, line.end) for line in read] == [(500, 2500)]
    assert (
        vtt(said, card)
        .splitlines()[3]
        .startswith("<v Agent/in>&lt;v Chef&gt;a&lt;/v&gt; --&gt; &amp; b")
    )
    assert audacity_turns(said, card).count("\t") == 2
    assert audacity_turns(said, card).count("\n") == 1


def test_audacity_shows_where_to_listen_and_what_for(german: Analysis, card: Scorecard) -> None:
    rows = [line.split("\t") for line in audacity(german, card).splitlines()]
    spans = [item.span for item in card.results["M4"].evidence if item.span]
    at = [time for span in sorted(spans) for time in (span.start_s, span.end_s)]
    assert [float(time) for row in rows for time in row[:2]] == pytest.approx(at, abs=1e-5)
    assert all(label.startswith("M4 Antiquierte, zu lange Meldung: ") for _, _, label in rows)
    (syllables,) = {
        item.value
        for item in card.results["M4"].evidence
        if item.measure == "greeting.greeting_syllables"
    }
    assert any(f"{syllables:.0f} Silben" in label for _, _, label in rows)


def test_a_finding_about_the_whole_call_is_labelled_as_long(
    german: Analysis, card: Scorecard
) -> None:
    line = card.results["M4"]
    whole = replace(line, evidence=tuple(replace(item, span=None) for item in line.evidence))
    own = replace(card, results=replace(card.results, lines=(whole,)))
    start, end, _ = audacity(german, own).rstrip("\n").split("\t")
    assert (float(start), float(end)) == (0.0, pytest.approx(german.source.duration_s))


def test_audacity_shows_who_said_what(written_down: Analysis, card: Scorecard) -> None:
    assert audacity_turns(written_down, card).splitlines()[1] == (
        "3.000000\t5.000000\tAnrufer/in: Meine Pumpe läuft aus."
    )


def test_praat_opens_the_textgrid(written_down: Analysis, card: Scorecard, tmp_path: Path) -> None:
    import parselmouth
    from parselmouth.praat import call

    path = tmp_path / "call.TextGrid"
    path.write_text(textgrid(written_down, card), "utf-8")
    grid = parselmouth.read(str(path))
    tiers = [call(grid, "Get tier name", i) for i in range(1, 6)]
    assert tiers == ["agent units", "agent words", "caller units", "caller words", "findings"]
    at = call(grid, "Get interval at time", 3, 4.0)
    assert call(grid, "Get label of interval", 3, at) == "Meine Pumpe läuft aus."
    assert call(grid, "Get start time of interval", 3, at) == pytest.approx(3.0)


def test_findings_are_a_tier_of_their_own(
    german: Analysis, card: Scorecard, tmp_path: Path
) -> None:
    from praatio import textgrid as praatio

    path = tmp_path / "call.TextGrid"
    path.write_text(textgrid(german, card), "utf-8")
    found = praatio.openTextgrid(str(path), includeEmptyIntervals=False).getTier("findings").entries
    spans = [item.span for item in card.results["M4"].evidence if item.span]
    assert found[0].start == pytest.approx(min(span.start_s for span in spans), abs=1e-3)
    assert found[-1].end == pytest.approx(max(span.end_s for span in spans), abs=1e-3)
    measures = {item.measure for item in card.results["M4"].evidence if item.span}
    said = {label for entry in found for label in entry.label.split(", ")}
    assert said == {f"M4 {measure}" for measure in measures}


def test_findings_at_the_same_time_share_an_interval() -> None:
    rows = [(Span(0.0, 4.0), "M4"), (Span(1.0, 2.0), "M7"), (Span(6.0, 7.0), "M5")]
    rows += [(Span(4.0, 5.0), "M4")]
    assert _together(rows) == [
        (Span(0.0, 1.0), "M4"),
        (Span(1.0, 2.0), "M4, M7"),
        (Span(2.0, 5.0), "M4"),
        (Span(6.0, 7.0), "M5"),
    ]


def test_every_format_has_a_name_of_its_own_for_its_file() -> None:
    assert set(SUFFIXES) == set(FORMATS) and len(set(SUFFIXES.values())) == len(FORMATS)


@pytest.mark.parametrize("kind", list(FORMATS))
def test_a_real_call_and_a_call_without_words_can_be_written(
    german: Analysis, card: Scorecard, kind: str
) -> None:
    assert german.dialogue is not None
    assert FORMATS[kind](german, card)
    FORMATS[kind](replace(german, dialogue=None), card)
