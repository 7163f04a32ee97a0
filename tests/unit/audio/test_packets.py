from __future__ import annotations

import random
from pathlib import Path

import av
import numpy as np
import pytest

from tests.synth import tone
from voicecheck.audio.decode import load
from voicecheck.errors import AudioError

# Suffix, container, codec, rate: streams that carry no times of their own.
STREAMS = [
    ("mp3", "mp3", "libmp3lame", 8000),
    ("mp2", "mp2", "mp2", 16_000),
    ("aac", "adts", "aac", 8000),
]


def encode(path: Path, fmt: str, codec: str, rate: int, seconds: float = 8.0) -> bytes:
    voice = tone(300, seconds, rate=rate) * (0.6 + 0.4 * np.sign(tone(2, seconds, rate=rate)))
    with av.open(str(path), "w", format=fmt) as container:
        stream = container.add_stream(codec, rate=rate, layout="mono")
        samples = (20_000 * voice).astype(np.int16)[None]
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.sample_rate = rate
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
    return path.read_bytes()


def holed(content: bytes, filling: bytes) -> bytes:
    start = len(content) * 3 // 8
    return content[:start] + filling + content[start + len(filling) :]


@pytest.mark.parametrize(("suffix", "fmt", "codec", "rate"), STREAMS)
@pytest.mark.parametrize("is_random", [False, True])
def test_times_stay_right_behind_a_hole(
    tmp_path: Path, suffix: str, fmt: str, codec: str, rate: int, is_random: bool
) -> None:
    path = tmp_path / f"call.{suffix}"
    content = encode(path, fmt, codec, rate)
    whole = load(path)
    assert whole.notices == ()
    n_bytes = len(content) // 4
    path.write_bytes(
        holed(content, random.Random(2).randbytes(n_bytes) if is_random else bytes(n_bytes))
    )
    recording = load(path)
    assert recording.duration_s == pytest.approx(whole.duration_s, abs=0.25)
    assert any(
        "missing within the recording (at 0:0" in notice.text.en for notice in recording.notices
    )
    middle = recording.samples[0, int(3.5 * rate) : int(4.5 * rate)]
    assert np.abs(middle).max() < 0.01


def gsm_frames(n: int) -> bytes:
    encoder = av.CodecContext.create("libgsm", "w") if "libgsm" in av.codecs_available else None
    if encoder is None:
        return b"".join(b"\xd2" + random.Random(i).randbytes(32) for i in range(n))
    raise AssertionError("PyAV can write GSM now: use it here")


def test_gsm_keeps_its_times_behind_random_bytes(tmp_path: Path) -> None:
    path = tmp_path / "call.gsm"
    content = gsm_frames(400)
    path.write_bytes(content)
    assert load(path).notices == ()
    path.write_bytes(content[:3300] + random.Random(9).randbytes(3301) + content[6600:])
    recording = load(path)
    assert recording.duration_s == pytest.approx(8.0, abs=0.1)
    (notice,) = recording.notices
    assert "missing within the recording (at 0:02)" in notice.text.en


def test_a_tail_that_is_lost_is_filled_and_named(tmp_path: Path) -> None:
    path = tmp_path / "call.gsm"
    content = gsm_frames(400)
    path.write_bytes(content[:6600] + bytes(6600))
    recording = load(path)
    assert recording.duration_s == pytest.approx(8.0, abs=0.1)
    assert "4.0 s are missing within the recording (at 0:04)" in recording.notices[0].text.en


def test_a_mark_with_nothing_behind_it_is_no_recording(tmp_path: Path) -> None:
    path = tmp_path / "call.amr"
    path.write_bytes(b"#!AMR\n" + random.Random(8).randbytes(500_000))
    with pytest.raises(AudioError, match="holds no sound"):
        load(path)


def amr(*frames: bytes) -> bytes:
    return b"#!AMR\n" + b"".join(frames)


SPOKEN = bytes([7 << 3 | 4]) + random.Random(4).randbytes(31)
COMFORT_NOISE = bytes([8 << 3 | 4]) + bytes(5)
NOTHING_SENT = bytes([15 << 3 | 4])


def test_comfort_noise_is_no_damage(tmp_path: Path) -> None:
    path = tmp_path / "call.amr"
    pause = [COMFORT_NOISE, *[NOTHING_SENT] * 7] * 10
    path.write_bytes(amr(*[SPOKEN] * 120, *pause, *[SPOKEN] * 200))
    recording = load(path)
    assert recording.notices == ()
    assert recording.duration_s == pytest.approx(8.0, abs=0.05)


def test_frames_that_fail_last_as_long_as_good_ones(tmp_path: Path) -> None:
    path = tmp_path / "call.amr"
    bad = bytes([7 << 3]) + bytes(31)  # the encoder itself marks it as damaged
    path.write_bytes(amr(*[SPOKEN] * 150, *[bad] * 100, *[SPOKEN] * 150))
    recording = load(path)
    assert recording.duration_s == pytest.approx(8.0, abs=0.1)
    assert "2.0 s are missing within the recording (at 0:03)" in recording.notices[0].text.en


def test_another_rate_midway_is_named_where_it_begins(tmp_path: Path) -> None:
    path = tmp_path / "call.mp3"
    encode(path, "adts", "aac", 8000, 3.0)
    first = path.read_bytes()
    encode(path, "adts", "aac", 16_000, 3.0)
    path.write_bytes(first + path.read_bytes())
    recording = load(path)
    assert recording.duration_s == pytest.approx(6.0, abs=0.4)
    assert "others begin at 0:03; all were read" in recording.notices[0].text.en
