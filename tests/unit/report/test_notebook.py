"""What a notebook shows: tables with units, and pictures of nouns without script."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from markupsafe import escape

import voicecheck
from tests.made_features import features
from voicecheck.analysis.pipeline import Analysis
from voicecheck.report import json
from voicecheck.types.audio import Recording
from voicecheck.types.judgement import Scorecard


@pytest.mark.needs("pandas")
def test_a_card_is_a_row_per_check(card: Scorecard) -> None:
    table = card.to_frame()
    assert list(table["check"])[:8] == [f"M{i}" for i in range(1, 9)]
    assert table.set_index("check").loc["M4", "severity"] == card.results["M4"].severity
    assert table.attrs["units"]["duration_s"] == "s"


@pytest.mark.needs("pandas")
def test_an_analysis_is_a_row_per_measure_with_its_unit(german: Analysis) -> None:
    table = german.to_frame().set_index("measure")
    rate = german.features.tempo.articulation_rate
    assert table.loc["tempo.articulation_rate", "value"] == rate.value
    assert table.loc["tempo.articulation_rate", "unit"] == "syllables/s"
    missing = table[table["value"].isna()]
    assert missing["reason"].notna().all()


@pytest.mark.needs("pandas")
def test_a_recording_is_a_row_per_channel(recording: Recording) -> None:
    table = recording.to_frame()
    assert list(table["channel"]) == [0, 1]
    assert (table["level"] < table["peak"]).all() and (table["peak"] <= 0).all()
    assert table.attrs["units"]["level"] == "dB FS"


def test_pictures_are_escaped_and_hold_no_script(
    recording: Recording, german: Analysis, card: Scorecard
) -> None:
    hostile = "<script>alert(1)</script>.wav"
    for noun in (recording, german, card):
        own = replace(noun, source=replace(noun.source, path=hostile))  # type: ignore[attr-defined]
        shown = own._repr_html_()
        assert "<script" not in shown and "&lt;script" in shown
    syllables = card.results["M4"].evidence[0].value
    assert "M4" in card._repr_html_() and f"{syllables:g} Silben" in card._repr_html_()
    assert "data:audio/mpeg" in recording._repr_html_()


def test_a_card_gives_its_answer_first() -> None:
    bad = features(
        tempo__articulation_rate=9.0, greeting__greeting_syllables=20.0, pitch__voiced_s=2.0
    )
    for lang, fine, score in (("de", "unauffällig:", "Punkten"), ("en", "unremarkable:", "points")):
        card = voicecheck.judge(bad, config=voicecheck.Config(lang=lang))
        shown = card._repr_html_()
        found = sorted(
            (line for line in card.results if line.verdict.stands_out),
            key=lambda line: -(line.severity or 0.0),
        )
        missing = [line for line in card.results if line.severity is None]
        assert len(found) > 1 and missing
        places = [shown.index(f"{line.code} {line.title}") for line in found]
        places += [shown.index(fine), shown.index(str(escape(missing[0].reason)))]
        assert places == sorted(places) and places[-1] < shown.rindex(score)
        assert all(str(escape(line.advice)) in shown for line in found)
        assert "<table" not in shown


@pytest.mark.needs("pandas")
def test_a_night_is_one_table(card: Scorecard, tmp_path: Path) -> None:
    for name in ("one", "two"):
        with (tmp_path / f"{name}.json").open("w") as out:
            json.write([card], [], out)
    table = voicecheck.batch_frame(tmp_path)
    assert len(table) == 2 * len(card.results)
    assert set(table["verdict"]) <= {"pass", "warn", "fail", "not_assessed"}
    with pytest.raises(voicecheck.VoicecheckError, match="no scorecards"):
        voicecheck.batch_frame(tmp_path / "empty") if (tmp_path / "empty").mkdir() is None else None


def test_without_pandas_it_is_said_what_to_install() -> None:
    code = (
        "import sys; sys.modules['pandas'] = None; "
        "from voicecheck.types.display import DisplayMixin\n"
        "try:\n    DisplayMixin().to_frame()\n"
        "except ModuleNotFoundError as error:\n    print(error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert 'pip install "voicecheck[notebook]"' in done.stdout, done.stderr
