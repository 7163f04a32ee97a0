from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.synth import tone
from voicecheck.audio.decode import load
from voicecheck.audio.parts import MAX_PARTS, parts, window


def sound(hertz: float, fmt: str, subtype: str, rate: int = 8000) -> bytes:
    buffer = io.BytesIO()
    soundfile.write(buffer, tone(hertz, 2.0, rate=rate), rate, format=fmt, subtype=subtype)
    return buffer.getvalue()


CONTAINERS = [
    ("WAV", "PCM_16"), ("WAV", "ULAW"), ("WAV", "IMA_ADPCM"), ("RF64", "PCM_16"), ("W64", "PCM_16"),
    ("AIFF", "PCM_16"), ("AU", "ULAW"), ("CAF", "PCM_16"), ("FLAC", "PCM_16"), ("OGG", "VORBIS"),
    ("OGG", "OPUS"), ("MP3", "MPEG_LAYER_III"),
]  # fmt: skip


@pytest.mark.parametrize(("fmt", "subtype"), CONTAINERS)
def test_a_second_recording_behind_the_first_is_read_on(
    tmp_path: Path, fmt: str, subtype: str
) -> None:
    path = tmp_path / "calls"
    path.write_bytes(sound(500, fmt, subtype) + sound(1000, fmt, subtype))
    recording = load(path)
    assert recording.duration_s == pytest.approx(4.0, abs=0.2)
    (notice,) = recording.notices
    assert "others begin at 0:02; all were read" in notice.text.en
    for second, hertz in ((1.0, 500), (3.0, 1000)):
        at = int(second * recording.sample_rate)
        spectrum = np.abs(np.fft.rfft(recording.samples[0, at : at + 4000]))
        assert np.argmax(spectrum) * recording.sample_rate / 4000 == pytest.approx(hertz, abs=10)


def test_a_part_of_another_rate_and_channels_is_brought_to_the_first(tmp_path: Path) -> None:
    path = tmp_path / "calls.wav"
    wide = io.BytesIO()
    stereo = np.stack([tone(1000, 2.0, rate=16_000)] * 2, axis=1)
    soundfile.write(wide, stereo, 16_000, format="WAV")
    path.write_bytes(sound(500, "WAV", "ALAW") + wide.getvalue())
    recording = load(path)
    assert (recording.n_channels, recording.sample_rate) == (1, 8000)
    assert recording.duration_s == pytest.approx(4.0, abs=0.05)


def test_a_cut_recording_with_another_behind_it_is_named_twice(tmp_path: Path) -> None:
    path = tmp_path / "calls.wav"
    first = sound(500, "WAV", "PCM_16")
    path.write_bytes(first[: len(first) // 2] + sound(1000, "WAV", "PCM_16"))
    texts = [notice.text.en for notice in load(path).notices]
    assert any("the header promises 2.0 s, 1.0 s are there" in text for text in texts)
    assert any("others begin at 0:01" in text for text in texts)


def test_a_second_recording_that_is_cut_is_named(tmp_path: Path) -> None:
    path = tmp_path / "calls.wav"
    second = sound(1000, "WAV", "PCM_16")
    path.write_bytes(sound(500, "WAV", "PCM_16") + second[: len(second) // 2])
    texts = [notice.text.en for notice in load(path).notices]
    assert any(
        text.startswith("in the part from 0:02: the recording is incomplete") for text in texts
    )


def test_a_second_header_with_an_impossible_rate_costs_its_part(tmp_path: Path) -> None:
    path = tmp_path / "calls.wav"
    second = bytearray(sound(1000, "WAV", "PCM_16"))
    second[24:28] = (0x7FFFFFFF).to_bytes(4, "little")
    path.write_bytes(sound(500, "WAV", "PCM_16") + second)
    recording = load(path)
    assert recording.duration_s == pytest.approx(2.0, abs=0.01)
    assert "unreadable pieces: 1" in recording.notices[0].text.en


def test_a_part_that_is_none_is_named(tmp_path: Path) -> None:
    path = tmp_path / "calls.flac"
    path.write_bytes(sound(500, "FLAC", "PCM_16") + b"fLaC\0\0\0\x22" + b"?" * 500)
    recording = load(path)
    assert recording.duration_s == pytest.approx(2.0, abs=0.1)
    assert recording.notices


def test_thousands_of_marks_are_no_thousands_of_parts() -> None:
    file = io.BytesIO(b"#!AMR\n" * 100_000)
    assert len(parts(file)) == MAX_PARTS


@pytest.mark.parametrize(
    "content", [b"", b"RIFF", b"OggS\0\2", b"\xff\xfb", b"ID3\3\0\0\0\0\x7f\x7f"]
)
def test_a_file_of_few_bytes_is_one_part(content: bytes) -> None:
    assert parts(io.BytesIO(content)) == [(0, len(content))]


def test_a_window_is_a_file_of_its_own() -> None:
    part = window(io.BytesIO(b"0123456789"), 3, 7)
    assert part.read() == b"3456"
    assert part.seek(-1, io.SEEK_END) == 3
    assert part.read(10) == b"6"
    assert part.seek(-9, io.SEEK_CUR) == 0
    assert (part.read(2), part.tell()) == (b"34", 2)
