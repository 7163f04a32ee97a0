"""How far and how much the agent's pitch moves (NORMS 0.3, 1).

Conventions
-----------
Only frames inside the agent's speech and outside another voice count, cleaned as in
`voicecheck.signal.pitch_clean`. Semitones are relative to the speaker's own median, so that high
and low voices are measured alike; percentiles are taken on them with linear interpolation.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.features.extremes import least_and_most, pieces
from voicecheck.signal.pitch_clean import clean
from voicecheck.types.measure import Measure, Passage
from voicecheck.types.text import Text, floored

if TYPE_CHECKING:
    import numpy.typing as npt

    from voicecheck.signal.pitch_clean import Contour
    from voicecheck.types.time import Span
    from voicecheck.types.tracks import PitchTrack, SyllableNuclei

MIN_VOICED_S = 2.0
MIN_IPU_VOICED_S = 0.5  # shorter units show no range of their own
# Hincks 2005, NORMS 0.3.
PVQ_WINDOW_S, PVQ_MIN_VOICED_S = 10.0, 3.0
# Frame-wise steps are half tracker noise: unsmoothed, a resynthesised flat voice "moves" 8 st/s.
# Averaged over 50 ms and without steps that no voice makes it moves 1.3 (four voices measured).
SMOOTH_FRAMES = 5
FASTEST_ST_PER_S = 100.0
# Glissando threshold 0.32/T² semitones/s (Mertens 2004, NORMS 0.3).
GLISSANDO = 0.32
MIN_SYLLABLES, MIN_SYLLABLE_FRAMES = 20, 5
# What a listener can take in at once, with enough voice in it to show a range.
PASSAGE_MIN_S, PASSAGE_MAX_S, PASSAGE_MIN_VOICED_S, N_FLATTEST = 6.0, 15.0, 3.0, 3

_TOO_LITTLE = Text(
    "nur {voiced:.1f} s stimmhafte Sprache ohne andere Stimme, mindestens {need} s sind nötig",
    "only {voiced:.1f} s of voiced speech without another voice, at least {need} s are needed",
)
_SHORT_UNITS = Text(
    "kein Sprechabschnitt mit {need} s stimmhafter Sprache",
    "no unit with {need} s of voiced speech",
).format(need=MIN_IPU_VOICED_S)
_SHORT_WINDOWS = Text(
    "keine {window} Sekunden mit {need} s stimmhafter Sprache",
    "no {window} seconds with {need} s of voiced speech",
).format(window=PVQ_WINDOW_S, need=PVQ_MIN_VOICED_S)
_NO_SECOND = Text(
    "der zweite Messweg fand zu wenig stimmhafte Sprache",
    "the second way of measuring found too little voiced speech",
)
_FEW_SYLLABLES = Text(
    "stimmhafte Silben: nur {n} gefunden, mindestens {need} sind nötig",
    "voiced syllables: only {n} found, at least {need} are needed",
)


@dataclass(frozen=True, slots=True)
class Pitch:
    """Pitch of the agent."""

    f0_median_hz: Measure
    # 10th to 90th percentile, the primary. Passages: the flattest stretches, flattest first, then
    # the liveliest, each with its own range
    f0_range_semitones: Measure
    f0_sd_semitones: Measure
    ipu_range_semitones: Measure  # median of the inter-pausal units' own ranges
    # mean over 10 s windows of standard deviation over mean in Hertz (Hincks 2005), ratio
    pvq: Measure
    # summed movement of the smoothed contour per voiced second, semitones/s
    movement_st_per_s: Measure
    # share of syllables whose pitch glides audibly (glissando threshold), ratio
    glide_share: Measure
    range_disagreement_semitones: Measure  # distance to the range that the second opinion finds
    creak_share: Measure  # share of voiced frames left out as creak, ratio
    voiced_s: Measure  # voiced speech found, s


def measure_pitch(
    track: PitchTrack,
    second: PitchTrack,
    ipus: tuple[Span, ...],
    *,
    nuclei: SyllableNuclei | None = None,
    usable: tuple[Span, ...] | None = None,
) -> Pitch:
    """Measure the pitch of one voice."""
    alone = ipus if usable is None else usable
    contour, other = clean(track, alone), clean(second, alone)
    seconds = contour.voiced_s
    if seconds < MIN_VOICED_S:
        return _missing(
            _TOO_LITTLE.format(voiced=floored(seconds, 1), need=MIN_VOICED_S), seconds, track.method
        )

    def measure(
        name: str,
        unit: str,
        value: float | None,
        *,
        reason: Text | None = None,
        passages: tuple[Passage, ...] = (),
    ) -> Measure:
        full, method = f"pitch.{name}", track.method
        if value is None and reason is not None:
            return Measure.missing(full, unit, reason, method=method, n=seconds, n_unit="voiced s")
        return Measure(full, value, unit, seconds, "voiced s", method, passages)

    spread = _spread(contour.semitones)
    confirmed = other.voiced_s >= MIN_VOICED_S
    glides = _glides(contour, nuclei.times_s) if nuclei is not None else []
    return Pitch(
        f0_median_hz=measure("f0_median_hz", "Hz", contour.median_hz),
        f0_range_semitones=measure(
            "f0_range_semitones", "semitones", spread, passages=_passages(contour, ipus)
        ),
        f0_sd_semitones=measure("f0_sd_semitones", "semitones", float(contour.semitones.std())),
        ipu_range_semitones=measure(
            "ipu_range_semitones", "semitones", _ipu_range(contour, ipus), reason=_SHORT_UNITS
        ),
        pvq=measure("pvq", "1", _pvq(contour), reason=_SHORT_WINDOWS),
        movement_st_per_s=measure("movement_st_per_s", "semitones/s", _movement(contour)),
        glide_share=measure(
            "glide_share",
            "1",
            float(np.mean(glides)) if len(glides) >= MIN_SYLLABLES else None,
            reason=_FEW_SYLLABLES.format(n=len(glides), need=MIN_SYLLABLES),
        ),
        range_disagreement_semitones=measure(
            "range_disagreement_semitones",
            "semitones",
            abs(spread - _spread(other.semitones)) if confirmed else None,
            reason=_NO_SECOND,
        ),
        creak_share=measure("creak_share", "1", contour.creak_share),
        voiced_s=measure("voiced_s", "s", seconds),
    )


def _missing(reason: Text, seconds: float, method: str) -> Pitch:
    """Give every measure the same reason; the voiced seconds themselves are known."""

    def missing(name: str, unit: str) -> Measure:
        return Measure.missing(
            f"pitch.{name}", unit, reason, method=method, n=seconds, n_unit="voiced s"
        )

    return Pitch(
        f0_median_hz=missing("f0_median_hz", "Hz"),
        f0_range_semitones=missing("f0_range_semitones", "semitones"),
        f0_sd_semitones=missing("f0_sd_semitones", "semitones"),
        ipu_range_semitones=missing("ipu_range_semitones", "semitones"),
        pvq=missing("pvq", "1"),
        movement_st_per_s=missing("movement_st_per_s", "semitones/s"),
        glide_share=missing("glide_share", "1"),
        range_disagreement_semitones=missing("range_disagreement_semitones", "semitones"),
        creak_share=missing("creak_share", "1"),
        voiced_s=Measure("pitch.voiced_s", seconds, "s", seconds, "voiced s", method),
    )


def _spread(semitones: npt.NDArray[np.float64]) -> float:
    """Return the 10-90 % range (NORMS 0.3: R80) of at least one frame."""
    low, high = np.percentile(semitones, [10, 90])
    return float(high - low)


def _ipu_range(contour: Contour, ipus: tuple[Span, ...]) -> float | None:
    parts = [contour.within(ipu) for ipu in ipus]
    ranges = [_spread(part) for part in parts if len(part) * contour.step_s >= MIN_IPU_VOICED_S]
    return float(np.median(ranges)) if ranges else None


def _pvq(contour: Contour) -> float | None:
    windows = contour.times_s // PVQ_WINDOW_S
    f0 = [contour.f0_hz[windows == window] for window in np.unique(windows)]
    values = [f.std() / f.mean() for f in f0 if len(f) * contour.step_s >= PVQ_MIN_VOICED_S]
    return float(np.mean(values)) if values else None


def _smooth(run: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.convolve(run, np.full(SMOOTH_FRAMES, 1 / SMOOTH_FRAMES), "valid")


def _movement(contour: Contour) -> float:
    """Sum the steps of the smoothed contour inside voiced runs, per voiced second."""
    runs = [np.diff(_smooth(run)) for _, run in contour.runs() if len(run) > SMOOTH_FRAMES]
    steps = np.abs(np.concatenate([np.zeros(0), *runs]))
    possible = steps[steps <= FASTEST_ST_PER_S * contour.step_s]
    return float(possible.sum() / contour.voiced_s)


def _glides(contour: Contour, nuclei_s: npt.NDArray[np.float64]) -> list[bool]:
    """Tell per voiced syllable whether the line through its pitch is an audible glide.

    A syllable reaches half way to its neighbours, or to where voicing stops.
    """
    bounds = np.concatenate([[-np.inf], (nuclei_s[1:] + nuclei_s[:-1]) / 2, [np.inf]])
    glides = []
    for times, heights in contour.runs():
        first, last = np.searchsorted(nuclei_s, [times[0], times[-1]])
        for left, right in pairwise(bounds[first : last + 1]):
            inside = (times >= left) & (times < right)
            duration_s = inside.sum() * contour.step_s
            if inside.sum() >= MIN_SYLLABLE_FRAMES:
                slope = np.polyfit(times[inside] - times[0], heights[inside], 1)[0]
                glides.append(bool(abs(slope) > GLISSANDO / duration_s**2))
    return glides


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
