"""How much the loudness of the agent's voice moves.

Monotony has two sides, pitch and loudness, and listeners follow this one more.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from voicecheck.features.extremes import least_and_most, pieces
from voicecheck.signal.pitch import inside_spans
from voicecheck.types.catalogue import family, taken
from voicecheck.types.measure import Passage
from voicecheck.types.text import Text, floored

if TYPE_CHECKING:
    import numpy.typing as npt

    from voicecheck.types.catalogue import Family
    from voicecheck.types.time import Span
    from voicecheck.types.tracks import LoudnessTrack

NAME = "loudness.loudness_movement_db_per_s"
MIN_VOICED_S = 2.0
# Noise flattens what is heard through it: by .15 standard deviations between speakers at 20 dB, by
# .41 at 15, by .84 at 10.
MIN_SNR_DB = 15.0
# What evens the level out, fixed compression above all, takes movement away, and the loudest sounds
# first: their distance from the middle has nothing to do with how much a voice moves (rank
# correlation -.02). It lies below this in at most 1 of 219 stretches of plain speech and in all of
# them after a fast 4:1 compressor (1 and 20 ms; -1.7 standard deviations of movement), but only in
# up to half after 2:1 (-1.3) or a slow 4:1 (5 and 100 ms; -.3). The levels of phrases differ by
# less than 1.5 dB in 4 of 10 readers on a plain line: they tell nothing.
EVENED_DB, LOUD_PERCENTILE = 5.2, 95.0
# Long enough to tell speakers apart, short enough to be listened to.
PASSAGE_S, PASSAGE_MAX_S, PASSAGE_MIN_VOICED_S, N_FLATTEST = 20.0, 30.0, 4.0, 1
PIECE_S = 5.0
NEXT = 1.5  # steps; further apart are no neighbours

_TOO_LITTLE = Text(
    "nur {voiced:.1f} s stimmhafte Sprache ohne andere Stimme, mindestens {need:g} s sind nötig",
    "only {voiced:.1f} s of voiced speech without another voice, at least {need:g} s are needed",
)
_NOISY = Text(
    "das Leitungsgeräusch verdeckt leise Laute ({snr:.1f} dB Rauschabstand, {need:g} dB sind "
    "nötig)",
    "line noise covers soft sounds ({snr:.1f} dB signal-to-noise ratio, {need:g} dB needed)",
)
_EVENED = Text(
    "die Leitung gleicht die Lautstärke aus: die lautesten Laute liegen nur {spread:.1f} dB über "
    "den mittleren, {need:g} dB sind nötig",
    "the line evens the level out: the loudest sounds lie only {spread:.1f} dB above the middle "
    "ones, {need:g} dB needed",
)


def measure_loudness(
    track: LoudnessTrack,
    ipus: tuple[Span, ...],
    *,
    usable: tuple[Span, ...] | None = None,
    snr_db: float | None = None,
) -> Family:
    """Measure how much the loudness of one voice moves."""
    counts = track.voiced & inside_spans(track.times_s, ipus if usable is None else usable)
    steps = _steps(track, counts)
    seconds = float(counts.sum() * track.step_s)
    reason = None
    if seconds < MIN_VOICED_S:
        reason = _TOO_LITTLE.format(voiced=floored(seconds, 1), need=MIN_VOICED_S)
    elif snr_db is not None and snr_db < MIN_SNR_DB:
        reason = _NOISY.format(snr=floored(snr_db, 1), need=MIN_SNR_DB)
    else:
        middle, loud = np.percentile(track.level_db[counts], [50.0, LOUD_PERCENTILE])
        if loud - middle < EVENED_DB:
            reason = _EVENED.format(spread=floored(loud - middle, 1), need=EVENED_DB)
    if reason is not None:
        return family(taken(NAME, None, seconds, why=reason))
    found = _passages(track, steps, ipus)
    return family(taken(NAME, float(np.nanmean(steps)), seconds, found))


def _steps(track: LoudnessTrack, counts: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Return the size of the step into each frame, dB/s; NaN where there is none."""
    steps = np.full(len(counts), np.nan)
    near = np.diff(track.times_s) < NEXT * track.step_s
    both = np.flatnonzero(counts[1:] & counts[:-1] & near) + 1
    steps[both] = np.abs(track.loudness_db[both] - track.loudness_db[both - 1]) / track.step_s
    return steps


def _passages(
    track: LoudnessTrack, steps: npt.NDArray[np.float64], ipus: tuple[Span, ...]
) -> tuple[Passage, ...]:
    """Name the stretch that moves least, and the one that moves most."""
    parts = [piece for ipu in ipus for piece in pieces(ipu, PIECE_S)]
    wanted_s = min(PASSAGE_S, sum(part.duration_s for part in parts) / 3)
    whole, found = [], []
    for i, first in enumerate(parts):
        span, speech_s = first, 0.0
        for last in parts[i:]:
            if speech_s >= wanted_s or (first | last).duration_s > PASSAGE_MAX_S:
                break
            span, speech_s = first | last, speech_s + last.duration_s
        start, end = np.searchsorted(track.times_s, [span.start_s, span.end_s])
        voiced = steps[start:end][np.isfinite(steps[start:end])]
        enough = len(voiced) * track.step_s >= PASSAGE_MIN_VOICED_S
        if enough and speech_s >= wanted_s / 2:
            found.append(Passage(span, float(voiced.mean())))
            whole += found[-1:] if speech_s >= wanted_s else []
    chosen = least_and_most(whole, NAME, N_FLATTEST)
    # Where the other party speaks between, half of it within reach has to do.
    return chosen if len(chosen) > N_FLATTEST else least_and_most(found, NAME, N_FLATTEST)
