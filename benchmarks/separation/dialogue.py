"""Dialogues of two people from their utterances, one person alone, and the lines they speak on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks._speech import coded
from benchmarks.calls.telephone import band_limited
from benchmarks.separation.speakers import RATE, Clip, clips, quietest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.separation.speakers import Utterance

STEP_S = 0.01
DIALOGUE_S = 80.0
CLIPS_PER_TURN = (1, 1, 2, 2, 3)
CHANGES_S = (-0.5, -0.2, 0.0, 0.1, 0.2, 0.4, 0.6, 1.0)
WITHIN_S = (0.15, 0.6)
BACKCHANNEL_RATE = 0.2
LEVEL_DB = 8.0
NOISE_DBFS = (-66.0, -54.0)


def dialogue(
    one: Sequence[Utterance], two: Sequence[Utterance], sentences: str, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Let two people talk until one has nothing left to say.

    Returns both parties' sound and in which frames of 10 ms their clips lie, a row for each.
    """
    talk = queues((one, two), sentences, rng)
    placed: list[tuple[int, float, np.ndarray]] = []
    ends = [0.0, 0.0]
    at, who, last = 0.5, 0, ""
    while at < DIALOGUE_S and talk[who]:
        start = at = max(at, ends[who] + 0.1)
        for _ in range(rng.choice(CLIPS_PER_TURN)):
            if not talk[who]:
                break
            clip = _next(talk[who], last if sentences == "same" else "")
            placed.append((who, at, clip.sound))
            ends[who] = at + len(clip.sound) / RATE
            at = ends[who] + rng.uniform(*WITHIN_S)
            last = clip.text
        at, other = ends[who], 1 - who
        if rng.random() < BACKCHANNEL_RATE and at - start > 3 and len(talk[other]) > 1:
            placed.append((other, rng.uniform(start + 0.8, at - 1.5), _word(talk[other].pop())))
        at += rng.choice(CHANGES_S)
        who, last = other, clip.text
    return _laid_out(placed)


def monologue(
    utterances: Sequence[Utterance], seconds: float, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Let one person talk, in the order given."""
    placed: list[tuple[int, float, np.ndarray]] = []
    at = 0.5
    for clip in (clip for utterance in utterances for clip in clips(utterance)):
        if at > seconds:
            break
        placed.append((0, at, clip.sound))
        at += len(clip.sound) / RATE + rng.uniform(0.15, 1.0)
    sound, where = _laid_out(placed)
    return sound[:1], where[:1]


def same_line(voices: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Send all parties down one line; returns what each would be alone, and the mix."""
    clean = band_limited(_levelled(voices, rng).T).T
    noise = _noise(voices.shape[1], rng)
    return clean + noise, _recorded(clean.sum(axis=0) + noise)


def own_lines(voices: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Send each party down a line of its own; returns what each is alone, and the mix."""
    parties = np.array(
        [
            coded(band_limited(_coloured(voice, rng)) + _noise(len(voice), rng), RATE, "ALAW")
            for voice in _levelled(voices, rng)
        ]
    )
    return parties, _recorded(parties.sum(axis=0))


def queues(
    parties: tuple[Sequence[Utterance], Sequence[Utterance]],
    sentences: str,
    rng: np.random.Generator,
) -> list[list[Clip]]:
    """Shuffle what each has to say; with "other" sentences, nobody says what the other says."""
    texts = sorted({u.text for utterances in parties for u in utterances})
    mine = set(rng.permutation(texts)[::2])
    shared = {u.text for u in parties[0]} & {u.text for u in parties[1]}
    found = []
    for who, utterances in enumerate(parties):
        kept = [
            u
            for u in utterances
            if sentences != "other" or u.text not in shared or (u.text in mine) == (who == 0)
        ]
        spoken = [clip for i in rng.permutation(len(kept)) for clip in clips(kept[i])]
        found.append(spoken)
    return found


def _next(queue: list[Clip], text: str) -> Clip:
    """Take the next clip, if possible one of the sentence that was said last."""
    same = [i for i, clip in enumerate(queue) if clip.text == text]
    return queue.pop(same[0] if same else 0)


def _word(clip: Clip) -> np.ndarray:
    """Return the first word or so."""
    first, last = round(0.3 * RATE), round(0.7 * RATE)
    sound = clip.sound[: first + quietest(clip.sound[first:last])].copy()
    sound[-80:] *= np.linspace(1, 0, 80)
    return sound


def _laid_out(placed: list[tuple[int, float, np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    end_s = 0.5 + max(at + len(sound) / RATE for _, at, sound in placed)
    voices = np.zeros((2, round(end_s * RATE)))
    where = np.zeros((2, round(voices.shape[1] / RATE / STEP_S) + 1), dtype=bool)
    for who, at, sound in placed:
        begin = round(at * RATE)
        voices[who, begin : begin + len(sound)] += sound
        where[who, round(at / STEP_S) : round((at + len(sound) / RATE) / STEP_S)] = True
    return voices, where


def _levelled(voices: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    half_db = rng.uniform(-LEVEL_DB, LEVEL_DB) / 2
    return voices * 10 ** (np.array([[half_db], [-half_db]])[: len(voices)] / 20)


def _coloured(sound: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Give a line its own slope and bumps."""
    from scipy.signal import firwin2, oaconvolve

    hertz = np.array([0, 300, 700, 1200, 1800, 2600, 3400, RATE / 2])
    gains_db = rng.uniform(-4, 4) * hertz / 3400 + rng.uniform(-3, 3, len(hertz))
    return oaconvolve(sound, firwin2(257, hertz, 10 ** (gains_db / 20), fs=RATE), mode="same")


def _noise(n: int, rng: np.random.Generator) -> np.ndarray:
    return band_limited(10 ** (rng.uniform(*NOISE_DBFS) / 20) * rng.standard_normal(n))


def _recorded(mix: np.ndarray) -> np.ndarray:
    return coded(0.5 * mix / np.abs(mix).max(), RATE, "ALAW")
