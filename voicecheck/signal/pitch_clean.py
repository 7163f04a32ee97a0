"""The frames of a pitch track that can be trusted (NORMS 0.3)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.signal.pitch import inside_spans

if TYPE_CHECKING:
    import numpy.typing as npt

    from voicecheck.types.time import Span
    from voicecheck.types.tracks import PitchTrack

# NORMS 0.3.
MIN_RUN_FRAMES = 4
JUMP_SEMITONES = 6.0
SMOOTH_FRAMES = 3
CREAK_SEMITONES = 8.0
GAP_STEPS = 2.5  # a single missing frame does not end a run


@dataclass(frozen=True, slots=True, eq=False)
class Contour:
    """The melody of one voice."""

    # shape=(n_frames,); Seconds, rising; unvoiced frames are left out
    times_s: npt.NDArray[np.float64]
    semitones: npt.NDArray[np.float64]  # shape=(n_frames,); Relative to the voice's own median
    median_hz: float  # that median; 0 where there are no frames
    creak_share: float  # share of the voiced frames that were left out as creak, 0 to 1
    step_s: float  # frame step in seconds

    @property
    def voiced_s(self) -> float:
        """Voiced seconds found."""
        return len(self.times_s) * self.step_s

    @property
    def f0_hz(self) -> npt.NDArray[np.float64]:
        """Fundamental frequency in Hertz."""
        result: npt.NDArray[np.float64] = self.median_hz * 2 ** (self.semitones / 12)
        return result

    def within(self, span: Span) -> npt.NDArray[np.float64]:
        """Return the semitones inside a span."""
        first, last = np.searchsorted(self.times_s, [span.start_s, span.end_s])
        return self.semitones[first:last]

    def runs(self) -> list[tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]]:
        """Return times and semitones of each run of voiced frames."""
        return [
            (self.times_s[a:b], self.semitones[a:b]) for a, b in _runs(self.times_s, self.step_s)
        ]


def clean(track: PitchTrack, usable: tuple[Span, ...]) -> Contour:
    """Leave out what is not melody: specks, slips, creak.

    Voiced runs under 40 ms, frames more than 6 semitones from every neighbour, and frames more than
    8 semitones below the voice's median go; a running median of three frames smooths the rest.
    """
    from scipy.ndimage import median_filter

    voiced = np.isfinite(track.f0_hz) & inside_spans(track.times_s, usable)
    times, heights = track.times_s[voiced], 12 * np.log2(track.f0_hz[voiced])
    steady = np.concatenate(
        [~_slips(heights[a:b]) for a, b in _runs(times, track.step_s)] or [np.zeros(0, dtype=bool)]
    )
    times, heights = times[steady], heights[steady]
    kept = [(a, b) for a, b in _runs(times, track.step_s) if b - a >= MIN_RUN_FRAMES]
    if not kept:
        return Contour(np.zeros(0), np.zeros(0), 0.0, 0.0, track.step_s)
    times = np.concatenate([times[a:b] for a, b in kept])
    heights = np.concatenate(
        [median_filter(heights[a:b], SMOOTH_FRAMES, mode="nearest") for a, b in kept]
    )
    creak = heights < np.median(heights) - CREAK_SEMITONES
    times, heights = times[~creak], heights[~creak]
    median = float(np.median(heights))
    return Contour(times, heights - median, 2 ** (median / 12), float(creak.mean()), track.step_s)


def _runs(times: npt.NDArray[np.float64], step_s: float) -> list[tuple[int, int]]:
    """Split where voicing stops."""
    if not len(times):
        return []
    breaks = np.flatnonzero(np.diff(times) > GAP_STEPS * step_s) + 1
    return list(pairwise([0, *breaks.tolist(), len(times)]))


def _slips(heights: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Tell which frames of a run jump away from every neighbour."""
    jumps = np.abs(np.diff(heights)) > JUMP_SEMITONES
    slips: npt.NDArray[np.bool_] = np.r_[True, jumps] & np.r_[jumps, True]
    return slips
