from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks.fuzz import target
from benchmarks.fuzz.seeds import build
from benchmarks.fuzz.target import Fault, Input, make, run
from voicecheck.audio import decode
from voicecheck.errors import AudioError
from voicecheck.types.text import Text

SEEDS = build()
GOOD = Input("sound", "call.wav", SEEDS[0].data)


def test_an_input_follows_from_seed_and_number() -> None:
    assert [make(SEEDS, 1, n) for n in range(60)] == [make(SEEDS, 1, n) for n in range(60)]
    assert make(SEEDS, 1, 5) != make(SEEDS, 2, 5)
    assert {make(SEEDS, 1, n).kind for n in range(200)} == set(target.KINDS)


def test_what_is_well_is_read(tmp_path: Path) -> None:
    assert run(GOOD, tmp_path) == "read"
    assert run(Input("sound", "call.wav", b"no sound at all"), tmp_path) == "refused"
    assert run(Input("settings", "voicecheck.toml", b'agent = "left"'), tmp_path) == "read"
    assert run(Input("settings", "voicecheck.toml", b"agent ="), tmp_path) == "refused"
    assert run(Input("name", "call.wav", b""), tmp_path) == "nothing"
    assert run(Input("side", "call.json", b'{"agent": "Ana"}'), tmp_path) == "understood"
    said = b'[{"start": 0.5, "end": 1.0, "text": "hello", "channel": 0}]'
    assert run(Input("transcript", "call.json", said), tmp_path) == "read"
    assert run(Input("transcript", "call.json", b"{}"), tmp_path) == "refused"
    assert not (tmp_path / "call.json").exists()


def test_a_file_does_not_blame_the_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class DiskError(AudioError):
        pass

    def load(path: Path) -> None:
        raise DiskError(str(path), Text("a", "a"), Text("a", "a"))

    monkeypatch.setattr(target, "LOAD", load)
    with pytest.raises(Fault, match="to blame"):
        run(GOOD, tmp_path)


def test_some_sound_bears_a_name_that_is_no_utf_8() -> None:
    names = [one.name for n in range(3000) if (one := make(SEEDS, 1, n)).kind == "sound"]
    assert any(not name.isprintable() for name in names)
    assert any("\udcff" in name for name in names)
    assert all(len(os.fsencode(name)) <= 255 for name in names)


def recording_with(**changes: object) -> object:
    def load(path: Path) -> object:
        return replace(decode.load(path), **changes)

    return load


@pytest.mark.parametrize(
    ("samples", "fault"),
    [
        (np.full((1, 4000), np.nan, np.float32), "no numbers"),
        (np.zeros((1, 4001), np.float32), "disagree"),
        (np.broadcast_to(np.float32(0), (8, 40_000_000)), "MiB of samples"),
    ],
)
def test_samples_beyond_bounds_are_a_fault(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, samples: np.ndarray, fault: str
) -> None:
    monkeypatch.setattr(target, "LOAD", recording_with(samples=samples))
    with pytest.raises(Fault, match=fault):
        run(GOOD, tmp_path)


@pytest.mark.parametrize("reason", ["", "two\nlines", "x" * 1000])
def test_a_reason_that_is_no_line_is_a_fault(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, reason: str
) -> None:
    def load(path: Path) -> None:
        raise AudioError(str(path), Text("gut", reason), Text("a", "a"))

    monkeypatch.setattr(target, "LOAD", load)
    with pytest.raises(Fault, match="no line"):
        run(GOOD, tmp_path)
