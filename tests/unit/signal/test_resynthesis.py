from __future__ import annotations

import numpy as np
import pytest

from tests.synth import RATE, noise, syllable_train
from voicecheck.signal.resynthesis import scale_duration, scale_f0_range, scale_level_movement


def sung(f0_hz: np.ndarray) -> np.ndarray:
    """A voice of seven even partials, not all in phase."""
    phase = 2 * np.pi * np.cumsum(f0_hz) / RATE
    sound: np.ndarray = 0.1 * np.sum([np.sin(k * phase) for k in range(1, 8)], axis=0)
    return sound


def range_st(samples: np.ndarray) -> float:
    from parselmouth import Sound

    f0 = Sound(samples, RATE).to_pitch(0.01, 75, 500).selected_array["frequency"]
    return float(np.ptp(np.percentile(12 * np.log2(f0[f0 > 0]), [10, 90])))


@pytest.mark.parametrize("factor", [0.5, 1.5])
def test_the_melody_is_scaled_by_the_factor(factor: float) -> None:
    t = np.arange(2 * RATE) / RATE
    sound = sung(150 * 2 ** (4 * np.sin(2 * np.pi * t) / 12))
    made = scale_f0_range(sound, RATE, factor)
    assert range_st(made) == pytest.approx(factor * range_st(sound), rel=0.08)
    assert len(made) == pytest.approx(len(sound), abs=RATE // 50)


@pytest.mark.parametrize("factor", [0.7, 1.3])
def test_the_duration_is_scaled_by_the_factor_and_the_same_every_time(factor: float) -> None:
    sound = syllable_train(4.0, 12).astype(np.float64)
    made = scale_duration(sound, RATE, factor)
    assert len(made) == pytest.approx(factor * len(sound), rel=0.03)
    assert np.array_equal(made, scale_duration(sound, RATE, factor))


def swings_db(samples: np.ndarray) -> float:
    """How far apart loud and soft parts of the syllables lie."""
    step = RATE // 100
    power = np.square(samples[: len(samples) // step * step]).reshape(-1, step).mean(axis=1)
    return float(np.ptp(np.percentile(10 * np.log10(power + 1e-9), [25, 75])))


@pytest.mark.parametrize("factor", [0.6, 0.8, 1.5, 2.5])
def test_the_level_moves_by_the_factor_and_never_clips(factor: float) -> None:
    t = np.arange(3 * RATE) / RATE
    sound = sung(np.full(len(t), 150.0)) * 10 ** (3 * np.sin(2 * np.pi * 10 * t) / 20)
    made = scale_level_movement(sound, RATE, factor)
    assert swings_db(made) == pytest.approx(factor * swings_db(sound), rel=0.2)
    assert np.abs(made).max() <= np.abs(sound).max() * 1.0001


def test_pauses_are_not_raised() -> None:
    rest = noise(1.0, level=1e-4).astype(np.float64)
    sound = np.concatenate([rest, sung(np.full(RATE, 150.0)), rest])
    for factor in (0.3, 2.5):
        made = scale_level_movement(sound, RATE, factor)
        assert np.square(made[: RATE // 2]).mean() <= 1.01 * np.square(rest[: RATE // 2]).mean()


def test_where_there_is_nothing_to_change_the_sound_stays() -> None:
    hiss = noise(1.0).astype(np.float64)
    assert scale_f0_range(hiss, RATE, 1.5) is hiss
    short = hiss[:100]
    assert scale_duration(short, RATE, 2.0) is short
    assert scale_duration(hiss, RATE, 1.0) is hiss
    assert scale_level_movement(hiss, RATE, 1.0) is hiss
