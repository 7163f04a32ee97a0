from __future__ import annotations

import numpy as np
import pytest

from tests.synth import RATE, activity, channel, noise, voice
from voicecheck.audio.bleed import parted
from voicecheck.audio.layout import examine, without_bleed, without_leak
from voicecheck.types.audio import Channel

SECONDS = 40


def talk(seed: int, phase: int) -> np.ndarray:
    """A party that speaks every other two seconds: noisy voice, its own pitch."""
    n = SECONDS * RATE
    rng = np.random.default_rng(seed)
    f0 = (110 + 60 * seed) * 2 ** (np.cumsum(rng.normal(0, 0.002, n)) / 12)
    syllables = 0.5 - 0.5 * np.cos(2 * np.pi * 4.3 * np.arange(n) / RATE)
    speaks = (np.arange(n) // (2 * RATE)) % 2 == phase
    return ((voice(f0) + noise(SECONDS, level=0.05, seed=seed)) * syllables * speaks).astype(
        np.float32
    )


def leaked(sound: np.ndarray, level_db: float, lag_s: float) -> np.ndarray:
    late = np.concatenate([np.zeros(round(lag_s * RATE)), sound])[: len(sound)]
    through = np.convolve(late, [0.6, 0.5, -0.3], mode="same")
    return through * 10 ** (level_db / 20) * np.sqrt((sound**2).mean() / (through**2).mean())


def pair(first: np.ndarray, second: np.ndarray) -> tuple[Channel, Channel]:
    line = 10 ** (-60 / 20)
    return (
        channel((first + noise(SECONDS, level=line, seed=7)).astype(np.float32)),
        channel((second + noise(SECONDS, level=line, seed=8)).astype(np.float32), index=1),
    )


AGENT, CALLER = talk(0, 0), talk(1, 1)


@pytest.mark.parametrize("level_db", [-30.0, -20.0, -10.0])
@pytest.mark.parametrize("lag_s", [0.0, 0.06, 0.3])
def test_bleed_is_found_with_level_and_lag_and_subtracted(level_db: float, lag_s: float) -> None:
    first, second = pair(AGENT + leaked(CALLER, level_db, lag_s), CALLER)
    layout = examine((first, second))
    assert not layout.duplicate
    (bleed,) = layout.bleeds
    assert (bleed.source, bleed.target) == (1, 0)
    assert bleed.level_db == pytest.approx(level_db, abs=1.0)
    assert bleed.lag_s == pytest.approx(lag_s, abs=0.002)
    cleaned, same = without_leak((first, second), layout, (first, second))
    assert same is second
    alone = np.abs(AGENT) == 0
    before, after = (float((c.samples[alone] ** 2).mean()) for c in (first, cleaned))
    assert after < max(0.05 * before, 2e-6)
    speaking = ~alone
    untouched = pair(AGENT, CALLER)[0].samples
    change = ((cleaned.samples - untouched)[speaking] ** 2).mean()
    assert change < 0.001 * (untouched[speaking] ** 2).mean()


def test_two_parties_without_bleed_are_left_alone() -> None:
    channels = pair(AGENT, CALLER)
    layout = examine(channels)
    assert not layout.duplicate
    assert layout.bleeds == ()
    assert without_leak(channels, layout, channels) == channels


def test_bleed_both_ways_is_found_both_ways() -> None:
    channels = pair(AGENT + leaked(CALLER, -20, 0.0), CALLER + leaked(AGENT, -20, 0.1))
    found = {(b.source, b.target) for b in examine(channels).bleeds}
    assert found == {(0, 1), (1, 0)}


@pytest.mark.parametrize("change", ["same", "softer", "inverted", "late", "coded"])
def test_the_same_sound_twice_is_noticed(change: str) -> None:
    both = AGENT + CALLER
    other = {
        "same": both,
        "softer": 0.5 * both,
        "inverted": -both,
        "late": np.concatenate([np.zeros(24), both])[: len(both)],
        "coded": np.round(both * 64) / 64,
    }[change]
    assert examine((channel(both), channel(other.astype(np.float32), index=1))).duplicate


def test_strong_bleed_is_not_the_same_sound() -> None:
    channels = pair(AGENT + leaked(CALLER, -3, 0.0), CALLER + leaked(AGENT, -3, 0.0))
    assert not examine(channels).duplicate


@pytest.mark.parametrize(
    ("level_db", "lag_s", "target"), [(0.0, 0.0, 1), (0.0, 0.06, 0), (3.0, 0.0, 0), (6.0, 0.06, 1)]
)
def test_a_channel_with_both_parties_keeps_its_own(
    level_db: float, lag_s: float, target: int
) -> None:
    own, other = (AGENT, CALLER) if target == 0 else (CALLER, AGENT)
    late = np.concatenate([np.zeros(round(lag_s * RATE)), other])[: len(other)]
    mix = own + 10 ** (level_db / 20) * late
    channels = pair(*((mix, other) if target == 0 else (other, mix)))
    _, narrow, layout = parted(channels, channels)
    assert not layout.duplicate
    (bleed,) = layout.bleeds
    assert bleed.full and (bleed.source, bleed.target) == (1 - target, target)
    assert bleed.level_db == pytest.approx(level_db, abs=0.5)
    assert narrow[1 - target] is channels[1 - target]
    left = narrow[target].samples - own
    assert (left**2).mean() < 0.01 * (late**2).mean()


def test_both_parties_in_both_channels_at_different_levels_are_parted() -> None:
    channels = pair(AGENT + CALLER, AGENT + 0.25 * CALLER)
    _, narrow, layout = parted(channels, channels)
    assert [(b.source, b.target, b.full) for b in layout.bleeds] == [(0, 1, False), (1, 0, True)]
    for kept, party in zip(narrow, (CALLER, AGENT), strict=True):
        alike = np.corrcoef(kept.samples, party)[0, 1]
        assert abs(alike) > 0.98


def test_silence_and_single_channels_hold_nothing() -> None:
    empty = channel(np.zeros(SECONDS * RATE, dtype=np.float32), index=1)
    for channels in ((channel(AGENT), empty), (channel(AGENT),), (empty, empty)):
        layout = examine(channels)
        assert not layout.duplicate
        assert layout.bleeds == ()


def test_what_the_subtraction_leaves_is_no_speech_but_a_real_word_is() -> None:
    word = np.zeros_like(AGENT)
    word[round(3.2 * RATE) : round(3.7 * RATE)] = 0.5 * talk(2, 1)[: round(0.5 * RATE)]
    word[round(3.2 * RATE) : round(3.7 * RATE)] += 0.05 * noise(0.5, level=1.0, seed=3)
    channels = pair(AGENT + word + leaked(CALLER, -15, 0.0), CALLER)
    layout = examine(channels)
    cleaned = without_leak(channels, layout, channels)
    own = activity((0.0, 2.0), (3.2, 3.7), (4.0, 6.0), (6.5, 7.5), (8.0, 10.0))
    other = activity(*((t, t + 2.0) for t in np.arange(2.0, 38.0, 4.0)), index=1)
    kept, untouched = without_bleed(cleaned, (own, other), layout)
    assert untouched is other
    assert [s.start_s for s in kept.segments] == [0.0, 3.2, 4.0, 8.0]
    assert kept.ipus == kept.segments
