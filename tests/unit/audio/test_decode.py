from __future__ import annotations

import io
import os
import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.synth import tone
from voicecheck.audio import decode
from voicecheck.audio.decode import load
from voicecheck.errors import AudioError

SECONDS = 6.0


def stereo(rate: int = 8000) -> np.ndarray:
    return np.stack(
        [tone(500, SECONDS, rate=rate), tone(1000, SECONDS, rate=rate, level=0.25)], axis=1
    )


def assert_both_tones(path: Path, *, rate: int, seconds: float = SECONDS) -> None:
    recording = load(path)
    assert recording.sample_rate == rate
    assert recording.samples.dtype == np.float32
    assert recording.duration_s == pytest.approx(seconds, abs=0.15)
    for samples, hertz, level in zip(recording.samples, (500, 1000), (0.5, 0.25), strict=True):
        middle = samples[len(samples) // 3 : 2 * len(samples) // 3]
        spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
        assert abs(np.argmax(spectrum) * rate / len(middle) - hertz) < 5
        assert np.sqrt(2 * np.mean(middle**2)) == pytest.approx(level, rel=0.15)


@pytest.mark.parametrize(
    ("subtype", "codec"),
    [
        ("PCM_U8", "pcm_u8"),
        ("PCM_16", "pcm_s16le"),
        ("PCM_24", "pcm_s24le"),
        ("PCM_32", "pcm_s32le"),
        ("FLOAT", "pcm_f32le"),
        ("DOUBLE", "pcm_f64le"),
        ("ALAW", "pcm_alaw"),
        ("ULAW", "pcm_mulaw"),
        ("IMA_ADPCM", "adpcm_ima_wav"),
        ("MS_ADPCM", "adpcm_ms"),
    ],
)
def test_wav_codecs_keep_both_channels(tmp_path: Path, subtype: str, codec: str) -> None:
    path = tmp_path / "call.wav"
    soundfile.write(path, stereo(), 8000, subtype=subtype)
    assert_both_tones(path, rate=8000)
    recording = load(path)
    assert recording.source.codec == codec
    assert recording.notices == ()


def test_gsm(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    soundfile.write(path, stereo()[:, 0], 8000, subtype="GSM610")
    recording = load(path)
    assert (recording.n_channels, recording.source.codec) == (1, "gsm_ms")
    assert recording.duration_s == pytest.approx(SECONDS, abs=0.1)


@pytest.mark.parametrize(
    ("suffix", "fmt", "subtype", "codec"),
    [
        ("mp3", "MP3", "MPEG_LAYER_III", "mp3"),
        ("flac", "FLAC", "PCM_16", "flac"),
        ("ogg", "OGG", "VORBIS", "vorbis"),
        ("opus", "OGG", "OPUS", "opus"),
    ],
)
def test_compressed(tmp_path: Path, suffix: str, fmt: str, subtype: str, codec: str) -> None:
    path = tmp_path / f"call.{suffix}"
    soundfile.write(path, stereo(), 8000, format=fmt, subtype=subtype)
    assert_both_tones(path, rate=8000)
    assert load(path).source.codec == codec


def test_m4a_and_high_rates_come_down_to_16_khz(tmp_path: Path) -> None:
    import av

    path = tmp_path / "call.m4a"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=44_100, layout="stereo")
        sound = np.ascontiguousarray(stereo(44_100).T)
        frame = av.AudioFrame.from_ndarray(sound, format="fltp", layout="stereo")
        frame.sample_rate = 44_100
        for packet in (*stream.encode(frame), *stream.encode(None)):
            container.mux(packet)
    assert_both_tones(path, rate=16_000)
    source = load(path).source
    assert (source.codec, source.sample_rate) == ("aac", 44_100)


def test_the_name_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    soundfile.write(path, stereo(), 8000, format="MP3")
    assert load(path).source.codec == "mp3"


def wav() -> bytes:
    buffer = io.BytesIO()
    soundfile.write(buffer, stereo(), 8000, format="WAV", subtype="PCM_16")
    return buffer.getvalue()


def test_half_a_file_is_read_and_noticed(tmp_path: Path) -> None:
    path = tmp_path / "half.wav"
    path.write_bytes(wav()[: len(wav()) // 2])
    recording = load(path)
    assert recording.duration_s == pytest.approx(SECONDS / 2, abs=0.01)
    assert [n.code for n in recording.notices] == ["N06"]
    assert "6.0 s are promised, 3.0 s" in recording.notices[0].text.en
    assert "6,0 s sind angekündigt" in recording.notices[0].text.de


@pytest.mark.parametrize("fmt", ["MP3", "FLAC"])
def test_half_a_compressed_file_is_noticed(tmp_path: Path, fmt: str) -> None:
    path = tmp_path / "half"
    soundfile.write(path, stereo(), 8000, format=fmt)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert [n.code for n in load(path).notices] == ["N06"]


@pytest.mark.parametrize("size", [0, 0x7FFFFFFF, 0xFFFFFFFF])
def test_a_recorder_that_did_not_know_the_length(tmp_path: Path, size: int) -> None:
    path = tmp_path / "stream.wav"
    path.write_bytes(wav()[:40] + struct.pack("<I", size) + wav()[44:])
    recording = load(path)
    assert recording.duration_s == pytest.approx(SECONDS, abs=0.01)
    assert recording.notices == ()


def test_junk_after_the_sound_is_no_damage(tmp_path: Path) -> None:
    path = tmp_path / "junk.wav"
    path.write_bytes(wav() + b"    x")
    assert load(path).notices == ()


def test_invalid_samples_become_silence_with_a_notice(tmp_path: Path) -> None:
    path = tmp_path / "nan.wav"
    sound = stereo()
    sound[100] = np.nan
    soundfile.write(path, sound, 8000, subtype="FLOAT")
    recording = load(path)
    assert np.isfinite(recording.samples).all()
    assert "2 invalid samples" in recording.notices[0].text.en


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.wav", b"", "is empty"),
        ("text.wav", b"this is a shopping list", "is no sound file"),
        ("page.mp3", b"<html><body>404</body></html>", "is no sound file"),
        ("header.wav", wav()[:44], "only a header"),
        ("noise.mp3", np.random.default_rng(3).bytes(4000), "is no sound file"),
        ("noise2.mp3", np.random.default_rng(4).bytes(300_000), "is no sound file"),
        ("one.wav", wav()[:48], "too short|only a header"),
    ],
)
def test_what_is_no_recording_is_refused(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], name: str, content: bytes, reason: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(AudioError, match=reason) as caught:
        load(path)
    assert name in str(caught.value)
    assert caught.value.remedy
    assert capfd.readouterr().err == ""


def test_missing_folder_and_forbidden(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match="no such file"):
        load(tmp_path / "missing.wav")
    with pytest.raises(AudioError, match="is a folder"):
        load(tmp_path)


def test_too_low_a_rate(tmp_path: Path) -> None:
    path = tmp_path / "low.wav"
    soundfile.write(path, tone(100, 1, rate=2000), 2000)
    with pytest.raises(AudioError, match="2000 Hz is too low"):
        load(path)


def test_short_sound_loads(tmp_path: Path) -> None:
    path = tmp_path / "short.wav"
    soundfile.write(path, tone(500, 0.3), 8000)
    assert load(path).duration_s == pytest.approx(0.3)


def test_long_recordings_live_in_a_file_that_has_no_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "long.wav"
    soundfile.write(path, stereo(), 8000)
    in_memory = load(path).samples
    monkeypatch.setattr(decode, "IN_MEMORY_S", 2.0)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "spool"))
    spool = tmp_path / "spool"
    spool.mkdir()
    monkeypatch.setattr("tempfile.tempdir", None)
    mapped = load(path).samples
    assert np.array_equal(in_memory, mapped)
    assert os.listdir(spool) == []
