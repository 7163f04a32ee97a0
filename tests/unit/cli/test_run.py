from __future__ import annotations

from pathlib import Path

import pytest

from voicecheck.cli.run import each
from voicecheck.errors import ChannelError, ConfigError, ModelError
from voicecheck.types.progress import Progress


def names(path: Path, _progress: Progress) -> str:
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
    return path.name


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("bug.wav", "error of the program: ValueError: nothing to divide (test_run.py,"),
        ("mono.wav", "asks for channel 1. Name another by --agent"),
        ("disk.wav", "was not finished ([Errno 28] No space left on device). Check the disk"),
    ],
)
def test_one_recording_that_fails_stops_no_other(
    capsys: pytest.CaptureFixture[str], bad: str, said: str
) -> None:
    done, failures = each([Path("a.wav"), Path(bad), Path("b.wav")], names)
    assert done == ["a.wav", "b.wav"]
    assert [failure.path for failure in failures] == [bad]
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"voicecheck: {bad}: ")
    assert said in line


@pytest.mark.parametrize("bad", ["model.wav", "config.wav", "pipe.wav"])
def test_what_would_befall_every_recording_ends_the_run(bad: str) -> None:
    with pytest.raises((ModelError, ConfigError, BrokenPipeError)):
        each([Path("a.wav"), Path(bad), Path("b.wav")], names)
