"""What the activity detector leaves over: a hummed "mhm", slurred or clipped vowels.

What is about as loud as the speaker's own speech, short and periodic within the range of a voice is
the speaker's. Keys and ringing are periodic too, but put nearly all their power into one or two
partials above any voice's fundamental (a low hum of which the line leaves only two partials looks
the same and is not found); music and dial tones last longer; clicks and noise are not periodic.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from voicecheck.audio.noise import FRAME_S, frame_levels, runs
from voicecheck.types.time import Span

if TYPE_CHECKING:
    import numpy.typing as npt

    from voicecheck.types.audio import Channel

# Set on the sample calls and on tones made for it; seen on one real gated line (docs/accuracy.md).
# Decibels re the loud frames of the speech that was found.
LOUD_PERCENTILE, LOUD_DB = 90.0, -15.0
AUDIBLE_DB, ABOVE_LINE_DB = -25.0, 6.0
DURATION_S = (0.08, 0.8)
WINDOW_S, HOP_S = 0.04, 0.02
F0_HZ, TONE_HZ = (75.0, 350.0), (420.0, 1500.0)
PERIODIC, MORE_THAN_A_TONE = 0.6, 0.05
MOST_OF_IT = 0.5  # of the windows
TWO_PARTIALS, LOBE_BINS = 0.98, 5  # share of the power; bins of 12.5 Hz either side of a partial
LOWEST_KEY_HZ = 345.0  # dial tones start at 350, keys at 697


def voiced_stretches(channel: Channel, segments: tuple[Span, ...]) -> tuple[Span, ...]:
    """Find loud voiced stretches that lie outside the speech found so far."""
    level_db, loud_db, found = _levels(channel, segments)
    loud = (level_db > loud_db + LOUD_DB) & ~found
    stretches = [s for s in _spans(loud) if DURATION_S[0] <= s.duration_s <= DURATION_S[1]]
    return tuple(span for span in stretches if _is_voice(channel, span))


def audible_rest(channel: Channel, segments: tuple[Span, ...]) -> tuple[Span, ...]:
    """Find what is audible outside the speech found, and so may be speech that was missed."""
    level_db, loud_db, found = _levels(channel, segments)
    if not found.any() or found.all():
        return ()
    line_db = float(np.median(level_db[~found]))
    return _spans((level_db > max(loud_db + AUDIBLE_DB, line_db + ABOVE_LINE_DB)) & ~found)


def _levels(
    channel: Channel, segments: tuple[Span, ...]
) -> tuple[npt.NDArray[np.float64], float, npt.NDArray[np.bool_]]:
    """Return the level of each frame, that of loud speech, and which frames are speech."""
    level_db: npt.NDArray[np.float64] = 10 * np.log10(frame_levels(channel) + 1e-12)
    found = np.zeros(len(level_db), dtype=bool)
    for segment in segments:
        found[int(segment.start_s / FRAME_S) : int(segment.end_s / FRAME_S)] = True
    loud_db = float(np.percentile(level_db[found], LOUD_PERCENTILE)) if found.any() else np.inf
    return level_db, loud_db, found


def _spans(frames: npt.NDArray[np.bool_]) -> tuple[Span, ...]:
    return tuple(Span(float(a) * FRAME_S, float(b) * FRAME_S) for a, b in runs(frames))


def _is_voice(channel: Channel, span: Span) -> bool:
    """Tell a voice from a tone, a click and noise by its spectrum and autocorrelation."""
    rate = channel.sample_rate
    n, hop = round(WINDOW_S * rate), round(HOP_S * rate)
    sound = channel.samples[round(span.start_s * rate) : round(span.end_s * rate)]
    frames = np.lib.stride_tricks.sliding_window_view(sound.astype(np.float64), n)[::hop]
    power = np.abs(np.fft.rfft(frames * np.hanning(n), 2 * n)) ** 2
    if _is_tone(power.mean(axis=0), rate / (2 * n)):
        return False
    window = np.fft.irfft(np.abs(np.fft.rfft(np.hanning(n), 2 * n)) ** 2)[:n]
    likeness = np.fft.irfft(power)[:, :n] / (window / window[0])
    likeness /= likeness[:, :1] + 1e-12

    def best(low_hz: float, high_hz: float) -> npt.NDArray[np.float64]:
        lags = likeness[:, round(rate / high_hz) : round(rate / low_hz)]
        top: npt.NDArray[np.float64] = lags.max(axis=1)
        return top

    voice, tone = best(*F0_HZ), best(*TONE_HZ)
    periodic = (voice >= PERIODIC) & (voice > tone + MORE_THAN_A_TONE)
    return bool(np.mean(periodic) >= MOST_OF_IT)


def _is_tone(power: npt.NDArray[np.float64], bin_hz: float) -> bool:
    """Tell keys and ringing, which have one or two partials and no fundamental of a voice."""
    left = power.copy()
    strongest_hz = float(np.argmax(power)) * bin_hz
    for _ in range(2):
        top = int(np.argmax(left))
        left[max(0, top - LOBE_BINS) : top + LOBE_BINS + 1] = 0.0
    few = 1 - left.sum() / power.sum() > TWO_PARTIALS
    return bool(few and strongest_hz > LOWEST_KEY_HZ)
