from __future__ import annotations

import numpy as np
import pytest

from tests.synth import RATE, channel, noise, voice
from voicecheck.signal import loudness
from voicecheck.signal.loudness import track_loudness
from voicecheck.types.audio import Channel
from voicecheck.types.time import Span
from voicecheck.types.tracks import LoudnessTrack

SPEECH = (Span(1.0, 3.0),)


def spoken(level_db: np.ndarray | float = 0.0) -> np.ndarray:
    """Two seconds of a steady voice between seconds of rest, on a quiet line."""
    sound = voice(np.full(2 * RATE, 150.0)) * 10 ** (np.asarray(level_db) / 20)
    rest = np.zeros(RATE)
    return np.concatenate([rest, sound, rest]) + noise(4.0, level=1e-4)


def tracked(samples: np.ndarray, speech: tuple[Span, ...] = SPEECH) -> LoudnessTrack:
    return track_loudness(channel(samples.astype(np.float32)), speech)


def moved(track: LoudnessTrack) -> float:
    return float(np.abs(np.diff(track.loudness_db[track.voiced])).mean() / track.step_s)


def test_a_steady_voice_is_voiced_and_does_not_move() -> None:
    track = tracked(spoken())
    assert len(track.times_s) == pytest.approx(200, abs=2)
    assert ((track.times_s >= 1.0) & (track.times_s <= 3.0)).all()
    assert track.voiced.mean() > 0.97
    middle = (track.times_s > 1.1) & (track.times_s < 2.9)
    assert np.ptp(track.loudness_db[middle]) < 0.5


def test_loudness_grows_with_about_the_cube_root_of_power() -> None:
    steps = np.repeat([0.0, -9.0], RATE)
    track = tracked(spoken(steps))
    first = track.loudness_db[(track.times_s > 1.2) & (track.times_s < 1.8)].mean()
    second = track.loudness_db[(track.times_s > 2.2) & (track.times_s < 2.8)].mean()
    # The floor, 15 dB under the loud frames, keeps a soft voice from falling all the way.
    assert 0.5 * 0.33 * 2 * 9 < first - second < 0.33 * 2 * 9


def test_gain_changes_nothing() -> None:
    swell = 6 * np.sin(2 * np.pi * 4 * np.arange(2 * RATE) / RATE)
    one, other = (tracked(gain * spoken(swell)) for gain in (1.0, 0.01))
    assert one.loudness_db - other.loudness_db == pytest.approx(
        np.full(len(one.times_s), 0.33 * 2 * 40), abs=0.01
    )
    assert (one.voiced == other.voiced).all()


def test_the_noise_of_the_line_is_taken_off() -> None:
    swell = 6 * np.sin(2 * np.pi * 4 * np.arange(2 * RATE) / RATE)
    still = moved(tracked(spoken(swell)))
    noisy = moved(tracked(spoken(swell) + noise(4.0, level=0.003)))
    assert noisy == pytest.approx(still, rel=0.08)


def test_what_happens_far_from_the_speech_changes_nothing() -> None:
    far = np.concatenate([noise(5.0, level=0.2, seed=3), spoken()])
    later = (Span(6.0, 8.0),)
    alone = tracked(spoken())
    beside = tracked(far, later)
    assert beside.loudness_db == pytest.approx(alone.loudness_db, abs=0.05)


def test_digital_silence_around_speech_is_no_trouble() -> None:
    sound = spoken()
    sound[:RATE] = sound[3 * RATE :] = 0
    assert tracked(sound).loudness_db == pytest.approx(tracked(spoken()).loudness_db, abs=0.05)


def test_blocks_leave_no_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = spoken(np.linspace(-12, 0, 2 * RATE))
    whole = tracked(sound)
    monkeypatch.setattr(loudness, "_BLOCK_FRAMES", 70)
    assert tracked(sound).loudness_db == pytest.approx(whole.loudness_db, abs=0.05)


@pytest.mark.parametrize("samples", [np.zeros(4 * RATE), noise(4.0), np.zeros(10), np.zeros(0)])
def test_where_nothing_is_voiced_there_are_no_frames(samples: np.ndarray) -> None:
    track = track_loudness(Channel(0, samples.astype(np.float32), RATE), SPEECH)
    assert not track.voiced.any() or track.voiced.mean() < 0.2


def test_speech_at_the_very_start_and_end_is_heard() -> None:
    sound = voice(np.full(RATE, 150.0))
    track = tracked(sound, (Span(0.0, 1.0),))
    assert track.voiced.mean() > 0.9
