"""Where the parts of a sound file begin and end, and where it writes their lengths.

Tolerant on purpose: what is damaged already is read as far as it makes sense.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MOST = 400  # parts of one file; enough for half a second
_ATOMS = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"udta", b"edts", b"dinf", b"moof", b"traf")
# Segment, Cluster, Tracks, TrackEntry, Audio, Info, SeekHead, Seek, BlockGroup, Cues, Tags, EBML
_MASTERS = (
    0x18538067, 0x1F43B675, 0x1654AE6B, 0xAE, 0xE1, 0x1549A966, 0x114D9B74, 0x4DBB, 0xA0,
    0x1C53BB6B, 0x1254C367, 0x1A45DFA3,
)  # fmt: skip
_ASF = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_AMR_BYTES = (13, 14, 16, 18, 20, 21, 27, 32, 6, 1, 1, 1, 1, 1, 1, 1)
_AMR_WB_BYTES = (18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 1, 1, 1, 1, 1, 1)


@dataclass(frozen=True, slots=True)
class Part:
    """A chunk, atom, element, page or frame: its bytes and, in them, the field of its length."""

    start: int
    end: int
    body: int  # where its content begins
    length_at: int = -1  # -1 where it has no such field
    length_format: str = ""


def find_parts(data: bytes) -> list[Part]:
    """Return the parts of a file in order, outer ones before what they hold."""
    found: list[Part] = []
    for part in _reader(data)(data):
        found.append(part)
        if len(found) == MOST:
            break
    return found


def _reader(data: bytes) -> Callable[[bytes], Iterator[Part]]:
    head = data[:4]
    if head in (b"RIFF", b"RF64", b"LIST"):
        return _riff
    if head in (b"FORM", b"RIFX"):
        return _iff
    if head == b"caff":
        return _caf
    if head == b"riff":
        return _w64
    if head == b"OggS":
        return _ogg
    if head == b"fLaC":
        return _flac
    if head == b"\x1a\x45\xdf\xa3":
        return _ebml
    if head[:3] == b"FLV":
        return _flv
    if data[:16] == _ASF:
        return _asf
    if data[4:8] in (b"ftyp", b"moov", b"mdat", b"wide", b"free"):
        return _mp4
    if head == b"#!AM":
        return _amr
    if head[:1] == b"\x47" and data[188:189] == b"\x47":
        return _ts
    return _synced


def _riff(data: bytes) -> Iterator[Part]:
    return _chunks(data, 0, len(data), "<I", (b"RIFF", b"RF64", b"LIST"))


def _iff(data: bytes) -> Iterator[Part]:
    return _chunks(data, 0, len(data), ">I", (b"FORM", b"RIFX"))


def _chunks(data: bytes, at: int, end: int, form: str, nest: tuple[bytes, ...]) -> Iterator[Part]:
    while at + 8 <= end:
        (length,) = struct.unpack_from(form, data, at + 4)
        stop = min(end, at + 8 + length + length % 2)
        yield Part(at, stop, at + 8, at + 4, form)
        if data[at : at + 4] in nest:
            yield from _chunks(data, at + 12, stop, form, nest)
        at = stop


def _caf(data: bytes) -> Iterator[Part]:
    at = 8
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">q", data, at + 4)
        stop = min(len(data), at + 12 + max(0, length))
        yield Part(at, stop, at + 12, at + 4, ">Q")
        at = stop


def _w64(data: bytes) -> Iterator[Part]:
    at = 40
    while at + 24 <= len(data):
        (length,) = struct.unpack_from("<Q", data, at + 16)
        stop = min(len(data), at + max(24, length + -length % 8))
        yield Part(at, stop, at + 24, at + 16, "<Q")
        at = stop


def _ogg(data: bytes) -> Iterator[Part]:
    at = 0
    while (at := data.find(b"OggS", at)) >= 0 and at + 27 <= len(data):
        body = at + 27 + data[at + 26]
        stop = min(len(data), body + sum(data[at + 27 : body]))
        yield Part(at, stop, min(body, stop), at + 26, "B")
        at = max(stop, at + 27)


def _flac(data: bytes) -> Iterator[Part]:
    at, last = 4, False
    while not last and at + 4 <= len(data):
        last = bool(data[at] & 0x80)
        length = int.from_bytes(data[at + 1 : at + 4], "big")
        stop = min(len(data), at + 4 + length)
        yield Part(at, stop, at + 4, at, ">I")
        at = stop
    yield from _between(data, at, lambda at: data.find(b"\xff\xf8", at))


def _ebml(data: bytes) -> Iterator[Part]:
    return _elements(data, 0, len(data))


def _elements(data: bytes, at: int, end: int) -> Iterator[Part]:
    while at + 2 <= end:
        id_bytes = 9 - data[at].bit_length()
        size_at = at + id_bytes
        if id_bytes > 4 or size_at >= end or not data[size_at]:
            return
        size_bytes = 9 - data[size_at].bit_length()
        body = size_at + size_bytes
        size = int.from_bytes(data[size_at:body], "big") & (1 << 7 * size_bytes) - 1
        unknown = size == (1 << 7 * size_bytes) - 1
        stop = end if unknown else min(end, body + size)
        form = {1: "B", 2: ">H", 4: ">I", 8: ">Q"}.get(size_bytes, "B")
        yield Part(at, stop, min(body, stop), size_at, form)
        if int.from_bytes(data[at:size_at], "big") in _MASTERS:
            yield from _elements(data, body, stop)
        at = max(stop, at + 2)


def _flv(data: bytes) -> Iterator[Part]:
    at = 13
    while at + 11 <= len(data):
        stop = min(len(data), at + 15 + int.from_bytes(data[at + 1 : at + 4], "big"))
        yield Part(at, stop, at + 11, at, ">I")
        at = stop


def _asf(data: bytes) -> Iterator[Part]:
    def objects(at: int, end: int) -> Iterator[Part]:
        while at + 24 <= end:
            (length,) = struct.unpack_from("<Q", data, at + 16)
            stop = min(end, at + max(24, length))
            yield Part(at, stop, at + 24, at + 16, "<Q")
            if data[at : at + 16] == _ASF:
                yield from objects(at + 30, stop)
            at = stop

    return objects(0, len(data))


def _mp4(data: bytes) -> Iterator[Part]:
    def atoms(at: int, end: int) -> Iterator[Part]:
        while at + 8 <= end:
            (length,) = struct.unpack_from(">I", data, at)
            stop = end if length == 0 else min(end, at + max(8, length))
            yield Part(at, stop, at + 8, at, ">I")
            kind = data[at + 4 : at + 8]
            if kind in _ATOMS:
                yield from atoms(at + 8, stop)
            elif kind == b"stsd":
                yield from atoms(at + 16, stop)
            at = stop

    return atoms(0, len(data))


def _amr(data: bytes) -> Iterator[Part]:
    wide = data[:9] == b"#!AMR-WB\n"
    at = 9 if wide else 6
    while at < len(data):
        stop = min(len(data), at + (_AMR_WB_BYTES if wide else _AMR_BYTES)[data[at] >> 3 & 15])
        yield Part(at, stop, at + 1)
        at = stop


def _ts(data: bytes) -> Iterator[Part]:
    for at in range(0, len(data), 188):
        yield Part(at, min(len(data), at + 188), min(len(data), at + 4))


def _synced(data: bytes) -> Iterator[Part]:
    """MPEG, ADTS and AC-3 frames start with a sync word; the rest is cut into pieces."""
    for word in (b"\xff\xf1", b"\xff\xfb", b"\xff\xf3", b"\xff\xfd", b"\xff\xf5", b"\x0b\x77"):
        if word in data[:64]:
            yield from _between(data, data.find(word), lambda at, word=word: data.find(word, at))
            return
    for at in range(0, len(data), 33):  # of GSM, a frame
        yield Part(at, min(len(data), at + 33), at)


def _between(data: bytes, at: int, following: Callable[[int], int]) -> Iterator[Part]:
    while 0 <= at < len(data):
        stop = following(at + 2)
        stop = len(data) if stop < 0 else stop
        yield Part(at, stop, min(at + 4, stop))
        at = stop
