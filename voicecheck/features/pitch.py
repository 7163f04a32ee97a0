"""How far and how much the agent's pitch moves.

Conventions
-----------
Only frames inside the agent's speech and outside another voice count, cleaned as in
`voicecheck.signal.pitch_clean`. Semitones are relative to the speaker's own median, so that high
and low voices are measured alike; percentiles are taken on them with linear interpolation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from voicecheck.features.extremes import least_and_most, pieces
from voicecheck.signal.pitch_clean import clean
from voicecheck.types.catalogue import family, missing, taken
from voicecheck.types.measure import Passage
from voicecheck.types.text import Text, floored

if TYPE_CHECKING:
    import numpy.typing as npt

    from voicecheck.signal.pitch_clean import Contour
    from voicecheck.types.catalogue import Family
    from voicecheck.types.time import Span
    from voicecheck.types.tracks import PitchTrack

MIN_VOICED_S = 2.0
# Frame-wise steps are half tracker noise: unsmoothed, a resynthesised flat voice "moves" 8 st/s.
# Averaged over 50 ms and without steps that no voice makes it moves 1.3 (four voices measured).
SMOOTH_FRAMES = 5
FASTEST_ST_PER_S = 100.0
# What a listener can take in at once, with enough voice in it to show a range.
PASSAGE_MIN_S, PASSAGE_MAX_S, PASSAGE_MIN_VOICED_S, N_FLATTEST = 6.0, 15.0, 3.0, 3

_TOO_LITTLE = Text(
    "nur {voiced:.1f} s stimmhafte Sprache ohne andere Stimme, mindestens {need:g} s sind nötig",
    "only {voiced:.1f} s of voiced speech without another voice, at least {need:g} s are needed",
)
_NO_SECOND = Text(
    "der zweite Messweg fand zu wenig stimmhafte Sprache",
    "the second way of measuring found too little voiced speech",
)


def measure_pitch(
    track: PitchTrack,
    second: PitchTrack,
    ipus: tuple[Span, ...],
    *,
    usable: tuple[Span, ...] | None = None,
) -> Family:
    """Measure the pitch of one voice."""
    alone = ipus if usable is None else usable
    contour, other = clean(track, alone), clean(second, alone)
    seconds = contour.voiced_s
    voiced = taken("pitch.voiced_s", seconds, seconds)
    if seconds < MIN_VOICED_S:
        why = _TOO_LITTLE.format(voiced=floored(seconds, 1), need=MIN_VOICED_S)
        return family(*missing("pitch", why, seconds).values(), voiced)
    spread = _spread(contour.semitones)
    confirmed = other.voiced_s >= MIN_VOICED_S
    apart = abs(spread - _spread(other.semitones)) if confirmed else None
    return family(
        taken("pitch.f0_median_hz", contour.median_hz, seconds),
        taken("pitch.f0_range_semitones", spread, seconds, _passages(contour, ipus)),
        taken("pitch.movement_st_per_s", _movement(contour), seconds),
        taken("pitch.range_disagreement_semitones", apart, seconds, why=_NO_SECOND),
        voiced,
    )


def _spread(semitones: npt.NDArray[np.float64]) -> float:
    """Return the 10th to 90th percentile of at least one frame."""
    low, high = np.percentile(semitones, [10, 90])
    return float(high - low)


def _smooth(run: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.convolve(run, np.full(SMOOTH_FRAMES, 1 / SMOOTH_FRAMES), "valid")


def _movement(contour: Contour) -> float:
    """Sum the steps of the smoothed contour inside voiced runs, per voiced second."""
    runs = [np.diff(_smooth(run)) for _, run in contour.runs() if len(run) > SMOOTH_FRAMES]
    steps = np.abs(np.concatenate([np.zeros(0), *runs]))
    possible = steps[steps <= FASTEST_ST_PER_S * contour.step_s]
    return float(possible.sum() / contour.voiced_s)


def _passages(contour: Contour, ipus: tuple[Span, ...]) -> tuple[Passage, ...]:
    """Name the stretches that move least, and the one that moves most."""
    parts = [piece for ipu in ipus for piece in pieces(ipu, PASSAGE_MAX_S)]
    found = []
    for i, first in enumerate(parts):
        for last in parts[i:]:
            span = first | last
            if span.duration_s > PASSAGE_MAX_S:
                break
            part = contour.within(span)
            voiced_s = len(part) * contour.step_s
            if span.duration_s >= PASSAGE_MIN_S and voiced_s >= PASSAGE_MIN_VOICED_S:
                found.append(Passage(span, _spread(part)))
                break
    return least_and_most(found, "pitch.f0_range_semitones", N_FLATTEST)
