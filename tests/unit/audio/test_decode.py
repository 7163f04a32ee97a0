from __future__ import annotations

import hashlib
import io
import os
import re
import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile

import voicecheck
from tests.synth import tone
from voicecheck.audio import spool
from voicecheck.audio.decode import load
from voicecheck.errors import AudioError
from voicecheck.types.hashing import call_sha256

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
    ("fmt", "subtype", "codec", "rate"),
    [
        ("MP3", "MPEG_LAYER_III", "mp3", 8000),
        ("FLAC", "PCM_16", "flac", 8000),
        ("OGG", "VORBIS", "vorbis", 8000),
        ("OGG", "OPUS", "opus", 16_000),  # Opus is always decoded at 48 kHz (RFC 7845)
    ],
)
def test_compressed(tmp_path: Path, fmt: str, subtype: str, codec: str, rate: int) -> None:
    path = tmp_path / "call"
    soundfile.write(path, stereo(), 8000, format=fmt, subtype=subtype)
    assert_both_tones(path, rate=rate)
    assert load(path).source.codec == codec
    assert load(path).notices == ()


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
    assert "the header promises 6.0 s, 3.0 s are there" in recording.notices[0].text.en
    assert "angekündigt sind 6,0 s, vorhanden 3,0 s" in recording.notices[0].text.de


@pytest.mark.parametrize("subtype", ["ALAW", "IMA_ADPCM", "MS_ADPCM"])
def test_half_a_file_of_any_codec(tmp_path: Path, subtype: str) -> None:
    path = tmp_path / "half.wav"
    soundfile.write(path, stereo(), 8000, subtype=subtype)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    found = re.search(r"promises (.*) s, (.*) s are there", load(path).notices[0].text.en)
    assert found is not None
    promised_s, there_s = map(float, found.groups())
    assert promised_s == pytest.approx(SECONDS, abs=0.15)  # good to one block of the codec
    assert there_s == pytest.approx(SECONDS / 2, abs=0.15)


def test_sound_behind_what_an_early_header_names(tmp_path: Path) -> None:
    path = tmp_path / "early.wav"
    path.write_bytes(wav()[:40] + struct.pack("<I", 32_000) + wav()[44:])  # names 1 s of 6
    recording = load(path)
    assert recording.duration_s == pytest.approx(1.0)
    assert "promises 1.0 s, and about 5.0 s follow" in recording.notices[0].text.en


@pytest.mark.parametrize("subtype", ["PCM_16", "ALAW", "GSM610"])
@pytest.mark.parametrize("size", [0, 0x7FFF0000, 0x7FFFFFFF, 0xFFFFFFFF])
def test_a_recorder_that_did_not_know_the_length(tmp_path: Path, size: int, subtype: str) -> None:
    path = tmp_path / "stream.wav"
    soundfile.write(path, stereo()[:, 0], 8000, subtype=subtype)
    whole = path.read_bytes()
    at = whole.index(b"data") + 4
    path.write_bytes(whole[:at] + struct.pack("<I", size) + whole[at + 4 :])
    recording = load(path)
    assert recording.duration_s == pytest.approx(SECONDS, abs=0.05)  # GSM comes in blocks
    assert recording.notices == ()


@pytest.mark.parametrize(
    "junk", [b"x", b"    x", bytes(1000), b"LIST" + struct.pack("<I", 200_000) + bytes(200_000)]
)
def test_junk_after_the_sound_is_no_damage(tmp_path: Path, junk: bytes) -> None:
    path = tmp_path / "junk.wav"
    path.write_bytes(wav() + junk)
    recording = load(path)
    assert recording.duration_s == SECONDS
    assert recording.notices == ()


def test_other_chunks_before_the_sound(tmp_path: Path) -> None:
    path = tmp_path / "list.wav"
    path.write_bytes(wav()[:36] + b"LIST" + struct.pack("<I", 5) + b"abcde\0" + wav()[36:])
    assert_both_tones(path, rate=8000)
    assert load(path).notices == ()


def test_invalid_samples_become_silence_with_a_notice(tmp_path: Path) -> None:
    path = tmp_path / "nan.wav"
    sound = stereo()
    sound[100] = np.nan
    soundfile.write(path, sound, 8000, subtype="FLOAT")
    recording = load(path)
    assert np.isfinite(recording.samples).all()
    assert "replaced by 0: 2" in recording.notices[0].text.en


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.wav", b"", "is empty"),
        ("text.wav", b"this is a shopping list", "is no sound file"),
        ("page.mp3", b"<html><body>404</body></html>", "is a web page"),
        ("header.wav", wav()[:44], "only a header"),
        ("noise.mp3", np.random.default_rng(3).bytes(4000), "is no sound file"),
        ("page.wav", b"<!DOCTYPE html>" + b"lorem ipsum " * 5000, "is a web page"),
        ("zeros.mp3", bytes(50_000), "is no sound file"),
        ("riff.wav", b"RIFF\0\0\1\0WAVE" + bytes(50), "a damaged header"),
        ("tagged.mp3", b"ID3\3\0\0\0\0\0\0" + np.random.default_rng(5).bytes(50_000), "no sound"),
        ("noise.gsm", np.random.default_rng(6).bytes(50_000), "is no sound file"),
        ("noise.wav", np.random.default_rng(7).bytes(50_000), "is no sound file"),
        ("noise2.mp3", np.random.default_rng(4).bytes(300_000), "is no sound file"),
        ("one.wav", wav()[:48], "too short"),
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


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("suffix", ["mp3", "aac", "amr", "m4a", "ogg", "wav"])
def test_random_bytes_are_no_recording(tmp_path: Path, seed: int, suffix: str) -> None:
    path = tmp_path / f"noise.{suffix}"
    path.write_bytes(np.random.default_rng(seed).bytes(4000))
    with pytest.raises(AudioError):
        load(path)


def test_missing_folder_pipe_and_forbidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AudioError, match=r"missing\.wav: there is no such file\. Check the path"):
        load(tmp_path / "missing.wav")
    with pytest.raises(AudioError, match="is a folder"):
        load(tmp_path)
    os.mkfifo(tmp_path / "pipe.wav")
    with pytest.raises(AudioError, match="no regular file"):
        load(tmp_path / "pipe.wav")
    with pytest.raises(AudioError, match="cannot be reached"):
        load(tmp_path / ("x" * 5000))
    path = tmp_path / "secret.wav"
    path.write_bytes(wav())
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may read everything
    with pytest.raises(AudioError, match="may not be read"):
        load(path)


def test_a_full_disk_has_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: object) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "long.wav"
    path.write_bytes(wav())
    monkeypatch.setattr(spool, "IN_MEMORY_BYTES", 100_000)
    monkeypatch.setattr(spool.tempfile, "TemporaryFile", full)
    with pytest.raises(AudioError, match="No space left"):
        load(path)


@pytest.mark.parametrize("name", ["call-10:30:22.wav", "Gespräch 7 %03d.wav", "b\udcfc.wav"])
@pytest.mark.parametrize("fmt", ["WAV", "MP3"])
def test_any_file_name(tmp_path: Path, name: str, fmt: str) -> None:
    path = tmp_path / name
    soundfile.write(tmp_path / "plain", stereo(), 8000, format=fmt)
    (tmp_path / "plain").rename(path)
    assert load(path).duration_s == pytest.approx(SECONDS)
    assert load(path).source.path == str(path)


def test_nine_channels_are_no_call(tmp_path: Path) -> None:
    path = tmp_path / "nine.wav"
    soundfile.write(path, np.zeros((8000, 9)), 8000)
    with pytest.raises(AudioError, match="has 9 channels, more than 8"):
        load(path)
    soundfile.write(path, np.zeros((8000, 8)), 8000)
    assert load(path).n_channels == 8


def test_identity_is_the_hash_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    path.write_bytes(wav())
    assert load(path).source.sha256 == hashlib.sha256(wav()).hexdigest()


@pytest.mark.parametrize("rate", [22_050, 44_100, 48_000])
def test_high_rates_come_down_with_times_kept(tmp_path: Path, rate: int) -> None:
    path = tmp_path / "click.wav"
    click = np.zeros((3 * rate, 2))
    click[2 * rate, 1] = 0.9
    soundfile.write(path, click, rate)
    recording = load(path)
    assert (recording.sample_rate, recording.source.sample_rate) == (16_000, rate)
    assert recording.duration_s == pytest.approx(3.0, abs=1 / 16_000)
    assert np.argmax(recording.samples[1]) == 32_000
    assert not recording.samples[0].any()


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
    monkeypatch.setattr(spool, "IN_MEMORY_BYTES", 100_000)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "spool"))
    folder = tmp_path / "spool"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", None)
    mapped = load(path).samples
    assert np.array_equal(in_memory, mapped)
    assert os.listdir(folder) == []


def test_two_files_of_one_call_become_its_channels(tmp_path: Path) -> None:
    first, second = tmp_path / "0171555123-in.wav", tmp_path / "0171555123-out.wav"
    soundfile.write(first, tone(500, 4.0, rate=8000), 8000)
    soundfile.write(second, tone(1000, 2.5, rate=16_000), 16_000)
    recording = voicecheck.load(first, second)
    assert (recording.n_channels, recording.sample_rate) == (2, 16_000)
    assert recording.duration_s == pytest.approx(4.0, abs=0.01)
    assert not recording.samples[1, 41_000:].any()
    (notice,) = recording.notices
    assert notice.code == "N22"
    assert (
        "the left channel from the one with -in, the right one from the one with -out."
        in notice.text.en
    )
    assert "1.5 s shorter" in notice.text.en
    assert "0171" not in notice.text.en
    assert recording.source.sha256 == call_sha256([first, second])
    assert recording.source.sha256 != voicecheck.load(second, first).source.sha256


def test_what_is_found_in_a_half_is_said_of_its_channel(tmp_path: Path) -> None:
    first, second = tmp_path / "x_rx.wav", tmp_path / "x_tx.wav"
    soundfile.write(first, tone(500, 4.0), 8000)
    soundfile.write(second, tone(1000, 4.0), 8000)
    second.write_bytes(second.read_bytes()[:-40_000])
    codes = [(notice.code, notice.text.en) for notice in voicecheck.load(first, second).notices]
    assert codes[1][0] == "N06"
    assert codes[1][1].startswith("on the right channel: the recording is incomplete")


def test_a_half_with_two_channels_is_none(tmp_path: Path) -> None:
    first, second = tmp_path / "x-in.wav", tmp_path / "x-out.wav"
    soundfile.write(first, stereo(), 8000)
    soundfile.write(second, tone(1000, 4.0), 8000)
    with pytest.raises(AudioError, match=r"one half of a call, but has 2 channels.*halves = \[\]"):
        voicecheck.load(first, second)
