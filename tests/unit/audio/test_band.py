from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.synth import channel, noise, tone
from voicecheck.audio import band
from voicecheck.audio.band import canonical, resampled


def gain_db(hertz: float, rate: int) -> float:
    sound = canonical(channel(tone(hertz, 3.0, rate=rate), rate=rate)).samples
    middle = sound[4000:-4000]
    return float(20 * np.log10(np.sqrt(2 * np.mean(middle**2)) / 0.5 + 1e-9))


@pytest.mark.parametrize("rate", [8000, 11025, 16000])
def test_the_band_passes_speech_and_nothing_else(rate: int) -> None:
    for hertz in (330, 500, 1000, 2000, 3000, 3370):
        assert abs(gain_db(hertz, rate)) < 0.1
    for hertz in (300, 3400):  # the edges, by definition of the window method
        assert gain_db(hertz, rate) == pytest.approx(-6, abs=0.1)
    for hertz in (50, 100, 200, 270, 3430, 3800):
        assert gain_db(hertz, rate) < -50
    if rate > 8000:
        assert gain_db(4600, rate) < -80  # nothing folds back


def test_a_slow_channel_is_brought_up() -> None:
    out = canonical(channel(tone(1000, 2.0, rate=4000), rate=4000))
    assert out.sample_rate == 8000
    assert out.duration_s == pytest.approx(2.0, abs=1 / 8000)
    assert np.sqrt(2 * np.mean(out.samples[4000:-4000] ** 2)) == pytest.approx(0.5, rel=0.01)


@pytest.mark.parametrize("rate", [4000, 8000, 11_025, 16_000])
@pytest.mark.parametrize("seconds", [0.1, 1.0, 61.3])
def test_times_do_not_shift(rate: int, seconds: float) -> None:
    click = np.zeros(round(rate * seconds), dtype=np.float32)
    at = len(click) // 2
    click[at] = 1.0
    out = canonical(channel(click, rate=rate))
    assert out.samples.dtype == np.float32
    assert out.duration_s == pytest.approx(len(click) / rate, abs=1 / 8000)
    assert np.argmax(np.abs(out.samples)) / 8000 == pytest.approx(at / rate, abs=1 / 8000)


def test_blocks_leave_no_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = channel(noise(3.0))
    whole = canonical(sound).samples
    monkeypatch.setattr(band, "BLOCK_S", 0.7)
    assert np.allclose(whole, canonical(sound).samples, atol=1e-5)


@pytest.mark.parametrize(("rate", "wanted"), [(8000, 16_000), (11_025, 16_000), (16_000, 8000)])
def test_resampling_keeps_time_level_and_frequency(rate: int, wanted: int) -> None:
    sound = channel(tone(1000, 61.0, rate=rate), rate=rate, index=1)
    out = resampled(sound, wanted)
    assert (out.index, out.sample_rate, out.samples.dtype) == (1, wanted, np.float32)
    assert out.duration_s == pytest.approx(61.0, abs=1 / wanted)
    middle = slice(wanted, -wanted)
    expected = tone(1000, 61.0, rate=wanted)[middle]
    assert np.abs(out.samples[middle] - expected[: len(out.samples[middle])]).max() < 1e-3


def test_a_channel_that_has_the_rate_is_left_alone() -> None:
    sound = channel(noise(1.0))
    assert resampled(sound, 8000) is sound


def test_a_channel_of_a_memory_map_is_read(tmp_path: Path) -> None:
    interleaved = np.memmap(tmp_path / "map", np.float32, "w+", shape=(16_000, 2))
    interleaved[:, 1] = noise(2.0)
    strided = canonical(channel(interleaved.T[1]))
    assert np.array_equal(strided.samples, canonical(channel(noise(2.0))).samples)


def test_nothing_stays_nothing() -> None:
    for rate in (8000, 16_000):
        assert len(canonical(channel(np.zeros(0, dtype=np.float32), rate=rate)).samples) == 0
