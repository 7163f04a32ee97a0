from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import soxr

import voicecheck
from tests.synth import spread, transcript
from voicecheck.audio.band import canonical
from voicecheck.languages.syllables import load_counter
from voicecheck.signal.pitch import voice_median
from voicecheck.signal.resynthesis import scale_duration
from voicecheck.speech.activity import detect_speech
from voicecheck.speech.faults.playback_speed import find_speed, moved
from voicecheck.speech.faults.side import Side
from voicecheck.types.audio import Channel, Role
from voicecheck.types.time import Span

if TYPE_CHECKING:
    from pathlib import Path

UNTIL_S = 60


def played(line: Channel, factor: float) -> Channel:
    """The first minute of a line at another speed, the rest where it was."""
    cut = UNTIL_S * line.sample_rate
    fast = soxr.resample(line.samples[:cut], line.sample_rate * factor, line.sample_rate)
    silence = np.zeros(max(0, cut - len(fast)), dtype=np.float32)
    return replace(line, samples=np.concatenate([fast, silence, line.samples[cut:]]))


def side(line: Channel, *, factor: float, until_s: float = UNTIL_S) -> Side:
    """Words at 5 syllables a second, faster by a factor before a moment."""
    narrow = canonical(line)
    ipus = detect_speech(narrow).ipus
    words = []
    for ipu in ipus:
        n = round(5 * ipu.duration_s * (factor if ipu.start_s < until_s else 1.0))
        words += spread("ja " * max(1, n), ipu.start_s, ipu.end_s)
    return Side(
        Role.AGENT, line, narrow, ipus, transcript(*words), load_counter("de"), voice_median
    )


@pytest.fixture(scope="module")
def lines(samples: Path) -> list[Channel]:
    recording = voicecheck.load(samples / "call_alaw.wav")
    return [recording.channel(index) for index in range(2)]


@pytest.mark.parametrize("factor", [0.8, 1.25, 1.5])
def test_a_stretch_at_another_speed_is_found(lines: list[Channel], factor: float) -> None:
    until_s = UNTIL_S / min(factor, 1.0)
    notice = find_speed(side(played(lines[0], factor), factor=factor, until_s=until_s))
    assert notice is not None
    assert notice.value == pytest.approx(factor, rel=0.04)
    (span,) = notice.spans
    assert span.start_s < 10
    assert span.end_s < until_s + 10
    assert {"M1", "M4", "M7"} <= set(notice.withholds)
    assert "the agent's voice plays" in notice.text.en


def test_a_caller_at_another_speed_says_nothing_of_the_agents_voice(lines: list[Channel]) -> None:
    caller = replace(side(played(lines[1], 1.25), factor=1.25), role=Role.CUSTOMER)
    notice = find_speed(caller)
    assert notice is not None
    assert notice.withholds == ("M2", "M3", "M6")


def test_people_keep_their_sounds_whatever_they_do(lines: list[Channel]) -> None:
    for line in lines:
        assert moved(line, detect_speech(canonical(line)).ipus) is None
    line = lines[0]
    cut = UNTIL_S * line.sample_rate
    fast = scale_duration(line.samples[:cut].astype(float), line.sample_rate, 1 / 1.4)
    hurried = replace(line, samples=np.concatenate([fast.astype(np.float32), line.samples[cut:]]))
    assert moved(hurried, detect_speech(canonical(hurried)).ipus) is None


def test_sound_that_moved_without_tempo_is_no_speed(lines: list[Channel]) -> None:
    """Another handset or voice is not a recorder's speed."""
    unmoved_words = side(played(lines[0], 1.5), factor=1.0)
    assert moved(unmoved_words.channel, unmoved_words.ipus) is not None
    assert find_speed(unmoved_words) is None


def test_without_words_nothing_is_said(lines: list[Channel]) -> None:
    assert find_speed(replace(side(played(lines[0], 1.5), factor=1.5), transcript=None)) is None
    assert moved(lines[0], (Span(0.0, 5.0),)) is None
