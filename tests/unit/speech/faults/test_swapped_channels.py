from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import voicecheck
from voicecheck.audio.band import canonical
from voicecheck.speech.activity import detect_speech
from voicecheck.speech.faults.swapped_channels import find_sides, notice, straightened
from voicecheck.speech.voice_samples import sample_voices
from voicecheck.types.audio import Channel


@pytest.fixture(scope="module")
def pair(samples: Path) -> tuple[Channel, Channel]:
    recording = voicecheck.load(samples / "call_alaw.wav")
    return recording.channel(0), recording.channel(1)


def swapped(pair: tuple[Channel, Channel], *stretches: tuple[float, float]) -> tuple[Channel, ...]:
    first, second = (np.array(channel.samples) for channel in pair)
    for start_s, end_s in stretches:
        part = slice(round(start_s * pair[0].sample_rate), round(end_s * pair[0].sample_rate))
        first[part], second[part] = second[part].copy(), first[part].copy()
    return replace(pair[0], samples=first), replace(pair[1], samples=second)


def found(channels: tuple[Channel, ...]) -> list[tuple[float, float]]:
    activities = [detect_speech(canonical(channel)) for channel in channels]
    sides = find_sides(sample_voices(channels, activities), channels, activities)
    return [(span.start_s, span.end_s) for span in sides.swapped] if sides else []


def test_channels_that_keep_their_people_are_left_alone(pair: tuple[Channel, Channel]) -> None:
    assert found(pair) == []
    assert found((replace(pair[1], index=0), replace(pair[0], index=1))) == []


def test_a_change_in_the_middle_is_found_and_put_back(pair: tuple[Channel, Channel]) -> None:
    changed = swapped(pair, (60.0, pair[0].duration_s))
    activities = [detect_speech(canonical(channel)) for channel in changed]
    taken = sample_voices(changed, activities)
    sides = find_sides(taken, changed, activities)
    assert sides is not None
    (span,) = sides.swapped
    assert span.start_s == pytest.approx(60.0, abs=1.5)
    assert span.end_s == changed[0].duration_s
    for channel, before in zip(straightened(changed, sides), pair, strict=True):
        same = np.mean(channel.samples == before.samples)
        assert same > 0.98
    assert find_sides(sides.put_back(taken), pair, activities) is None
    assert "1:0" in notice(sides).text.en or "0:59" in notice(sides).text.en


def test_a_change_and_a_change_back_are_found(pair: tuple[Channel, Channel]) -> None:
    (start_s, end_s), *more = found(swapped(pair, (50.0, 120.0)))
    assert not more
    assert start_s == pytest.approx(50.0, abs=3.0)
    assert end_s == pytest.approx(120.0, abs=3.0)


def test_one_channel_has_no_sides(pair: tuple[Channel, Channel]) -> None:
    assert found(pair[:1]) == []
