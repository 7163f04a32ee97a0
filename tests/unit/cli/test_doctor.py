from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.synth import tone
from voicecheck.cli import app
from voicecheck.store.connect import open_store


def first(*words: object) -> tuple[int, list[str], str]:
    done = CliRunner().invoke(app, ["doctor", *map(str, words)])
    return done.exit_code, done.stdout.splitlines(), done.stderr


@pytest.mark.needs("speech model")
def test_the_verdict_comes_first_and_versions_last() -> None:
    code, lines, _ = first()
    assert (code, lines[0]) == (0, "Alles bereit.")
    named = [line.split()[0] for line in lines if line]
    assert named.index("Sprachmodell") < named.index("voicecheck") < named.index("typer")


def test_what_is_missing_is_the_first_thing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voicecheck.speech.models.available", list)
    code, lines, _ = first()
    assert code == 2
    assert lines[0].startswith("Noch nicht bereit. Zuerst: ein Sprachmodell: pip install")


@pytest.mark.needs("speech model")
def test_a_recording_or_a_store_can_be_tried(tmp_path: Path) -> None:
    import soundfile

    soundfile.write(tmp_path / "a.wav", tone(440, 61.0), 8000)
    open_store(str(tmp_path / "s.db"))
    code, lines, _ = first(tmp_path / "a.wav")
    assert code == 0 and lines[1].endswith("lässt sich lesen, 1:01 min, 1 Kanal, pcm_s16le.")
    code, lines, _ = first(tmp_path / "s.db")
    assert code == 0 and lines[1].endswith("lässt sich öffnen, 0 Gespräche.")
    (tmp_path / "b.wav").write_text("no sound")
    code, _, said = first(tmp_path / "b.wav")
    assert code == 2 and "ist keine lesbare Tondatei" in said
