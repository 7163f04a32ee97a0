"""Sound files of every kind, half a second each, built in the process."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

SECONDS = 0.5
RATE = 8000

# format and codec as libsndfile names them, channels
_SNDFILE = [
    ("WAV", "PCM_16", 2), ("WAV", "PCM_U8", 1), ("WAV", "PCM_24", 1), ("WAV", "FLOAT", 2),
    ("WAV", "DOUBLE", 1), ("WAV", "ALAW", 2), ("WAV", "ULAW", 1), ("WAV", "GSM610", 1),
    ("WAV", "IMA_ADPCM", 2), ("WAV", "MS_ADPCM", 2), ("WAV", "G721_32", 1), ("WAVEX", "PCM_16", 2),
    ("RF64", "PCM_16", 1), ("W64", "PCM_16", 2), ("W64", "GSM610", 1), ("AIFF", "PCM_16", 2),
    ("AIFF", "ALAW", 1), ("AIFF", "IMA_ADPCM", 1), ("AU", "PCM_16", 2), ("AU", "ULAW", 1),
    ("AU", "G721_32", 1), ("CAF", "PCM_16", 2), ("CAF", "ALAC_16", 1), ("FLAC", "PCM_16", 2),
    ("OGG", "VORBIS", 2), ("OGG", "OPUS", 1), ("VOC", "PCM_16", 1), ("NIST", "PCM_16", 1),
    ("SVX", "PCM_16", 1), ("PAF", "PCM_16", 1), ("IRCAM", "PCM_16", 1), ("SDS", "PCM_16", 1),
]  # fmt: skip
# format and encoder as FFmpeg names them, rate, channels, suffix
_FFMPEG = [
    ("wav", "pcm_s16le", 8000, 1, ".wav"), ("wav", "g726", 8000, 1, ".wav"),
    ("wav", "libmp3lame", 8000, 1, ".wav"), ("wav", "wmav2", 22050, 1, ".wav"),
    ("mp3", "libmp3lame", 8000, 1, ".mp3"), ("mp3", "libmp3lame", 44100, 2, ".mp3"),
    ("mp2", "mp2", 16000, 1, ".mp2"), ("adts", "aac", 16000, 2, ".aac"),
    ("mp4", "aac", 8000, 1, ".m4a"), ("mp4", "alac", 8000, 2, ".mp4"),
    ("mov", "pcm_s16le", 8000, 2, ".mov"), ("mov", "adpcm_ima_qt", 8000, 1, ".mov"),
    ("3gp", "libopencore_amrnb", 8000, 1, ".3gp"), ("amr", "libopencore_amrnb", 8000, 1, ".amr"),
    ("matroska", "aac", 16000, 1, ".mka"), ("matroska", "flac", 8000, 1, ".mkv"),
    ("matroska", "pcm_s16le", 8000, 2, ".mka"), ("matroska", "ac3", 32000, 1, ".mkv"),
    ("webm", "libopus", 16000, 2, ".webm"), ("asf", "wmav2", 16000, 1, ".wma"),
    ("asf", "wmav1", 8000, 2, ".asf"), ("avi", "libmp3lame", 8000, 1, ".avi"),
    ("avi", "pcm_s16le", 8000, 2, ".avi"), ("flv", "libmp3lame", 11025, 1, ".flv"),
    ("flv", "nellymoser", 8000, 1, ".flv"), ("flv", "adpcm_swf", 11025, 1, ".flv"),
    ("mpegts", "mp2", 16000, 1, ".ts"), ("mpegts", "aac", 16000, 1, ".ts"),
    ("mpeg", "mp2", 16000, 2, ".mpg"), ("ogg", "libopus", 8000, 2, ".opus"),
    ("ogg", "flac", 8000, 1, ".oga"), ("flac", "flac", 8000, 1, ".flac"),
    ("w64", "pcm_mulaw", 8000, 1, ".w64"), ("aiff", "pcm_s16be", 8000, 2, ".aifc"),
    ("au", "pcm_alaw", 8000, 1, ".au"), ("caf", "pcm_mulaw", 8000, 2, ".caf"),
    ("ac3", "ac3", 32000, 1, ".ac3"), ("wv", "wavpack", 8000, 1, ".wv"),
    ("tta", "tta", 8000, 1, ".tta"), ("voc", "pcm_u8", 8000, 1, ".voc"),
    ("g722", "g722", 16000, 1, ".g722"), ("g723_1", "g723_1", 8000, 1, ".g723"),
]  # fmt: skip
_BIT_RATES = {"g723_1": 6300, "wmav1": 32000, "wmav2": 32000}
_HEADERLESS = (".gsm", ".ulaw", ".alaw", ".sln", ".sln16", ".vox", ".g729", ".g726", ".raw")


# Hardly any recorder writes these, and most are refused: others are damaged three times as often.
RARE = frozenset({
    ".voc", ".nist", ".paf", ".ircam", ".sds", ".svx", ".ac3", ".wv", ".tta", ".g722", ".g723",
    ".m3u8", ".sdp", *_HEADERLESS,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seed:
    """A sound file, and the suffix it bears."""

    name: str
    suffix: str
    data: bytes


def sound(rate: int, n_channels: int) -> npt.NDArray[np.float32]:
    """Speak like a vowel with pauses, each channel differently, with the same noise every time."""
    t = np.arange(int(SECONDS * rate)) / rate
    noise = np.random.default_rng(1).normal(0, 0.01, (len(t), n_channels))
    for channel in range(n_channels):
        pitch = 110 + 70 * channel
        vowel = sum(np.sin(2 * np.pi * pitch * k * t) / k for k in range(1, 12))
        noise[:, channel] += 0.2 * vowel * (np.sin(2 * np.pi * 4 * t + channel) > 0)
    return np.asarray(noise, dtype=np.float32)


def build() -> tuple[Seed, ...]:
    """Build all of them, in the same order with the same bytes each time."""
    return tuple((*_by_sndfile(), *_by_ffmpeg(), *_by_hand()))


def _by_sndfile() -> Iterator[Seed]:
    import soundfile

    for form, codec, n_channels in _SNDFILE:
        out = io.BytesIO()
        soundfile.write(out, sound(RATE, n_channels), RATE, format=form, subtype=codec)
        suffix = f".{form.lower().replace('wavex', 'wav').replace('rf64', 'wav')}"
        yield Seed(f"sndfile {form} {codec}", suffix, _settled(out.getvalue()))
    # Notes about the recording stand before and behind its sound.
    for form, codec in (("WAV", "GSM610"), ("WAV", "PCM_16"), ("AIFF", "PCM_16"), ("CAF", "ULAW")):
        out = io.BytesIO()
        with soundfile.SoundFile(out, "w", RATE, 1, codec, format=form) as file:
            file.title, file.comment, file.date = "call", "agent 7, queue 2", "2026-03-01"
            file.write(sound(RATE, 1))
            file.software = "a recorder"
        data = _settled(out.getvalue())
        yield Seed(f"sndfile {form} {codec} with notes", f".{form.lower()}", data)
    for suffix in _HEADERLESS:
        out = io.BytesIO()
        codec = {".gsm": "GSM610", ".ulaw": "ULAW", ".alaw": "ALAW"}.get(suffix, "PCM_16")
        soundfile.write(out, sound(RATE, 1), RATE, format="RAW", subtype=codec, endian="LITTLE")
        yield Seed(f"headerless {codec} {suffix}", suffix, out.getvalue())


def _settled(data: bytes) -> bytes:
    """Take out what libsndfile makes anew each time: the hour in `PEAK`, the number of a stream."""
    at = data.find(b"PEAK")
    if at >= 0:
        data = data[: at + 12] + bytes(4) + data[at + 16 :]
    at = data.find(b"OggS")
    while at >= 0:
        following = data.find(b"OggS", at + 4)
        end = following if following >= 0 else len(data)
        page = data[at : at + 14] + struct.pack("<I", 7) + data[at + 18 : end]
        data = data[:at] + with_ogg_crc(page) + data[end:]
        at = following
    return data


def _by_ffmpeg() -> Iterator[Seed]:
    for form, codec, rate, n_channels, suffix in _FFMPEG:
        yield Seed(f"ffmpeg {form} {codec}", suffix, encoded(form, codec, rate, n_channels))


def encoded(form: str, codec: str, rate: int, n_channels: int) -> bytes:
    import av

    layout = "mono" if n_channels == 1 else "stereo"
    out = io.BytesIO()
    with av.open(out, "w", format=form, options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream(codec, rate=rate, layout=layout)
        encoder = stream.codec_context
        encoder.thread_count = 1
        if codec in _BIT_RATES:
            encoder.bit_rate = _BIT_RATES[codec]
        samples = np.ascontiguousarray(sound(rate, n_channels).reshape(1, -1))
        frame = av.AudioFrame.from_ndarray(samples, format="flt", layout=layout)
        frame.sample_rate = rate
        encoder.open()
        resampler = av.AudioResampler(
            format=encoder.format, layout=layout, rate=rate, frame_size=encoder.frame_size or None
        )
        for part in (*resampler.resample(frame), *resampler.resample(None)):
            container.mux(stream.encode(part))
        # FLAC ends with a packet that only carries the header anew.
        container.mux([packet for packet in stream.encode(None) if packet.size])
    return out.getvalue()


def _by_hand() -> Iterator[Seed]:
    """Build what has no encoder here: frames of noise under right headers."""
    import soundfile

    noise = np.random.default_rng(2)
    frames = b"".join(b"\x04" + noise.bytes(17) for _ in range(25))
    yield Seed("AMR wideband", ".awb", b"#!AMR-WB\n" + frames)
    dtx = b"".join(
        b"\x3c" + noise.bytes(31) if k % 9 == 0 else b"\x44" + noise.bytes(5) + b"\x7c" * 7
        for k in range(9)
    )
    yield Seed("AMR with comfort noise", ".amr", b"#!AMR\n" + dtx)
    head = b"Speex   " + b"1.2".ljust(20, b"\0")
    head += struct.pack("<13i", 1, 80, RATE, 0, 4, 1, -1, 160, 0, 1, 0, 0, 0)
    comment = struct.pack("<I", 4) + b"none" + struct.pack("<I", 0)
    pages = [ogg_page(2, 0, 0, [head]), ogg_page(0, 0, 1, [comment])]
    packets = [noise.bytes(20) for _ in range(25)]
    pages.append(ogg_page(4, 25 * 160, 2, packets))
    yield Seed("Ogg Speex", ".spx", b"".join(pages))
    # Little that becomes much: ten minutes and more in a few kilobytes.
    out = io.BytesIO()
    soundfile.write(out, np.zeros(600 * RATE, np.int16), RATE, format="FLAC", subtype="PCM_16")
    yield Seed("ten minutes of silence", ".flac", out.getvalue())
    yield Seed("six minutes of frames without sound", ".amr", b"#!AMR\n" + b"\x7c" * 18_000)
    yield Seed("eight channels", ".wav", wav(bytes(16_000), n_channels=8, length=0))
    pcm = (sound(RATE, 1) * 32767).astype("<i2").tobytes()
    yield Seed("WAV without a length", ".wav", wav(pcm, length=0))
    yield Seed("WAV of 4 GiB promised", ".wav", wav(pcm, length=0xFFFFFFFF))
    yield Seed("two WAVs in one", ".wav", wav(pcm) * 2)
    for name, data in (("zeros", bytes(4000)), ("noise", noise.bytes(4000)), ("nothing", b"")):
        yield Seed(name, ".wav", data)
    yield Seed(
        "playlist", ".m3u8", b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.wav\n#EXT-X-ENDLIST"
    )
    yield Seed("session", ".sdp", b"v=0\no=- 0 0 IN IP4 127.0.0.1\nm=audio 9 RTP/AVP 0\n")
    yield Seed("concat", ".wav", b"ffconcat version 1.0\nfile /etc/hostname\n")


def wav(pcm: bytes, *, n_channels: int = 1, length: int | None = None) -> bytes:
    size = len(pcm) if length is None else length
    align = 2 * n_channels
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, n_channels, RATE, RATE * align, align, 16)
    body = b"WAVE" + form + struct.pack("<4sI", b"data", size) + pcm
    return struct.pack("<4sI", b"RIFF", min(size + 36, 0xFFFFFFFF)) + body


def ogg_page(flags: int, granule: int, number: int, packets: list[bytes]) -> bytes:
    lacing = b"".join(b"\xff" * (len(p) // 255) + bytes([len(p) % 255]) for p in packets)
    head = struct.pack("<4sBBqIIIB", b"OggS", 0, flags, granule, 7, number, 0, len(lacing))
    return with_ogg_crc(head + lacing + b"".join(packets))


def _crc_table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        value = byte << 24
        for _ in range(8):
            value = (value << 1 ^ (0x04C11DB7 if value & 0x80000000 else 0)) & 0xFFFFFFFF
        table.append(value)
    return tuple(table)


_CRC = _crc_table()


def with_ogg_crc(page: bytes) -> bytes:
    """Put right the checksum of a page, so that what lies in it is read (RFC 3533)."""
    page = page[:22] + bytes(4) + page[26:]
    value = 0
    for byte in page:
        value = (value << 8 & 0xFFFFFFFF) ^ _CRC[value >> 24 ^ byte]
    return page[:22] + struct.pack("<I", value) + page[26:]
