"""Loudness of one voice, as the ear weighs it, where telephone lines move it least.

Bands are compressed before they are summed (Hermansky 1990), so that the weaker sounds above the
first formant count: the plain level follows listeners' marks half as well at best. The line's own
noise is taken off, and a floor set by the voice itself hides what is left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from voicecheck.audio.mel import slaney_edges, triangles
from voicecheck.signal.pitch import inside_spans
from voicecheck.types.tracks import LoudnessTrack

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from voicecheck.types.audio import Channel
    from voicecheck.types.time import Span

    Frames = npt.NDArray[np.int64]
    Sound = npt.NDArray[np.float64]


STEP_S, WINDOW_S, FFT_S = 0.01, 0.025, 0.032
N_BANDS, LOW_HZ, HIGH_HZ = 20, 200.0, 3400.0
COMPRESSION = 0.33  # Hermansky 1990: about the cube root of power
# The quietest tenth of what lies within reach of speech is the line alone: pauses between words are
# in it however much the voice speaks, and what happens elsewhere on the channel is not.
NEAR_S, QUIET_PERCENTILE = 0.3, 10.0
LOUD_PERCENTILE, FLOOR_DB = 75.0, 15.0
SMOOTH_FRAMES = 3
# One window for all voices: the pitch track's narrows with the voice's range and takes the envelope
# in, which finds more pitch, but the movement on its frames follows listeners less (rank
# correlation .25 instead of .31).
VOICE_HZ = (75.0, 500.0)
SHORTEST_S = 3.2 / VOICE_HZ[0]  # Praat refuses less than three periods of the lowest voice
_BLOCK_FRAMES = 6_000


def track_loudness(channel: Channel, ipus: tuple[Span, ...]) -> LoudnessTrack:
    """Follow the loudness of one voice on its speech."""
    near = _near(channel, ipus)
    times = near.astype(np.float64) * STEP_S
    inside = inside_spans(times, ipus)
    rate = channel.sample_rate
    voiced = inside & (_joined(_voiced(sound, rate, n) for sound, n in _cut(channel, near)) > 0)
    if not voiced.any():
        none = np.zeros(0)
        return LoudnessTrack(none, none, none, np.zeros(0, dtype=bool), STEP_S)
    total = _joined(power.sum(0) for power in _band_power(channel, near))
    quiet = near[total <= np.percentile(total, QUIET_PERCENTILE)]
    noise = sum(power.sum(1, keepdims=True) for power in _band_power(channel, quiet)) / len(quiet)
    floor = np.percentile(total[voiced], LOUD_PERCENTILE) / N_BANDS * 10 ** (-FLOOR_DB / 10)
    weights = _equal_loudness()[:, None]
    loudness = _joined(
        ((weights * (np.maximum(power - noise, 0) + floor)) ** COMPRESSION).sum(0)
        for power in _band_power(channel, near)
    )
    padded = np.pad(loudness, SMOOTH_FRAMES // 2, mode="edge")
    smooth = np.convolve(padded, np.full(SMOOTH_FRAMES, 1 / SMOOTH_FRAMES), "valid")
    level = 10 * np.log10(np.maximum(total, floor * 1e-6))
    return LoudnessTrack(
        times[inside],
        20 * np.log10(smooth[inside]),
        level[inside],
        voiced[inside],
        STEP_S,
    )


def _near(channel: Channel, ipus: tuple[Span, ...]) -> Frames:
    """Return the numbers of the frames on speech and within reach of it."""
    near = np.zeros(int(channel.duration_s / STEP_S), dtype=bool)
    for ipu in ipus:
        first = max(0, round((ipu.start_s - NEAR_S) / STEP_S))
        near[first : round((ipu.end_s + NEAR_S) / STEP_S)] = True
    return np.flatnonzero(near)


def _cut(channel: Channel, frames: Frames) -> Iterator[tuple[Sound, int]]:
    """Yield the sound under each run of frames, a minute at most, with the number of its frames."""
    hop, size = round(STEP_S * channel.sample_rate), round(FFT_S * channel.sample_rate)
    for run in np.split(frames, np.flatnonzero(np.diff(frames) != 1) + 1):
        for part in (run[i : i + _BLOCK_FRAMES] for i in range(0, len(run), _BLOCK_FRAMES)):
            first, last = part[0] * hop - size // 2, part[-1] * hop + size // 2
            sound = np.asarray(channel.samples[max(0, first) : last], dtype=np.float64)
            before = max(0, -first)
            yield np.pad(sound, (before, last - first - before - len(sound))), len(part)


def _band_power(channel: Channel, frames: Frames) -> Iterator[Sound]:
    """Yield the power per band and frame, run by run."""
    from scipy.signal import get_window

    rate = channel.sample_rate
    size, length, hop = (round(s * rate) for s in (FFT_S, WINDOW_S, STEP_S))
    before = (size - length) // 2
    window = np.pad(get_window("hann", length), (before, size - length - before))
    edges = slaney_edges(N_BANDS, LOW_HZ, HIGH_HZ)
    bands = triangles(edges, rate=rate, n_fft=size, equal_area=True)
    for sound, _ in _cut(channel, frames):
        cut = np.lib.stride_tricks.sliding_window_view(sound, size)[::hop]
        power: Sound = np.square(np.abs(np.fft.rfft(cut * window).T))
        yield bands @ power


def _voiced(sound: Sound, rate: int, n_frames: int) -> Sound:
    """Return 1 for each frame that has a pitch, else 0."""
    import parselmouth

    if len(sound) < SHORTEST_S * rate or not sound.any():
        return np.zeros(n_frames)
    low, high = VOICE_HZ
    pitch = parselmouth.Sound(sound, rate).to_pitch_ac(STEP_S, low, pitch_ceiling=high)
    first_s = FFT_S / 2  # the centre of the first frame
    nearest = np.round((first_s + np.arange(n_frames) * STEP_S - pitch.x1) / pitch.dx).astype(int)
    found = np.concatenate([pitch.selected_array["frequency"] > 0, [False]])
    return found[np.where((nearest >= 0) & (nearest < len(found)), nearest, -1)].astype(float)


def _joined(parts: Iterator[Sound]) -> Sound:
    return np.concatenate([np.zeros(0), *parts])


def _equal_loudness() -> Sound:
    """Return how well the ear hears each band (Hermansky 1990, eq. 4), the best being 1."""
    centres = slaney_edges(N_BANDS, LOW_HZ, HIGH_HZ)[1:-1]
    square = np.square(2 * np.pi * centres)
    weights = (square + 56.8e6) * square**2 / ((square + 6.3e6) ** 2 * (square + 0.38e9))
    weighted: Sound = weights / weights.max()
    return weighted
