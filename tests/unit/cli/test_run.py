from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import voicecheck
from voicecheck import api
from voicecheck.cli.run import each
from voicecheck.errors import ChannelError, ConfigError, ModelError
from voicecheck.types.progress import Progress

CONFIG = voicecheck.Config()


@pytest.fixture(autouse=True)
def heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read no files: a recording is its path, and the other party's."""

    def load(path: Path, other: Path | None = None, *, config: object) -> SimpleNamespace:
        name = f"{path.name}+{other.name}" if other else path.name
        return SimpleNamespace(name=name, duration_s=60.0, n_channels=2)

    monkeypatch.setattr(api, "load", load)


def names(path: Any, _progress: Progress) -> str:
    raise_for = {
        "bug.wav": ValueError("nothing to divide"),
        "mono.wav": ChannelError("agent 'right' asks for channel 1"),
        "disk.wav": OSError(28, "No space left on device"),
        "model.wav": ModelError("no weights"),
        "config.wav": ConfigError("no such check"),
        "pipe.wav": BrokenPipeError(),
    }
    if path.name in raise_for:
        raise raise_for[path.name]
    return str(path.name)


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("bug.wav", "Programmfehler: ValueError: nothing to divide (test_run.py,"),
        ("mono.wav", "asks for channel 1. Mit --agent einen anderen nennen"),
        ("disk.wav", "ging nicht zu Ende ([Errno 28] No space left on device). Datenträger"),
    ],
)
def test_one_recording_that_fails_stops_no_other(
    capsys: pytest.CaptureFixture[str], bad: str, said: str
) -> None:
    done, failures = each([Path("a.wav"), Path(bad), Path("b.wav")], CONFIG, names)
    assert done == ["a.wav", "b.wav"]
    assert [failure.path for failure in failures] == [bad]
    lines = [line for line in capsys.readouterr().err.splitlines() if ": fertig in" not in line]
    (line,) = lines
    assert line.startswith(f"voicecheck: {bad}: ")
    assert said in line


@pytest.mark.parametrize("bad", ["model.wav", "config.wav", "pipe.wav"])
def test_what_would_befall_every_recording_ends_the_run(bad: str) -> None:
    with pytest.raises((ModelError, ConfigError, BrokenPipeError)):
        each([Path("a.wav"), Path(bad), Path("b.wav")], CONFIG, names)


def test_two_files_of_one_call_are_one(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for name in ("1-in.wav", "1-out.wav", "2-in.wav", "3.wav", "notes.pdf", ".x.wav"):
        (tmp_path / name).touch()
    done, failures = each([tmp_path], CONFIG, names)
    assert done == ["1-in.wav+1-out.wav", "3.wav"]
    (failure,) = failures
    assert failure.path.endswith("2-in.wav")
    assert "die andere fehlt: 2-out.wav" in failure.text.de
    assert "übergangen, keine Aufnahmen: 1 .pdf" in capsys.readouterr().err


def test_one_half_named_alone_is_judged_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("1-in.wav", "1-out.wav"):
        (tmp_path / name).touch()
    done, failures = each([tmp_path / "1-out.wav"], CONFIG, names)
    assert (done, failures) == (["1-out.wav"], [])
    assert (
        "andere Hälfte des Gesprächs sein kann, liegt daneben: 1-in.wav" in capsys.readouterr().err
    )


def test_nothing_is_joined_where_the_settings_say_so(tmp_path: Path) -> None:
    for name in ("1-in.wav", "1-out.wav"):
        (tmp_path / name).touch()
    done, _ = each([tmp_path], voicecheck.Config(halves=[]), names)
    assert done == ["1-in.wav", "1-out.wav"]
