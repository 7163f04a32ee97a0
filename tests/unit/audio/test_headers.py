from __future__ import annotations

import io
import struct

import numpy as np
import pytest
import soundfile

from tests.synth import tone
from voicecheck.audio.headers import mp3_promises_length, ogg_unfinished, sound_bytes


def wav(data: bytes, *, promised: int | None = None) -> bytes:
    size = len(data) if promised is None else promised
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 8000, 16_000, 2, 16)
    body = b"WAVE" + form + b"data" + struct.pack("<I", size) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (wav(bytes(1000)), (1000, 1000)),
        (wav(bytes(500), promised=1000), (1000, 500)),
        (wav(bytes(1000), promised=400), (400, 1000)),
        (wav(bytes(1000) + b"LIST\4\0\0\0abcd", promised=1000), (1000, 1000)),
        (wav(bytes(1000), promised=0), None),
        (wav(bytes(1000), promised=0xFFFFFFFF), None),
        (wav(b"")[:20], None),
        (b"RIFF\0\0\0\0MIDI" + bytes(100), None),
        (b"", None),
    ],
)
def test_what_a_wav_promises(content: bytes, expected: tuple[int, int] | None) -> None:
    assert sound_bytes(io.BytesIO(content)) == expected


def mp3() -> bytes:
    buffer = io.BytesIO()
    soundfile.write(buffer, tone(500, 1.0), 8000, format="MP3")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("fmt", "subtype"),
    [
        ("RF64", "PCM_16"), ("W64", "PCM_16"), ("AIFF", "ULAW"), ("AU", "ALAW"), ("CAF", "PCM_16"),
        ("NIST", "PCM_16"), ("VOC", "PCM_16"),
    ],
)  # fmt: skip
def test_what_other_headers_promise(fmt: str, subtype: str) -> None:
    buffer = io.BytesIO()
    soundfile.write(buffer, tone(500, 1.0), 8000, format=fmt, subtype=subtype)
    promised = sound_bytes(buffer)
    assert promised is not None
    n_bytes = 16_000 if subtype == "PCM_16" else 8000
    assert promised[0] == promised[1] == pytest.approx(n_bytes, abs=16)
    promised = sound_bytes(io.BytesIO(buffer.getvalue()[:-3000]))
    assert promised is not None
    assert promised[0] - promised[1] == pytest.approx(3000, abs=16)


@pytest.mark.parametrize(
    "content",
    [
        b"FORM" + b"\xff" * 4 + b"AIFC" + b"COMM\0\0\0\0" * 5000,
        b"RF64" + b"\xff" * 4 + b"WAVEds64\xff\xff\xff\xff" + b"\xff" * 40,
        b"caff\0\1\0\0free" + b"\xff" * 8,
        b"caff\0\1\0\0free" + b"\x7f" + b"\xff" * 7,
        b"riff" + bytes(36) + b"data" + bytes.fromhex("f3acd3118cd100c04f8edb8a") + b"\xff" * 8,
        b".snd" + b"\xff" * 8,
        b".snd",
    ],
)
def test_a_header_made_to_mislead_promises_nothing(content: bytes) -> None:
    promise = sound_bytes(io.BytesIO(content))
    assert promise is None or promise[1] <= len(content)


def test_an_mp3_that_tells_its_length() -> None:
    assert mp3_promises_length(io.BytesIO(mp3()))
    first = mp3().index(b"Xing") if b"Xing" in mp3() else mp3().index(b"Info")
    assert not mp3_promises_length(io.BytesIO(mp3()[:first] + b"...." + mp3()[first + 4 :]))


def test_a_tag_before_the_sound_is_skipped() -> None:
    tagged = b"ID3\3\0\0\0\0\x20\1" + bytes(4097) + mp3()
    assert mp3_promises_length(io.BytesIO(tagged))
    words = b"ID3\3\0\0\0\0\1\0" + b"Info" * 32 + bytes(3000)  # words are no promise
    assert not mp3_promises_length(io.BytesIO(words))


def test_ogg_end_mark() -> None:
    buffer = io.BytesIO()
    sound = 0.1 * np.random.default_rng(0).standard_normal(80_000)
    soundfile.write(buffer, sound, 8000, format="OGG", subtype="VORBIS")
    content = buffer.getvalue()
    assert not ogg_unfinished(buffer)
    assert not ogg_unfinished(io.BytesIO(content + b"x" * 1000))
    assert ogg_unfinished(io.BytesIO(content[: len(content) // 2]))
