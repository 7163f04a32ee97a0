"""Two voices on one channel: how well they are told apart, and whether the stated purity holds.

python -m benchmarks.diarization --speech DIR [--samples sample_audio] [--seed 0] [--details]

Mixtures with known truth: turns of 1-6 s of two real speakers in turn (some answers without a
pause, one speaker may hold the floor), on one line or each on a line of its own, through the
telephone band and A-law, GSM or noise; and dual-channel calls mixed down (truth from each channel's
own speech activity). One-voice files: the same speakers alone, and the single channels of calls.
"Right" is the share of the detected speech of one speaker alone that went to the right voice.
EMO-DB "acted" mixes seven acted emotions in every voice: harder than any call, a test of honesty.
"""

from __future__ import annotations

import argparse
import itertools
import json
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks._speech import RATE, line, manifest, read
from voicecheck.audio.band import canonical
from voicecheck.speech.activity import detect_speech
from voicecheck.speech.diarize import separate
from voicecheck.types.audio import Channel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from voicecheck.speech.diarize import Separation
    from voicecheck.types.time import Span

STEP_S = 0.01
LINES = ("alaw", "gsm", "snr20")
MIN_SPEAKER_S = 22.0
READERS = ("kerstin", "thorsten", "asterisk")
CALLS = ("call_stereo.wav", "call_alaw.wav")
MIXED_CALLS = ("deepgram_callcenter_mono.flac", "watson_auto_loan_call_mono8k.flac")


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A mono recording, and who speaks in each frame of 10 ms (bit 1 and bit 2)."""

    group: str
    name: str
    channel: Channel
    n_voices: int
    truth: np.ndarray


def trimmed(sound: np.ndarray) -> np.ndarray:
    """Cut silence off both ends, all but 50 ms, and set the level."""
    frames = sound[: len(sound) // 160 * 160].reshape(-1, 160)
    power = (frames**2).mean(axis=1)
    loud = np.flatnonzero(power > 1e-4 * power.max())
    cut = sound[max(0, (loud[0] - 5) * 160) : (loud[-1] + 6) * 160]
    return 0.05 * cut / np.sqrt((cut**2).mean())


def speakers(speech: Path) -> dict[str, dict[str, list[np.ndarray]]]:
    """Read every set's speakers with enough material: set -> speaker -> utterances."""
    sets = [
        ("emodb calm", "emodb", {"neutral", "boredom"}),
        ("emodb acted", "emodb", None),
        ("kerstin", "kerstin_de", None),
        ("thorsten", "thorsten", {"read"}),
        ("asterisk", "asterisk_en", None),
        ("learners", "speechocean762", None),
    ]
    found: dict[str, dict[str, list[np.ndarray]]] = {}
    for name, folder, labels in sets:
        by_speaker: dict[str, list[dict[str, str]]] = defaultdict(list)
        for row in manifest(speech / folder):
            if labels is not None and row["labels"] not in labels:
                continue
            if "silence" not in row["transcript"] and float(row["duration_s"]) > 1.0:
                by_speaker[row["speaker"]].append(row)
        found[name] = {}
        for speaker, rows in sorted(by_speaker.items()):
            if sum(float(row["duration_s"]) for row in rows) < MIN_SPEAKER_S:
                continue
            order = np.random.default_rng(0).permutation(len(rows))
            found[name][speaker] = [trimmed(read(speech / folder / rows[i]["path"])) for i in order]
    return found


def stream(sounds: list[np.ndarray], seconds: float, rng: np.random.Generator) -> np.ndarray:
    """Join utterances over short pauses, each used once."""
    parts: list[np.ndarray] = []
    for index in rng.permutation(len(sounds)):
        parts += [sounds[index], np.zeros(round(rng.uniform(0.15, 0.6) * RATE))]
        if sum(map(len, parts)) > seconds * RATE:
            break
    return np.concatenate(parts)[: round(seconds * RATE)]


def coloured(sound: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Send a voice over a line of its own: gentle slope and bumps, level, noise floor."""
    from scipy.signal import firwin2, oaconvolve

    hertz = np.array([0, 300, 700, 1200, 1800, 2600, 3400, 8000.0])
    gains = 10 ** ((rng.uniform(-4, 4) * (hertz / 3400) + rng.uniform(-2, 2, len(hertz))) / 20)
    shaped = oaconvolve(sound, firwin2(257, hertz, gains, fs=RATE), mode="same")
    shaped *= 10 ** (rng.uniform(-4, 4) / 20)
    return shaped + 10 ** (rng.uniform(-75, -55) / 20) * rng.standard_normal(len(shaped))


def mixture(
    first: np.ndarray, second: np.ndarray, share: float, rng: np.random.Generator
) -> tuple[list[np.ndarray], np.ndarray]:
    """Let two voices speak in turn; the first one's turns are longer by its share."""
    sounds = [first, second]
    used, at = [0, 0], 0.5
    turns = []
    for who in itertools.cycle((0, 1)):
        length = rng.uniform(1, 6) * (2 * share if who == 0 else 2 * (1 - share))
        take = round(max(0.6, length) * RATE)
        if used[who] + take > len(sounds[who]):
            break
        turns.append((who, at, sounds[who][used[who] : used[who] + take]))
        used[who] += take
        # One answer in six comes at once, or a little into the other's last word.
        at += take / RATE + (rng.uniform(-0.1, 0.1) if rng.random() < 1 / 6 else rng.gamma(2, 0.25))
    n = round((at + 0.5) * RATE)
    voices = [np.zeros(n), np.zeros(n)]
    truth = np.zeros(round((at + 0.5) / STEP_S), dtype=int)
    for who, start, sound in turns:
        begin = round(start * RATE)
        voices[who][begin : begin + len(sound)] += sound
        truth[round(start / STEP_S) : round((start + len(sound) / RATE) / STEP_S)] |= 1 << who
    return voices, truth


def pairs(
    found: dict[str, dict[str, list[np.ndarray]]],
) -> list[tuple[str, str, list[np.ndarray], list[np.ndarray]]]:
    """Choose pairs of speakers: from one set (one room, one microphone) and across sets."""
    chosen = [
        (f"pair {name}", f"{a}-{b}", found[name][a], found[name][b])
        for name in ("emodb calm", "emodb acted")
        for a, b in itertools.combinations(found[name], 2)
    ]
    learners = found["learners"]
    chosen += [
        ("pair learners", f"{a}-{b}", learners[a], learners[b])
        for a, b in itertools.pairwise(learners)
    ]
    readers = {name: sounds for key in READERS for name, sounds in found[key].items()}
    others = {**found["emodb calm"], **dict(list(learners.items())[::3])}
    across = [*itertools.combinations(readers, 2), *itertools.product(readers, others)]
    of = {**others, **readers}
    return chosen + [("pair across sets", f"{a}-{b}", of[a], of[b]) for a, b in across]


def pair_cases(found: dict[str, dict[str, list[np.ndarray]]], seed: int) -> Iterator[Case]:
    """Mix every pair on one line, and on two."""
    for number, (group, name, one, two) in enumerate(pairs(found)):
        for own_line in (False, True):
            rng = np.random.default_rng([seed, number, own_line])
            share = float(rng.choice([0.5, 0.65, 0.8]))
            voices, truth = mixture(stream(one, 90, rng), stream(two, 90, rng), share, rng)
            if own_line:
                voices = [coloured(voice, rng) for voice in voices]
            kind = LINES[(number + own_line) % len(LINES)]
            sound, rate = line(sum(voices), RATE, kind)
            channel = canonical(Channel(0, sound.astype(np.float32), rate))
            lines = "own line" if own_line else "same line"
            yield Case(f"{group}, {lines}", f"{name} {kind} {share}", channel, 2, truth)


def single_cases(found: dict[str, dict[str, list[np.ndarray]]], seed: int) -> Iterator[Case]:
    """Let each speaker speak alone."""
    for name, people in found.items():
        for number, (speaker, sounds) in enumerate(people.items()):
            for k, kind in enumerate(LINES):
                rng = np.random.default_rng([seed, 7, number, k])
                sound = stream(sounds, float(rng.choice([30, 60, 120, 240])), rng)
                sound, rate = line(coloured(sound, rng), RATE, kind)
                channel = canonical(Channel(0, sound.astype(np.float32), rate))
                truth = np.ones(round(channel.duration_s / STEP_S), dtype=int)
                yield Case(f"alone, {name}", f"{speaker} {kind}", channel, 1, truth)


def call_cases(speech: Path, samples: Path) -> Iterator[Case]:
    """Mix dual-channel calls down, and take their channels alone; mixed calls as they are."""
    import soundfile

    calls = speech / "calls_en"
    for path in (calls / "aws_auto_repairs_40_stereo.flac", *(samples / name for name in CALLS)):
        sound, rate = soundfile.read(path, dtype="float32", always_2d=True)
        own = [canonical(Channel(i, sound[:, i].copy(), rate)) for i in (0, 1)]
        n = round(own[0].duration_s / STEP_S) + 1
        active = [on(detect_speech(channel).segments, n).astype(int) for channel in own]
        for kind in LINES:
            mixed, narrow = line(sound.sum(axis=1), rate, kind)
            channel = canonical(Channel(0, mixed.astype(np.float32), narrow))
            truth = active[0] | 2 * active[1]
            yield Case("call mixed down", f"{path.name} {kind}", channel, 2, truth)
        for channel, truth in zip(own, active, strict=True):
            yield Case("call channel", f"{path.name} {channel.index}", channel, 1, truth)
    for name in MIXED_CALLS:
        sound, rate = soundfile.read(calls / name, dtype="float32")
        channel = canonical(Channel(0, sound, rate))
        yield Case("call, no truth", name, channel, 2, np.zeros(0, dtype=int))
    written = json.loads((samples / "call_mono.truth.json").read_text("utf-8"))
    sound, rate = soundfile.read(samples / "call_mono.wav", dtype="float32")
    truth = np.zeros(round(len(sound) / rate / STEP_S) + 1, dtype=int)
    for s in written["segments"]:
        part = slice(round(s["start_s"] / STEP_S), round(s["end_s"] / STEP_S))
        truth[part] |= 1 if s["role"] == "agent" else 2
    yield Case("call mixed down", "call_mono.wav", canonical(Channel(0, sound, rate)), 2, truth)


def on(spans: tuple[Span, ...], n: int) -> np.ndarray:
    """Return which of n frames lie within the spans."""
    found = np.zeros(n, dtype=bool)
    for span in spans:
        found[round(span.start_s / STEP_S) : round(span.end_s / STEP_S)] = True
    return found


def right(case: Case, separation: Separation, *, usable: bool = False) -> float:
    """Return the share of one-speaker speech that went to the right voice."""
    n = len(case.truth)
    given = [on(voice, n) for voice in separation.voices]
    if len(given) == 1:
        given.append(np.zeros(n, dtype=bool))
    clear = ~on(separation.doubtful, n) if usable else np.ones(n, dtype=bool)
    table = [[int((g & clear & (case.truth == t)).sum()) for t in (1, 2)] for g in given]
    total = sum(map(sum, table))
    best = max(table[0][0] + table[1][1], table[0][1] + table[1][0])
    return best / total if total else float("nan")


def cases(speech: Path, samples: Path, seed: int) -> Iterator[Case]:
    """Yield every recording of the benchmark."""
    yield from call_cases(speech, samples)
    found = speakers(speech)
    yield from single_cases(found, seed)
    yield from pair_cases(found, seed)


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """What came out for one recording."""

    case: Case
    separation: Separation
    right: float
    clear: float


def report(rows: list[Row]) -> None:
    """Print number of voices and purity per group, then stated against true purity."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row.case.group].append(row)
    for group, found in groups.items():
        wrong = sum(len(row.separation.voices) != row.case.n_voices for row in found)
        shares = np.array([row.right for row in found])
        stated = np.array([row.separation.purity for row in found])
        trusted = stated >= 0.95
        print(
            f"{group:32} n {len(found):3}  other number of voices {wrong:2}  right mean "
            f"{shares.mean():.3f} worst {shares.min():.3f}  stated {stated.mean():.2f}  trusted "
            f"(>= .95) {trusted.sum():2}, of those right < .90: {(shares[trusted] < 0.9).sum()}"
        )
    print("stated purity against the share that is right:")
    known = [row for row in rows if np.isfinite(row.right)]
    for low, high in itertools.pairwise((0.0, 0.55, 0.7, 0.8, 0.9, 0.95, 0.98, 1.01)):
        shares = np.array([row.right for row in known if low <= row.separation.purity < high])
        if len(shares):
            print(
                f"  {low:.2f}-{min(high, 1):.2f}  n {len(shares):3}  right mean {shares.mean():.3f}"
                f"  10th percentile {np.percentile(shares, 10):.3f}  worst {shares.min():.3f}"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--speech", type=Path, required=True)
    parser.add_argument("--samples", type=Path, default=Path("sample_audio"))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--details", action="store_true")
    args = parser.parse_args()
    rows = []
    cpu_s = sound_s = 0.0
    for case in cases(args.speech, args.samples, args.seed):
        activity = detect_speech(case.channel)
        start = time.process_time()
        separation = separate(case.channel, activity)
        cpu_s += time.process_time() - start
        sound_s += case.channel.duration_s
        row = Row(case, separation, right(case, separation), right(case, separation, usable=True))
        rows.append(row)
        if args.details:
            print(
                f"  {case.group:32} {case.name:40} {case.channel.duration_s:4.0f} s  "
                f"voices {len(separation.voices)}  right {row.right:.3f}  clear {row.clear:.3f}  "
                f"stated {separation.purity:.2f}",
                flush=True,
            )
    report(rows)
    print(f"{60 * cpu_s / sound_s:.3f} CPU s per minute of sound")


if __name__ == "__main__":
    main()
