from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from tests.synth import pitch_track
from voicecheck.errors import NotMeasured
from voicecheck.features.pitch import measure_pitch
from voicecheck.types.catalogue import Family, names_of
from voicecheck.types.time import Span

RANGE = "pitch.f0_range_semitones"
SILENT = np.full(30, np.nan)


def hertz(semitones: np.ndarray) -> np.ndarray:
    return 180.0 * 2 ** (np.asarray(semitones) / 12)


def measured(f0_hz: np.ndarray, *ipus: Span, second: np.ndarray | None = None) -> Family:
    spans = ipus or (Span(0.0, 0.01 * len(f0_hz)),)
    other = pitch_track(f0_hz if second is None else second)
    return measure_pitch(pitch_track(f0_hz), other, spans)


def test_an_even_rise_gives_known_figures() -> None:
    found = measured(hertz(np.linspace(-5, 5, 1001)))
    assert float(found.f0_range_semitones) == pytest.approx(8.0, abs=0.02)
    assert float(found.f0_median_hz) == pytest.approx(180.0, rel=0.001)
    assert float(found.movement_st_per_s) == pytest.approx(1.0, rel=0.02)
    assert float(found.voiced_s) == pytest.approx(10.01)
    assert found.f0_range_semitones.n == pytest.approx(10.01)
    assert float(found.range_disagreement_semitones) == 0


def test_the_second_opinion_is_heard() -> None:
    rise = np.linspace(-5, 5, 1001)
    found = measured(hertz(rise), second=hertz(rise / 2))
    assert float(found.range_disagreement_semitones) == pytest.approx(4.0, abs=0.02)
    silent = measured(hertz(rise), second=np.full(1001, np.nan))
    with pytest.raises(NotMeasured, match="second way of measuring"):
        float(silent.range_disagreement_semitones)
    assert float(silent.f0_range_semitones) == pytest.approx(8.0, abs=0.02)


def test_units_have_ranges_of_their_own() -> None:
    """Three level units at different heights: wide over the call, flat within each unit."""
    f0 = np.concatenate([np.full(100, -4.0), SILENT, np.full(100, 0.0), SILENT, np.full(100, 4.0)])
    units = (Span(0.0, 1.0), Span(1.3, 2.3), Span(2.6, 3.6))
    found = measured(hertz(f0), *units)
    assert float(found.f0_range_semitones) == pytest.approx(8.0)
    assert float(found.movement_st_per_s) == pytest.approx(0.0, abs=1e-9)


def test_slips_of_the_tracker_are_no_movement() -> None:
    level = np.zeros(1000)
    level[100:110] = 12.0  # 100 ms an octave up
    found = measured(hertz(level))
    assert float(found.movement_st_per_s) == pytest.approx(0.0, abs=0.01)


def test_noise_of_the_tracker_moves_little() -> None:
    level = np.random.default_rng(0).normal(0, 0.1, 1000)
    noisy = float(measured(hertz(level)).movement_st_per_s)
    unsmoothed = np.abs(np.diff(level)).sum() / 10
    assert noisy < unsmoothed / 4


def test_the_flattest_stretches_come_first_the_liveliest_last_and_all_apart() -> None:
    parts = [6.0, 1.0, 8.0, 3.0, 7.0, 5.0]
    f0 = np.concatenate([np.linspace(0, part, 700) for part in parts])
    ipus = tuple(Span(7.0 * i, 7.0 * i + 6.9) for i in range(6))
    passages = measured(hertz(f0), *ipus).f0_range_semitones.passages
    assert [p.span for p in passages] == [ipus[1], ipus[3], ipus[5], ipus[2]]
    assert [p.what for p in passages] == 3 * [f"{RANGE}.least"] + [f"{RANGE}.most"]
    assert passages[0].value == pytest.approx(0.8, abs=0.05)
    assert [p.value for p in passages] == sorted(p.value for p in passages)


def test_passages_are_of_a_length_that_can_be_listened_to() -> None:
    short = tuple(Span(2.0 * i, 2.0 * i + 1.8) for i in range(20))
    for ipus in (short, (Span(0.0, 40.0),)):
        passages = measured(hertz(np.linspace(0, 6, 4000)), *ipus).f0_range_semitones.passages
        assert len(passages) >= 3
        assert all(6 <= p.span.duration_s <= 15 for p in passages)
        spans = sorted(p.span for p in passages)
        assert all(a.end_s <= b.start_s for a, b in pairwise(spans))


def test_units_far_apart_are_no_passage() -> None:
    apart = tuple(Span(12.0 * i, 12.0 * i + 4.0) for i in range(4))
    assert measured(hertz(np.zeros(4800)), *apart).f0_range_semitones.passages == ()


def test_a_call_with_little_voice_names_no_passages() -> None:
    f0 = np.concatenate([hertz(np.zeros(250)), np.full(1000, np.nan)])
    found = measured(f0)
    assert found.f0_range_semitones.value is not None
    assert found.f0_range_semitones.passages == ()


def test_too_little_voice_has_a_reason_in_every_measure() -> None:
    found = measured(hertz(np.zeros(190)))
    assert float(found.voiced_s) == pytest.approx(1.9)
    assert tuple(found) == names_of("pitch")
    for name, measure in found.items():
        if name != "pitch.voiced_s":
            assert measure.value is None
            assert measure.reason is not None
            assert "1,9 s" in measure.reason.de
            assert "1.9 s" in measure.reason.en
            assert measure.n == pytest.approx(1.9)
