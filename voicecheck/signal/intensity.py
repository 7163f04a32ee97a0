"""Level on the speech of one channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from voicecheck.signal.pitch import inside_spans
from voicecheck.types.tracks import IntensityTrack

if TYPE_CHECKING:
    import numpy.typing as npt

    from voicecheck.types.audio import Channel
    from voicecheck.types.time import Span

STEP_S = 0.01
WINDOW_S = 0.032  # Gaussian-like window of Praat's default for a 100 Hz floor
FLOOR_DB = -120.0
_BLOCK_FRAMES = 512  # a megabyte of frames: they stay in the processor's cache


def track_intensity(channel: Channel, ipus: tuple[Span, ...]) -> IntensityTrack:
    """Follow the level of one voice on its speech."""
    times, level = level_db(channel)
    inside = inside_spans(times, ipus)
    return IntensityTrack(times[inside], level[inside], STEP_S)


def level_db(
    channel: Channel,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the level of a whole channel."""
    size = round(WINDOW_S * channel.sample_rate)
    hop = round(STEP_S * channel.sample_rate)
    n = max(0, (len(channel.samples) - size) // hop + 1)
    weights = np.hanning(size + 2)[1:-1]
    weights /= weights.sum()
    power = np.empty(n)
    for first in range(0, n, _BLOCK_FRAMES):
        last = min(n, first + _BLOCK_FRAMES)
        sound = np.asarray(channel.samples[first * hop : (last - 1) * hop + size])
        frames = np.lib.stride_tricks.sliding_window_view(sound, size)[::hop]
        power[first:last] = np.square(frames, dtype=np.float64) @ weights
    times = (np.arange(n) * hop + size / 2) / channel.sample_rate
    return times, np.maximum(FLOOR_DB, 10 * np.log10(np.maximum(power, 1e-30)))
