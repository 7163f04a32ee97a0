"""The canonical telephone band: what every telephone has, and every measure shares.

The same voice gets the same number on every line: wide recordings are brought down to 300-3400 Hz
at 8 kHz before voice activity, pauses and pitch are measured.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.audio.spool import BLOCK_S, blocks_of, gather
from voicecheck.types.audio import Channel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voicecheck.audio.spool import Samples

BAND_RATE = 8000
LOW_HZ, HIGH_HZ = 300.0, 3400.0  # ITU-T G.712
N_TAPS = 801  # linear phase, transition about 40 Hz: steep as a real line, delay removed


def resampled(channel: Channel, rate: int) -> Channel:
    """Bring a channel to another sample rate."""
    if channel.sample_rate == rate:
        return channel
    return _channel(channel.index, _blocks(channel, rate), rate)


def canonical(channel: Channel) -> Channel:
    """Bring a channel to the canonical telephone band."""
    return _channel(channel.index, _filtered(_blocks(channel, BAND_RATE)), BAND_RATE)


def _channel(index: int, blocks: Iterator[Samples], rate: int) -> Channel:
    return Channel(index, gather((block[:, None] for block in blocks), 1)[0], rate)


def _blocks(channel: Channel, rate: int) -> Iterator[Samples]:
    """Yield a channel at another rate, a minute at a time."""
    import soxr

    size = round(BLOCK_S * channel.sample_rate)
    parts = map(np.ascontiguousarray, blocks_of(channel.samples, size))
    if channel.sample_rate == rate:
        yield from parts
        return
    stream = soxr.ResampleStream(channel.sample_rate, rate, 1, dtype="float32", quality="HQ")
    for part in parts:
        yield stream.resample_chunk(part)
    yield stream.resample_chunk(np.zeros(0, dtype=np.float32), last=True)


def _filtered(blocks: Iterator[Samples]) -> Iterator[Samples]:
    """Band-pass blocks that follow one another; half a filter of silence stands at both ends."""
    from scipy.signal import firwin, oaconvolve

    taps = firwin(N_TAPS, [LOW_HZ, HIGH_HZ], fs=BAND_RATE, pass_zero=False).astype(np.float32)
    margin = np.zeros(N_TAPS // 2, dtype=np.float32)
    held = margin
    for block in itertools.chain(blocks, [margin]):
        held = np.concatenate([held, block])
        if len(held) >= N_TAPS:
            yield oaconvolve(held, taps, mode="valid")
            held = held[len(held) - (N_TAPS - 1) :]
