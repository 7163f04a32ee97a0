from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from voicecheck.cli import app, init
from voicecheck.config import load_config


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(init, "_try", lambda files, path, quiet: bool(files))
    return tmp_path


def calls(folder: Path, *names: str) -> None:
    folder.mkdir()
    for name in names:
        (folder / name).touch()


def test_it_finds_the_recorder_writes_settings_that_hold_and_says_what_comes_next(
    here: Path,
) -> None:
    calls(
        here / "in",
        *(f"q-20{i}-491715550{i}00-20260302-14050{i}-1772460309.{i}.wav" for i in range(5)),
    )
    done = CliRunner().invoke(app, ["init", "in", "--call-language", "de"])
    assert done.exit_code == 0, done.output
    written = tomllib.loads((here / "voicecheck.toml").read_text())
    config = load_config(here / "voicecheck.toml")
    assert config.recorder == written["recorder"] != ""
    assert (config.language, config.lang) == ("de", "de")
    assert all(line.startswith("#") or "=" in line or not line
               for line in (here / "voicecheck.toml").read_text().splitlines())  # fmt: skip
    last = done.stdout.splitlines()[-1]
    assert last == (
        "Weiter mit: voicecheck batch in --store calls.db --reports pages/ --digest morning.html"
    )


def test_settings_that_are_there_stay_unless_told_otherwise(here: Path) -> None:
    calls(here / "in", "a.wav")
    (here / "voicecheck.toml").write_text("# mine\n")
    done = CliRunner().invoke(app, ["init", "in"])
    assert done.exit_code == 2 and "gibt es schon" in done.stderr
    assert (here / "voicecheck.toml").read_text() == "# mine\n"
    assert CliRunner().invoke(app, ["init", "in", "--yes"]).exit_code == 0
    assert "mine" not in (here / "voicecheck.toml").read_text()


def test_a_folder_without_recordings_ends_it(here: Path) -> None:
    calls(here / "in", "notes.txt")
    done = CliRunner().invoke(app, ["init", "in"])
    assert done.exit_code == 2 and "enthält keine Aufnahme, nur 1 .txt" in done.stderr
    assert not (here / "voicecheck.toml").exists()


def test_an_unknown_recorder_names_the_nearest(here: Path) -> None:
    calls(here / "in", "a.wav")
    done = CliRunner().invoke(app, ["init", "in", "--recorder", "freepbz"])
    assert "freepbx" in str(done.exception)
