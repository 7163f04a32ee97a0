"""Recordings that lie one behind the other in one file.

Recorders that append, and exports that glue legs together, leave files whose decoders stop at the
first end mark. Each part begins with the marks of its container, which no sound holds by chance
(six bytes and more).
"""

from __future__ import annotations

import io
import re
from typing import IO, TYPE_CHECKING, BinaryIO

from voicecheck.audio.framing import mpeg_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_PARTS = 200  # more are no call's legs
_CHUNK_BYTES = 4 << 20
_LONGEST_MARK = 64
_WAVES = (b"RIFF", b"RF64", b"BW64")
_WAVE = rb"(?:RIFF|RF64|BW64)....WAVE(?:fmt |JUNK|ds64|bext|LIST|fact|PEAK|iXML)|RIFF....AVI LIST"
# By a file's first bytes: what to look for, and the whole mark around it.
_MARKS = {
    b"RIFF": (_WAVES, _WAVE),
    b"RF64": (_WAVES, _WAVE),
    b"BW64": (_WAVES, _WAVE),
    b"RIFX": ((b"RIFX",), rb"RIFX....WAVEfmt "),
    b"FORM": ((b"FORM",), rb"FORM....AIF[FC](?:COMM|FVER|SSND)"),
    b".snd": ((b".snd",), rb"\.snd\0\0"),
    b"caff": ((b"caff",), rb"caff\0\x01..desc"),
    b"riff": ((b"riff\x2e",), rb"riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1"),
    b"fLaC": ((b"fLaC",), rb"fLaC[\x00\x80]\0\0\x22"),
    b"OggS": ((b"OggS\0",), rb"OggS\0[\x02\x03]"),
    b"#!AM": ((b"#!AMR",), rb"#!AMR(?:-WB)?\n"),
    b"FLV\x01": ((b"FLV\x01",), rb"FLV\x01[\x01\x04\x05]\0\0\0\x09"),
    b"0&\xb2u": ((b"0&\xb2u",), rb"0&\xb2u\x8ef\xcf\x11\xa6\xd9\0\xaa\0b\xcel"),
    b"\x1aE\xdf\xa3": ((b"\x1aE\xdf\xa3",), rb"\x1aE\xdf\xa3.{1,50}?(?:webm|matroska)"),
    b"Crea": ((b"Creative Voice",), rb"Creative Voice File\x1a"),
    b"NIST": ((b"NIST_1A",), rb"NIST_1A\n"),
}
_MP4 = ((b"ftyp",), rb"\0\0\0.ftyp")
# The frame before the first with sound, by which encoders tell the length.
_MP3 = ((b"Xing\0\0\0", b"Info\0\0\0"), rb"\xff[\xe2-\xff]..\0{9,34}(?:Xing|Info)\0\0\0")


class _Window(io.RawIOBase):
    """A part of a file, seen as a file of its own, without the file's name."""

    name = ""

    def __init__(self, file: IO[bytes], start: int, end: int) -> None:
        self._file, self._start, self._end = file, start, end
        self._at = start

    def readable(self) -> bool:
        """Say yes."""
        return True

    def seekable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill a buffer; 0 at the part's end."""
        wanted = min(len(buffer), self._end - self._at)
        self._file.seek(self._at)
        read = self._file.read(wanted)
        buffer[: len(read)] = read
        self._at += len(read)
        return len(read)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move within the part."""
        origin = (self._start, self._at, self._end)[whence]
        self._at = min(max(self._start, origin + offset), self._end)  # a header may say 2^63
        return self._at - self._start

    def tell(self) -> int:
        """Return the place within the part."""
        return self._at - self._start


def window(file: IO[bytes], start: int, end: int) -> BinaryIO:
    """Open a part of a file."""
    return io.BufferedReader(_Window(file, start, end))


def parts(file: IO[bytes]) -> list[tuple[int, int]]:
    """Return where each recording in a file begins and ends; most files hold one."""
    head = file.read(12)
    size = file.seek(0, io.SEEK_END)
    mark = _MP4 if head[4:8] == b"ftyp" else _MARKS.get(head[:4])
    begins = 0
    if head[:3] == b"ID3" or (head[:1] == b"\xff" and head[1:2] >= b"\xe2"):
        mark, begins = _MP3, _first_sound(file, head)
    starts = [0]
    if mark is not None:
        pages_end = 0  # of Ogg: streams that sound at once begin page after page
        for at in _places(file, *mark, size):
            if head[:4] == b"OggS":
                beside, pages_end = at == pages_end, at + _page_bytes(file, at)
                if beside:
                    continue
            if at > begins and len(starts) < MAX_PARTS:
                starts.append(at)
    return list(zip(starts, [*starts[1:], size], strict=True))


def tag_bytes(head: bytes) -> int:
    """Return the length of the ID3 tag that a file begins with (id3.org, ID3v2.3, 3.1)."""
    length = 0
    if head[:3] == b"ID3" and len(head) >= 10:
        for byte in head[6:10]:  # 28 bits, 7 in each byte
            length = length << 7 | byte & 0x7F
        length += 10
    return length


def has_header(file: IO[bytes]) -> bool:
    """Tell whether a file begins with the mark of a container of sound."""
    file.seek(0)
    head = file.read(12)
    framed = mpeg_bytes(head) > 0
    if framed:
        file.seek(mpeg_bytes(head))
        framed = mpeg_bytes(file.read(4)) > 0
    return framed or head[4:8] == b"ftyp" or head[:3] == b"ID3" or head[:4] in _MARKS


def _first_sound(file: IO[bytes], head: bytes) -> int:
    """Return where the frames of an MP3 begin, its end where that is not behind the tag."""
    begins = tag_bytes(head)
    file.seek(begins)
    return begins if mpeg_bytes(file.read(4)) else file.seek(0, io.SEEK_END)


def _places(file: IO[bytes], needles: Sequence[bytes], mark: bytes, size: int) -> Iterator[int]:
    """Find marks: the needle first, which is fast, then what must stand around it."""
    whole = re.compile(mark, re.DOTALL)
    for at in range(0, size, _CHUNK_BYTES):
        begin = max(0, at - _LONGEST_MARK)
        file.seek(begin)
        chunk = file.read(at - begin + _CHUNK_BYTES + _LONGEST_MARK)
        found = set()
        for needle in needles:
            place = chunk.find(needle)
            while place >= 0:
                near = max(0, place - _LONGEST_MARK)
                if match := whole.search(chunk, near, place + _LONGEST_MARK):
                    found.add(begin + match.start())
                place = chunk.find(needle, place + 1)
        yield from sorted(one for one in found if at <= one < at + _CHUNK_BYTES)


def _page_bytes(file: IO[bytes], at: int) -> int:
    """Return the length of an Ogg page (RFC 3533): its header, a table of lengths, and these."""
    file.seek(at + 26)
    n_lengths = file.read(1)
    table = file.read(n_lengths[0]) if n_lengths else b""
    return 27 + len(table) + sum(table)
