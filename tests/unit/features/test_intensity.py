from __future__ import annotations

import numpy as np
import pytest

from voicecheck.errors import NotMeasured
from voicecheck.features.intensity import measure_intensity
from voicecheck.types.time import Span
from voicecheck.types.tracks import IntensityTrack


def track(level: np.ndarray) -> IntensityTrack:
    return IntensityTrack(0.005 + 0.01 * np.arange(len(level)), level, 0.01)


UNITS = tuple(Span(float(i), i + 1.0) for i in range(10))


def test_known_levels_give_known_figures() -> None:
    found = measure_intensity(track(np.linspace(-40.0, -20.0, 1000)), UNITS)
    assert float(found.intensity_range_db) == pytest.approx(16.0, abs=0.01)
    assert float(found.intensity_sd_db) == pytest.approx(20 / 12**0.5, rel=0.01)
    assert float(found.level_sd_per_ipu_db) == pytest.approx(np.std(np.arange(10) * 2.0), rel=0.01)
    assert found.intensity_sd_db.n == pytest.approx(10.0)


def test_gain_changes_nothing() -> None:
    level = np.random.default_rng(0).normal(-30, 5, 1000)
    one, other = (measure_intensity(track(level + gain), UNITS) for gain in (0, -20))
    assert float(one.intensity_range_db) == pytest.approx(float(other.intensity_range_db))
    assert float(one.level_sd_per_ipu_db) == pytest.approx(float(other.level_sd_per_ipu_db))


def test_what_another_voice_overlaps_does_not_count() -> None:
    level = np.concatenate([np.full(500, -30.0), np.full(500, -10.0)])
    found = measure_intensity(track(level), UNITS, usable=UNITS[:5])
    assert float(found.intensity_range_db) == 0
    assert found.intensity_range_db.n == pytest.approx(5.0)


def test_too_little_speech_has_a_reason() -> None:
    found = measure_intensity(track(np.full(150, -30.0)), UNITS[:2])
    for measure in (found.intensity_sd_db, found.intensity_range_db, found.level_sd_per_ipu_db):
        with pytest.raises(NotMeasured):
            float(measure)
        assert measure.reason is not None
        assert measure.reason.de
