"""Numbers per frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True, slots=True, eq=False)
class PitchTrack:
    """Fundamental frequency on the speech of one channel."""

    # shape (n_frames,): frame centres in seconds from the start of the recording; frames outside
    # speech are left out, so steps are not all equal
    times_s: npt.NDArray[np.float64]
    f0_hz: npt.NDArray[np.float64]  # shape (n_frames,): hertz; NaN = unvoiced
    # shape (n_frames,): height of the autocorrelation peak, 0 to 1
    strength: npt.NDArray[np.float64]
    floor_hz: float  # the range that was searched
    ceiling_hz: float
    step_s: float  # frame step in seconds


@dataclass(frozen=True, slots=True, eq=False)
class IntensityTrack:
    """Level on the speech of one channel."""

    # shape (n_frames,): frame centres in seconds; frames outside speech are left out
    times_s: npt.NDArray[np.float64]
    # shape (n_frames,): decibels re full scale (uncalibrated: only differences mean anything)
    intensity_db: npt.NDArray[np.float64]
    step_s: float  # frame step in seconds


@dataclass(frozen=True, slots=True, eq=False)
class LoudnessTrack:
    """Loudness on the speech of one channel."""

    # shape (n_frames,): frame centres in seconds; frames outside speech are left out
    times_s: npt.NDArray[np.float64]
    # shape (n_frames,): 20 log10 of the loudness (only differences mean anything)
    loudness_db: npt.NDArray[np.float64]
    level_db: npt.NDArray[np.float64]  # shape (n_frames,): 10 log10 of the power, noise included
    voiced: npt.NDArray[np.bool_]  # shape (n_frames,): whether the frame has a pitch
    step_s: float  # frame step in seconds


@dataclass(frozen=True, slots=True, eq=False)
class SyllableNuclei:
    """Syllable nuclei heard in the sound: voiced peaks of intensity."""

    times_s: npt.NDArray[np.float64]  # shape (n_nuclei,): seconds from the start of the recording


@dataclass(frozen=True, slots=True, eq=False)
class Tracks:
    """All frame-wise measurements of one channel; None where a plan did not need one."""

    channel: int
    pitch: PitchTrack | None = None
    envelope_pitch: PitchTrack | None = None
    intensity: IntensityTrack | None = None
    loudness: LoudnessTrack | None = None
    nuclei: SyllableNuclei | None = None
