from __future__ import annotations

import json
from pathlib import Path

import numpy as np

import voicecheck
from tests.synth import activity, channel, noise
from voicecheck.audio.band import canonical
from voicecheck.speech.activity import detect_speech
from voicecheck.speech.diarize import separate
from voicecheck.types.time import Span, intersect, total_s


def test_two_mixed_voices_are_told_apart(samples: Path) -> None:
    truth = json.loads((samples / "call_mono.truth.json").read_text("utf-8"))
    mixed = canonical(voicecheck.load(samples / "call_mono.wav").channel(0))
    found = detect_speech(mixed)
    separation = separate(mixed, found)
    assert len(separation.voices) == 2
    assert abs(sum(total_s(v) for v in separation.voices) - total_s(found.segments)) < 0.5
    by_role = {
        role: [Span(s["start_s"], s["end_s"]) for s in truth["segments"] if s["role"] == role]
        for role in ("agent", "customer")
    }
    right = sum(
        total_s(intersect(voice, by_role[role]))
        for voice, role in zip(separation.voices, ("agent", "customer"), strict=True)
    )
    assert right / total_s(found.segments) > 0.95
    assert separation.purity <= 1.0


def test_one_channel_of_a_call_is_one_voice(samples: Path) -> None:
    recording = voicecheck.load(samples / "call_alaw.wav")
    for index in (0, 1):
        own = canonical(recording.channel(index))
        assert len(separate(own, detect_speech(own)).voices) == 1


def test_too_little_speech_is_one_voice() -> None:
    speech = activity((0.0, 2.0), (2.5, 4.0))
    assert separate(channel(noise(5.0)), speech).voices == (speech.segments,)


def test_the_same_sound_gives_the_same_voices(samples: Path) -> None:
    mixed = canonical(voicecheck.load(samples / "call_mono.wav").channel(0))
    found = detect_speech(mixed)
    assert separate(mixed, found) == separate(mixed, found)
    assert np.isfinite(separate(mixed, found).purity)
