"""What may not move the melody: height, level, time, noise. Tracking and measuring together."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.synth import RATE, channel, noise, pitch_track, voice
from voicecheck.audio.band import canonical
from voicecheck.features.pitch import measure_pitch
from voicecheck.signal.pitch import track_pitch
from voicecheck.types.catalogue import Family
from voicecheck.types.time import Span

SECONDS = 6.0


def melody(centre_hz: float, *, depth: float = 3.0) -> np.ndarray:
    """A voice on two slow waves, with 300 ms of silence in the middle."""
    t = np.arange(int(SECONDS * RATE)) / RATE
    height = depth * (np.sin(2 * np.pi * 0.4 * t) + 0.5 * np.sin(2 * np.pi * 1.1 * t))
    return voice(np.where(np.abs(t - 3.0) < 0.15, 0.0, centre_hz * 2 ** (height / 12)))


def pitch_of(samples: np.ndarray, start_s: float = 0.0) -> Family:
    narrow = canonical(channel(samples.astype(np.float32)))
    ipus = (Span(start_s, start_s + 2.85), Span(start_s + 3.15, start_s + SECONDS))
    return measure_pitch(*track_pitch(narrow, ipus), ipus)


@settings(max_examples=6, deadline=None)
@given(st.floats(90, 160), st.floats(0.5, 4.0))
def test_an_octave_up_the_range_is_the_same(centre_hz: float, depth: float) -> None:
    low, high = (pitch_of(melody(k * centre_hz, depth=depth)) for k in (1, 2))
    assert float(high.f0_median_hz) == pytest.approx(2 * float(low.f0_median_hz), rel=0.01)
    assert float(low.f0_range_semitones) == pytest.approx(float(high.f0_range_semitones), abs=0.1)


def test_a_voice_20_db_quieter_has_the_same_pitch() -> None:
    samples = melody(130.0)
    one, quiet = pitch_of(samples), pitch_of(0.1 * samples)
    assert float(one.f0_range_semitones) == pytest.approx(float(quiet.f0_range_semitones), abs=0.01)
    assert float(one.voiced_s) == pytest.approx(float(quiet.voiced_s), abs=0.03)


@settings(max_examples=6, deadline=None)
@given(st.floats(0.0, 2.0))
def test_when_it_was_said_does_not_matter(start_s: float) -> None:
    samples = melody(180.0)
    lead_in = np.zeros(round(start_s * RATE), dtype=np.float32)
    one = pitch_of(samples)
    later = pitch_of(np.concatenate([lead_in, samples]), len(lead_in) / RATE)
    assert float(one.f0_range_semitones) == pytest.approx(float(later.f0_range_semitones), abs=0.05)
    assert float(one.voiced_s) == pytest.approx(float(later.voiced_s), abs=0.04)


@settings(max_examples=8, deadline=None)
@given(st.floats(0.0, 2.0), st.floats(60, 400))
def test_range_and_movement_grow_with_the_melody(factor: float, centre_hz: float) -> None:
    height = np.random.default_rng(0).normal(0, 0.3, 1000).cumsum() / 10
    ipus = (Span(0.0, 10.0),)
    one, scaled = (
        measure_pitch(track, track, ipus)
        for track in (pitch_track(centre_hz * 2 ** (k * height / 12)) for k in (1.0, factor))
    )
    for name in ("f0_range_semitones", "movement_st_per_s"):
        assert float(getattr(scaled, name)) == pytest.approx(
            factor * float(getattr(one, name)), abs=1e-6
        )


def test_noise_on_the_line_moves_the_range_little() -> None:
    samples = melody(120.0)
    noisy = samples + noise(SECONDS, level=0.1 * float(np.sqrt(np.mean(samples**2))))
    before, after = (float(pitch_of(s).f0_range_semitones) for s in (samples, noisy))
    assert before == pytest.approx(after, abs=0.3)
