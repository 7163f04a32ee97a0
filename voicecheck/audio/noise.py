"""How far the speech stands above the line."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from voicecheck.types.audio import Channel
    from voicecheck.types.time import Span

FRAME_S = 0.01
EDGE_S = 0.05  # onsets and offsets belong to neither side
MIN_EACH_S = 0.5
DIGITAL_SILENCE = 1e-5  # below the last bit of 16-bit sound: no line noise, but suppression
MAX_SNR_DB = 90.0


def frame_levels(channel: Channel) -> np.ndarray:
    """Return the mean power of each 10 ms frame.

    Parameters
    ----------
    channel : Channel
        Any rate.

    Returns
    -------
    np.ndarray [shape=(n_frames,)]
        Re full scale squared; a last incomplete frame is left out.
    """
    size = round(FRAME_S * channel.sample_rate)
    n = len(channel.samples) // size
    frames = np.asarray(channel.samples[: n * size]).reshape(n, size)
    power: np.ndarray = np.einsum("ij,ij->i", frames, frames, dtype=np.float64) / size
    return power


def snr_db(channel: Channel, speech: tuple[Span, ...]) -> float | None:
    """Measure the signal-to-noise ratio of a channel.

    Parameters
    ----------
    channel : Channel
        In the canonical band.
    speech : tuple of Span
        Where it holds speech.

    Returns
    -------
    float or None
        10 log10 of speech power without noise over noise power, decibels, at most 90; None where
        there is less than 0.5 s of either. Frames of digital silence are no noise: a line with
        silence suppression is measured on what little noise is left.
    """
    power = frame_levels(channel)
    inside = np.zeros(len(power), dtype=bool)
    outside = np.ones(len(power), dtype=bool)
    edge = round(EDGE_S / FRAME_S)
    for span in speech:
        first, last = round(span.start_s / FRAME_S), round(span.end_s / FRAME_S)
        inside[min(first + edge, last) : max(last - edge, first)] = True
        outside[max(0, first - edge) : last + edge] = False
    silent = power < DIGITAL_SILENCE**2
    need = MIN_EACH_S / FRAME_S
    if inside.sum() < need or outside.sum() < need:
        return None
    noise_frames = power[outside & ~silent]
    noise = float(noise_frames.mean()) if len(noise_frames) >= need else DIGITAL_SILENCE**2
    signal = float(power[inside].mean()) - noise
    if signal <= 0:
        return 0.0
    return min(MAX_SNR_DB, 10 * math.log10(signal / noise))
