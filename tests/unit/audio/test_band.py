from __future__ import annotations

import numpy as np
import pytest

from tests.synth import channel, noise, tone
from voicecheck.audio import band
from voicecheck.audio.band import canonical, resampled
from voicecheck.audio.noise import snr_db
from voicecheck.types.time import Span


def gain_db(hertz: float, rate: int) -> float:
    sound = canonical(channel(tone(hertz, 2.0, rate=rate), rate=rate)).samples
    middle = sound[4000:-4000]
    return float(20 * np.log10(np.sqrt(2 * np.mean(middle**2)) / 0.5 + 1e-9))


@pytest.mark.parametrize("rate", [8000, 11025, 16000])
def test_the_band_passes_speech_and_nothing_else(rate: int) -> None:
    assert abs(gain_db(1000, rate)) < 0.5
    assert abs(gain_db(340, rate)) < 1
    assert gain_db(220, rate) < -40
    if rate > 8000:
        assert gain_db(3700, rate) < -40


def test_times_do_not_shift() -> None:
    click = np.zeros(16_000, dtype=np.float32)
    click[8000] = 1.0
    out = canonical(channel(click, rate=16_000))
    assert np.argmax(np.abs(out.samples)) / out.sample_rate == pytest.approx(0.5, abs=0.001)
    assert out.duration_s == pytest.approx(1.0, abs=1 / 8000)


def test_blocks_leave_no_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = channel(noise(3.0))
    whole = canonical(sound).samples
    monkeypatch.setattr(band, "_BLOCK_S", 0.7)
    assert np.allclose(whole, canonical(sound).samples, atol=1e-5)


def test_resampling_keeps_the_duration() -> None:
    assert resampled(channel(noise(1.0)), 16_000).duration_s == pytest.approx(1.0, abs=1e-4)


@pytest.mark.parametrize("wanted", [5.0, 20.0, 40.0])
def test_snr_is_measured(wanted: float) -> None:
    hiss = noise(6.0, level=0.01)
    speech = np.zeros_like(hiss)
    speech[16_000:32_000] = tone(800, 2.0, level=2**0.5 * 0.01 * 10 ** (wanted / 20))
    found = snr_db(channel(hiss + speech), (Span(2.0, 4.0),))
    assert found == pytest.approx(wanted, abs=0.5)


def test_no_snr_without_silence_or_speech() -> None:
    assert snr_db(channel(noise(3.0)), (Span(0, 3),)) is None
    assert snr_db(channel(noise(3.0)), ()) is None
