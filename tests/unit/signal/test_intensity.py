from __future__ import annotations

import numpy as np
import pytest

from tests.synth import RATE, channel, tone
from voicecheck.signal import intensity
from voicecheck.signal.intensity import FLOOR_DB, level_db, track_intensity
from voicecheck.types.time import Span


@pytest.mark.parametrize("level", [0.5, 0.05])
def test_a_tone_has_its_own_level(level: float) -> None:
    track = track_intensity(channel(tone(1000, 4.0, level=level)), (Span(1.0, 3.0),))
    assert track.intensity_db == pytest.approx(20 * np.log10(level / 2**0.5), abs=0.1)


def test_only_frames_of_speech_are_kept_on_a_grid_of_10_ms() -> None:
    track = track_intensity(channel(tone(1000, 4.0)), (Span(0.5, 1.0), Span(2.0, 3.0)))
    assert len(track.times_s) == pytest.approx(150, abs=2)
    assert ((track.times_s <= 1.0) | (track.times_s >= 2.0)).all()
    assert np.diff(track.times_s).min() == pytest.approx(track.step_s)


def test_frame_times_are_centres() -> None:
    click = np.zeros(RATE, dtype=np.float32)
    click[RATE // 2] = 1.0
    times, level = level_db(channel(click))
    assert times[np.argmax(level)] == pytest.approx(0.5, abs=0.006)


def test_silence_has_a_floor() -> None:
    _, level = level_db(channel(np.zeros(RATE, dtype=np.float32)))
    assert (level == FLOOR_DB).all()


def test_blocks_leave_no_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    sound = channel(tone(300, 2.0) * np.linspace(0.1, 1, 2 * RATE, dtype=np.float32))
    whole = level_db(sound)[1]
    monkeypatch.setattr(intensity, "_BLOCK_FRAMES", 7)
    assert level_db(sound)[1] == pytest.approx(whole)


def test_a_sound_shorter_than_a_frame_has_none() -> None:
    times, level = level_db(channel(tone(300, 0.02)))
    assert len(times) == len(level) == 0
