"""Numbers per frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True, slots=True, eq=False)
class PitchTrack:
    """Fundamental frequency on the speech of one channel.

    Parameters
    ----------
    times_s : np.ndarray [shape=(n_frames,)]
        Frame centres in seconds from the start of the recording; frames outside speech are left
        out, so steps are not all equal.
    f0_hz : np.ndarray [shape=(n_frames,)]
        Hertz; NaN = unvoiced.
    strength : np.ndarray [shape=(n_frames,)]
        Height of the autocorrelation peak, 0 to 1.
    floor_hz, ceiling_hz : float
        The range that was searched.
    step_s : float
        Frame step in seconds.
    method : str
        How it was measured.
    """

    times_s: npt.NDArray[np.float64]
    f0_hz: npt.NDArray[np.float64]
    strength: npt.NDArray[np.float64]
    floor_hz: float
    ceiling_hz: float
    step_s: float
    method: str


@dataclass(frozen=True, slots=True, eq=False)
class IntensityTrack:
    """Level on the speech of one channel.

    Parameters
    ----------
    times_s : np.ndarray [shape=(n_frames,)]
        Frame centres in seconds; frames outside speech are left out.
    intensity_db : np.ndarray [shape=(n_frames,)]
        Decibels re full scale (uncalibrated: only differences mean anything).
    step_s : float
        Frame step in seconds.
    """

    times_s: npt.NDArray[np.float64]
    intensity_db: npt.NDArray[np.float64]
    step_s: float


@dataclass(frozen=True, slots=True, eq=False)
class LoudnessTrack:
    """Loudness on the speech of one channel.

    Parameters
    ----------
    times_s : np.ndarray [shape=(n_frames,)]
        Frame centres in seconds; frames outside speech are left out.
    loudness_db : np.ndarray [shape=(n_frames,)]
        20 log10 of the loudness (only differences mean anything).
    level_db : np.ndarray [shape=(n_frames,)]
        10 log10 of the power, noise included.
    voiced : np.ndarray [shape=(n_frames,)]
        Whether the frame has a pitch.
    step_s : float
        Frame step in seconds.
    method : str
        How it was measured.
    """

    times_s: npt.NDArray[np.float64]
    loudness_db: npt.NDArray[np.float64]
    level_db: npt.NDArray[np.float64]
    voiced: npt.NDArray[np.bool_]
    step_s: float
    method: str


@dataclass(frozen=True, slots=True, eq=False)
class SyllableNuclei:
    """Syllable nuclei heard in the sound: voiced peaks of intensity.

    Parameters
    ----------
    times_s : np.ndarray [shape=(n_nuclei,)]
        Seconds from the start of the recording.
    method : str
        How they were found.
    """

    times_s: npt.NDArray[np.float64]
    method: str


@dataclass(frozen=True, slots=True, eq=False)
class Tracks:
    """All frame-wise measurements of one channel; None where a plan did not need one."""

    channel: int
    pitch: PitchTrack | None = None
    envelope_pitch: PitchTrack | None = None
    intensity: IntensityTrack | None = None
    loudness: LoudnessTrack | None = None
    nuclei: SyllableNuclei | None = None
