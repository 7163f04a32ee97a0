from __future__ import annotations

import io
import random
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

import voicecheck
from tests.synth import tone
from voicecheck.audio.headerless import blocks, looks_like, may_hold
from voicecheck.errors import AudioError, ConfigError
from voicecheck.types.formats import headerless

SECONDS = 4.0
# The codec's name here, FFmpeg's encoder, its rate, and the least likeness to what went in.
CODED = [
    ("mulaw", "pcm_mulaw", 8000, 0.99),
    ("alaw", "pcm_alaw", 8000, 0.99),
    ("s16le", "pcm_s16le", 8000, 0.99),
    ("g722", "g722", 16_000, 0.95),
    ("g723", "g723_1", 8000, 0.8),
]


def voice(rate: int) -> np.ndarray:
    return 0.6 * tone(300, SECONDS, rate=rate) * (0.55 + 0.45 * tone(3, SECONDS, rate=rate))


def coded(encoder: str, rate: int) -> bytes:
    context = av.CodecContext.create(encoder, "w")
    context.sample_rate, context.layout, context.format = rate, "mono", "s16"
    if encoder == "g723_1":
        context.bit_rate = 6300
    context.open()
    fifo = av.AudioFifo()
    samples = (32_000 * voice(rate)).astype(np.int16)[None]
    frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
    frame.sample_rate = rate
    fifo.write(frame)
    packets = []
    while (part := fifo.read(context.frame_size or 320)) is not None:
        packets += context.encode(part)
    return b"".join(map(bytes, [*packets, *context.encode(None)]))


def likeness(heard: np.ndarray, rate: int) -> float:
    """Correlate with what was spoken, whatever the codec's delay."""
    sound = voice(rate)
    n = min(len(heard), len(sound))
    both = np.fft.irfft(np.fft.rfft(heard[:n]) * np.conj(np.fft.rfft(sound[:n])))
    return float(both.max() / np.sqrt((heard[:n] ** 2).sum() * (sound[:n] ** 2).sum()))


@pytest.mark.parametrize(("codec", "encoder", "rate", "least"), CODED)
def test_each_codec_comes_out_as_it_went_in(
    codec: str, encoder: str, rate: int, least: float
) -> None:
    file = io.BytesIO(coded(encoder, rate))
    holds = headerless(f"{codec} {rate}")
    heard = np.concatenate(list(blocks(file, holds)))[:, 0]
    assert len(heard) / rate == pytest.approx(SECONDS, abs=0.1)
    assert likeness(heard, rate) > least
    assert may_hold(file, holds)


@pytest.mark.parametrize("codec", ["mulaw 8000", "alaw 8000", "s16le 8000", "g722 16000",
                                   "g726-32 8000", "vox 8000", "g723 8000", "g729 8000"])  # fmt: skip
@pytest.mark.parametrize(
    "content",
    [random.Random(1).randbytes(60_000), b"Agent: good morning, what can I do? " * 2000, b""],
)
def test_noise_and_text_are_no_sound(codec: str, content: bytes) -> None:
    assert not may_hold(io.BytesIO(content), headerless(codec))


@pytest.mark.parametrize(
    ("encoder", "guess"),
    [("pcm_mulaw", "mulaw 8000"), ("pcm_alaw", "alaw 8000"), ("pcm_s16le", "s16le 8000")],
)
def test_what_it_looks_like_is_told(encoder: str, guess: str) -> None:
    assert looks_like(io.BytesIO(coded(encoder, 8000))) == guess
    assert looks_like(io.BytesIO(random.Random(2).randbytes(50_000))) == ""


def test_a_known_suffix_is_read_with_a_notice(tmp_path: Path) -> None:
    path = tmp_path / "call.ulaw"
    path.write_bytes(coded("pcm_mulaw", 8000))
    recording = voicecheck.load(path)
    assert recording.duration_s == pytest.approx(SECONDS)
    (notice,) = recording.notices
    assert notice.code == "N21"
    assert (
        "read as µ-law at 8000 Hz (channels: 1), because that is what its suffix .ulaw means"
        in (notice.text.en)
    )


def test_an_ambiguous_suffix_needs_a_setting(tmp_path: Path) -> None:
    path = tmp_path / "call.RAW"
    path.write_bytes(coded("pcm_alaw", 8000))
    with pytest.raises(AudioError) as caught:
        voicecheck.load(path)
    assert "the suffix .raw does not say what it holds" in caught.value.reason.en
    assert '".raw" = "alaw 8000" (that is what it looks like)' in caught.value.remedy.en
    settings = voicecheck.Config(headerless={".raw": "alaw 8000"})
    (notice,) = voicecheck.load(path, config=settings).notices
    assert "because the settings say so" in notice.text.en


def test_two_channels_by_a_setting(tmp_path: Path) -> None:
    path = tmp_path / "call.pcm"
    stereo = np.stack([voice(8000), np.zeros(int(8000 * SECONDS))], axis=1)
    path.write_bytes((30_000 * stereo).astype("<i2").tobytes())
    recording = voicecheck.load(path, config=voicecheck.Config(headerless={".pcm": "s16le 8000 2"}))
    assert recording.n_channels == 2
    assert not recording.samples[1].any()
    assert likeness(recording.samples[0], 8000) > 0.99


def test_a_header_wins_over_the_suffix(tmp_path: Path) -> None:
    path = tmp_path / "call.ulaw"
    soundfile.write(path, voice(8000), 8000, format="WAV", subtype="PCM_16")
    recording = voicecheck.load(path)
    assert (recording.source.codec, recording.notices) == ("pcm_s16le", ())


def test_what_the_suffix_promises_must_be_there(tmp_path: Path) -> None:
    path = tmp_path / "call.alaw"
    path.write_bytes(b"This is a note of the shift leader. " * 500)
    with pytest.raises(AudioError, match=r"does not hold what the suffix \.alaw promises"):
        voicecheck.load(path)


@pytest.mark.parametrize("given", [{"raw": "mulaw 8000"}, {".raw": "mp3"}, {".raw": "mulaw"}])
def test_a_setting_that_reads_nothing_is_refused_at_once(
    tmp_path: Path, given: dict[str, str]
) -> None:
    from voicecheck.config import load_config

    with pytest.raises(ConfigError, match="headerless"):
        load_config(None, {"headerless": given})
