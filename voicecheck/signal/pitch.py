"""Fundamental frequency on telephone speech.

A real 300-3400 Hz line takes the fundamental of most voices away, and raw autocorrelation then
locks onto harmonics. The envelope of the sound still beats at the fundamental: the voice's range
is found on it, and it is added to the sound at equal strength before autocorrelation searches that
range. Against the wide band this leaves a third of the octave errors of the sound alone, and
finds more voiced speech than the envelope alone (benchmarks/pitch_drift.py). Envelope pitch alone
is the second opinion.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from voicecheck.types.time import Span, merge
from voicecheck.types.tracks import PitchTrack

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy.typing as npt

    from voicecheck.types.audio import Channel

    Stretch = tuple[float, npt.NDArray[np.float64]]  # start in seconds, samples
    Frames = list[tuple[Any, Any, Any]]  # times, f0, strength per stretch


STEP_S = 0.01
# The range is found on the envelope, which gives back the fundamental that the telephone took away:
# on the sound itself the search locks onto harmonics of low voices, and one voice in six comes out
# 8 to 14 semitones off.
ENVELOPE_BAND_HZ = (50.0, 900.0)
SEARCH_HZ = (60.0, 600.0)
SECOND_PASS = (0.6, 1.8)
FINAL_RANGE = (0.6, 1.9)
LOWEST_HZ = 50.0
RANGE_SPEECH_S = 60.0  # the range settles within this much speech
MIN_RANGE_FRAMES = 10  # fewer voiced frames show no range
PAD_S = 0.06  # Praat's window needs context at the edges of speech
JOIN_S = 0.3  # neighbouring units are analysed in one go

# Praat's arguments: time step, floor, candidates, very accurate, silence, voicing, octave cost,
# octave-jump cost, voiced/unvoiced cost, ceiling. A voicing threshold of .35 instead of .45
# finds 3-10 % more voiced frames at the same error. The range alone is found on surer
# frames: it then moves less from line to line (benchmarks/pitch_drift.py).
N_CANDIDATES = 15
SILENCE = 0.03
VOICING, RANGE_VOICING = 0.35, 0.45
OCTAVE_COST, OCTAVE_JUMP_COST, VOICED_UNVOICED_COST = 0.01, 0.35, 0.14
# The envelope of some high voices beats at half their pitch as well; a higher octave cost keeps the
# range from sinking there (one voice in 36: 10 semitones off at 0.01, 1 at 0.05 and at 0.1; the
# others stay as they are).
RANGE_OCTAVE_COST = 0.05


def track_pitch(channel: Channel, ipus: tuple[Span, ...]) -> tuple[PitchTrack, PitchTrack]:
    """Follow the pitch of one voice on its speech."""
    rate = channel.sample_rate
    median = voice_median(channel, ipus)
    if median is None:
        empty = _on_speech([], ipus)
        return (
            PitchTrack(*empty, *SEARCH_HZ, STEP_S),
            PitchTrack(*empty, *SEARCH_HZ, STEP_S),
        )
    final = (max(LOWEST_HZ, FINAL_RANGE[0] * median), FINAL_RANGE[1] * median)
    main: Frames = []
    second: Frames = []
    for start, sound in _stretches(channel, ipus):  # one at a time: together they are gigabytes
        envelope = _envelope(sound, rate)
        main += _track([(start, _unit(sound) + _unit(envelope))], rate, *final)
        second += _track([(start, envelope)], rate, *final)
    return (
        PitchTrack(*_on_speech(main, ipus), *final, STEP_S),
        PitchTrack(*_on_speech(second, ipus), *final, STEP_S),
    )


def voice_median(channel: Channel, ipus: tuple[Span, ...]) -> float | None:
    """Return the middle of a voice's pitch, from its first minute of speech alone."""
    rate = channel.sample_rate
    sample = _first(_stretches(channel, ipus), rate)
    return _voice_median([(start, _envelope(sound, rate)) for start, sound in sample], rate)


def _voice_median(envelopes: Sequence[Stretch], rate: int) -> float | None:
    """Find the middle of the voice's range, once widely and once more around the first answer."""

    def median(floor_hz: float, ceiling_hz: float) -> float | None:
        found = _track(
            envelopes,
            rate,
            floor_hz,
            ceiling_hz,
            voicing=RANGE_VOICING,
            octave_cost=RANGE_OCTAVE_COST,
        )
        voiced = np.concatenate([f0[np.isfinite(f0)] for _, f0, _ in found] or [np.zeros(0)])
        return float(np.median(voiced)) if len(voiced) >= MIN_RANGE_FRAMES else None

    first = median(*SEARCH_HZ)
    if first is None:
        return None
    return median(max(LOWEST_HZ, SECOND_PASS[0] * first), SECOND_PASS[1] * first) or first


def _unit(sound: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Bring a sound to a root mean square of 1; silence stays silence."""
    level = float(np.sqrt(np.mean(np.square(sound))))
    return sound / level if level > 0 else sound


def _stretches(channel: Channel, ipus: tuple[Span, ...]) -> Iterator[Stretch]:
    """Cut the speech out, with some context."""
    rate = channel.sample_rate
    padded = [
        Span(max(0.0, ipu.start_s - PAD_S), min(channel.duration_s, ipu.end_s + PAD_S))
        for ipu in ipus
    ]
    for span in merge(padded, JOIN_S):
        first = round(span.start_s * rate)
        sound = np.asarray(channel.samples[first : round(span.end_s * rate)], dtype=np.float64)
        if len(sound):
            yield first / rate, sound


def _first(stretches: Iterable[Stretch], rate: int) -> list[Stretch]:
    kept: list[Stretch] = []
    length = 0
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


def _track(
    stretches: Sequence[Stretch],
    rate: int,
    floor_hz: float,
    ceiling_hz: float,
    *,
    voicing: float = VOICING,
    octave_cost: float = OCTAVE_COST,
) -> Frames:
    import parselmouth
    from parselmouth.praat import call

    frames: Frames = []
    for start, sound in stretches:
        # Praat refuses less than three periods of the floor.
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
            voicing,
            octave_cost,
            OCTAVE_JUMP_COST,
            VOICED_UNVOICED_COST,
            ceiling_hz,
        )
        selected = pitch.selected_array
        f0 = np.where(selected["frequency"] > 0, selected["frequency"], np.nan)
        frames.append((pitch.xs() + start, f0, selected["strength"]))
    return frames


def _on_speech(
    frames: Frames, ipus: tuple[Span, ...]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Join the stretches and keep the frames inside speech."""
    if not frames:
        return np.zeros(0), np.zeros(0), np.zeros(0)
    times = np.concatenate([times for times, _, _ in frames])
    f0 = np.concatenate([f0 for _, f0, _ in frames])
    strength = np.concatenate([strength for _, _, strength in frames])
    inside = inside_spans(times, ipus)
    return times[inside], f0[inside], strength[inside]


def inside_spans(
    times_s: npt.NDArray[np.float64], spans: tuple[Span, ...]
) -> npt.NDArray[np.bool_]:
    """Tell which moments lie in any of some sorted, disjoint spans."""
    if not spans:
        return np.zeros(len(times_s), dtype=bool)
    starts = np.array([span.start_s for span in spans])
    ends = np.array([span.end_s for span in spans])
    index = np.searchsorted(starts, times_s, side="right") - 1
    within: npt.NDArray[np.bool_] = (index >= 0) & (times_s <= ends[np.maximum(index, 0)])
    return within
