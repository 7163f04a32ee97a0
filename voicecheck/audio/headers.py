"""What a file's own marks tell beyond what the decoders pass on.

Three small readers: how much sound a WAV header promises, whether an MP3 tells its length, and
whether an Ogg stream was finished. Formats: Microsoft RIFF/WAVE, the Xing tag of MP3 encoders,
RFC 3533 for Ogg pages.
"""

from __future__ import annotations

import os
import struct
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from pathlib import Path

# Recorders that write to a pipe cannot know the length: they leave it 0, or near 2 or 4 GiB.
_STREAMING_FROM = 0x7FF00000
_MP3_FIRST_FRAME = 2048  # bytes; the longest has 1441
_OGG_WINDOW = 1 << 17  # twice the largest page (RFC 3533: 65 307 bytes)
_OGG_END_OF_STREAM = 0x04


def wav_bytes(path: Path) -> tuple[int, int] | None:
    """Compare what a WAV header promises with what follows it."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(12)
        if len(head) < 12 or head[:4] != b"RIFF" or head[8:] != b"WAVE":
            return None
        promised = _seek_data(file)
        if promised is None or promised == 0 or promised >= _STREAMING_FROM:
            return None
        there = size - file.tell()
        file.seek(promised + promised % 2, os.SEEK_CUR)
        next_chunk = file.read(4)
    if there > promised and len(next_chunk) == 4 and _is_chunk_name(next_chunk):
        there = promised
    return promised, there


def _seek_data(file: BinaryIO) -> int | None:
    """Move to the first byte of the sound and return its promised length."""
    while len(header := file.read(8)) == 8:
        name, length = struct.unpack("<4sI", header)
        if name == b"data":
            return int(length)
        file.seek(length + length % 2, os.SEEK_CUR)
    return None


def _is_chunk_name(name: bytes) -> bool:
    return all(32 <= byte < 127 for byte in name)


def mp3_promises_length(path: Path) -> bool:
    """Tell whether an MP3's first frame holds its length (Xing, Info or VBRI)."""
    with path.open("rb") as file:
        head = file.read(10)
        start = 0
        if head[:3] == b"ID3" and len(head) == 10:
            for byte in head[6:]:  # 28 bits, 7 in each byte
                start = start << 7 | byte & 0x7F
            start += 10
        file.seek(start)
        first = file.read(_MP3_FIRST_FRAME)
    return any(name in first for name in (b"Xing", b"Info", b"VBRI"))


def ogg_unfinished(path: Path) -> bool:
    """Tell whether the last page of an Ogg file lacks its end-of-stream mark."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _OGG_WINDOW))
        data = file.read()
    last = data.rfind(b"OggS\0")
    return last < 0 or not data[last + 5 : last + 6] or not data[last + 5] & _OGG_END_OF_STREAM
