"""What damage and malice do to a file: lengths and figures that lie, parts lost, doubled, moved."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from benchmarks.fuzz.parts import find_parts
from benchmarks.fuzz.seeds import RARE, with_ogg_crc

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

    from benchmarks.fuzz.parts import Part
    from benchmarks.fuzz.seeds import Seed

MAX_BYTES = 96 * 1024
_ODD = (
    0, 1, 2, 3, 7, 8, 255, 256, 4000, 8000, 65535, 65536, 1 << 20, 384000, (1 << 24) - 1,
    (1 << 31) - 1, 1 << 31, (1 << 32) - 2, (1 << 32) - 1, (1 << 62), (1 << 63) - 1, 1 << 63,
    (1 << 64) - 1,
)  # fmt: skip
_WIDTHS = {1: "B", 2: "H", 4: "I", 8: "Q"}
_FORMAT_TAGS = (0, 1, 2, 3, 6, 7, 0x11, 0x31, 0x40, 0x45, 0x50, 0x55, 0x161, 0x162, 0xFFFE, 0xFFFF)
_SMALL = 256  # bytes: such a part is more likely a header than sound
# Fields of a WAV's `fmt ` chunk by place and width: tag, channels, rate, byte rate, align, bits,
# bytes that follow, samples per block.
_WAV_FIELDS = ((0, 2), (2, 2), (4, 4), (8, 4), (12, 2), (14, 2), (16, 2), (18, 2))


def mutated(seeds: Sequence[Seed], rng: random.Random) -> tuple[str, bytes]:
    """Pick a file and do up to five things to it; return its suffix and bytes."""
    seed = rng.choices(seeds, [1 if seed.suffix in RARE else 3 for seed in seeds])[0]
    data = seed.data
    done = rng.choices((0, 1, 2, 3, 4, 5), (1, 50, 25, 12, 7, 5))[0]
    for _ in range(done):
        change = rng.choices(_CHANGES, _WEIGHTS)[0]
        data = change(data, find_parts(data), seeds, rng)[:MAX_BYTES]
    if data[:4] == b"OggS" and rng.random() < 0.8:
        data = _mended_ogg(data)
    if rng.random() < 0.2:
        data = _mended_outer_length(data)
    other = rng.random() < 0.1
    return (rng.choice(seeds) if other else seed).suffix, data


def _odd(width: int, rng: random.Random) -> int:
    value = rng.choice(_ODD) if rng.random() < 0.8 else rng.getrandbits(8 * width)
    return value & (1 << 8 * width) - 1


def _put(data: bytes, at: int, form: str, value: int) -> bytes:
    width = struct.calcsize(form)
    if at < 0 or at + width > len(data):
        return data
    return data[:at] + struct.pack(form, value & (1 << 8 * width) - 1) + data[at + width :]


def _place(data: bytes, parts: Sequence[Part], rng: random.Random) -> int:
    """Pick a border of a part, or anything near it."""
    if not parts or rng.random() < 0.1:
        return rng.randrange(len(data) + 1)
    part = rng.choice(parts)
    at = rng.choice((part.start, part.body, part.end)) + rng.choice((0, 0, 0, -1, 1, 2, 3))
    return min(max(at, 0), len(data))


def _length(data: bytes, parts: Sequence[Part], _: Sequence[Seed], rng: random.Random) -> bytes:
    """Let a part lie about its length."""
    with_length = [part for part in parts if part.length_at >= 0]
    if not with_length:
        return _figure(data, parts, _, rng)
    part = rng.choice(with_length)
    width = struct.calcsize(part.length_format)
    true = part.end - part.body
    near = true + rng.choice((-2, -1, 1, 2, 8, -true // 2, true))
    back = -rng.randrange(1, 4096)  # a reader that takes it as signed goes round in circles
    value = rng.choices((near, back, _odd(width, rng)), (3, 2, 5))[0]
    return _put(data, part.length_at, part.length_format, value)


def _figure(data: bytes, parts: Sequence[Part], _: Sequence[Seed], rng: random.Random) -> bytes:
    """Put an odd figure into a header: rates, channels, bits, counts, times."""
    at = data.find(b"fmt ")
    if at >= 0 and rng.random() < 0.5:
        for place, width in rng.sample(_WAV_FIELDS, rng.choice((1, 1, 2, 4))):
            value = rng.choice(_FORMAT_TAGS) if place == 0 else _odd(width, rng)
            data = _put(data, at + 8 + place, f"<{_WIDTHS[width]}", value)
        return data
    small = [part for part in parts if part.end - part.start <= _SMALL]
    start, end = 0, min(len(data), 64)
    if small and rng.random() < 0.8:
        part = rng.choice(small)
        start, end = part.start, part.end
    if end <= start:
        return data
    width = rng.choice((1, 2, 4, 8))
    order = rng.choice("<>")
    return _put(data, rng.randrange(start, end), order + _WIDTHS[width], _odd(width, rng))


def _flip(data: bytes, parts: Sequence[Part], _: Sequence[Seed], rng: random.Random) -> bytes:
    """Flip single bits, more often in headers."""
    if not data:
        return data
    out = bytearray(data)
    for _n in range(rng.choice((1, 1, 2, 4, 16, 64))):
        small = [part for part in parts if 0 < part.end - part.start <= _SMALL]
        if small and rng.random() < 0.6:
            part = rng.choice(small)
            at = rng.randrange(part.start, part.end)
        else:
            at = rng.randrange(len(out))
        out[at] ^= 1 << rng.randrange(8)
    return bytes(out)


def _smear(data: bytes, parts: Sequence[Part], _: Sequence[Seed], rng: random.Random) -> bytes:
    """Overwrite a stretch with noise, zeros or ones."""
    start = _place(data, parts, rng)
    length = rng.choice((1, 4, 16, 64, 512, 4096))
    length = min(length, len(data) - start)
    fill = rng.choice((rng.randbytes(length), bytes(length), b"\xff" * length))
    return data[:start] + fill + data[start + length :]


def _cut(data: bytes, parts: Sequence[Part], _: Sequence[Seed], rng: random.Random) -> bytes:
    return data[: _place(data, parts, rng)]


def _behead(data: bytes, parts: Sequence[Part], _: Sequence[Seed], rng: random.Random) -> bytes:
    return data[_place(data, parts, rng) :]


def _drop(data: bytes, parts: Sequence[Part], _: Sequence[Seed], rng: random.Random) -> bytes:
    if not parts:
        return data
    part = rng.choice(parts)
    return data[: part.start] + data[part.end :]


def _double(data: bytes, parts: Sequence[Part], _: Sequence[Seed], rng: random.Random) -> bytes:
    if not parts:
        return data * 2
    part = rng.choice(parts)
    times = rng.choice((1, 1, 2, 50))
    return data[: part.end] + data[part.start : part.end] * times + data[part.end :]


def _swap(data: bytes, parts: Sequence[Part], _: Sequence[Seed], rng: random.Random) -> bytes:
    if len(parts) < 2:
        return data
    a, b = sorted(rng.sample(list(parts), 2), key=lambda part: part.start)
    if b.start < a.end:
        return data
    between = data[a.end : b.start]
    first, second = data[a.start : a.end], data[b.start : b.end]
    return data[: a.start] + second + between + first + data[b.end :]


def _nest(data: bytes, parts: Sequence[Part], _: Sequence[Seed], rng: random.Random) -> bytes:
    """Put one part into another, or a part into itself."""
    if not parts:
        return data
    inner, outer = rng.choice(parts), rng.choice(parts)
    at = rng.randint(outer.body, max(outer.body, outer.end))
    return data[:at] + data[inner.start : inner.end] * rng.choice((1, 1, 30)) + data[at:]


def _join(data: bytes, parts: Sequence[Part], seeds: Sequence[Seed], rng: random.Random) -> bytes:
    other = rng.choice(seeds).data
    return rng.choice((data + other, other + data, data + data))


def _graft(data: bytes, parts: Sequence[Part], seeds: Sequence[Seed], rng: random.Random) -> bytes:
    """Put one file's header before another's sound, or another's part into this one."""
    other = rng.choice(seeds).data
    theirs = find_parts(other)
    if theirs and rng.random() < 0.5:
        part, at = rng.choice(theirs), _place(data, parts, rng)
        return data[:at] + other[part.start : part.end] + data[at:]
    return data[: _place(data, parts, rng)] + other[_place(other, theirs, rng) :]


def _rename(data: bytes, parts: Sequence[Part], _: Sequence[Seed], rng: random.Random) -> bytes:
    """Give a part the name of another one."""
    if len(parts) < 2:
        return data
    part, other = rng.choice(parts), rng.choice(parts)
    return data[: part.start] + data[other.start : other.start + 4] + data[part.start + 4 :]


_CHANGES: tuple[Callable[..., bytes], ...] = (
    _length, _figure, _flip, _smear, _cut, _behead, _drop, _double, _swap, _nest, _join, _graft,
    _rename,
)  # fmt: skip
_WEIGHTS = (18, 22, 14, 6, 8, 2, 6, 6, 4, 4, 3, 6, 3)


def _mended_ogg(data: bytes) -> bytes:
    out, at = [], 0
    for part in find_parts(data):
        if part.start < at:
            continue
        out += [data[at : part.start], with_ogg_crc(data[part.start : part.end])]
        at = part.end
    return b"".join((*out, data[at:]))


def _mended_outer_length(data: bytes) -> bytes:
    form = {b"RIFF": "<I", b"FORM": ">I"}.get(data[:4])
    return _put(data, 4, form, len(data) - 8) if form else data
