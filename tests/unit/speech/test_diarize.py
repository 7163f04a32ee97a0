from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

import voicecheck
from tests.synth import activity, channel, noise
from voicecheck.audio import spool
from voicecheck.audio.band import canonical
from voicecheck.speech.activity import detect_speech
from voicecheck.speech.diarize import Separation, separate
from voicecheck.speech.purity import stated_purity
from voicecheck.types.audio import Channel
from voicecheck.types.speech import SpeechActivity
from voicecheck.types.time import Span, intersect, merge, total_s


@pytest.fixture(scope="module")
def mixed(samples: Path) -> tuple[Channel, SpeechActivity, Separation]:
    """The mono sample call, and who speaks when in it."""
    channel = canonical(voicecheck.load(samples / "call_mono.wav").channel(0))
    found = detect_speech(channel)
    return channel, found, separate(channel, found)


@pytest.mark.slow
def test_two_mixed_voices_are_told_apart(
    samples: Path, mixed: tuple[Channel, SpeechActivity, Separation]
) -> None:
    truth = json.loads((samples / "call_mono.truth.json").read_text("utf-8"))
    _, found, separation = mixed
    assert len(separation.voices) == 2
    together = merge(span for voice in separation.voices for span in voice)
    assert abs(total_s(together) - total_s(found.segments)) < 0.5
    by_role = {
        role: [Span(s["start_s"], s["end_s"]) for s in truth["segments"] if s["role"] == role]
        for role in ("agent", "customer")
    }
    right = sum(
        total_s(intersect(voice, by_role[role]))
        for voice, role in zip(separation.voices, ("agent", "customer"), strict=True)
    )
    assert right / total_s(found.segments) > 0.95
    assert abs(separation.purity - right / total_s(found.segments)) < 0.05


@pytest.mark.slow
def test_one_channel_of_a_call_is_one_voice(samples: Path) -> None:
    recording = voicecheck.load(samples / "call_alaw.wav")
    for index in (0, 1):
        own = canonical(recording.channel(index))
        assert len(separate(own, detect_speech(own)).voices) == 1


def test_too_little_speech_is_one_voice() -> None:
    speech = activity((0.0, 2.0), (2.5, 4.0))
    assert separate(channel(noise(5.0)), speech).voices == (speech.segments,)


@pytest.mark.slow
def test_the_same_sound_gives_the_same_voices_in_memory_and_on_disk(
    mixed: tuple[Channel, SpeechActivity, Separation], monkeypatch: pytest.MonkeyPatch
) -> None:
    channel, found, separation = mixed
    monkeypatch.setattr(spool, "IN_MEMORY_BYTES", 0)
    assert separate(channel, found) == separation
    assert np.isfinite(separation.purity)


@pytest.mark.slow
def test_who_speaks_at_once_is_heard_twice(samples: Path) -> None:
    recording = voicecheck.load(samples / "pairs" / "m3_early_de.mp3")
    own = [detect_speech(canonical(recording.channel(index))).segments for index in (0, 1)]
    at_once = intersect(own[0], own[1])
    mixed = Channel(0, recording.samples.mean(axis=0), recording.sample_rate)
    separation = separate(mixed, detect_speech(canonical(mixed)))
    assert len(separation.voices) == 2
    heard = intersect(separation.voices[0], separation.voices[1])
    assert total_s(intersect(heard, at_once)) > 0.7 * total_s(at_once)
    assert total_s(intersect(heard, at_once)) > 0.5 * total_s(heard)


@pytest.mark.slow
def test_a_voice_read_aloud_is_one(samples: Path) -> None:
    bank, rate = sf.read(samples / "bank" / "de.flac", dtype="float32")
    said = json.loads((samples / "bank" / "de.json").read_text("utf-8"))["utterances"]
    agent = [
        line for line in said if line["role"] == "agent" and line["end"] - line["first"] > rate
    ]
    parts = [bank[line["first"] : line["end"]] for line in agent[:16]]
    silence = np.zeros(rate // 2, dtype=np.float32)
    sound = np.concatenate([piece for part in parts for piece in (part, silence)])
    alone = Channel(0, sound, rate)
    assert len(separate(alone, detect_speech(canonical(alone))).voices) == 1


CLEAR = {
    "centre_cosine": 0.38,
    "own_mean": 0.45,
    "own_q10": 0.3,
    "inner_cosine": 0.84,
    "two_share": 0.6,
    "balance": 0.45,
    "seconds": 120.0,
}


def test_two_clear_voices_are_stated_pure() -> None:
    n_voices, purity = stated_purity(CLEAR)
    assert n_voices == 2
    assert purity >= 0.95


def test_who_speaks_little_makes_a_clear_division_no_worse() -> None:
    assert stated_purity(CLEAR | {"balance": 0.1}) == stated_purity(CLEAR)
    unclear = CLEAR | {"own_mean": 0.3}
    assert stated_purity(unclear | {"balance": 0.1})[1] < stated_purity(unclear)[1] - 0.1


@pytest.mark.parametrize(
    "unlike",
    [
        {"own_q10": 0.02, "own_mean": 0.2},
        {"centre_cosine": 0.72},
        {"two_share": 0.2},
        {"inner_cosine": 0.5, "own_q10": 0.15},
    ],
)
def test_whatever_makes_a_division_doubtful_is_withheld(unlike: dict[str, float]) -> None:
    n_voices, purity = stated_purity(CLEAR | unlike)
    assert n_voices == 2
    assert purity < 0.95


def test_one_voice_needs_enough_speech_to_be_called_one() -> None:
    alone = CLEAR | {"two_share": 0.05, "own_mean": 0.1, "centre_cosine": 0.85}
    assert stated_purity(alone)[0] == 1
    n_voices, purity = stated_purity(alone | {"seconds": 20.0})
    assert n_voices == 2
    assert purity <= 0.8
