"""The recordings: sample calls, real calls, and calls built so that no two are alike."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import soundfile
import soxr

from benchmarks.calls.call import RATE, load_bank, put_together
from benchmarks.calls.doses import AXES, STEPS
from benchmarks.calls.nuisances import CLEAN, NUISANCES
from benchmarks.validity.recordings import scripts as recorded
from voicecheck.signal.resynthesis import scale_duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.calls.call import Script, Utterance

SAMPLES = Path("sample_audio")
READERS = ("kerstin_de", "thorsten", "listeners")
EARLY = "early starts"
# What a recorder does every day; noise, losses and both in both channels are no ordinary recording.
LINES = [CLEAN, *NUISANCES]
ORDINARY = [
    line
    for line in LINES
    if line.name not in {"SNR 15 dB", "SNR 10 dB", "SNR 5 dB", "packet loss 3 %", "dual mono"}
]
LATER_S = 0.5  # at most, of each party's answers in a call
JITTER_S = 0.15
SIZES = (0.9, 0.95, 1.0, 1.06, 1.12)  # of a vocal tract: pitch and formants move together
PACES = (0.92, 1.0, 1.08)
GAINS_DB = (0.0, 0.0, 6.0, 0.0, 0.0, -6.0)  # of the second party re the first, in the mix
READ_EVERY = 5  # every so many built calls is put together from read sentences


@dataclass(frozen=True, slots=True)
class Call:
    """One recording.

    Parameters
    ----------
    name, group : str
        What it is.
    path : Path
        The file.
    agent : str
        What voicecheck is told about who the agent is.
    gain_db : float or None
        Of the second party in the mix; None where there is no mix to be judged.
    """

    name: str
    group: str
    path: Path
    agent: str = "auto"
    gain_db: float | None = None


def calls(speech: Path, work: Path, *, n_built: int, n_mono: int, quick: bool) -> Iterator[Call]:
    """Yield real calls, sample calls, pairs and built calls."""
    real = sorted((speech / "calls_en").glob("*.flac"))
    samples = sorted([*SAMPLES.glob("*.wav"), *SAMPLES.glob("*.mp3")])
    pairs = sorted((SAMPLES / "pairs").glob("*.mp3"))
    there = [
        *(("real", path) for path in real[: 1 if quick else None]),
        *(("sample", path) for path in samples[: 1 if quick else None]),
        *(("pair", path) for path in pairs[: 1 if quick else None]),
    ]
    n_dual = 0
    for group, path in there:
        dual = soundfile.info(path).channels == 2
        gain_db = GAINS_DB[n_dual % len(GAINS_DB)] if dual else None
        n_dual += dual
        yield Call(path.stem if group != "real" else path.stem[:24], group, path, gain_db=gain_db)
    yield from _built(speech, work, n_built, n_mono)


def _built(speech: Path, work: Path, n_built: int, n_mono: int) -> Iterator[Call]:
    banks = [load_bank(name) for name in ("de", "en")]
    folders = [speech / name for name in READERS if (speech / name).exists()]
    read = recorded(folders, n_built // READ_EVERY + 1) if folders else []
    for index in range(n_built):
        draw = random.Random(index)
        reads = bool(read) and index % READ_EVERY == READ_EVERY - 1
        script = read[index // READ_EVERY % len(read)] if reads else banks[index % 2]
        second = index % 4 >= 2  # the agent's channel
        line = ORDINARY[index % len(ORDINARY)]
        script, dose = _varied(script, index, draw)
        name = f"{index:02d} {script.language}{' read' if reads else ''}, {dose}, {line.name}"
        samples = put_together(script, index).samples
        stem = work / "calls" / f"{index:02d}"
        stem.parent.mkdir(parents=True, exist_ok=True)
        path = line.write(samples[:, ::-1].copy() if second else samples, stem)
        # Sentences that make no sense together tell nobody who the agent is, least of all mixed.
        agent = ("right" if second else "left") if reads else "auto"
        mono = index < n_mono and not reads
        # Shifted every round, or every third call, with early starts, had the same gains.
        turn = (index + index // len(GAINS_DB)) % len(GAINS_DB)
        gain_db = GAINS_DB[turn] if mono else None
        yield Call(name, "built", path, agent, gain_db)


def _varied(script: Script, index: int, draw: random.Random) -> tuple[Script, str]:
    """Change voices, pace, order and latencies; every third call has early starts."""
    axes = [axis for axis in AXES if script.variants or not axis.words]
    early = next(axis for axis in axes if axis.name == EARLY)
    axis = early if index % 3 == 0 else draw.choice(axes)
    step = draw.randrange(1, STEPS) if index % 3 == 0 else draw.randrange(STEPS)
    script = axis.apply(_reordered(script, draw) if script.variants else script, step)
    voice = {role: (draw.choice(SIZES), draw.choice(PACES)) for role in ("agent", "customer")}
    late_s = {role: draw.uniform(0.0, LATER_S) for role in voice}
    lines = tuple(
        replace(
            _spoken_by(u, *voice[u.role]),
            gap_s=u.gap_s
            if u.kind == "backchannel" or u.gap_s < 0
            else u.gap_s + late_s[u.role] + draw.uniform(0, JITTER_S),
        )
        for u in script.lines
    )
    return replace(script, lines=lines), f"{axis.name} {step}" if step else "as it was"


def _reordered(script: Script, draw: random.Random) -> Script:
    """Shuffle the exchanges between the first two and the last two, and leave one of them out."""
    blocks: list[list[Utterance]] = [[]]
    before = ""
    for u in script.lines:
        if u.role == "customer" and u.kind == "turn" and before == "agent":
            blocks.append([])
        blocks[-1].append(u)
        before = u.role if u.kind == "turn" else before
    middle = draw.sample(blocks[3:-2], len(blocks[3:-2]) - 1)
    return replace(script, lines=tuple(u for b in [*blocks[:3], *middle, *blocks[-2:]] for u in b))


def _spoken_by(u: Utterance, size: float, pace: float) -> Utterance:
    """Say it with a smaller or larger vocal tract (by the size), and faster or slower."""
    sound = soxr.resample(u.sound, RATE, RATE * size) if size != 1 else u.sound
    scale = 1 / (size * pace)
    sound = scale_duration(sound, RATE, scale) if scale != 1 else sound
    stretch = len(sound) / len(u.sound)
    pauses = tuple((a * stretch, b * stretch) for a, b in u.pauses)
    gap_s = u.gap_s * stretch if u.kind == "backchannel" else u.gap_s
    return replace(u, sound=np.asarray(sound, dtype=float), pauses=pauses, gap_s=gap_s)
