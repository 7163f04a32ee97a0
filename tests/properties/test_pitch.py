from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.synth import glide
from tests.unit.signal.test_pitch import pitch_of

RANGE = 6.0


@settings(max_examples=8, deadline=None)
@given(st.floats(95, 300))
def test_the_range_is_the_same_for_high_and_low_voices(centre_hz: float) -> None:
    found = float(pitch_of(glide(centre_hz, RANGE, 8.0)).f0_range_semitones)
    assert found == pytest.approx(0.8 * RANGE, abs=0.3)


@settings(max_examples=6, deadline=None)
@given(st.floats(-30, 6))
def test_the_range_does_not_depend_on_the_level(gain_db: float) -> None:
    samples = glide(160.0, RANGE, 6.0)
    louder = (samples * np.float32(10 ** (gain_db / 20))).astype(np.float32)
    one, other = (float(pitch_of(s).f0_range_semitones) for s in (samples, louder))
    assert one == pytest.approx(other, abs=0.02)
