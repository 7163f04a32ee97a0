from __future__ import annotations

import numpy as np
import pytest

from tests.synth import RATE, channel, noise, tone
from voicecheck.audio.band import canonical
from voicecheck.audio.noise import MAX_SNR_DB, MIN_SNR_DB, frame_levels, silent_frames, snr_db
from voicecheck.types.time import Span

HISS = 0.01


def speech_in_hiss(snr: float, *, seconds: float = 20.0) -> np.ndarray:
    """White noise with a tone from 2 to 6 s that stands `snr` dB above it."""
    sound = noise(seconds, level=HISS)
    sound[16_000:48_000] += tone(800, 4.0, level=2**0.5 * HISS * 10 ** (snr / 20))
    return sound


SPEECH = (Span(2.0, 6.0),)


@pytest.mark.parametrize("wanted", [0.0, 5.0, 10.0, 15.0, 20.0, 40.0])
def test_snr_is_measured(wanted: float) -> None:
    found = snr_db(channel(speech_in_hiss(wanted)), SPEECH)
    assert found == pytest.approx(wanted, abs=0.6)


def test_missed_speech_does_not_pass_for_noise() -> None:
    sound = speech_in_hiss(30.0)
    mhm = tone(800, 0.3, level=2**0.5 * HISS * 10 ** (30 / 20))
    sound[56_000 : 56_000 + len(mhm)] += mhm
    assert snr_db(channel(sound), SPEECH) == pytest.approx(30, abs=0.5)


def test_a_talker_in_half_of_the_rest_is_noise() -> None:
    sound = speech_in_hiss(30.0)
    sound[48_400:64_000] += tone(600, 1.95, level=2**0.5 * HISS * 10 ** (20 / 20))
    assert snr_db(channel(sound), SPEECH) == pytest.approx(13, abs=1)


def test_ring_tones_and_hold_music_are_no_line_noise() -> None:
    sound = speech_in_hiss(30.0)
    sound[72_000:152_000] += tone(425, 10.0, level=0.3)
    assert snr_db(channel(sound), SPEECH) == pytest.approx(30, abs=0.6)


def test_suppressed_silence_is_no_noise() -> None:
    sound = speech_in_hiss(20.0)
    sound[56_000:120_000] = 0.0  # leaves 7 s of noise
    assert snr_db(channel(sound), SPEECH) == pytest.approx(20, abs=0.6)
    sound[:15_000] = 0.0
    sound[49_000:] = 0.0  # leaves 0.125 s on either side, of which the edges take 0.1 s
    assert snr_db(channel(sound), SPEECH) is None


def test_a_law_silence_is_digital_silence() -> None:
    sound = np.full(80_000, 8 / 32768, dtype=np.float32)  # what A-law makes of 0
    assert silent_frames(channel(sound)).all()
    sound[16_000:48_000] += tone(800, 4.0)
    assert snr_db(canonical(channel(sound)), SPEECH) is None


def test_too_little_of_either() -> None:
    sound = speech_in_hiss(20.0)
    assert snr_db(channel(sound), ()) is None
    assert snr_db(channel(sound), (Span(2.0, 2.55),)) is None
    assert snr_db(channel(sound), (Span(2.0, 2.65),)) is not None
    assert snr_db(channel(sound[16_000:48_000]), (Span(0.0, 4.0),)) is None
    assert snr_db(channel(np.zeros(0, dtype=np.float32)), ()) is None


def test_the_limits() -> None:
    loud_rest = noise(20.0, level=HISS)
    loud_rest[16_000:48_000] *= 0.5
    assert snr_db(channel(loud_rest), SPEECH) == MIN_SNR_DB
    clean = noise(20.0, level=2e-5)
    clean[16_000:48_000] += tone(800, 4.0, level=1.0)
    assert snr_db(channel(clean), SPEECH) == MAX_SNR_DB


def test_frames() -> None:
    sound = np.concatenate([np.zeros(80), np.full(80, 0.5), tone(500, 0.01), np.ones(79)])
    assert frame_levels(channel(sound.astype(np.float32))) == pytest.approx([0, 0.25, 0.125])
    assert silent_frames(channel(sound)).tolist() == [True, True, False]


def test_what_was_left_out_is_no_noise() -> None:
    sound = noise(8.0, level=0.001, seed=3)
    sound[RATE : 3 * RATE] = tone(300.0, 2.0)  # music
    sound[4 * RATE : 6 * RATE] = noise(2.0, level=0.1, seed=4)
    speech, music = (Span(4, 6),), (Span(1, 3),)
    spoilt, right = snr_db(channel(sound), speech), snr_db(channel(sound), speech, music)
    assert spoilt is not None and spoilt < 15
    assert right == pytest.approx(40, abs=2)
