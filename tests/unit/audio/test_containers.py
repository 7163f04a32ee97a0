from __future__ import annotations

import socket
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from tests.synth import tone
from voicecheck.audio.containers import open_container
from voicecheck.audio.decode import load
from voicecheck.errors import AudioError

SECONDS = 6.0


def encode(
    path: Path,
    codec: str,
    rate: int,
    *,
    n_channels: int = 2,
    fmt: str | None = None,
    skip: range = range(0),
) -> Path:
    """Encode a 500 Hz tone left and a 1000 Hz tone right; packets in `skip` are not written."""
    layout = "stereo" if n_channels == 2 else "mono"
    sound = np.stack([tone(500, SECONDS, rate=rate), tone(1000, SECONDS, rate=rate, level=0.25)])
    with av.open(str(path), "w", format=fmt) as container:
        stream = container.add_stream(codec, rate=rate, layout=layout)
        frame = av.AudioFrame.from_ndarray(sound[:n_channels].copy(), format="fltp", layout=layout)
        frame.sample_rate, frame.time_base, frame.pts = rate, Fraction(1, rate), 0
        resampler = av.AudioResampler(format=stream.format.name, layout=layout, rate=rate)
        frames = [*resampler.resample(frame), None]
        packets = [packet for part in frames for packet in stream.encode(part)]
        for number, packet in enumerate(packets):
            if number not in skip:
                container.mux(packet)
    return path


@pytest.mark.parametrize(
    ("name", "codec", "rate", "n_channels", "expected"),
    [
        ("call.m4a", "aac", 44_100, 2, "aac"),
        ("call.mp4", "aac", 16_000, 2, "aac"),
        ("call.aac", "aac", 16_000, 2, "aac"),
        ("call.mp3", "libmp3lame", 44_100, 2, "mp3"),
        ("call.webm", "libopus", 48_000, 2, "opus"),
        ("call.opus", "libopus", 48_000, 2, "opus"),
        ("call.mka", "flac", 16_000, 2, "flac"),
        ("call.amr", "libopencore_amrnb", 8000, 1, "amr_nb"),
        ("call.wav", "g722", 16_000, 1, "adpcm_g722"),
    ],
)
def test_what_ffmpeg_reads(
    tmp_path: Path, name: str, codec: str, rate: int, n_channels: int, expected: str
) -> None:
    fmt = "adts" if name.endswith("aac") else None
    path = encode(tmp_path / name, codec, rate, n_channels=n_channels, fmt=fmt)
    recording = load(path)
    assert recording.source.codec == expected
    assert (recording.n_channels, recording.sample_rate) == (n_channels, min(rate, 16_000))
    assert recording.source.sample_rate == rate
    assert recording.duration_s == pytest.approx(SECONDS, abs=0.15)
    assert recording.notices == ()
    # AMR-NB is a speech codec: a tone comes out at about its level only.
    tolerance = 0.5 if expected == "amr_nb" else 0.15
    for samples, hertz, level in zip(recording.samples, (500, 1000), (0.5, 0.25), strict=False):
        middle = samples[len(samples) // 3 : 2 * len(samples) // 3]
        spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle))))
        assert abs(np.argmax(spectrum) * recording.sample_rate / len(middle) - hertz) < 5
        assert np.sqrt(2 * np.mean(middle**2)) == pytest.approx(level, rel=tolerance)


def damaged(path: Path) -> Path:
    """Write random bytes over a twentieth of the file, from the middle on."""
    content = bytearray(path.read_bytes())
    middle, length = len(content) // 2, len(content) // 20
    content[middle : middle + length] = np.random.default_rng(1).bytes(length)
    path.write_bytes(content)
    return path


def whole(tmp_path: Path, kind: str) -> Path:
    path = tmp_path / f"call.{kind}"
    if kind in ("m4a", "webm"):
        codec, rate = {"m4a": ("aac", 16_000), "webm": ("libopus", 48_000)}[kind]
        return encode(path, codec, rate)
    # Sound with some noise in it, or FLAC and Vorbis put all of it into a few bytes.
    sound = np.stack([tone(500, 30.0), tone(1000, 30.0)], axis=1)
    sound += 0.01 * np.random.default_rng(0).standard_normal(sound.shape).astype(np.float32)
    fmt = {"mp3": "MP3", "flac": "FLAC", "ogg": "OGG", "opus": "OGG"}[kind]
    subtype = {"ogg": "VORBIS", "opus": "OPUS"}.get(kind)
    soundfile.write(path, sound, 8000, format=fmt, subtype=subtype)
    return path


@pytest.mark.parametrize("kind", ["mp3", "flac", "ogg", "opus", "m4a", "webm"])
def test_damage_midway_is_named_and_the_rest_is_read(tmp_path: Path, kind: str) -> None:
    path = whole(tmp_path, kind)
    full_s = load(path).duration_s
    assert load(path).notices == ()
    recording = load(damaged(path))
    assert {n.code for n in recording.notices} == {"N06"}
    # MP3 has no times in it: what is lost is lost. Elsewhere silence keeps the later times right.
    assert recording.duration_s == pytest.approx(full_s, abs=5.0 if kind == "mp3" else 0.1)
    last = recording.samples[0][-int(0.5 * recording.sample_rate) :][:4000]
    assert np.abs(last).max() > 0.3


@pytest.mark.parametrize("kind", ["mp3", "flac", "ogg", "opus", "webm"])
def test_half_a_file_is_noticed(tmp_path: Path, kind: str) -> None:
    path = whole(tmp_path, kind)
    full_s = load(path).duration_s
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    recording = load(path)
    assert recording.duration_s < 0.7 * full_s
    text = recording.notices[0].text.en
    assert f"{recording.duration_s:.1f} s" in text
    if kind in ("ogg", "opus"):
        assert "lacks its end mark" in text
    else:
        assert f"promises {full_s:.1f} s" in text


@pytest.mark.parametrize("kind", ["mp3", "flac", "ogg", "opus", "m4a", "webm"])
def test_a_stray_byte_at_the_end_is_no_damage(tmp_path: Path, kind: str) -> None:
    path = whole(tmp_path, kind)
    path.write_bytes(path.read_bytes() + b"x")
    assert load(path).notices == ()


def test_a_gap_in_the_times_becomes_silence(tmp_path: Path) -> None:
    # 50 packets of 20 ms: a browser's recorder leaves out what it holds for silence.
    path = encode(tmp_path / "gap.webm", "libopus", 48_000, skip=range(100, 150))
    recording = load(path)
    assert recording.duration_s == pytest.approx(SECONDS, abs=0.02)
    assert not recording.samples[:, 33_000:47_000].any()
    assert np.abs(recording.samples[0, 49_000:]).max() > 0.4
    assert "1.0 s are missing within" in recording.notices[0].text.en
    assert "1,0 s (bei 0:02); an ihrer Stelle" in recording.notices[0].text.de


def test_a_movie_without_its_index(tmp_path: Path) -> None:
    path = encode(tmp_path / "half.m4a", "aac", 16_000)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(AudioError, match="without its index"):
        load(path)


def test_a_film_without_sound(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 32, 32, "yuv420p"
        picture = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")
        container.mux([*stream.encode(picture), *stream.encode(None)])
    with pytest.raises(AudioError, match="holds no sound track"):
        load(path)


def test_a_second_sound_track_is_named(tmp_path: Path) -> None:
    path = tmp_path / "two.mka"
    with av.open(str(path), "w") as container:
        for _ in range(2):
            container.add_stream("pcm_s16le", rate=8000, layout="mono")
        for stream, hertz in zip(container.streams.audio, (500, 1000), strict=True):
            sound = (tone(hertz, 1.0) * 32767).astype(np.int16)[None]
            frame = av.AudioFrame.from_ndarray(sound, format="s16", layout="mono")
            frame.sample_rate = 8000
            container.mux([*stream.encode(frame), *stream.encode(None)])
    assert "has 2 sound tracks" in load(path).notices[0].text.en


def test_a_sample_rate_that_changes_midway(tmp_path: Path) -> None:
    parts = []
    for rate in (16_000, 24_000):
        encode(tmp_path / "part.mp3", "libmp3lame", rate)
        parts.append((tmp_path / "part.mp3").read_bytes())
    path = tmp_path / "joined.mp3"
    path.write_bytes(b"".join(parts))
    recording = load(path)
    assert recording.sample_rate == 16_000
    assert recording.duration_s == pytest.approx(2 * SECONDS, abs=0.3)
    end = recording.samples[1][-32_000:-16_000]
    spectrum = np.abs(np.fft.rfft(end * np.hanning(len(end))))
    assert np.argmax(spectrum) * 16_000 / len(end) == pytest.approx(1000, abs=5)


def test_lists_of_files_are_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encode(tmp_path / "call.mp3", "libmp3lame", 16_000)
    monkeypatch.chdir(tmp_path)
    for text in ("ffconcat version 1.0\nfile call.mp3\n", "#EXTM3U\n#EXTINF:6,\ncall.mp3\n"):
        path = tmp_path / "list.mp3"
        path.write_text(text)
        with pytest.raises(AudioError, match="is no sound file"):
            load(path)


PLAYLIST = "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6,\n{}\n#EXT-X-ENDLIST\n"
ELSEWHERE = {
    "playlist.m3u8": (PLAYLIST, "http"),
    "playlist of files.m3u8": (PLAYLIST, "file"),
    "playlist.mp3": (PLAYLIST, ""),  # FFmpeg itself refuses these two under other names
    "dash.mp3": (
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static">'
        "<Period><AdaptationSet><Representation><BaseURL>{}</BaseURL></Representation>"
        "</AdaptationSet></Period></MPD>",
        "",
    ),
    "concat.mp3": ("ffconcat version 1.0\nfile call.mp3\n", "file"),
    "session.mp3": (
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 0 RTP/AVP 0\n",
        "",  # FFmpeg itself opens it, and listens for ten seconds
    ),
}


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_file_that_names_others_leads_nowhere(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = encode(tmp_path / "call.mp3", "libmp3lame", 16_000)
    monkeypatch.chdir(tmp_path)
    text, follows = ELSEWHERE[name]
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/call.mp3"
        path = tmp_path / name
        path.write_text(text.format(address if follows == "http" else call.as_uri()))
        with path.open("rb") as raw, pytest.raises(av.FFmpegError):
            open_container(raw)
        with pytest.raises(AudioError, match=r"no(t a)? sound file"):
            load(path)
        with pytest.raises(TimeoutError):
            server.accept()
        if follows == "http":  # without the guard, FFmpeg comes
            code = "import av, sys; av.open(open(sys.argv[1], 'rb'))"
            server.settimeout(30)
            with subprocess.Popen(
                [sys.executable, "-c", code, str(path)], stderr=subprocess.DEVNULL
            ) as other:
                server.accept()[0].close()
                other.kill()
        elif follows == "file":
            with path.open("rb") as raw:
                av.open(raw).close()


@pytest.mark.parametrize("rate", [8000, 16_000, 44_100])
@pytest.mark.parametrize("seconds", [0.15, 0.3])
def test_a_short_mp3_loads(tmp_path: Path, rate: int, seconds: float) -> None:
    path = tmp_path / "short.mp3"
    soundfile.write(path, tone(500, seconds, rate=rate), rate, format="MP3")
    assert load(path).duration_s == pytest.approx(seconds, abs=0.03)


def test_an_mp3_with_a_large_picture(tmp_path: Path) -> None:
    path = encode(tmp_path / "call.mp3", "libmp3lame", 16_000)
    path.write_bytes(b"ID3\3\0\0\0\x40\0\0" + bytes(1 << 20) + path.read_bytes())
    recording = load(path)
    assert recording.duration_s == pytest.approx(SECONDS, abs=0.1)
    assert recording.notices == ()


def test_no_library_talks(tmp_path: Path) -> None:
    """In a process of its own: the libraries write below Python, and once only."""
    files = [damaged(whole(tmp_path, kind)) for kind in ("mp3", "flac", "ogg", "m4a", "webm")]
    inside = encode(tmp_path / "mp3_inside.wav", "libmp3lame", 16_000)
    script = "import sys; from voicecheck.audio.decode import load; [load(p) for p in sys.argv[1:]]"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script, *map(str, [*files, damaged(inside)])],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("n_tags", [0, 120])
def test_sound_that_begins_late_is_found(tmp_path: Path, n_tags: int) -> None:
    path = tmp_path / "late.flv"
    with av.open(str(path), "w", format="flv") as container:
        stream = container.add_stream("aac", rate=22_050, layout="mono")
        frame = av.AudioFrame.from_ndarray(
            (20_000 * tone(500, 4.0, rate=22_050)).astype(np.int16)[None],
            format="s16",
            layout="mono",
        )
        frame.sample_rate = 22_050
        container.mux([*stream.encode(frame), *stream.encode(None)])
    content = bytearray(path.read_bytes())
    content[4] = 0  # the header names no stream, as live recorders leave it
    size = 60_000
    note = b"\x12" + size.to_bytes(3, "big") + bytes(7 + size) + (size + 11).to_bytes(4, "big")
    path.write_bytes(content[:13] + note * n_tags + content[13:])
    assert load(path).duration_s == pytest.approx(4.0, abs=0.15)
