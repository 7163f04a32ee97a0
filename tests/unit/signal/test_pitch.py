from __future__ import annotations

import numpy as np
import pytest

from tests.synth import RATE, channel, glide, noise, voice
from voicecheck.audio.band import canonical
from voicecheck.errors import NotMeasured
from voicecheck.features.pitch import Pitch, measure_pitch
from voicecheck.signal.intensity import track_intensity
from voicecheck.signal.pitch import track_pitch
from voicecheck.signal.syllables import find_nuclei
from voicecheck.types.time import Span


def pitch_of(samples: np.ndarray) -> Pitch:
    narrow = canonical(channel(samples))
    ipus = (Span(0.0, len(samples) / RATE),)
    return measure_pitch(*track_pitch(narrow, ipus), ipus, usable=ipus)


@pytest.mark.parametrize("f0_hz", [85.0, 120.0, 210.0, 290.0])
def test_f0_is_found_though_the_line_took_the_fundamental(f0_hz: float) -> None:
    found = pitch_of(voice(np.full(8 * RATE, f0_hz)))
    assert float(found.f0_median_hz) == pytest.approx(f0_hz, rel=0.01)
    assert float(found.f0_range_semitones) < 0.2


@pytest.mark.parametrize("centre_hz", [110.0, 220.0])
@pytest.mark.parametrize("sweep", [3.0, 6.0, 9.0])
def test_the_range_of_a_glide_is_known(centre_hz: float, sweep: float) -> None:
    found = float(pitch_of(glide(centre_hz, sweep, 12.0)).f0_range_semitones)
    assert found == pytest.approx(0.8 * sweep, abs=0.25)


def test_noise_has_a_reason_instead_of_a_pitch() -> None:
    found = pitch_of(noise(8.0))
    with pytest.raises(NotMeasured, match=r"of voiced speech, at least 2 s"):
        float(found.f0_range_semitones)
    assert float(found.voiced_s) < 2


def test_what_another_voice_overlaps_does_not_count() -> None:
    samples = np.concatenate([glide(200.0, 6.0, 10.0), voice(np.full(3 * RATE, 330.0))])
    narrow, ipus = canonical(channel(samples)), (Span(0.0, 13.0),)
    tracks = track_pitch(narrow, ipus)
    clean = measure_pitch(*tracks, ipus, usable=(Span(0.0, 10.0),))
    assert float(clean.f0_range_semitones) == pytest.approx(4.8, abs=0.3)
    assert float(measure_pitch(*tracks, ipus, usable=ipus).f0_range_semitones) > 6


def test_the_flattest_stretch_is_named() -> None:
    flat = voice(200 * 2 ** (0.5 * np.sin(np.arange(9 * RATE) / RATE * 3) / 12))
    samples = np.concatenate([glide(200.0, 8.0, 10.0), flat, glide(200.0, 8.0, 10.0)])
    ipus = (Span(0.0, 9.9), Span(10.1, 18.9), Span(19.1, 29.0))
    narrow = canonical(channel(samples))
    found = measure_pitch(*track_pitch(narrow, ipus), ipus, usable=ipus)
    first = found.f0_range_semitones.passages[0]
    assert first.span == ipus[1]
    assert first.value < 1.5


def syllable_train(rate_hz: float, seconds: float) -> np.ndarray:
    t = np.arange(int(seconds * RATE)) / RATE
    rise = 0.5 - 0.5 * np.cos(2 * np.pi * rate_hz * t)
    return (voice(np.full(len(t), 150.0)) * (0.03 + 0.97 * rise)).astype(np.float32)


@pytest.mark.parametrize("rate_hz", [3.0, 5.0])
def test_every_syllable_of_a_train_is_counted(rate_hz: float) -> None:
    narrow, ipus = canonical(channel(syllable_train(rate_hz, 10.0))), (Span(0.0, 10.0),)
    nuclei = find_nuclei(narrow, ipus, track_pitch(narrow, ipus)[0])
    assert abs(len(nuclei.times_s) - rate_hz * 10) <= 1


def test_intensity_of_a_tone() -> None:
    samples = voice(np.full(4 * RATE, 150.0))
    track = track_intensity(channel(samples), (Span(1.0, 3.0),))
    rms_db = 20 * np.log10(np.sqrt(np.mean(samples**2)))
    assert np.median(track.intensity_db) == pytest.approx(rms_db, abs=0.3)
    assert track.times_s.min() >= 1.0
    assert track.times_s.max() <= 3.0
