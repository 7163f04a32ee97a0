from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

import voicecheck
from benchmarks import goldens
from tests.synth import RATE, channel, noise
from voicecheck.analysis.pipeline import Analysis
from voicecheck.audio import spool
from voicecheck.audio.band import canonical
from voicecheck.audio.bleed import parted
from voicecheck.audio.noise import frame_levels, silent_frames
from voicecheck.privacy.mask import muted
from voicecheck.speech.activity import speech_probabilities
from voicecheck.speech.faults.swapped_channels import Sides, straightened
from voicecheck.types.audio import Channel, Recording
from voicecheck.types.time import Span

NOTHING = 0
MANY = 1 << 40
SIZES = st.lists(st.integers(0, 40), min_size=1, max_size=12)


def gathered(limit: int, blocks: list[np.ndarray]) -> np.ndarray:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spool, "IN_MEMORY_BYTES", limit)
        return spool.gather(iter(blocks), blocks[0].shape[1])


def made_of(sizes: list[int], n_channels: int) -> list[np.ndarray]:
    rng = np.random.default_rng(len(sizes))
    return [rng.standard_normal((n, n_channels)).astype(np.float32) for n in sizes]


@given(sizes=SIZES, n_channels=st.integers(1, 3), limit=st.sampled_from([NOTHING, 200, MANY]))
def test_blocks_follow_one_another(sizes: list[int], n_channels: int, limit: int) -> None:
    blocks = made_of(sizes, n_channels)
    samples = gathered(limit, blocks)
    assert isinstance(samples, spool.Spooled) == (sum(b.nbytes for b in blocks) > limit)
    assert np.array_equal(samples, np.concatenate(blocks).T)


@given(first=st.integers(-60, 60), last=st.integers(-60, 60), side=st.integers(0, 1))
def test_a_part_is_an_ordinary_array_with_the_same_numbers(
    first: int, last: int, side: int
) -> None:
    blocks = made_of([30, 20], 2)
    whole, long = gathered(MANY, blocks), gathered(NOTHING, blocks)
    parts = (long[:, first:last], long[side, first:last], long[side][first:last])
    same = (whole[:, first:last], whole[side, first:last], whole[side][first:last])
    for part, expected in zip(parts, same, strict=True):
        assert np.array_equal(part, expected)
        assert part.size >= 50 or type(part) is np.ndarray


def test_what_is_computed_is_an_ordinary_array() -> None:
    samples = gathered(NOTHING, made_of([50], 2))
    assert {type(made) for made in (np.abs(samples), samples[0] * 2, samples.mean(axis=0))} == {
        np.ndarray
    }
    assert type(samples.max()) is np.float32


def test_samples_on_disk_are_read_only() -> None:
    with pytest.raises(ValueError, match="read-only"):
        gathered(NOTHING, made_of([50], 1))[0, 0] = 1.0


def test_what_was_read_does_not_stay_in_memory() -> None:
    silence = np.zeros((RATE * 60, 2), dtype=np.float32)
    samples = gathered(NOTHING, [silence] * 30)
    before = psutil.Process().memory_info().rss
    for minute in spool.blocks_of(samples[0], len(silence)):
        assert not minute.any()
    assert psutil.Process().memory_info().rss - before < samples.nbytes / 8


def split(recording: Recording) -> tuple[Channel, Channel]:
    return recording.channel(0), recording.channel(1)


def leaking(recording: Recording) -> tuple[Channel, ...]:
    first, second = split(recording)
    leak = np.float32(0.05) * np.roll(second.samples, 400) + second.samples * np.float32(0.01)
    channels = (replace(first, samples=first.samples + leak), second)
    cleaned, _, layout = parted(channels, [canonical(one) for one in channels])
    assert layout.bleeds
    return cleaned


def of_two_rates(recording: Recording) -> tuple[Channel, ...]:
    return tuple(canonical(replace(one, sample_rate=16_000)) for one in split(recording))


def put_back(recording: Recording) -> tuple[Channel, ...]:
    return straightened(split(recording), Sides((Span(30.0, 75.5), Span(100.0, 180.0))))


def silenced(recording: Recording) -> tuple[Channel, ...]:
    return split(muted(recording, [Span(10.0, 12.5), Span(59.9, 60.1), Span(200.0, 900.0)]))


@pytest.mark.parametrize("make", [leaking, of_two_rates, put_back, silenced])
def test_channels_are_the_same_in_memory_and_on_disk(
    make, recording: Recording, monkeypatch
) -> None:
    in_memory = make(recording)
    monkeypatch.setattr(spool, "IN_MEMORY_BYTES", NOTHING)
    on_disk = make(recording)
    assert any(isinstance(one.samples, spool.Spooled) for one in on_disk)
    for one, other in zip(in_memory, on_disk, strict=True):
        assert not isinstance(one.samples, spool.Spooled)
        assert np.array_equal(one.samples, other.samples)


@pytest.mark.parametrize("rate", [8000, 11_025, 16_000])
def test_frames_are_the_same_some_at_a_time_and_all_at_once(rate: int) -> None:
    sound = noise(200.0, rate=rate)
    sound[70 * rate : 75 * rate] = 0
    frames = sound[: len(sound) // (rate // 100) * (rate // 100)].reshape(-1, rate // 100)
    power = np.einsum("ij,ij->i", frames, frames, dtype=np.float64) / frames.shape[1]
    one = Channel(0, sound, rate)
    assert np.array_equal(frame_levels(one), power)
    assert np.array_equal(silent_frames(one), ~frames.any(axis=1))


def test_a_long_recording_gives_the_same_features(
    samples: Path, german: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool, "IN_MEMORY_BYTES", NOTHING)
    recording = voicecheck.load(samples / "call_stereo.wav")
    assert isinstance(recording.samples, spool.Spooled)
    _, words = goldens.read_words()
    kept = goldens.KeptWords(words["call_stereo.wav"])
    analysis = voicecheck.analyze(recording, transcriber=kept)
    assert analysis.activities == german.activities
    assert replace(analysis.features, provenance=german.features.provenance) == german.features
    assert voicecheck.judge(analysis.features).results == voicecheck.judge(german.features).results


def test_a_channel_without_a_sample_stays_one() -> None:
    empty = channel(np.zeros(0, dtype=np.float32))
    assert len(canonical(empty).samples) == 0
    assert len(speech_probabilities(empty.samples)) == 0
    assert len(frame_levels(empty)) == 0
