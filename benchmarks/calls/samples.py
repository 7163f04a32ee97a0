"""Builds the sample calls from their scripts, with the known truth beside each file.

    python -m benchmarks.calls.samples [calls] [bank] [pairs]      (calls and bank need the voices)

Each line of a script is spoken, placed on its party's channel, and the channel goes down a
telephone line of its own: 300-3400 Hz, A-law, a little noise. Truth is taken from the placement,
never from voicecheck. The bank holds the same lines one by one, clean, with what is said instead
where something goes wrong; the pairs are calls put together from it, each with one fault.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr

from benchmarks.calls.call import load_bank, pauses, put_together, trimmed
from benchmarks.calls.pairs import PAIRS
from benchmarks.calls.telephone import band_limited
from benchmarks.calls.voices import RATE, phonemes, speak

SAMPLES = Path(__file__).parents[2] / "sample_audio"
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
VOWELS = r"[aeiouyøœəɐɛɪɔʊʏɑæʌɜɚɒᵻ]"


@dataclass
class Utterance:
    """A spoken line on its way into the call."""

    role: str
    kind: str
    text: str
    samples: np.ndarray
    start_s: float
    pauses: tuple[tuple[float, float], ...] = ()

    @property
    def end_s(self) -> float:
        """Where its sound ends."""
        return self.start_s + len(self.samples) / RATE


def place(script: dict[str, Any]) -> list[Utterance]:
    """Speak all lines and put each where its script says."""
    placed: list[Utterance] = []
    end_s = script["lead_in_s"]
    turn: Utterance | None = None
    for line in script["line"]:
        role, kind = line["who"], line.get("kind", "turn")
        samples = trimmed(speak(VOICES[script["language"], role], line["text"]), RATE)
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
        utterance.pauses = pauses(utterance.samples, RATE)
    return placed


def fade(n: int) -> np.ndarray:
    """Return a gain that falls to nothing over the last 60 ms."""
    gain = np.ones(n, dtype=np.float32)
    tail = min(n, int(0.06 * RATE))
    gain[n - tail :] = np.linspace(1, 0, tail)
    return gain


def telephone(samples: np.ndarray, role: str, seed: int) -> np.ndarray:
    """Send one channel down its line."""
    narrow = band_limited(soxr.resample(samples, RATE, LINE_RATE))
    narrow *= LEVEL[role] / np.abs(narrow).max()
    noise = band_limited(np.random.default_rng(seed).standard_normal(len(narrow)))
    return narrow + noise * 10 ** (NOISE_DB[role] / 20) / noise.std()


def syllables(text: str, language: str) -> int:
    """Count vowel nuclei in espeak-ng's phonemes: diphthongs and long vowels once."""
    ipa = re.sub(r"[ˈˌː]", "", phonemes(text, language))
    ipa = re.sub(r"a[ɪʊ]|ɔ[ʏøɪ]|e[ɪ]|o[ʊ]|ə[ʊ]|[iɪeɛuʊoɔ][ɐɚ](?=\b|[^a-z])|ɪə|ʊə", "a", ipa)
    return len(re.findall(VOWELS, ipa)) + len(re.findall("n̩|l̩|m̩", ipa))


def truth(name: str, script: dict[str, Any], placed: list[Utterance], roles: list[str]) -> None:
    """Write the known truth beside a finished file."""
    path = SAMPLES / name
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
    script = tomllib.loads((SAMPLES / "scripts" / script_name).read_text(encoding="utf-8"))
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


def bank(name: str, script_name: str) -> None:
    """Speak every line and variant of a script, clean and one by one."""
    script = tomllib.loads((SAMPLES / "scripts" / script_name).read_text(encoding="utf-8"))
    language = script["language"]
    named = {line["id"]: line for line in script["line"] if "id" in line}
    rows: list[dict[str, Any]] = []
    sounds: list[np.ndarray] = []
    for line in [*script["line"], *script["variant"]]:
        role = line["who"] if "who" in line else named[line["line"]]["who"]
        kind = line.get("kind", "turn")
        spoken = speak(VOICES[language, role], line["text"])
        sounds.append(trimmed(soxr.resample(trimmed(spoken, RATE), RATE, LINE_RATE)))
        rows.append(
            {
                "role": role,
                "kind": kind,
                "text": line["text"],
                "line": line.get("line", line.get("id", "")),
                "axis": line.get("axis", ""),
                "step": line.get("step", 0),
                "gap_s": line["under"] if kind == "backchannel" else line.get("gap", 0.0),
                "syllables": syllables(line["text"], language),
            }
        )
    rows[0]["gap_s"] = script["lead_in_s"]
    at = 0
    for row, sound in zip(rows, sounds, strict=True):
        of_party = [s for r, s in zip(rows, sounds, strict=True) if r["role"] == row["role"]]
        sound *= LEVEL[row["role"]] / max(np.abs(s).max() for s in of_party)
        row |= {"first": at, "end": at + len(sound), "pauses": pauses(sound)}
        at += len(sound)
    soundfile.write(SAMPLES / "bank" / f"{name}.flac", np.concatenate(sounds), LINE_RATE)
    text = json.dumps({"language": language, "utterances": rows}, ensure_ascii=False, indent=1)
    (SAMPLES / "bank" / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def pairs() -> None:
    """Put the pairs together: the call as it should be, and one with each fault."""
    for name, language, change in PAIRS:
        known = put_together(change(load_bank(language)))
        path = SAMPLES / "pairs" / f"{name}.mp3"
        soundfile.write(path, known.samples, LINE_RATE, format="MP3", bitrate_mode="CONSTANT")


def calls() -> None:
    """Build the calls."""
    both = ["agent", "customer"]
    script, placed, call = build("call_de.toml")
    coded = SAMPLES / "call_stereo.wav"
    # Through A-law and back: the 16-bit file holds what the line left.
    soundfile.write(coded, call, LINE_RATE, subtype="ALAW")
    heard, _ = soundfile.read(coded)
    soundfile.write(coded, heard, LINE_RATE, subtype="PCM_16")
    truth("call_stereo.wav", script, placed, both)
    soundfile.write(SAMPLES / "call_mono.wav", heard.sum(axis=1), LINE_RATE, subtype="PCM_16")
    truth("call_mono.wav", script, placed, ["mixed"])
    script, placed, call = build("call_en.toml")
    soundfile.write(SAMPLES / "call_alaw.wav", call, LINE_RATE, subtype="ALAW")
    truth("call_alaw.wav", script, placed, both)
    soundfile.write(SAMPLES / "call_en.mp3", call, LINE_RATE, format="MP3")
    truth("call_en.mp3", script, placed, both)


def main() -> None:
    """Build what is named, or all."""
    parts = {
        "calls": calls,
        "bank": lambda: [bank(name, f"good_{name}.toml") for name in ("de", "en")],
        "pairs": pairs,
    }
    for name in sys.argv[1:] or parts:
        parts[name]()


if __name__ == "__main__":
    main()
