from __future__ import annotations

import numpy as np
import pytest

from tests.synth import RATE, channel, noise, syllable_train
from voicecheck.audio.band import canonical
from voicecheck.signal.pitch import track_pitch
from voicecheck.signal.syllables import find_nuclei
from voicecheck.types.time import Span


def nuclei_of(samples: np.ndarray, *ipus: Span) -> np.ndarray:
    narrow = canonical(channel(samples))
    main, _ = track_pitch(narrow, ipus)
    return find_nuclei(narrow, ipus, main).times_s


@pytest.mark.parametrize("rate_hz", [3.0, 5.0, 7.0])
@pytest.mark.parametrize("f0_hz", [110.0, 220.0])
def test_every_syllable_is_counted_once_where_it_is(rate_hz: float, f0_hz: float) -> None:
    found = nuclei_of(syllable_train(rate_hz, 30, f0_hz=f0_hz), Span(0.0, 30 / rate_hz))
    assert len(found) == 30
    assert found == pytest.approx((np.arange(30) + 0.5) / rate_hz, abs=0.03)


def test_quiet_peaks_are_no_syllables() -> None:
    loud = syllable_train(4.0, 8)
    samples = np.concatenate([loud, 10 ** (-27 / 20) * loud]).astype(np.float32)
    assert len(nuclei_of(samples, Span(0.0, len(samples) / RATE))) == 8


def test_unvoiced_peaks_are_no_syllables() -> None:
    hiss = np.concatenate([noise(0.1, level=0.2), np.zeros(int(0.15 * RATE))] * 8)
    samples = np.concatenate([syllable_train(4.0, 8), hiss]).astype(np.float32)
    assert len(nuclei_of(samples, Span(0.0, len(samples) / RATE))) == 8


def test_what_lies_outside_speech_does_not_count() -> None:
    assert len(nuclei_of(syllable_train(4.0, 20), Span(1.0, 3.0))) == 8


def test_no_speech_no_syllables() -> None:
    assert len(nuclei_of(np.zeros(RATE, dtype=np.float32))) == 0
    assert len(nuclei_of(noise(2.0), Span(0.0, 2.0))) == 0
