"""The canonical telephone band: what every telephone has, and every measure shares (NORMS 0.7).

The same voice gets the same number on every line: wide recordings are brought down to 300-3400 Hz
at 8 kHz before voice activity, pauses and pitch are measured.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from voicecheck.types.audio import Channel

if TYPE_CHECKING:
    import numpy.typing as npt

VERSION = 1

BAND_RATE = 8000
LOW_HZ, HIGH_HZ = 300.0, 3400.0
N_TAPS = 801  # linear phase, transition about 40 Hz: steep as a real line, delay removed
_BLOCK_S = 60.0


def resampled(channel: Channel, rate: int) -> Channel:
    """Bring a channel to another sample rate.

    Parameters
    ----------
    channel : Channel
        Any rate.
    rate : int
        Hertz.

    Returns
    -------
    Channel
        The same duration within one sample.
    """
    if channel.sample_rate == rate:
        return channel
    import soxr

    samples = soxr.resample(channel.samples, channel.sample_rate, rate, quality="HQ")
    return Channel(channel.index, samples.astype(np.float32, copy=False), rate)


def canonical(channel: Channel) -> Channel:
    """Bring a channel to the canonical telephone band.

    Parameters
    ----------
    channel : Channel
        Any rate from 4 kHz.

    Returns
    -------
    Channel
        300-3400 Hz at 8 kHz, times unshifted. Works block by block, so that a three-hour channel
        needs little more memory than its result.
    """
    from scipy.signal import firwin, oaconvolve

    narrow = resampled(channel, BAND_RATE)
    taps = firwin(N_TAPS, [LOW_HZ, HIGH_HZ], fs=BAND_RATE, pass_zero=False).astype(np.float32)
    samples = narrow.samples
    filtered: npt.NDArray[np.float32] = np.empty(len(samples), dtype=np.float32)
    block, half = int(_BLOCK_S * BAND_RATE), N_TAPS // 2
    for start in range(0, len(samples), block):
        end = min(start + block, len(samples))
        left, right = max(0, start - half), min(len(samples), end + half)
        padded = np.pad(
            np.asarray(samples[left:right]),
            (half - (start - left), half - (right - end)),
        )
        filtered[start:end] = oaconvolve(padded, taps, mode="valid")
    return Channel(channel.index, filtered, BAND_RATE)
