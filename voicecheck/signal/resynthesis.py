"""The same words said otherwise: livelier or flatter, slower or faster.

Voice and words stay. For melody and time Praat's PSOLA (Moulines & Charpentier 1990) moves and
repeats single periods of the voice, so small changes sound natural and large ones rough; the level
moves by a slow gain.
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
# The gain follows sounds, not periods of the voice; what moves slower than syllables stays.
LEVEL_S, SYLLABLE_S = 0.005, 0.035
BRIGHT = 0.9  # pre-emphasis: the ear weighs what lies above the first formant as much
LOUD_PERCENTILE = 95.0
SPEECH_DB, FURTHEST_DB = 25.0, 20.0  # below the loud parts; from the syllable's own level


def scale_f0_range(
    samples: npt.NDArray[np.float64], sample_rate: int, factor: float
) -> npt.NDArray[np.float64]:
    """Widen or narrow the melody around its median."""
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
    """Take so many times as long at the same pitch."""
    import parselmouth
    from parselmouth.praat import call, run

    if factor == 1.0 or len(samples) < SHORTEST_S * sample_rate:
        return samples
    # Praat draws the places of its overlaps in unvoiced sound.
    run(f"random_initializeWithSeedUnsafelyButPredictably ({SEED})")
    sound = parselmouth.Sound(samples, sample_rate)
    made: npt.NDArray[np.float64] = call(sound, "Lengthen (overlap-add)", *F0_HZ, factor).values[0]
    return made


def scale_level_movement(
    samples: npt.NDArray[np.float64], sample_rate: int, factor: float
) -> npt.NDArray[np.float64]:
    """Let the level move more or less from sound to sound."""
    from scipy.ndimage import gaussian_filter1d

    if factor == 1.0 or not samples.any():
        return samples

    def level_db(sound: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        power = gaussian_filter1d(np.square(sound), LEVEL_S * sample_rate)
        found: npt.NDArray[np.float64] = 10 * np.log10(power + 1e-10 * power.max())
        return found

    level = level_db(samples)
    speech = level > np.percentile(level, LOUD_PERCENTILE) - SPEECH_DB
    level = level_db(np.append(samples[:1], samples[1:] - BRIGHT * samples[:-1]))
    syllable, share = (
        gaussian_filter1d(part, SYLLABLE_S * sample_rate)
        for part in (np.where(speech, level, 0.0), speech.astype(np.float64))
    )
    away = (level - syllable / np.maximum(share, 0.01)).clip(-FURTHEST_DB, FURTHEST_DB)
    gain_db = (factor - 1) * away
    gain_db[~speech] = np.minimum(gain_db[~speech], 0.0)
    made: npt.NDArray[np.float64] = samples * 10 ** (gain_db / 20)
    made *= min(1.0, float(np.abs(samples).max() / np.abs(made).max()))
    return made
