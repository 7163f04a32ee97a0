"""What a file's own marks tell beyond what the decoders pass on.

Formats: Microsoft RIFF/WAVE, EBU Tech 3306 (RF64), Sony Wave64, Apple AIFF-C and Core Audio, Sun
AU, NIST SPHERE, Creative Voice File, the Xing tag of MP3 encoders, RFC 3533 for Ogg pages.
"""

from __future__ import annotations

import os
import struct
from typing import IO

from voicecheck.audio.parts import tag_bytes

# Recorders that write to a pipe cannot know the length: they leave it 0, or near 2 or 4 GiB.
_STREAMING_FROM = 0x7FF00000
_SIZE_IN_DS64 = 0xFFFFFFFF
_NEVER_BYTES = 1 << 48  # what is longer was never meant as a length
_MAX_CHUNKS = 1000  # before the sound; a header with more is made to hold up readers
_MOST_BYTES = 256 << 20  # of blocks; more is no call
_MP3_FIRST_FRAME = 2048  # bytes; the longest has 1441
_OGG_WINDOW = 1 << 17  # twice the largest page (RFC 3533: 65 307 bytes)
_OGG_END_OF_STREAM = 0x04
_W64_GUID = bytes.fromhex("f3acd3118cd100c04f8edb8a")  # ends all names of chunks in Wave64


def sound_bytes(file: IO[bytes]) -> tuple[int, int] | None:
    """Compare the bytes of sound that a header promises with those that follow it.

    None where the container is another, or does not tell.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    head = file.read(12)
    magic, form = head[:4], head[8:]
    if magic in (b"RIFF", b"RIFX", b"RF64", b"BW64") and form == b"WAVE":
        promised = _riff_data(file, ">" if magic == b"RIFX" else "<")
    elif magic == b"FORM" and form in (b"AIFF", b"AIFC"):
        promised = _aiff_data(file)
    elif magic == b"riff":
        promised = _w64_data(file)
    elif magic == b"caff":
        promised = _caf_data(file)
    elif magic == b".snd":
        promised = _au_data(file)
    elif magic == b"NIST":
        promised = _sphere_data(file)
    elif magic == b"Crea":
        return _voc_blocks(file, size)
    elif magic == b"RIFF" and form == b"AVI ":
        # Its sound lies among pictures: what is missing of the file is missing of the sound.
        length = struct.unpack("<I", head[4:8])[0]
        promised = length + 8 if 0 < length < _STREAMING_FROM else None
        return None if promised is None else (promised, min(size, promised))
    else:
        return None
    there = size - file.tell()
    if promised is None or promised <= 0 or there <= 0:
        return None
    if there > promised:
        file.seek(promised + promised % 2, os.SEEK_CUR)
        next_chunk = file.read(4)
        if len(next_chunk) == 4 and _is_chunk_name(next_chunk):
            there = promised
    return (promised, there) if promised < _NEVER_BYTES else None


def _skip(file: IO[bytes], n_bytes: int) -> None:
    file.seek(min(n_bytes, _NEVER_BYTES), os.SEEK_CUR)


def _chunks(file: IO[bytes], order: str) -> tuple[bytes, int] | None:
    """Return the name and length of the next chunk, the file standing at its content."""
    header = file.read(8)
    if len(header) < 8:
        return None
    name, length = struct.unpack(f"{order}4sI", header)
    return name, int(length)


def _riff_data(file: IO[bytes], order: str) -> int | None:
    long_data: int | None = None
    for _ in range(_MAX_CHUNKS):
        chunk = _chunks(file, order)
        if chunk is None:
            return None
        name, length = chunk
        if name == b"data":
            if length == _SIZE_IN_DS64 and long_data is not None:
                return long_data
            return length if length < _STREAMING_FROM else None
        start = file.tell()
        if name == b"ds64" and len(sizes := file.read(16)) == 16:
            long_data = struct.unpack("<QQ", sizes)[1]
        _skip(file, start + length + length % 2 - file.tell())
    return None


def _aiff_data(file: IO[bytes]) -> int | None:
    for _ in range(_MAX_CHUNKS):
        chunk = _chunks(file, ">")
        if chunk is None:
            return None
        name, length = chunk
        if name == b"SSND":
            offset = struct.unpack(">I", file.read(8)[:4].ljust(4, b"\0"))[0]
            file.seek(offset, os.SEEK_CUR)
            return length - 8 - offset if length < _STREAMING_FROM else None
        _skip(file, length + length % 2)
    return None


def _w64_data(file: IO[bytes]) -> int | None:
    file.seek(40)
    for _ in range(_MAX_CHUNKS):
        header = file.read(24)
        if len(header) < 24 or header[4:16] != _W64_GUID:
            return None
        length = struct.unpack("<Q", header[16:])[0]
        if header[:4] == b"data":
            return int(length) - 24
        _skip(file, max(0, (length - 24 + 7) // 8 * 8))
    return None


def _caf_data(file: IO[bytes]) -> int | None:
    file.seek(8)
    for _ in range(_MAX_CHUNKS):
        header = file.read(12)
        if len(header) < 12:
            return None
        name, length = struct.unpack(">4sq", header)
        if name == b"data":
            file.seek(4, os.SEEK_CUR)  # a counter of edits
            return int(length) - 4  # -1 means: until the end
        if length < 0:
            return None
        _skip(file, length)
    return None


def _au_data(file: IO[bytes]) -> int | None:
    file.seek(4)
    numbers = file.read(8)
    if len(numbers) < 8:
        return None
    offset, length = struct.unpack(">II", numbers)
    file.seek(offset)
    return int(length) if length < _STREAMING_FROM else None


def _sphere_data(file: IO[bytes]) -> int | None:
    """Read a NIST SPHERE header: lines of name, type and value, as long as its second line says."""
    file.seek(0)
    lines = file.read(1024).split(b"\n")
    said = {words[0]: words[2] for line in lines if len(words := line.split()) == 3}
    numbers = [said.get(name, b"") for name in _SPHERE]
    if len(lines) < 2 or not all(one.isdigit() for one in [*numbers, lines[1].strip()]):
        return None
    file.seek(min(int(lines[1]), _NEVER_BYTES))
    count, n_bytes, n_channels = map(int, numbers)
    return count * n_bytes * n_channels


_SPHERE = (b"sample_count", b"sample_n_bytes", b"channel_count")
_VOC_SOUND, _VOC_END = (1, 2, 9), 0


def _voc_blocks(file: IO[bytes], size: int) -> tuple[int, int] | None:
    """Add up the blocks of a Creative Voice File: each tells its length in three bytes."""
    file.seek(20)
    at = int.from_bytes(file.read(2), "little")
    promised = there = 0
    for _ in range(_MAX_CHUNKS * 100):
        file.seek(at)
        block = file.read(4)
        if len(block) < 4 or block[0] == _VOC_END:
            break
        length = int.from_bytes(block[1:], "little")
        if block[0] in _VOC_SOUND:
            promised, there = promised + length, there + min(length, size - at - 4)
        at += 4 + length
    return (promised, there) if there else None


def _is_chunk_name(name: bytes) -> bool:
    return all(32 <= byte < 127 for byte in name)


def wav_blocks(file: IO[bytes]) -> tuple[int, bytes]:
    """Return the bytes of a block, and the sound, of a RIFF WAV; 0 and nothing of other files."""
    form = wave_format(file)
    file.seek(12)
    if len(form) < 16 or _riff_data(file, "<") is None:
        return 0, b""
    return int(struct.unpack_from("<H", form, 12)[0]), file.read(_MOST_BYTES)


def wave_format(file: IO[bytes]) -> bytes:
    """Return the format chunk of a RIFF WAV, at most 40 bytes; nothing of other files."""
    file.seek(0)
    head = file.read(4096)
    at = head.find(b"fmt ", 12)
    return head[at + 8 : at + 48] if head[:4] == b"RIFF" and at >= 0 else b""


def mp3_promises_length(file: IO[bytes]) -> bool:
    """Tell whether an MP3's first frame holds its length (Xing, Info or VBRI)."""
    file.seek(0)
    file.seek(tag_bytes(file.read(10)))
    first = file.read(_MP3_FIRST_FRAME)
    return any(name in first for name in (b"Xing", b"Info", b"VBRI"))


def ogg_unfinished(file: IO[bytes]) -> bool:
    """Tell whether the last page of an Ogg file lacks its end-of-stream mark."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _OGG_WINDOW))
    data = file.read()
    last = data.rfind(b"OggS\0")
    page = data[last:]
    if last < 0 or len(page) < 27:
        return True
    table = page[27 : 27 + page[26]]
    return not page[5] & _OGG_END_OF_STREAM or len(page) < 27 + page[26] + sum(table)
