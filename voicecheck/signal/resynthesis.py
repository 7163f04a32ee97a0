"""The same words said otherwise: livelier or flatter, slower or faster (Praat's overlap-add).

Level, voice and words stay. Praat's PSOLA (Moulines & Charpentier 1990) moves and repeats single
periods of the voice, so small changes sound natural and large ones rough.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

F0_HZ = (75.0, 500.0)
STEP_S = 0.01
SHORTEST_S = 0.1  # below three periods of the lowest voice there is nothing to overlap
SEED = 1


def scale_f0_range(
    samples: npt.NDArray[np.float64], sample_rate: int, factor: float
) -> npt.NDArray[np.float64]:
    """Widen or narrow the melody around its median.

    Parameters
    ----------
    samples : np.ndarray [shape=(n_samples,)]
        One voice.
    sample_rate : int
        Hertz.
    factor : float
        Every f0 is so many times as many semitones away from the median; 1 changes nothing.

    Returns
    -------
    np.ndarray [shape=(n_samples,)]
        What was given where there is no voice in it.
    """
    import parselmouth
    from parselmouth.praat import call

    if factor == 1.0 or len(samples) < SHORTEST_S * sample_rate:
        return samples
    sound = parselmouth.Sound(samples, sample_rate)
    low, high = F0_HZ
    f0 = sound.to_pitch(pitch_floor=low, pitch_ceiling=high).selected_array["frequency"]
    if not (f0 > 0).any():
        return samples
    median = float(np.median(f0[f0 > 0]))
    manipulation = call(sound, "To Manipulation", STEP_S, low, high)
    tier = call(manipulation, "Extract pitch tier")
    call(tier, "Formula", f"{median} * (self / {median}) ^ {factor}")
    call([tier, manipulation], "Replace pitch tier")
    made: npt.NDArray[np.float64] = call(manipulation, "Get resynthesis (overlap-add)").values[0]
    return made


def scale_duration(
    samples: npt.NDArray[np.float64], sample_rate: int, factor: float
) -> npt.NDArray[np.float64]:
    """Take so many times as long at the same pitch.

    Parameters
    ----------
    samples : np.ndarray [shape=(n_samples,)]
        One voice.
    sample_rate : int
        Hertz.
    factor : float
        Of the duration; 1 changes nothing.

    Returns
    -------
    np.ndarray [shape=(about factor * n_samples,)]
        The same every time; what was given below 0.1 s.
    """
    import parselmouth
    from parselmouth.praat import call, run

    if factor == 1.0 or len(samples) < SHORTEST_S * sample_rate:
        return samples
    # Praat draws the places of its overlaps in unvoiced sound.
    run(f"random_initializeWithSeedUnsafelyButPredictably ({SEED})")
    sound = parselmouth.Sound(samples, sample_rate)
    made: npt.NDArray[np.float64] = call(sound, "Lengthen (overlap-add)", *F0_HZ, factor).values[0]
    return made
