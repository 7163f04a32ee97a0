"""Builds the sample calls from their scripts, with the known truth beside each file.

    python make.py            (needs the voices: see README.md)

Each line of a script is spoken, placed on its party's channel, and the channel goes down a
telephone line of its own: 300-3400 Hz, A-law, a little noise. Truth is taken from the placement,
never from voicecheck.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr
from scipy.signal import firwin, oaconvolve
from voices import RATE, phonemes, speak

HERE = Path(__file__).parent
LINE_RATE = 8000
VOICES = {
    ("de", "agent"): "pico-de",
    ("de", "customer"): "kokoro-de",
    ("en", "agent"): "hibari-en",
    ("en", "customer"): "joe-en",
}
LEVEL = {"agent": 0.42, "customer": 0.34}
NOISE_DB = {"agent": -62.0, "customer": -60.0}
CHANNEL = {"agent": 0, "customer": 1}
SOUND_DB = -40.0  # re the utterance's peak: below is the synthesiser's silence
PAUSE_S = 0.2
VOWELS = r"[aeiouyøœəɐɛɪɔʊʏɑæʌɜɚɒᵻ]"


@dataclass
class Utterance:
    """A spoken line on its way into the call."""

    role: str
    kind: str
    text: str
    samples: np.ndarray
    start_s: float
    pauses: list[list[float]] = field(default_factory=list)

    @property
    def end_s(self) -> float:
        """Where its sound ends."""
        return self.start_s + len(self.samples) / RATE


def trimmed(samples: np.ndarray) -> np.ndarray:
    """Cut the synthesiser's silence off both ends."""
    loud = np.flatnonzero(levels(samples) > SOUND_DB)
    hop = RATE // 200
    return samples[loud[0] * hop : (loud[-1] + 1) * hop]


def levels(samples: np.ndarray) -> np.ndarray:
    """Return the level of each 5 ms in decibels re the loudest."""
    hop = RATE // 200
    frames = samples[: len(samples) // hop * hop].reshape(-1, hop)
    power = (frames.astype(np.float64) ** 2).mean(axis=1)
    return 10 * np.log10(power / power.max() + 1e-12)


def pauses(samples: np.ndarray) -> list[list[float]]:
    """Return the silences of at least 200 ms inside an utterance."""
    silent = np.concatenate([[0], (levels(samples) <= SOUND_DB).astype(int), [0]])
    edges = np.flatnonzero(np.diff(silent))
    return [
        [a / 200, b / 200]
        for a, b in zip(edges[::2], edges[1::2], strict=True)
        if (b - a) / 200 >= PAUSE_S
    ]


def place(script: dict[str, Any]) -> list[Utterance]:
    """Speak all lines and put each where its script says."""
    placed: list[Utterance] = []
    end_s = script["lead_in_s"]
    turn: Utterance | None = None
    for line in script["line"]:
        role, kind = line["who"], line.get("kind", "turn")
        samples = trimmed(speak(VOICES[script["language"], role], line["text"]))
        if kind == "backchannel":
            assert turn is not None
            start_s = turn.start_s + line["under"]
        else:
            start_s = end_s + line.get("gap", 0.0)
        new = Utterance(role, kind, line["text"], samples, start_s)
        if kind == "interruption":
            assert turn is not None
            keep = int((start_s + line["cut"] - turn.start_s) * RATE)
            turn.samples = turn.samples[:keep] * fade(min(keep, len(turn.samples)))
        placed.append(new)
        if kind != "backchannel":
            turn = new
            end_s = max(end_s, new.end_s)
    for utterance in placed:
        utterance.pauses = pauses(utterance.samples)
    return placed


def fade(n: int) -> np.ndarray:
    """Return a gain that falls to nothing over the last 60 ms."""
    gain = np.ones(n, dtype=np.float32)
    tail = min(n, int(0.06 * RATE))
    gain[n - tail :] = np.linspace(1, 0, tail)
    return gain


def telephone(samples: np.ndarray, role: str, seed: int) -> np.ndarray:
    """Send one channel down its line."""
    taps = firwin(1601, [300, 3400], fs=LINE_RATE, pass_zero=False)
    narrow = oaconvolve(soxr.resample(samples, RATE, LINE_RATE), taps, mode="same")
    narrow *= LEVEL[role] / np.abs(narrow).max()
    noise = np.random.default_rng(seed).standard_normal(len(narrow))
    noise = oaconvolve(noise, taps, mode="same")
    return narrow + noise * 10 ** (NOISE_DB[role] / 20) / noise.std()


def syllables(text: str, language: str) -> int:
    """Count vowel nuclei in espeak-ng's phonemes: diphthongs and long vowels once."""
    ipa = re.sub(r"[ˈˌː]", "", phonemes(text, language))
    ipa = re.sub(r"a[ɪʊ]|ɔ[ʏøɪ]|e[ɪ]|o[ʊ]|ə[ʊ]|[iɪeɛuʊoɔ][ɐɚ](?=\b|[^a-z])|ɪə|ʊə", "a", ipa)
    return len(re.findall(VOWELS, ipa)) + len(re.findall("n̩|l̩|m̩", ipa))


def truth(name: str, script: dict[str, Any], placed: list[Utterance], roles: list[str]) -> None:
    """Write the known truth beside a finished file."""
    path = HERE / name
    info = soundfile.info(path)
    segments = []
    for u in sorted(placed, key=lambda u: u.start_s):
        spoken = u.text
        segments.append(
            {
                "role": u.role,
                "channel": CHANNEL[u.role] if len(roles) == 2 else 0,
                "kind": u.kind,
                "start_s": round(u.start_s, 3),
                "end_s": round(u.end_s, 3),
                "text": spoken,
                "words": len(spoken.split()),
                "syllables": syllables(spoken, script["language"]),
                "pauses": [[round(u.start_s + t, 3) for t in pause] for pause in u.pauses],
            }
        )
    document = {
        "schema_version": 1,
        "language": script["language"],
        "audio": name,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "sample_rate": info.samplerate,
        "channels": roles,
        "duration_s": round(info.frames / info.samplerate, 3),
        "segments": segments,
    }
    text = json.dumps(document, ensure_ascii=False, indent=1)
    path.with_suffix(".truth.json").write_text(text + "\n", encoding="utf-8")


def build(script_name: str) -> tuple[dict[str, Any], list[Utterance], np.ndarray]:
    """Make one call.

    Returns
    -------
    script : dict
    placed : list of Utterance
    samples : np.ndarray [shape=(n_samples, 2)]
        8 kHz, agent first.
    """
    script = tomllib.loads((HERE / "scripts" / script_name).read_text(encoding="utf-8"))
    placed = place(script)
    n = int((max(u.end_s for u in placed) + script["tail_s"]) * RATE)
    channels = []
    for role in ("agent", "customer"):
        track = np.zeros(n, dtype=np.float32)
        for u in placed:
            if u.role == role:
                first = int(u.start_s * RATE)
                track[first : first + len(u.samples)] += u.samples
        channels.append(telephone(track, role, seed=CHANNEL[role]))
    return script, placed, np.stack(channels, axis=1)


def main() -> None:
    """Build every sample."""
    both = ["agent", "customer"]
    script, placed, call = build("call_de.toml")
    coded = HERE / "call_stereo.wav"
    # Through A-law and back: the 16-bit file holds what the line left.
    soundfile.write(coded, call, LINE_RATE, subtype="ALAW")
    heard, _ = soundfile.read(coded)
    soundfile.write(coded, heard, LINE_RATE, subtype="PCM_16")
    truth("call_stereo.wav", script, placed, both)
    soundfile.write(HERE / "call_mono.wav", heard.sum(axis=1), LINE_RATE, subtype="PCM_16")
    truth("call_mono.wav", script, placed, ["mixed"])
    script, placed, call = build("call_en.toml")
    soundfile.write(HERE / "call_alaw.wav", call, LINE_RATE, subtype="ALAW")
    truth("call_alaw.wav", script, placed, both)
    soundfile.write(HERE / "call_en.mp3", call, LINE_RATE, format="MP3")
    truth("call_en.mp3", script, placed, both)


if __name__ == "__main__":
    main()
