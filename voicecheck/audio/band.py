"""The canonical telephone band: what every telephone has, and every measure shares.

The same voice gets the same number on every line: wide recordings are brought down to 300-3400 Hz
at 8 kHz before voice activity, pauses and pitch are measured.
"""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.types.audio import Channel

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    Samples = npt.NDArray[np.float32]

BAND_RATE = 8000
LOW_HZ, HIGH_HZ = 300.0, 3400.0  # ITU-T G.712
N_TAPS = 801  # linear phase, transition about 40 Hz: steep as a real line, delay removed
_BLOCK_S = 60.0


def resampled(channel: Channel, rate: int) -> Channel:
    """Bring a channel to another sample rate."""
    if channel.sample_rate == rate:
        return channel
    return Channel(channel.index, _gather(channel, rate, _blocks(channel, rate)), rate)


def canonical(channel: Channel) -> Channel:
    """Bring a channel to the canonical telephone band."""
    filtered = _filtered(_blocks(channel, BAND_RATE))
    return Channel(channel.index, _gather(channel, BAND_RATE, filtered), BAND_RATE)


def _blocks(channel: Channel, rate: int) -> Iterator[Samples]:
    """Yield a channel at another rate, a minute at a time."""
    import soxr

    size = round(_BLOCK_S * channel.sample_rate)
    starts = range(0, len(channel.samples), size)
    parts = (np.ascontiguousarray(channel.samples[start : start + size]) for start in starts)
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


def _gather(channel: Channel, rate: int, blocks: Iterator[Samples]) -> Samples:
    """Join blocks into one array that is made once."""
    samples = np.empty(
        math.ceil(len(channel.samples) * rate / channel.sample_rate) + 1, dtype=np.float32
    )
    n = 0
    for block in blocks:
        samples[n : n + len(block)] = block
        n += len(block)
    return samples[:n]
