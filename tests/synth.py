"""Sound with a known answer, and parts of calls written down by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from voicecheck.languages import load_pack
from voicecheck.speech.dialogue import build_dialogue
from voicecheck.types.audio import Channel, Role
from voicecheck.types.speech import Dialogue, Party, SpeechActivity, Transcript, Word
from voicecheck.types.time import Span, merge
from voicecheck.types.tracks import PitchTrack

RATE = 8000


def tone(hertz: float, seconds: float, *, rate: int = RATE, level: float = 0.5) -> np.ndarray:
    t = np.arange(int(seconds * rate)) / rate
    return (level * np.sin(2 * np.pi * hertz * t)).astype(np.float32)


def noise(seconds: float, *, rate: int = RATE, level: float = 0.1, seed: int = 0) -> np.ndarray:
    drawn = np.random.default_rng(seed).standard_normal(int(seconds * rate))
    return (level * drawn).astype(np.float32)


def voice(f0_hz: np.ndarray, *, rate: int = RATE, level: float = 0.3) -> np.ndarray:
    """A buzz with many harmonics, one value of f0 per sample; 0 = silence."""
    phase = 2 * np.pi * np.cumsum(f0_hz) / rate
    sound = np.zeros(len(f0_hz))
    for harmonic in range(1, 31):
        audible = harmonic * f0_hz < 0.45 * rate
        sound += audible * np.cos(harmonic * phase) / harmonic**0.5
    sound *= f0_hz > 0
    return (level * sound / np.abs(sound).max()).astype(np.float32)


def glide(centre_hz: float, range_semitones: float, seconds: float) -> np.ndarray:
    """A voice that sweeps evenly: its 10-90 % range is 0.8 of the sweep."""
    t = np.arange(int(seconds * RATE)) / RATE
    sweep = 2 * np.abs((t / 2.0) % 1 - 0.5) * 2 - 1  # a triangle from -1 to 1 every 2 s
    return voice(centre_hz * 2 ** (sweep * range_semitones / 24))


def syllable_train(rate_hz: float, n: int, *, f0_hz: float = 150.0) -> np.ndarray:
    """A voice that swells n times, with dips of 30 dB between."""
    t = np.arange(round(n / rate_hz * RATE)) / RATE
    swell = 0.5 - 0.5 * np.cos(2 * np.pi * rate_hz * t)
    return (voice(np.full(len(t), f0_hz)) * (0.03 + 0.97 * swell)).astype(np.float32)


def pitch_track(f0_hz: np.ndarray, *, start_s: float = 0.0) -> PitchTrack:
    """A track written down by hand, a frame every 10 ms; NaN = unvoiced."""
    times = start_s + 0.005 + 0.01 * np.arange(len(f0_hz))
    strength = np.where(np.isfinite(f0_hz), 0.9, 0.0)
    return PitchTrack(times, np.asarray(f0_hz, dtype=float), strength, 60.0, 600.0, 0.01)


def channel(samples: np.ndarray, *, rate: int = RATE, index: int = 0) -> Channel:
    return Channel(index, samples, rate)


def activity(*pairs: tuple[float, float], index: int = 0, snr_db: float = 30.0) -> SpeechActivity:
    segments = tuple(Span(a, b) for a, b in pairs)
    return SpeechActivity(index, segments, merge(segments, 0.2), snr_db)


def spread(text: str, start_s: float, end_s: float, *, probability: float = 0.9) -> list[Word]:
    """The words of a text, spread evenly over a stretch."""
    words = text.split()
    step = (end_s - start_s) / len(words)
    return [
        Word(w, Span(start_s + i * step, start_s + (i + 1) * step), probability)
        for i, w in enumerate(words)
    ]


def transcript(*words: Word, language: str = "de", index: int = 0) -> Transcript:
    return Transcript(index, tuple(words), language, 1.0, "test")


def conversation(*lines: tuple[str, float, float, str], language: str = "de") -> Dialogue:
    """A dialogue written down by hand: (``agent`` or ``caller``, start, end, words) each.

    No words stand for speech whose words are lost.
    """
    pack = load_pack(language)
    parties = []
    for who, role in (("agent", Role.AGENT), ("caller", Role.CUSTOMER)):
        own = sorted(line for line in lines if line[0] == who)
        if not own:
            continue
        words = [w for _, start, end, text in own if text for w in spread(text, start, end)]
        spans = [(start, end) for _, start, end, _ in own]
        lost = tuple(Span(start, end) for _, start, end, text in own if not text)
        heard = replace(transcript(*words, language=language), wordless=lost)
        parties.append(Party(role, activity(*spans), heard))
    return build_dialogue(parties, pack=pack)
