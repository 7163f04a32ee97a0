from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.synth import tone
from voicecheck.audio import reading
from voicecheck.errors import AudioError, StorageError


def test_the_head_comes_first_and_damage_last(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    samples = np.stack([tone(500, 2.5, rate=48_000)] * 2, axis=1).astype(np.float32)
    samples[1000] = np.nan
    soundfile.write(path, samples, 48_000, subtype="FLOAT")
    head, *blocks, tail = reading.read(str(path))
    assert head == {
        "codec": "pcm_f32le",
        "file_sample_rate": 48_000,
        "n_channels": 2,
        "sample_rate": 16_000,
    }
    assert np.concatenate(blocks).shape == (40_000, 2)
    assert "invalid samples (NaN or infinite) replaced by 0: 2" in tail["notices"][0][2]


def test_a_day_of_silence_ends_after_some_hours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "tape.flac"
    soundfile.write(path, np.zeros(8000 * 20), 8000)
    monkeypatch.setattr(reading, "MAX_DURATION_S", 7.5)
    _, *blocks, tail = reading.read(str(path))
    assert sum(map(len, blocks)) == 60_000
    ((_, _, said),) = tail["notices"]
    assert "longer than" in said


@pytest.mark.parametrize("rate", [0, 3999, 384_001, 0x7FFFFFFF, 0xFFFFFFFF])
def test_a_rate_that_no_recorder_has_is_refused_before_anything_is_allocated(
    tmp_path: Path, rate: int
) -> None:
    path = tmp_path / "call.wav"
    soundfile.write(path, tone(500, 1.0), 8000, subtype="PCM_16")
    content = bytearray(path.read_bytes())
    content[24:28] = struct.pack("<I", rate)
    path.write_bytes(content)
    with pytest.raises(AudioError):
        list(reading.read(str(path)))


def test_a_disk_that_fails_is_no_fault_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="could not be read"):
        list(reading.read(str(tmp_path)))


def test_the_length_is_the_files_own_word(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    soundfile.write(path, tone(500, 3.0), 8000)
    assert list(reading.length(str(path))) == [{"duration_s": pytest.approx(3.0)}]
