"""How far the speech stands above the line."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.audio.spool import blocks_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from voicecheck.types.audio import Channel
    from voicecheck.types.time import Span

FRAME_S = 0.01
# Frames: a multiple of what numpy casts in one go, so that no sum is split elsewhere than in one
# piece.
_AT_ONCE = 8192
NEAR_S = 2.0  # noise is measured this close to speech
EDGE_S = 0.05  # onsets and offsets belong to neither side
MIN_EACH_S = 0.5
# No detector finds each "mhm": one of 0.3 s in 97 s of rest raised the noise by 12 dB (sample call,
# noise known). The loudest tenth of the rest is therefore left out; of steady noise that takes
# 0.1 dB.
LEFT_OUT = 0.1
# Below the last bit of 16-bit sound lies no line noise, only silence suppression.
DIGITAL_SILENCE = 1e-5
# The two ends of what 16-bit sound can tell: beyond them the power of the smaller part is lost in
# the rounding of the larger, and the limit itself is given.
MIN_SNR_DB, MAX_SNR_DB = -20.0, 90.0


def frame_levels(channel: Channel) -> npt.NDArray[np.float64]:
    """Return the mean power of each 10 ms frame."""
    return np.concatenate([np.zeros(0), *map(_mean_power, _frames(channel))])


def silent_frames(channel: Channel) -> npt.NDArray[np.bool_]:
    """Find the frames of 10 ms that hold no sound at all."""
    return np.concatenate([np.zeros(0, dtype=bool), *map(_silent, _frames(channel))])


def _frames(channel: Channel) -> Iterator[npt.NDArray[np.float32]]:
    """Yield the whole frames of a channel, some at a time."""
    size = round(FRAME_S * channel.sample_rate)
    for block in blocks_of(channel.samples, size * _AT_ONCE):
        yield block[: len(block) // size * size].reshape(-1, size)


def _mean_power(frames: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    power: npt.NDArray[np.float64] = np.einsum("ij,ij->i", frames, frames, dtype=np.float64)
    power /= frames.shape[1]
    return power


def _silent(frames: npt.NDArray[np.float32]) -> npt.NDArray[np.bool_]:
    silent: npt.NDArray[np.bool_] = frames.max(axis=1) - frames.min(axis=1) <= DIGITAL_SILENCE
    return silent


def snr_db(
    channel: Channel, speech: tuple[Span, ...], left_out: tuple[Span, ...] = ()
) -> float | None:
    """Measure the signal-to-noise ratio of a channel."""
    power = frame_levels(channel)
    inside = np.zeros(len(power), dtype=bool)
    outside = np.ones(len(power), dtype=bool)
    near = np.zeros(len(power), dtype=bool)
    edge, reach = round(EDGE_S / FRAME_S), round(NEAR_S / FRAME_S)
    for span in speech:
        first, last = round(span.start_s / FRAME_S), round(span.end_s / FRAME_S)
        inside[first + edge : max(first + edge, last - edge)] = True
        outside[max(0, first - edge) : last + edge] = False
        near[max(0, first - reach) : last + reach] = True
    for span in left_out:
        outside[round(span.start_s / FRAME_S) : round(span.end_s / FRAME_S)] = False
    outside &= near
    outside &= power >= DIGITAL_SILENCE**2
    need = round(MIN_EACH_S / FRAME_S)
    if np.count_nonzero(inside) < need or np.count_nonzero(outside) < need:
        return None
    rest = np.sort(power[outside])
    noise = float(rest[: round((1 - LEFT_OUT) * len(rest))].mean())
    signal = float(power[inside].mean()) - noise
    ratio_db = 10 * math.log10(signal / noise) if signal > 0 else MIN_SNR_DB
    return min(MAX_SNR_DB, max(MIN_SNR_DB, ratio_db))


def runs(frames: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return first and last (exclusive) frame of every run."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], frames.view(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
