"""A night from Python, for real: processes, a store, and words from beside the recordings."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import voicecheck
from tests import short_calls
from voicecheck.batch import night

CONFIG = voicecheck.Config(transcriber="sidecar")
pytestmark = pytest.mark.needs("pandas")


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    """A cut of the German call, and a file that is none; both old enough."""
    folder = tmp_path / "in"
    folder.mkdir()
    short_calls.write(short_calls.cut("call_stereo.wav", 0, 20), folder / "call.wav")
    (folder / "bad.wav").write_bytes(b"no sound")
    for path in folder.iterdir():
        os.utime(path, (1_700_000_000, 1_700_000_000))
    return folder


def test_a_night_returns_what_it_did_and_the_next_one_nothing(
    calls: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "calls.db"
    table = voicecheck.batch(calls, store, config=CONFIG, workers=1)
    assert [Path(path).name for path in table["path"].unique()] == ["call.wav"]
    assert list(table["check"]) == [f"M{i}" for i in range(1, 9)]
    assert table.set_index("check").loc["M4", "verdict"] == "fail"
    counts = {"done": 1, "failed": 1, "known": 0, "duplicates": 0, "waiting": 0}
    assert table.attrs["run"] == counts and table.attrs["units"]["duration_s"] == "s"
    assert capfd.readouterr() == ("", "")

    nothing = voicecheck.batch(calls, store, config=CONFIG, workers=1)
    assert len(nothing) == 0 and list(nothing.columns) == list(table.columns)
    assert nothing.attrs["run"]["known"] == 2
    assert len(voicecheck.batch_frame(store)) == 8
    assert list(voicecheck.open_store(store).findings()["check"]) == ["M4"]
    assert voicecheck.open_store(store).failures()["path"].str.endswith("bad.wav").all()


def test_what_is_asked_for_reaches_the_plan(calls: Path, tmp_path: Path) -> None:
    for options in ({"include": ["*.mp3"]}, {"since": "2030-01-01"}):
        table = voicecheck.batch(calls, tmp_path / "calls.db", config=CONFIG, **options)  # type: ignore[arg-type]
        assert table.attrs["run"]["done"] == table.attrs["run"]["failed"] == 0


def test_wrong_settings_are_told_before_anything_is_heard(calls: Path, tmp_path: Path) -> None:
    with pytest.raises(voicecheck.ConfigError, match="is no day"):
        voicecheck.batch(calls, tmp_path / "calls.db", config=CONFIG, since="soon")
    with pytest.raises(voicecheck.ConfigError):
        voicecheck.batch(tmp_path / "nowhere", tmp_path / "calls.db", config=CONFIG)


def test_the_name_is_that_of_the_function_whatever_was_imported_before() -> None:
    """Its room bears the same name, and importing from it would put the module in its place."""
    assert voicecheck.batch is night.batch
