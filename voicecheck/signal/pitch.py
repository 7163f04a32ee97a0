"""Fundamental frequency on telephone speech (NORMS 0.3).

A real 300-3400 Hz line takes the fundamental of most voices away, and raw autocorrelation then
locks onto harmonics. So the voice's range is found on the envelope of the sound, which restores
the fundamental; raw autocorrelation then searches only that range. Envelope pitch alone is the
second opinion.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from voicecheck.types.time import Span, merge, total_s
from voicecheck.types.tracks import PitchTrack

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from voicecheck.types.audio import Channel

VERSION = 1

METHOD = "praat-ac 0.6-1.9 x envelope median"
ENVELOPE_METHOD = "praat-ac on the envelope"

STEP_S = 0.01
ENVELOPE_BAND_HZ = (50.0, 900.0)
SEARCH_HZ = (60.0, 600.0)
SECOND_PASS = (0.6, 1.8)
FINAL_RANGE = (0.6, 1.9)
LOWEST_HZ = 50.0
RANGE_SPEECH_S = 60.0  # the range settles within this much speech
PAD_S = 0.06  # Praat's window needs context at the edges of speech
JOIN_S = 0.3  # neighbouring units are analysed in one go

# Praat's arguments: time step, floor, candidates, very accurate, silence, voicing, octave cost,
# octave-jump cost, voiced/unvoiced cost, ceiling.
N_CANDIDATES = 15
SILENCE, VOICING = 0.03, 0.45
OCTAVE_COST, OCTAVE_JUMP_COST, VOICED_UNVOICED_COST = 0.01, 0.35, 0.14


def track_pitch(channel: Channel, ipus: tuple[Span, ...]) -> tuple[PitchTrack, PitchTrack]:
    """Follow the pitch of one voice on its speech.

    Parameters
    ----------
    channel : Channel
        In the canonical band (8 kHz).
    ipus : tuple of Span
        The voice's inter-pausal units.

    Returns
    -------
    PitchTrack
        Raw autocorrelation within the voice's own range.
    PitchTrack
        Second opinion: autocorrelation of the envelope.
    """
    stretches = _stretches(channel, ipus)
    envelopes = [(start, _envelope(sound, channel.sample_rate)) for start, sound in stretches]
    sample = _first(envelopes, channel.sample_rate)
    median = _median(_track(sample, channel.sample_rate, *SEARCH_HZ))
    if median is None:
        empty = _on_speech([], ipus)
        return (
            PitchTrack(*empty, *SEARCH_HZ, STEP_S, METHOD),
            PitchTrack(*empty, *SEARCH_HZ, STEP_S, ENVELOPE_METHOD),
        )
    narrowed = (max(LOWEST_HZ, SECOND_PASS[0] * median), SECOND_PASS[1] * median)
    median = _median(_track(sample, channel.sample_rate, *narrowed)) or median
    final = (max(LOWEST_HZ, FINAL_RANGE[0] * median), FINAL_RANGE[1] * median)
    raw = _track(stretches, channel.sample_rate, *final)
    envelope = _track(envelopes, channel.sample_rate, *final)
    return (
        PitchTrack(*_on_speech(raw, ipus), *final, STEP_S, METHOD),
        PitchTrack(*_on_speech(envelope, ipus), *final, STEP_S, ENVELOPE_METHOD),
    )


def _stretches(
    channel: Channel, ipus: tuple[Span, ...]
) -> list[tuple[float, npt.NDArray[np.float64]]]:
    """Cut the speech out, with some context."""
    rate = channel.sample_rate
    padded = [
        Span(max(0.0, ipu.start_s - PAD_S), min(channel.duration_s, ipu.end_s + PAD_S))
        for ipu in ipus
    ]
    cut = []
    for span in merge(padded, JOIN_S):
        first = round(span.start_s * rate)
        sound = np.asarray(channel.samples[first : round(span.end_s * rate)], dtype=np.float64)
        if len(sound):
            cut.append((first / rate, sound))
    return cut


def _first(
    stretches: Sequence[tuple[float, npt.NDArray[np.float64]]], rate: int
) -> list[tuple[float, npt.NDArray[np.float64]]]:
    kept, length = [], 0
    for start, sound in stretches:
        kept.append((start, sound))
        length += len(sound)
        if length >= RANGE_SPEECH_S * rate:
            break
    return kept


def _envelope(sound: npt.NDArray[np.float64], rate: int) -> npt.NDArray[np.float64]:
    """Rectify the analytic signal and keep what can be a fundamental."""
    from scipy.fft import next_fast_len
    from scipy.signal import butter, hilbert, sosfiltfilt

    envelope = np.abs(hilbert(sound, next_fast_len(len(sound)))[: len(sound)])
    band = butter(2, ENVELOPE_BAND_HZ, "bandpass", fs=rate, output="sos")
    pad = min(len(envelope) - 1, 3 * rate // int(ENVELOPE_BAND_HZ[0]))
    filtered: npt.NDArray[np.float64] = sosfiltfilt(band, envelope - envelope.mean(), padlen=pad)
    return filtered


Frames = list[tuple[Any, Any, Any]]  # times, f0, strength per stretch


def _track(
    stretches: Sequence[tuple[float, npt.NDArray[np.float64]]],
    rate: int,
    floor_hz: float,
    ceiling_hz: float,
) -> Frames:
    import parselmouth
    from parselmouth.praat import call

    frames: Frames = []
    for start, sound in stretches:
        if len(sound) < 3.2 * rate / floor_hz or not sound.any():
            continue
        pitch = call(
            parselmouth.Sound(sound, rate),
            "To Pitch (ac)...",
            STEP_S,
            floor_hz,
            N_CANDIDATES,
            False,
            SILENCE,
            VOICING,
            OCTAVE_COST,
            OCTAVE_JUMP_COST,
            VOICED_UNVOICED_COST,
            ceiling_hz,
        )
        selected = pitch.selected_array
        f0 = np.where(selected["frequency"] > 0, selected["frequency"], np.nan)
        frames.append((pitch.xs() + start, f0, selected["strength"]))
    return frames


def _median(frames: Frames) -> float | None:
    voiced = np.concatenate([f0[np.isfinite(f0)] for _, f0, _ in frames] or [np.zeros(0)])
    return float(np.median(voiced)) if len(voiced) >= 10 else None


def _on_speech(
    frames: Frames, ipus: tuple[Span, ...]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Join the stretches and keep the frames inside speech."""
    if not frames or total_s(ipus) == 0:
        return np.zeros(0), np.zeros(0), np.zeros(0)
    times = np.concatenate([times for times, _, _ in frames])
    f0 = np.concatenate([f0 for _, f0, _ in frames])
    strength = np.concatenate([strength for _, _, strength in frames])
    inside = inside_spans(times, ipus)
    return times[inside], f0[inside], strength[inside]


def inside_spans(
    times_s: npt.NDArray[np.float64], spans: tuple[Span, ...]
) -> npt.NDArray[np.bool_]:
    """Tell which moments lie in any of some sorted, disjoint spans.

    Parameters
    ----------
    times_s : np.ndarray [shape=(n,)]
        Seconds.
    spans : tuple of Span
        Sorted and disjoint.

    Returns
    -------
    np.ndarray [shape=(n,)]
        Boolean.
    """
    if not spans:
        return np.zeros(len(times_s), dtype=bool)
    starts = np.array([span.start_s for span in spans])
    ends = np.array([span.end_s for span in spans])
    index = np.searchsorted(starts, times_s, side="right") - 1
    within: npt.NDArray[np.bool_] = (index >= 0) & (times_s <= ends[np.maximum(index, 0)])
    return within
