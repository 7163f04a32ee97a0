"""Streams whose frames say their length: where sound ends, and where bytes between it are lost.

FFmpeg passes over bytes that are no frame and tells nobody; the times behind them would be wrong.
Formats: ADTS (ISO/IEC 14496-3, 1.A.3.2), AMR files (RFC 4867, 5.3), GSM 06.10 as stored by toast
and Asterisk (33 bytes that begin with 1101), MPEG audio (ISO/IEC 11172-3 and 13818-3, 2.4.2.3).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    FrameBytes = Callable[[bytes, int], int]

# Bytes behind the header, by frame type; types between are not defined.
_AMR_NB = {0: 12, 1: 13, 2: 15, 3: 17, 4: 19, 5: 20, 6: 26, 7: 31, 8: 5, 15: 0}
_AMR_WB = {0: 17, 1: 23, 2: 32, 3: 36, 4: 40, 5: 46, 6: 50, 7: 58, 8: 60, 9: 5, 14: 0, 15: 0}
_GSM_BYTES = 33
_MPEG_RATES = (44_100, 48_000, 32_000)
_KBIT_1_2 = (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384)
_KBIT_1_3 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KBIT_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)


def frames(content: bytes, frame_bytes: FrameBytes) -> Iterator[tuple[bytes, int]]:
    """Yield each frame, and how many bytes that are none came before it; at the end, too.

    After bytes that are none, a frame is one that two more follow, or the end: what looks like a
    header is frequent.
    """
    at = n_skipped = 0
    while at < len(content):
        length = frame_bytes(content, at)
        follows = at + length
        in_step = at > 0 and not n_skipped
        if length and (in_step or _goes_on(content, follows, frame_bytes)):
            yield content[at:follows], n_skipped
            at, n_skipped = follows, 0
        else:
            at, n_skipped = at + 1, n_skipped + 1
    if n_skipped:
        yield b"", n_skipped


def blocks_of(content: bytes, block_bytes: int) -> Iterator[tuple[bytes, int]]:
    """Yield G.723.1 frames of a WAV: blocks of one length, the kind of the first, or none."""
    n_skipped = 0
    for at in range(0, len(content), block_bytes):
        block = content[at : at + block_bytes]
        if len(block) < block_bytes or block[0] & 3 != content[0] & 3:
            n_skipped += len(block)
        else:
            yield block, n_skipped
            n_skipped = 0
    if n_skipped:
        yield b"", n_skipped


def _goes_on(content: bytes, at: int, frame_bytes: FrameBytes) -> bool:
    for _ in range(2):
        if at >= len(content):
            return True
        length = frame_bytes(content, at)
        if not length:
            return False
        at += length
    return True


def adts_bytes(content: bytes, at: int) -> int:
    """Return the length of an ADTS frame, 0 where there is none."""
    head = content[at : at + 6]
    if len(head) < 6 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0 or head[2] & 0x3C > 0x30:
        return 0
    length = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    return length if length > 7 else 0


def amr_bytes(content: bytes, at: int) -> int:
    """Return the length of a frame of narrow-band AMR, 0 where there is none."""
    return _amr(content, at, _AMR_NB)


def amr_wb_bytes(content: bytes, at: int) -> int:
    """Return the length of a frame of wide-band AMR, 0 where there is none."""
    return _amr(content, at, _AMR_WB)


def _amr(content: bytes, at: int, sizes: dict[int, int]) -> int:
    # Reserved bits are 0; the quality bit is 1 in whatever a telephone has stored as good.
    head = content[at]
    if head & 0x83 or not head & 0x04:
        return 0
    size = sizes.get(head >> 3 & 0x0F)
    return 0 if size is None else size + 1


def gsm_bytes(content: bytes, at: int) -> int:
    """Return the length of a GSM frame, 0 where there is none."""
    return _GSM_BYTES if content[at] >> 4 == 0xD and at + _GSM_BYTES <= len(content) else 0


def mpeg_bytes(head: bytes) -> int:
    """Return the length of the MPEG audio frame with this header, 0 where it does not tell."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return 0
    version, layer = head[1] >> 3 & 3, 4 - (head[1] >> 1 & 3)  # 3 is MPEG-1, 2 is 2, 0 is 2.5
    i_kbit, i_rate, padding = head[2] >> 4, head[2] >> 2 & 3, head[2] >> 1 & 1
    if version == 1 or layer not in (2, 3) or i_kbit in (0, 15) or i_rate == 3:
        return 0
    rate = _MPEG_RATES[i_rate] >> {3: 0, 2: 1, 0: 2}[version]
    kbit = (_KBIT_1_2 if layer == 2 else _KBIT_1_3) if version == 3 else _KBIT_2
    samples = 1152 if layer == 2 or version == 3 else 576
    return samples // 8 * kbit[i_kbit] * 1000 // rate + padding
