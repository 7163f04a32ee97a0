"""What may not move a card: level, sampling rate, and which channel holds whom."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st

import voicecheck
from benchmarks.goldens import KeptWords
from tests.short_calls import ShortCall, cut
from voicecheck.analysis.measuring import track
from voicecheck.analysis.pipeline import Analysis
from voicecheck.audio.band import canonical
from voicecheck.speech.activity import detect_speech
from voicecheck.types.audio import Channel
from voicecheck.types.catalogue import FAMILIES
from voicecheck.types.codec import to_dict
from voicecheck.types.speech import SpeechActivity
from voicecheck.types.time import subtract, total_s
from voicecheck.types.tracks import Tracks

SOFT = np.float32(0.25)  # 12 dB of room above the sample calls, which peak at 0.41
# (call, from, to, channel)
VOICES = [("call_stereo.wav", 0.0, 25.0, 1), ("call_alaw.wav", 60.0, 85.0, 1)]
# The network that detects speech hears another level a little otherwise: edges move by a frame of
# 32 ms here and there. All else is relative to the call's own level.
MOVED, LOUDER_SNR_DB = 0.03, 0.5


@pytest.fixture(scope="module")
def minute() -> ShortCall:
    """A minute with its greeting, questions and answers."""
    return cut("call_stereo.wav", 0.0, 60.0)


def analysed(call: ShortCall, **changes: object) -> Analysis:
    recording = replace(call.recording, **changes)  # type: ignore[arg-type]
    return voicecheck.analyze(recording, transcriber=KeptWords(call.transcripts))


def tracked(channel: Channel, activity: SpeechActivity) -> Tracks:
    return track(channel, activity.ipus, frozenset(FAMILIES))


def same_tracks(one: Tracks, other: Tracks, *, gain_db: float) -> None:
    """Check pitch, loudness and syllable nuclei, and that levels differ by the gain alone."""
    assert one.pitch and other.pitch and one.loudness and other.loudness and one.nuclei
    assert one.intensity and other.intensity and other.nuclei
    np.testing.assert_allclose(other.pitch.f0_hz, one.pitch.f0_hz, rtol=1e-5)
    np.testing.assert_allclose(other.nuclei.times_s, one.nuclei.times_s, atol=1e-3)
    assert (other.loudness.voiced == one.loudness.voiced).all()
    louder = other.intensity.intensity_db - one.intensity.intensity_db
    np.testing.assert_allclose(louder, gain_db, atol=0.01)
    # The ear compresses: by how much the loudness grows does not depend on the moment.
    louder = other.loudness.loudness_db - one.loudness.loudness_db
    np.testing.assert_allclose(louder, np.median(louder), atol=1e-4)


@pytest.mark.parametrize("voice", VOICES, ids=lambda voice: voice[0])
@settings(max_examples=4)
@given(st.floats(-24, 12))
def test_a_gain_moves_edges_of_speech_a_little_and_nothing_else(
    voice: tuple[str, float, float, int], gain_db: float
) -> None:
    name, start_s, end_s, index = voice
    call = cut(name, start_s, end_s).recording
    soft = SOFT * call.samples[index]
    before = canonical(Channel(index, soft, call.sample_rate))
    after = canonical(Channel(index, soft * np.float32(10 ** (gain_db / 20)), call.sample_rate))
    heard, moved = detect_speech(before), detect_speech(after)
    here, there = heard.segments, moved.segments
    changed_s = total_s(subtract(here, there)) + total_s(subtract(there, here))
    assert changed_s <= MOVED * total_s(here)
    assert moved.snr_db == pytest.approx(heard.snr_db, abs=LOUDER_SNR_DB)
    same_tracks(tracked(before, heard), tracked(after, heard), gain_db=gain_db)


def test_a_call_at_twice_the_sampling_rate_has_the_same_measures(minute: ShortCall) -> None:
    rate = minute.recording.sample_rate
    twice = np.stack([soxr.resample(one, rate, 2 * rate) for one in minute.recording.samples])
    before = analysed(minute).features.measures
    after = analysed(minute, samples=twice, sample_rate=2 * rate).features.measures
    assert after.keys() == before.keys()
    for name, measure in before.items():
        value = after[name].value
        assert (value is None) == (measure.value is None), name
        assert value is None or value == pytest.approx(measure.value, rel=1e-5, abs=1e-9), name


def test_with_the_channels_swapped_the_card_is_the_same(minute: ShortCall) -> None:
    swapped = ShortCall(
        minute.recording,
        tuple(replace(one, channel=1 - one.channel) for one in minute.transcripts[::-1]),
    )
    before = analysed(minute)
    after = analysed(swapped, samples=np.ascontiguousarray(minute.recording.samples[::-1]))
    assert (before.agent.channel, after.agent.channel) == (0, 1)
    agent = before.agent
    one, other = (
        voicecheck.judge(
            replace(found.features, agent=agent, provenance=before.features.provenance)
        )
        for found in (before, after)
    )
    assert to_dict(one) == to_dict(other)
    assert before.dialogue == after.dialogue
    assert sum(line.severity is not None for line in one.results) >= 3
