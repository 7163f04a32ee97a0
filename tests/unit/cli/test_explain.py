"""``voicecheck explain``: people on a line, the place of calls among them, errors for people."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

import voicecheck
from tests.made_features import features
from voicecheck.cli.explain import explain
from voicecheck.config import Config
from voicecheck.report import json as as_json
from voicecheck.types.judgement import Scorecard

CALM = {"turn_taking__interruption_rate": 0.3, "turn_taking__cut_turn_share": 0.0}
RUDE = {"turn_taking__interruption_rate": 2.4, "turn_taking__cut_turn_share": 0.08}


def command(*words: object) -> Result:
    app = typer.Typer()
    app.command()(explain)
    return CliRunner().invoke(app, [str(word) for word in words])


def flat(text: str) -> str:
    """Return text as it was before it was wrapped."""
    return " ".join(text.split())


def judged(name: str, language: str = "de", **measures: float) -> Scorecard:
    own = replace(features(**measures), language=language)
    card = voicecheck.judge(own, config=Config(language=language))
    return replace(card, source=replace(card.source, path=f"/calls/{name}"))


@pytest.fixture
def cards(tmp_path: Path) -> Path:
    return written(tmp_path, judged("calm.wav", **CALM), judged("rude.wav", **RUDE))


def written(folder: Path, *cards: Scorecard) -> Path:
    path = folder / "cards.json"
    with path.open("w", encoding="utf-8") as out:
        as_json.write(cards, [], out)
    return path


def test_people_are_a_line_and_a_norm_without_any_is_one_sentence() -> None:
    german = command("M2", "--lang", "de")
    assert german.exit_code == 0, german.output
    lines = german.stdout.splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith(" • Antwortzeit"))
    latency = " ".join(" ".join(lines[at : at + 3]).split())
    assert "an niemandem gemessen" in latency and "keine Messung an Menschen" in latency
    assert "|" not in "".join(lines[at : at + 4])
    at = next(i for i, line in enumerate(lines) if line.startswith(" • Rückmeldesignale"))
    people = " ".join(" ".join(lines[at : at + 6]).split())
    assert "Switchboard, 101 Gespräche" in people
    scale = next(line for line in lines[at:] if "|" in line)
    assert set(scale.strip()) == set("#=|-.") and scale.count("|") == 5
    assert not [line for line in lines if line.strip(" ") == "v"]
    assert "= auffällig, # Fehler" in flat(german.stdout)


def test_every_call_of_the_cards_has_its_place(cards: Path) -> None:
    done = command("M3", "--card", cards, "--lang", "de")
    assert done.exit_code == 0, done.exception
    said = flat(done.stdout)
    assert "calm.wav: 0,3 je Minute, seltener als bei der Hälfte der Menschen am Telefon" in said
    assert "rude.wav: 2,4 je Minute, häufiger als bei 9 von 10 Menschen am Telefon" in said
    marks = [line for line in done.stdout.splitlines() if line.strip(" ") == "v" or " v" in line]
    assert any(line.count("v") == 2 for line in marks)


def test_one_call_of_several_is_picked_by_its_name(cards: Path) -> None:
    done = command("M3", "--card", cards, "--call", "rude.wav", "--lang", "en")
    assert "This call (rude.wav): 2.4 per minute" in flat(done.stdout)
    assert "calm.wav" not in done.stdout
    wrong = command("M3", "--card", cards, "--call", "rudy.wav")
    assert "did you mean 'rude.wav'" in str(wrong.exception)


def test_a_call_is_placed_among_people_of_its_language(tmp_path: Path) -> None:
    english = written(tmp_path, judged("e.wav", "en", **RUDE))
    done = command("M3", "--card", english, "--lang", "en")
    assert "more frequent than with 97.5 of 100 people" in flat(done.stdout)
    assert "strangers (Switchboard, 202 sides)" in flat(done.stdout)
    forced = command("M3", "--card", english, "--language", "de")
    assert "is in 'en' and has other norms" in str(forced.exception)
    both = written(tmp_path, judged("e.wav", "en", **RUDE), judged("d.wav", **RUDE))
    mixed = command("M3", "--card", both)
    assert "calls in de, en have other norms" in str(mixed.exception)


def test_what_was_not_judged_says_why(tmp_path: Path) -> None:
    short = written(tmp_path, judged("short.wav", turn_taking__caller_speech_s=5.0))
    done = command("M3", "--card", short, "--lang", "de")
    assert "Dieses Gespräch (short.wav): nicht beurteilbar, nur 5 s" in flat(done.stdout)
    assert not [line for line in done.stdout.splitlines() if line.strip() == "v"]


def test_own_norms_move_the_people(cards: Path, tmp_path: Path) -> None:
    settings = tmp_path / "own.toml"
    settings.write_text(
        "[norms.interruption_rate]\nn = 300\nsource = 'own calls'\npopulation = 'our calls'\n"
        "percentiles = { p2_5 = 0.1, p10 = 0.5, p50 = 2.5, p90 = 4, p97_5 = 5 }\n"
    )
    done = command("M3", "--card", cards, "--config", settings, "--lang", "en")
    said = flat(done.stdout)
    assert "rude.wav: 2.4 per minute, rarer than with half of the reference group" in said
    assert "9 of 10 of the reference group reach at most 4 per minute" in said


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("no JSON", "cannot be read as JSON"),
        ("[1, 2]", "no scorecards here"),
        ('{"scorecards": [{"source": {"path": "a.wav"}}]}', "is no card of this voicecheck"),
        ('{"scorecards": ["a.wav"]}', "is no card of this voicecheck"),
    ],
)
def test_what_is_no_card_is_named(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "cards.json"
    path.write_text(content)
    done = command("M3", "--card", path)
    assert done.exit_code != 0
    assert message in str(done.exception)
    assert str(path) in str(done.exception)


def test_a_card_without_the_check_is_named(cards: Path, tmp_path: Path) -> None:
    document = json.loads(cards.read_text("utf-8"))
    for card in document["scorecards"]:
        card["results"] = [line for line in card["results"] if line["code"] != "M3"]
    cards.write_text(json.dumps(document))
    done = command("M3", "--card", cards)
    assert "calm.wav does not hold M3, only M1, M2, M4" in str(done.exception)


def test_a_card_of_an_older_check_is_refused(cards: Path) -> None:
    document = json.loads(cards.read_text("utf-8"))
    for line in document["scorecards"][0]["results"]:
        line["version"] = 0
    cards.write_text(json.dumps(document))
    assert "version 0 of M3" in str(command("M3", "--card", cards).exception)


def test_strengths_have_no_people(cards: Path) -> None:
    assert "P1 is a strength" in str(command("P1", "--card", cards).exception)
    assert "name their file by --card" in str(command("M3", "--call", "a.wav").exception)


def test_it_needs_nothing_that_measures() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from voicecheck.cli import app; from typer.testing import CliRunner; "
        "assert CliRunner().invoke(app, ['explain', 'M3']).exit_code == 0; "
        "import json; print(json.dumps(sorted(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in json.loads(done.stdout)}
    heavy = {"parselmouth", "scipy", "librosa", "faster_whisper", "onnxruntime", "pandas", "av"}
    assert not heavy & loaded
