from __future__ import annotations

import numpy as np
import pytest

from tests.synth import RATE, activity, channel, noise, tone
from voicecheck.features import quality
from voicecheck.features.quality import measure_quality
from voicecheck.types.catalogue import names_of
from voicecheck.types.speech import SpeechActivity


def test_values_units_and_basis() -> None:
    sound = noise(10.0, level=0.05)
    measured = measure_quality(channel(sound), activity((1.0, 3.0), (3.1, 4.0), snr_db=23.5))
    assert measured.snr_db.value == 23.5
    assert measured.snr_db.unit == "dB"
    assert measured.snr_db.n == pytest.approx(3.0)  # the gap of 0.1 s is no pause
    assert measured.clipping_ratio.value == 0
    assert measured.digital_silence_ratio.value == 0
    assert tuple(measured) == names_of("quality")


def test_too_little_evidence_has_a_reason() -> None:
    nothing = SpeechActivity(0, (), (), None)
    measured = measure_quality(channel(noise(5.0)), nothing)
    for measure in (measured.snr_db, measured.bandwidth_hz):
        assert measure.value is None
        assert measure.reason is not None
        assert "0.5 s" in measure.reason.en
        assert "0,5 s" in measure.reason.de
    silence = measure_quality(channel(np.zeros(80_000, dtype=np.float32)), activity((0, 5)))
    assert silence.bandwidth_hz.value is None
    empty = measure_quality(channel(np.zeros(0, dtype=np.float32)), nothing)
    assert empty.clipping_ratio.value is None
    assert empty.digital_silence_ratio.value is None


@pytest.mark.parametrize("rate", [8000, 16_000])
@pytest.mark.parametrize("top_hz", [1500, 3400])
def test_bandwidth_is_where_the_speech_ends(rate: int, top_hz: int) -> None:
    spectrum = np.fft.rfft(noise(10.0, rate=rate))
    spectrum[int(top_hz * 10) :] = 0
    sound = 0.3 + np.fft.irfft(spectrum).astype(np.float32)  # an offset is no speech
    sound[: 5 * rate] = tone(3700, 5.0, rate=rate)  # outside the speech: not heard
    measured = measure_quality(channel(sound, rate=rate), activity((5.0, 10.0)))
    assert measured.bandwidth_hz.value == pytest.approx(0.99 * top_hz, abs=20)
    assert measured.bandwidth_hz.n == pytest.approx(5.0, abs=0.1)


def test_one_minute_of_speech_settles_the_bandwidth() -> None:
    sound = np.concatenate([tone(1000, 61.0), tone(3000, 61.0)])
    measured = measure_quality(channel(sound), activity((0, 60.5), (61.5, 122)))
    assert measured.bandwidth_hz.value == pytest.approx(1000, abs=20)


def runs(*lengths: int, level: float = 1.0, n: int = 10_000) -> np.ndarray:
    sound = noise(n / 8000, level=0.05)
    for i, length in enumerate(lengths):
        sound[100 * (i + 1) : 100 * (i + 1) + length] = level * (-1) ** i
    return sound


@pytest.mark.parametrize("level", [1.0, 32256 / 32768, 32124 / 32768])  # PCM, A-law, mu-law
def test_clipping_counts_runs_at_full_scale(level: float) -> None:
    measured = measure_quality(channel(runs(1, 2, 3, 10, level=level)), activity((0, 1)))
    assert measured.clipping_ratio.value == 13 / 10_000
    assert measured.clipping_ratio.unit == "1"


def test_clipping_across_and_at_the_edges_of_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = runs(1, 2, 3, 10, 50, 5)
    sound[:3] = sound[-3:] = 1.0
    expected = 3 + 10 + 50 + 5 + 6
    for block_s in (60.0, 0.1, 101 / 8000, 3 / 8000, 1 / 8000):
        monkeypatch.setattr(quality, "_BLOCK_S", block_s)
        assert quality._clipped(channel(sound)) == expected


@pytest.mark.parametrize("silence", [0.0, 8 / 32768])  # PCM; A-law has no 0
def test_digital_silence(silence: float) -> None:
    sound = noise(10.0, level=1e-3)
    sound[20_000:40_000] = silence
    measured = measure_quality(channel(sound), activity((0.5, 1.0), (6, 9)))
    assert measured.digital_silence_ratio.value == pytest.approx(0.25, abs=0.002)


def test_what_rings_before_and_after_the_speech_is_no_property_of_the_line() -> None:
    sound = noise(20.0, level=0.01)
    sound[: 8 * RATE] = 0.0
    sound[15 * RATE :] = 0.0
    measured = measure_quality(channel(sound), activity((10.0, 12.0)))
    assert measured.digital_silence_ratio.value == 0.0
