"""How far and how much the agent's pitch moves (NORMS 0.3, 1).

Conventions
-----------
Only frames inside the agent's speech and outside another voice count. Voiced runs under 40 ms
and creak (more than 8 semitones below the median) are left out; a running median of three frames
takes single jumps away. Semitones are relative to the speaker's own median,
so that high and low voices are measured alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.signal.pitch import inside_spans
from voicecheck.types.measure import Measure, Passage
from voicecheck.types.text import Text
from voicecheck.types.time import Span

if TYPE_CHECKING:
    import numpy.typing as npt

    from voicecheck.types.tracks import PitchTrack

VERSION = 1

MIN_VOICED_S = 2.0
MIN_RUN_FRAMES = 4
CREAK_SEMITONES = 8.0
PVQ_WINDOW_S, PVQ_MIN_VOICED_S = 10.0, 3.0
MIN_IPU_VOICED_S = 0.5
PASSAGE_S, PASSAGE_MIN_VOICED_S, N_PASSAGES = 8.0, 2.0, 3

_TOO_LITTLE = Text(
    "nur {voiced:.1f} s stimmhafte Sprache, mindestens 2 s sind nötig",
    "only {voiced:.1f} s of voiced speech, at least 2 s are needed",
)


@dataclass(frozen=True, slots=True)
class Pitch:
    """Pitch of the agent.

    Parameters
    ----------
    f0_median_hz : Measure
        ``Hz``.
    f0_range_semitones : Measure
        10th to 90th percentile, the primary. Passages: flattest stretches.
    f0_sd_semitones : Measure
        Standard deviation.
    ipu_range_semitones : Measure
        Median of the inter-pausal units' own ranges.
    pvq : Measure
        Mean over 10 s windows of standard deviation over mean in Hertz (Hincks 2005), ratio.
    movement_st_per_s : Measure
        Summed movement per voiced second within inter-pausal units, ``semitones/s``.
    range_disagreement_semitones : Measure
        Distance to the range that the second opinion finds.
    creak_share : Measure
        Share of voiced frames left out as creak, ratio.
    voiced_s : Measure
        Voiced speech found, ``s``.
    """

    f0_median_hz: Measure
    f0_range_semitones: Measure
    f0_sd_semitones: Measure
    ipu_range_semitones: Measure
    pvq: Measure
    movement_st_per_s: Measure
    range_disagreement_semitones: Measure
    creak_share: Measure
    voiced_s: Measure


@dataclass(frozen=True, slots=True, eq=False)
class _Voiced:
    """Cleaned voiced frames."""

    times_s: npt.NDArray[np.float64]
    f0_hz: npt.NDArray[np.float64]
    creak_share: float

    @property
    def semitones(self) -> npt.NDArray[np.float64]:
        result: npt.NDArray[np.float64] = 12 * np.log2(self.f0_hz / np.median(self.f0_hz))
        return result

    def within(self, span: Span) -> npt.NDArray[np.bool_]:
        return inside_spans(self.times_s, (span,))


def measure_pitch(
    track: PitchTrack, second: PitchTrack, ipus: tuple[Span, ...], *, usable: tuple[Span, ...]
) -> Pitch:
    """Measure the pitch of one voice.

    Parameters
    ----------
    track, second : PitchTrack
        The measurement and its second opinion.
    ipus : tuple of Span
        The voice's inter-pausal units.
    usable : tuple of Span
        The parts of them without another voice.

    Returns
    -------
    Pitch
        Missing with its reason below 2 s of voiced speech.
    """
    voiced = clean(track, usable)
    seconds = len(voiced.f0_hz) * track.step_s
    if seconds < MIN_VOICED_S:
        return _missing(_TOO_LITTLE.format(voiced=seconds), seconds, track.method)

    def measure(
        name: str, value: float | None, unit: str, passages: tuple[Passage, ...] = ()
    ) -> Measure:
        full = f"pitch.{name}"
        if value is None:
            return Measure.missing(
                full, unit, _TOO_LITTLE.format(voiced=seconds), method=track.method
            )
        return Measure(full, value, unit, seconds, "voiced s", track.method, passages)

    semitones = voiced.semitones
    spread = _spread(semitones)
    other = clean(second, usable)
    disagreement = (
        abs(spread - _spread(other.semitones))
        if len(other.f0_hz) * second.step_s >= MIN_VOICED_S
        else None
    )
    return Pitch(
        f0_median_hz=measure("f0_median_hz", float(np.median(voiced.f0_hz)), "Hz"),
        f0_range_semitones=measure(
            "f0_range_semitones", spread, "semitones", _flattest(voiced, ipus, track.step_s)
        ),
        f0_sd_semitones=measure("f0_sd_semitones", float(semitones.std()), "semitones"),
        ipu_range_semitones=measure(
            "ipu_range_semitones", _ipu_range(voiced, ipus, track.step_s), "semitones"
        ),
        pvq=measure("pvq", _pvq(voiced, track.step_s), "1"),
        movement_st_per_s=measure(
            "movement_st_per_s", _movement(voiced, track.step_s), "semitones/s"
        ),
        range_disagreement_semitones=measure(
            "range_disagreement_semitones", disagreement, "semitones"
        ),
        creak_share=measure("creak_share", voiced.creak_share, "1"),
        voiced_s=measure("voiced_s", seconds, "s"),
    )


def clean(track: PitchTrack, usable: tuple[Span, ...]) -> _Voiced:
    """Keep the voiced frames that can be trusted.

    Parameters
    ----------
    track : PitchTrack
        As tracked.
    usable : tuple of Span
        Where the voice speaks alone.

    Returns
    -------
    _Voiced
        Times, Hertz, and the share left out as creak.
    """
    keep = np.isfinite(track.f0_hz) & inside_spans(track.times_s, usable)
    times, f0 = track.times_s[keep], track.f0_hz[keep]
    runs = _runs(times, track.step_s)
    kept = [(times[a:b], f0[a:b]) for a, b in runs if b - a >= MIN_RUN_FRAMES]
    if not kept:
        return _Voiced(np.zeros(0), np.zeros(0), 0.0)
    smooth = [(t, _median3(f)) for t, f in kept]
    times = np.concatenate([t for t, _ in smooth])
    f0 = np.concatenate([f for _, f in smooth])
    creak = 12 * np.log2(f0 / np.median(f0)) < -CREAK_SEMITONES
    return _Voiced(times[~creak], f0[~creak], float(creak.mean()))


def _runs(times: npt.NDArray[np.float64], step_s: float) -> list[tuple[int, int]]:
    """Split where voicing stops."""
    breaks = np.flatnonzero(np.diff(times) > 1.5 * step_s) + 1
    edges = [0, *breaks.tolist(), len(times)]
    return list(pairwise(edges))


def _median3(f0: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Drop single frames that jump away and back, then smooth over three frames."""
    padded = np.concatenate([f0[:1], f0, f0[-1:]])
    windows = np.lib.stride_tricks.sliding_window_view(padded, 3)
    result: npt.NDArray[np.float64] = np.median(windows, axis=1)
    return result


def _spread(semitones: npt.NDArray[np.float64]) -> float:
    low, high = np.percentile(semitones, [10, 90])
    return float(high - low)


def _ipu_range(voiced: _Voiced, ipus: tuple[Span, ...], step_s: float) -> float | None:
    semitones = voiced.semitones
    ranges = [
        _spread(semitones[own])
        for ipu in ipus
        if (own := voiced.within(ipu)).sum() * step_s >= MIN_IPU_VOICED_S
    ]
    return float(np.median(ranges)) if ranges else None


def _pvq(voiced: _Voiced, step_s: float) -> float | None:
    values = []
    for window in np.unique(voiced.times_s // PVQ_WINDOW_S):
        f0 = voiced.f0_hz[voiced.times_s // PVQ_WINDOW_S == window]
        if len(f0) * step_s >= PVQ_MIN_VOICED_S:
            values.append(f0.std() / f0.mean())
    return float(np.mean(values)) if values else None


def _movement(voiced: _Voiced, step_s: float) -> float:
    """Sum the steps from frame to frame inside voiced runs."""
    semitones = voiced.semitones
    steps = np.abs(np.diff(semitones))[np.diff(voiced.times_s) <= 1.5 * step_s]
    return float(steps.sum() / (len(semitones) * step_s))


def _flattest(voiced: _Voiced, ipus: tuple[Span, ...], step_s: float) -> tuple[Passage, ...]:
    """Name the stretches of about 8 s that move least."""
    semitones = voiced.semitones
    found = []
    for i, first in enumerate(ipus):
        last = first
        for ipu in ipus[i:]:
            if ipu.end_s - first.start_s > 2 * PASSAGE_S:
                break
            last = ipu
            if last.end_s - first.start_s >= PASSAGE_S:
                break
        span = Span(first.start_s, last.end_s)
        own = voiced.within(span)
        if own.sum() * step_s >= PASSAGE_MIN_VOICED_S:
            found.append(Passage(span, _spread(semitones[own])))
    chosen: list[Passage] = []
    for passage in sorted(found, key=lambda p: p.value):
        if all(passage.span & other.span is None for other in chosen):
            chosen.append(passage)
        if len(chosen) == N_PASSAGES:
            break
    return tuple(chosen)


def _missing(reason: Text, seconds: float, method: str) -> Pitch:
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
        range_disagreement_semitones=missing("range_disagreement_semitones", "semitones"),
        creak_share=missing("creak_share", "1"),
        voiced_s=Measure("pitch.voiced_s", seconds, "s", seconds, "voiced s", method),
    )
