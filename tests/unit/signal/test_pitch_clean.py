from __future__ import annotations

import numpy as np
import pytest

from tests.synth import pitch_track
from voicecheck.signal.pitch_clean import clean
from voicecheck.types.time import Span

ALL = (Span(0.0, 100.0),)
NAN = np.nan


def steady(n: int, semitones: float = 0.0) -> np.ndarray:
    return np.full(n, 200.0 * 2 ** (semitones / 12))


def test_creak_is_left_out_and_its_share_reported() -> None:
    contour = clean(pitch_track(np.concatenate([steady(90), steady(10, -10.0)])), ALL)
    assert contour.creak_share == pytest.approx(0.1)
    assert contour.voiced_s == pytest.approx(0.9)
    assert np.ptp(contour.semitones) == 0


def test_a_low_voice_is_no_creak() -> None:
    contour = clean(pitch_track(np.concatenate([steady(60), steady(40, -7.0)])), ALL)
    assert contour.creak_share == 0
    assert contour.voiced_s == pytest.approx(1.0)


def test_specks_of_voicing_go() -> None:
    f0 = np.concatenate([steady(20), [NAN] * 5, steady(3, 4.0), [NAN] * 5, steady(4)])
    contour = clean(pitch_track(f0), ALL)
    assert len(contour.times_s) == 24
    assert np.ptp(contour.semitones) == 0


@pytest.mark.parametrize("at", [0, 10, 19])
@pytest.mark.parametrize("jump", [-12.0, 7.0])
def test_single_slips_go_wherever_they_are(at: int, jump: float) -> None:
    f0 = steady(20)
    f0[at] *= 2 ** (jump / 12)
    contour = clean(pitch_track(f0), ALL)
    assert np.ptp(contour.semitones) == 0
    assert len(contour.times_s) == 19


def test_a_step_of_the_melody_stays() -> None:
    contour = clean(pitch_track(np.concatenate([steady(20), steady(20, 7.0)])), ALL)
    assert np.ptp(contour.semitones) == pytest.approx(7.0)
    assert len(contour.times_s) == 40


def test_only_usable_frames_count() -> None:
    contour = clean(pitch_track(np.concatenate([steady(50), steady(50, 5.0)])), (Span(0.0, 0.5),))
    assert contour.median_hz == pytest.approx(200.0)
    assert contour.voiced_s == pytest.approx(0.5)


def test_heights_are_relative_to_the_own_median() -> None:
    rising = 100.0 * 2 ** (np.linspace(0, 12, 101) / 12)
    contour = clean(pitch_track(rising), ALL)
    assert contour.median_hz == pytest.approx(100 * 2**0.5)
    assert np.median(contour.semitones) == pytest.approx(0.0)
    assert contour.f0_hz == pytest.approx(contour.median_hz * 2 ** (contour.semitones / 12))
    assert len(contour.within(Span(0.2, 0.4))) == 20


def test_runs_end_where_voicing_does() -> None:
    f0 = np.concatenate([steady(10), [NAN] * 3, steady(8), [NAN], steady(5)])
    assert [len(run) for _, run in clean(pitch_track(f0), ALL).runs()] == [10, 13]


@pytest.mark.parametrize("f0", [np.zeros(0), np.full(50, NAN), np.array([200.0, NAN] * 2)])
def test_nothing_voiced_gives_an_empty_contour(f0: np.ndarray) -> None:
    contour = clean(pitch_track(f0), ALL)
    assert contour.voiced_s == 0
    assert contour.creak_share == 0
    assert contour.runs() == []
