from __future__ import annotations

import io
import random

import numpy as np
import pytest
import soundfile

from tests.synth import tone
from voicecheck.audio.garbled import garbled_blocks, white_noise


def adpcm(subtype: str, n_channels: int) -> bytearray:
    buffer = io.BytesIO()
    voice = tone(500, 8.0) * (1 + tone(3, 8.0))
    sound = np.stack([voice] * n_channels, axis=1)
    soundfile.write(buffer, sound, 8000, format="WAV", subtype=subtype)
    return bytearray(buffer.getvalue())


@pytest.mark.parametrize("subtype", ["IMA_ADPCM", "MS_ADPCM"])
@pytest.mark.parametrize("n_channels", [1, 2])
def test_random_blocks_are_found_at_their_place(subtype: str, n_channels: int) -> None:
    content = adpcm(subtype, n_channels)
    assert garbled_blocks(io.BytesIO(content)) == []
    start, end = len(content) // 2, len(content) * 3 // 4
    content[start:end] = random.Random(5).randbytes(end - start)
    (found,) = garbled_blocks(io.BytesIO(content))
    assert found.start_s == pytest.approx(4.0, abs=0.3)
    assert found.end_s == pytest.approx(6.0, abs=0.3)


@pytest.mark.parametrize(
    "content", [b"", b"RIFF" + bytes(600), bytes(700), bytes(adpcm("IMA_ADPCM", 1)[:80])]
)
def test_what_is_no_adpcm_has_no_such_blocks(content: bytes) -> None:
    assert garbled_blocks(io.BytesIO(content)) == []


@pytest.mark.parametrize("subtype", ["PCM_16", "ALAW", "ULAW", "PCM_24", "PCM_U8"])
def test_random_bytes_that_are_samples_are_loud_and_white(subtype: str) -> None:
    noise = io.BytesIO()
    soundfile.write(noise, np.zeros(8000), 8000, format="WAV", subtype=subtype)
    content = bytearray(noise.getvalue())
    n_bytes = 8000 * {"PCM_16": 2, "PCM_24": 3}.get(subtype, 1)
    content[-n_bytes:] = random.Random(6).randbytes(n_bytes)
    sound, _ = soundfile.read(io.BytesIO(content), dtype="float32", always_2d=True)
    codec = {"ALAW": "pcm_alaw", "ULAW": "pcm_mulaw"}.get(subtype, "pcm_s16le")
    assert sum(one.duration_s for one in white_noise(sound, 8000, codec)) > 0.8


def test_loud_or_white_alone_is_sound() -> None:
    rng = np.random.default_rng(1)
    quiet = 0.1 * rng.standard_normal((8000, 1)).astype(np.float32)
    shout = np.clip(8 * tone(220, 1.0) * (1 + 0.5 * tone(5, 1.0)), -1, 1).astype(np.float32)[
        :, None
    ]
    modem = sum(0.1 * tone(hertz, 1.0) for hertz in range(800, 2900, 70)).astype(np.float32)[
        :, None
    ]
    hiss = (0.3 * rng.standard_normal((8000, 1))).clip(-1, 1).astype(np.float32)
    for sound in (quiet, shout, modem):
        for codec in ("pcm_s16le", "pcm_alaw", "pcm_mulaw"):
            assert white_noise(sound, 8000, codec) == []
    assert white_noise(hiss, 8000, "pcm_s16le") == []
