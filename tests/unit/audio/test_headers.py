from __future__ import annotations

import io
import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.synth import tone
from voicecheck.audio.headers import mp3_promises_length, ogg_unfinished, wav_bytes


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
        (b"RIFF\0\0\0\0AVI " + bytes(100), None),
        (b"", None),
    ],
)
def test_wav_bytes(tmp_path: Path, content: bytes, expected: tuple[int, int] | None) -> None:
    path = tmp_path / "call.wav"
    path.write_bytes(content)
    assert wav_bytes(path) == expected


def mp3() -> bytes:
    buffer = io.BytesIO()
    soundfile.write(buffer, tone(500, 1.0), 8000, format="MP3")
    return buffer.getvalue()


def test_an_mp3_that_tells_its_length(tmp_path: Path) -> None:
    path = tmp_path / "call.mp3"
    path.write_bytes(mp3())
    assert mp3_promises_length(path)
    first = mp3().index(b"Xing") if b"Xing" in mp3() else mp3().index(b"Info")
    without = mp3()[:first] + b"...." + mp3()[first + 4 :]
    path.write_bytes(without)
    assert not mp3_promises_length(path)


def test_a_tag_before_the_sound_is_skipped(tmp_path: Path) -> None:
    path = tmp_path / "call.mp3"
    path.write_bytes(b"ID3\3\0\0\0\0\x20\1" + bytes(4097) + mp3())
    assert mp3_promises_length(path)
    path.write_bytes(b"ID3\3\0\0\0\0\1\0" + b"Info" * 32 + bytes(3000))  # words are no promise
    assert not mp3_promises_length(path)


def test_ogg_end_mark(tmp_path: Path) -> None:
    path = tmp_path / "call.ogg"
    sound = 0.1 * np.random.default_rng(0).standard_normal(80_000)
    soundfile.write(path, sound, 8000, format="OGG", subtype="VORBIS")
    assert not ogg_unfinished(path)
    content = path.read_bytes()
    path.write_bytes(content + b"x" * 1000)
    assert not ogg_unfinished(path)
    path.write_bytes(content[: len(content) // 2])
    assert ogg_unfinished(path)
