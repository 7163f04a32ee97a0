from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import voicecheck
from tests.synth import RATE, channel, noise, voice
from voicecheck.audio.band import canonical
from voicecheck.errors import NotMeasured
from voicecheck.features.loudness import NAME, measure_loudness
from voicecheck.signal.loudness import track_loudness
from voicecheck.speech.activity import detect_speech
from voicecheck.types.catalogue import Family
from voicecheck.types.time import Span
from voicecheck.types.tracks import LoudnessTrack

if TYPE_CHECKING:
    from pathlib import Path

    from voicecheck.types.measure import Measure

UNITS = tuple(Span(2.0 * i, 2.0 * i + 1.6) for i in range(40))


def track(
    loudness_db: np.ndarray, voiced: np.ndarray | None = None, *, loudest_db: float = 9.0
) -> LoudnessTrack:
    """A track written down by hand, a frame every 10 ms, every tenth louder than the rest."""
    times = 0.01 * np.arange(len(loudness_db))
    heard = np.ones(len(loudness_db), dtype=bool) if voiced is None else voiced
    level = np.where(np.arange(len(times)) % 10 == 0, loudest_db, 0.0)
    return LoudnessTrack(times, np.asarray(loudness_db, dtype=float), level, heard, 0.01)


def measured(*args: object, **kwargs: object) -> float:
    return float(measure_loudness(*args, **kwargs).loudness_movement_db_per_s)  # type: ignore[arg-type]


def zigzag(n: int, step_db: float) -> np.ndarray:
    return step_db * (np.arange(n) % 2)


def heard(swell_db: float) -> Family:
    """The movement of a voice that swells four times a second, by so many decibels each way."""
    t = np.arange(12 * RATE) / RATE
    louder = np.where(t % 3 < 0.3, 9.0, 0.0)  # an even level is that of a compressor
    gain = 10 ** ((louder + swell_db * np.sin(2 * np.pi * 4 * t)) / 20)
    sound = np.concatenate([np.zeros(RATE), voice(np.full(len(t), 150.0)) * gain])
    samples = (sound + noise(13.0, level=1e-4)).astype(np.float32)
    speech = (Span(1.0, 13.0),)
    return measure_loudness(track_loudness(channel(samples), speech), speech)


def test_the_mean_step_is_the_movement() -> None:
    found = measure_loudness(track(zigzag(1001, 0.5)), (Span(0.0, 10.0),))
    measure = found.loudness_movement_db_per_s
    assert float(measure) == pytest.approx(50.0)
    assert (measure.name, measure.unit, measure.n_unit) == (NAME, "dB/s", "voiced s")
    assert measure.n == pytest.approx(10.0, abs=0.02)


def test_only_steps_between_voiced_neighbours_count() -> None:
    level = zigzag(1000, 0.5)
    voiced = np.ones(1000, dtype=bool)
    level[300:305] = -40.0
    voiced[300:305] = False
    assert measured(track(level, voiced), (Span(0.0, 10.0),)) == pytest.approx(50.0)


def test_a_gap_between_frames_is_no_step() -> None:
    whole = track(np.concatenate([zigzag(500, 0.5), 30 + zigzag(500, 0.5)]))
    keep = (whole.times_s < 4.9) | (whole.times_s > 5.1)
    apart = LoudnessTrack(
        *(part[keep] for part in (whole.times_s, whole.loudness_db, whole.level_db, whole.voiced)),
        0.01,
    )
    assert measured(apart, (Span(0.0, 10.0),)) == pytest.approx(50.0)


def test_another_voice_is_left_out() -> None:
    level = np.concatenate([zigzag(500, 0.5), zigzag(500, 3.0)])
    usable = (Span(0.0, 4.995),)
    assert measured(track(level), (Span(0.0, 10.0),), usable=usable) == pytest.approx(50.0)


def test_the_more_a_voice_swells_the_more_it_moves() -> None:
    doses = [float(heard(db).loudness_movement_db_per_s) for db in (0.0, 1.0, 2.0, 4.0, 6.0)]
    assert doses == sorted(doses)
    assert doses[0] < 10 < 30 < doses[-1]


@pytest.mark.parametrize(
    ("n", "snr_db", "loudest_db", "reason"),
    [
        (150, 30.0, 9.0, "1.5 s of voiced speech"),
        (1000, 14.0, 9.0, "14.0 dB signal-to-noise"),
        (1000, 30.0, 5.0, "only 5.0 dB above"),
    ],
)
def test_where_there_is_no_figure_there_is_a_reason(
    n: int, snr_db: float, loudest_db: float, reason: str
) -> None:
    given = track(zigzag(n, 0.5), loudest_db=loudest_db)
    found = measure_loudness(given, (Span(0.0, 10.0),), snr_db=snr_db)
    with pytest.raises(NotMeasured, match=reason):
        float(found.loudness_movement_db_per_s)


def compressed(samples: np.ndarray, ratio: float) -> np.ndarray:
    """Fixed compression of all that lies less than 40 dB below the loudest, with a fast gain."""
    from scipy.ndimage import gaussian_filter1d

    level = 10 * np.log10(gaussian_filter1d(np.square(samples), 0.005 * RATE) + 1e-12)
    above = np.maximum(level - (level.max() - 40), 0)
    made: np.ndarray = samples * 10 ** (-(1 - 1 / ratio) * above / 20)
    return made * np.abs(samples).max() / np.abs(made).max()


@pytest.mark.parametrize("call", ["call_alaw.wav", "call_stereo.wav"])
def test_fixed_compression_is_noticed_and_ordinary_speech_is_not_called_so(
    samples: Path, call: str
) -> None:
    narrow = canonical(voicecheck.load(samples / call).channel(0))
    speech = detect_speech(narrow).ipus

    def found(sound: np.ndarray) -> Measure:
        return measure_loudness(
            track_loudness(channel(sound.astype(np.float32)), speech), speech
        ).loudness_movement_db_per_s

    assert 40 < float(found(narrow.samples)) < 75
    for ratio in (2, 4):
        with pytest.raises(NotMeasured, match="evens the level out"):
            float(found(compressed(narrow.samples.astype(np.float64), ratio)))


def test_the_flattest_and_the_liveliest_stretch_are_named_apart() -> None:
    level = np.concatenate([zigzag(200, step) for step in [0.5] * 5 + [0.2] * 15 + [0.9] * 20])
    least, most = measure_loudness(track(level), UNITS).loudness_movement_db_per_s.passages
    assert (least.what, most.what) == (f"{NAME}.least", f"{NAME}.most")
    assert least.value == pytest.approx(20.0)
    assert most.value == pytest.approx(90.0)
    assert least.span & most.span is None
    for passage in (least, most):
        inside = [u.duration_s for u in UNITS if u & passage.span]
        assert 20.0 <= sum(inside) <= 21.6
        assert passage.span.duration_s <= 30.0


def test_a_short_call_names_shorter_stretches() -> None:
    passages = measure_loudness(track(zigzag(2800, 0.5)), UNITS[:14]).loudness_movement_db_per_s
    assert [p.span.duration_s < 12 for p in passages.passages] == [True, True]


def test_where_the_other_party_speaks_between_less_speech_is_a_passage() -> None:
    apart = tuple(Span(6.0 * i, 6.0 * i + 2.8) for i in range(20))
    level = np.concatenate([zigzag(600, step) for step in [0.5] * 6 + [0.2] * 7 + [0.9] * 7])
    least, most = measure_loudness(track(level), apart).loudness_movement_db_per_s.passages
    assert least.value == pytest.approx(20.0)
    assert most.value == pytest.approx(90.0)
    assert 24 < least.span.duration_s <= 30
