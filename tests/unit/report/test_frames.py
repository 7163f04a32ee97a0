"""Tables of a call by time: what stands in them, in which unit, and that an empty one has columns."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import voicecheck
from tests.synth import conversation
from voicecheck.analysis.pipeline import Analysis
from voicecheck.types.audio import Recording
from voicecheck.types.judgement import Scorecard
from voicecheck.types.speech import Insertion, Word
from voicecheck.types.time import Span
from voicecheck.types.tracks import PitchTrack, Tracks

SAID = (
    ("agent", 0.5, 2.5, "Guten Tag, hier ist die Werkstatt."),
    ("caller", 3.0, 5.0, "Meine Pumpe läuft aus."),
    ("agent", 4.75, 7.25, "Das sehen wir uns an."),
)
PAGE = Path(__file__).parents[3] / "docs" / "python.md"
pytestmark = pytest.mark.needs("pandas")


@pytest.fixture(scope="module")
def analysis(german: Analysis) -> Analysis:
    """A call of three turns, one sign of listening and four frames of pitch."""
    said = conversation(*SAID)
    mhm = (Word("Mhm.", Span(4.0, 4.2), None),)
    said = replace(
        said, insertions=(Insertion(said.turns[0].role, Span(4.0, 4.2), mhm, backchannel=True),)
    )
    f0_hz = np.array([100.0, np.nan, 200.0, 400.0])
    times_s = np.array([0.5, 0.51, 0.52, 0.8])
    track = PitchTrack(times_s, f0_hz, np.ones(4), 75.0, 600.0, 0.01)
    return replace(german, dialogue=said, tracks=Tracks(0, pitch=track))


def test_words_lie_at_their_times_with_who_said_them(analysis: Analysis) -> None:
    table = analysis.words
    assert table.index.name == "start_s" and table.index.is_monotonic_increasing
    assert list(table.columns) == ["end_s", "role", "text", "probability", "inserted"]
    assert set(table["role"]) == {"agent", "caller"}
    first = table.iloc[0]
    assert (first.name, first["text"], first["probability"]) == (0.5, "Guten", 0.9)
    mhm = table[table["inserted"]]
    assert list(mhm["text"]) == ["Mhm."] and np.isnan(mhm["probability"].iloc[0])
    assert table.attrs["units"] == {"start_s": "s", "end_s": "s", "probability": "0-1"}


def test_turns_say_how_long_after_the_other_party_they_begin(analysis: Analysis) -> None:
    table = analysis.turns
    assert list(table.index) == [0.5, 3.0, 4.75]
    assert list(table["role"]) == ["agent", "caller", "agent"]
    assert np.isnan(table["latency_s"].iloc[0])
    assert list(table["latency_s"].iloc[1:]) == [pytest.approx(0.5), pytest.approx(-0.25)]
    assert table["text"].iloc[1] == "Meine Pumpe läuft aus." and table["n_words"].iloc[1] == 4
    assert table.attrs["units"]["latency_s"] == "s"


def test_pitch_is_in_hertz_and_in_semitones_re_the_median(analysis: Analysis) -> None:
    table = analysis.pitch
    assert table.index.name == "time_s" and list(table.index) == [0.5, 0.51, 0.52, 0.8]
    semitones = table["semitones"].to_numpy()
    assert list(semitones[[0, 2, 3]]) == [-12.0, 0.0, 12.0] and np.isnan(semitones[1])
    assert table.attrs["units"]["f0_hz"] == "Hz"


def test_a_call_in_which_nobody_is_judged_has_empty_tables_with_the_same_columns(
    analysis: Analysis,
) -> None:
    empty = replace(analysis, dialogue=None, tracks=None)
    for name in ("words", "turns", "pitch"):
        there, none = getattr(analysis, name), getattr(empty, name)
        assert len(none) == 0 and none.dtypes.equals(there.dtypes) and none.index.name
        assert none.attrs == there.attrs
    unvoiced = PitchTrack(np.zeros(1), np.full(1, np.nan), np.ones(1), 75.0, 600.0, 0.01)
    silent = replace(analysis, tracks=Tracks(0, pitch=unvoiced)).pitch
    assert silent["semitones"].isna().all()


def test_a_card_says_where_to_listen(card: Scorecard) -> None:
    table = card.to_frame().set_index("check")
    place = card.results["M4"].evidence[1]
    assert place.span is not None
    assert table.loc["M4", "start_s"] == place.span.start_s
    assert table.loc["M4", "quote"] == place.quote
    assert table["start_s"].isna()["M1"]  # it passes, and no sentence counted
    assert table.attrs["units"]["start_s"] == "s"


def test_a_card_without_findings_has_the_same_columns(german: Analysis, card: Scorecard) -> None:
    none = voicecheck.judge(replace(german.features, measures={}))
    assert list(none.to_frame().columns) == list(card.to_frame().columns)
    assert none.to_frame()["start_s"].isna().all()


def test_the_page_names_every_column(
    analysis: Analysis, recording: Recording, card: Scorecard
) -> None:
    rows = [row for row in PAGE.read_text("utf-8").splitlines() if row.startswith("| `")]
    said = {row.split("`")[1]: set(re.findall("`([^`]+)`", row)) for row in rows}
    for name in ("words", "turns", "pitch"):
        table = getattr(analysis, name)
        assert said[f"analysis.{name}"] >= {table.index.name, *table.columns}, name
    assert said["analysis.to_frame()"] >= set(analysis.to_frame().columns)
    assert said["card.to_frame()"] >= set(card.to_frame().columns)
    assert said["recording.to_frame()"] >= set(recording.to_frame().columns) - {"channel"}
