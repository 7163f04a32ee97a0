from __future__ import annotations

import random

import av
import numpy as np
import pytest

from voicecheck.audio.framing import (
    adts_bytes,
    amr_bytes,
    amr_wb_bytes,
    frames,
    gsm_bytes,
    mpeg_bytes,
)

AMR = bytes([4 << 3 | 4]) + bytes(19)  # 7.4 kbit/s
COMFORT_NOISE = bytes([8 << 3 | 4]) + bytes(5)
NOTHING_SENT = bytes([15 << 3 | 4])
GSM = b"\xd5" + bytes(32)


def adts(n_bytes: int) -> bytes:
    """A frame of LC-AAC at 8 kHz, one channel."""
    length = n_bytes << 13
    head = bytes([0xFF, 0xF1, 0x6C, 0x40 | length >> 24 & 3, length >> 16 & 255, length >> 8 & 255])
    return head + b"\x1f" + b"\1" * (n_bytes - 7)


@pytest.mark.parametrize(
    ("frame_bytes", "stream"),
    [
        (amr_bytes, [AMR, AMR, COMFORT_NOISE, NOTHING_SENT, NOTHING_SENT, AMR]),
        (amr_wb_bytes, [bytes([9 << 3 | 4]) + bytes(5), bytes([2 << 3 | 4]) + bytes(32)]),
        (gsm_bytes, [GSM] * 4),
        (adts_bytes, [adts(40), adts(300), adts(17)]),
    ],
)
def test_frames_follow_each_other(frame_bytes: object, stream: list[bytes]) -> None:
    found = list(frames(b"".join(stream), frame_bytes))  # type: ignore[arg-type]
    assert found == [(frame, 0) for frame in stream]


@pytest.mark.parametrize(
    ("frame_bytes", "frame"), [(amr_bytes, AMR), (gsm_bytes, GSM), (adts_bytes, adts(200))]
)
@pytest.mark.parametrize("junk", [bytes(500), random.Random(3).randbytes(501)])
def test_bytes_between_frames_are_counted(frame_bytes: object, frame: bytes, junk: bytes) -> None:
    found = list(frames(frame * 20 + junk + frame * 20, frame_bytes))  # type: ignore[arg-type]
    lost = sum(skipped for _, skipped in found)
    taken = len(b"".join(content for content, _ in found))
    assert lost + taken == len(frame) * 40 + len(junk)
    assert len(junk) * 0.8 <= lost <= len(junk) + len(frame)
    assert found[-1] == (frame, 0)


@pytest.mark.parametrize(
    ("codec", "rate", "bit_rate"),
    [
        ("libmp3lame", 8000, 16_000),
        ("libmp3lame", 22_050, 64_000),
        ("libmp3lame", 44_100, 128_000),
        ("mp2", 16_000, 32_000),
        ("mp2", 48_000, 192_000),
    ],
)
def test_mpeg_frames_have_the_length_that_their_header_says(
    codec: str, rate: int, bit_rate: int
) -> None:
    encoder = av.CodecContext.create(codec, "w")
    encoder.sample_rate, encoder.bit_rate = rate, bit_rate
    encoder.layout, encoder.format = "mono", "s16p" if codec == "libmp3lame" else "s16"
    sound = (3000 * np.sin(np.arange(rate) / 7)).astype(np.int16)[None]
    fifo = av.AudioFifo()
    frame = av.AudioFrame.from_ndarray(sound, format=encoder.format.name, layout="mono")
    frame.sample_rate = rate
    fifo.write(frame)
    packets = []
    encoder.open()
    while (part := fifo.read(encoder.frame_size)) is not None:
        packets += encoder.encode(part)
    stream = b"".join(map(bytes, packets))
    at, lengths = 0, []
    while at < len(stream) and (length := mpeg_bytes(stream[at : at + 4])):
        lengths.append(length)
        at += length
    assert at == len(stream)
    assert len(lengths) == len(packets)


@pytest.mark.parametrize("head", [b"", b"RIFF", b"\xff\xe8\x90\x00", b"\xff\xfb\xf0\0", bytes(4)])
def test_what_is_no_mpeg_header_has_no_length(head: bytes) -> None:
    assert mpeg_bytes(head) == 0
