from __future__ import annotations

import numpy as np
import pytest

from tests.synth import RATE, channel, glide, noise, voice
from voicecheck.audio.band import canonical
from voicecheck.errors import NotMeasured
from voicecheck.features.pitch import measure_pitch
from voicecheck.signal.pitch import track_pitch
from voicecheck.types.catalogue import Family
from voicecheck.types.time import Span


def pitch_of(samples: np.ndarray) -> Family:
    narrow = canonical(channel(samples))
    ipus = (Span(0.0, len(samples) / RATE),)
    return measure_pitch(*track_pitch(narrow, ipus), ipus, usable=ipus)


@pytest.mark.parametrize("f0_hz", [75.0, 90.0, 120.0, 210.0, 300.0, 400.0])
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
    with pytest.raises(NotMeasured, match=r"of voiced speech without another voice, at least 2 s"):
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


def test_both_tracks_share_their_frames_and_lie_inside_speech() -> None:
    narrow = canonical(channel(voice(np.full(4 * RATE, 150.0))))
    main, second = track_pitch(narrow, (Span(0.5, 1.0), Span(2.0, 3.5)))
    assert np.array_equal(main.times_s, second.times_s)
    assert len(main.times_s) == pytest.approx(200, abs=3)
    assert ((main.times_s <= 1.0) | (main.times_s >= 2.0)).all()
    assert np.isfinite(main.f0_hz).mean() > 0.95
    assert main.floor_hz == pytest.approx(90.0, abs=1)
    assert main.ceiling_hz == pytest.approx(285.0, abs=2)


def test_times_are_those_of_the_recording() -> None:
    """The voice jumps up at 2 s, in the second of two stretches."""
    f0 = np.where(np.arange(3 * RATE) < 2 * RATE, 150.0, 200.0)
    narrow = canonical(channel(voice(f0)))
    main, _ = track_pitch(narrow, (Span(0.0, 0.5), Span(1.5, 3.0)))
    assert main.times_s[main.f0_hz > 175].min() == pytest.approx(2.0, abs=0.02)


@pytest.mark.parametrize(
    ("samples", "ipus"),
    [
        (np.zeros(2 * RATE, dtype=np.float32), (Span(0.0, 2.0),)),
        (voice(np.full(2 * RATE, 150.0)), ()),
        (voice(np.full(RATE // 50, 150.0)), (Span(0.0, 0.02),)),
        (np.zeros(1, dtype=np.float32), (Span(0.0, 1 / RATE),)),
        (voice(np.full(RATE, 150.0)), (Span(0.999, 1.0),)),
    ],
    ids=["silence", "no speech", "20 ms", "one sample", "last millisecond"],
)
def test_nothing_to_hear_gives_no_pitch(samples: np.ndarray, ipus: tuple[Span, ...]) -> None:
    main, second = track_pitch(channel(samples), ipus)
    assert not np.isfinite(main.f0_hz).any()
    found = measure_pitch(main, second, ipus)
    assert found.f0_range_semitones.value is None
    assert float(found.voiced_s) == 0
