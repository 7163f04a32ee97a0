"""Calls put together from single utterances, so that everything about them is known."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

RATE = 8000
LINE_LEVEL = 10 ** (-62 / 20)  # re full scale: the noise of a quiet line
PAUSE_S = 0.2
SOUND_DB = -40.0  # re the utterance's own peak
BANK = Path(__file__).parents[2] / "sample_audio" / "bank"

Sound = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Utterance:
    """What one party says in one go.

    Parameters
    ----------
    role : str
        ``agent`` or ``customer``.
    kind : str
        ``turn`` or ``backchannel`` (said during the other's turn).
    text : str
        What is said.
    sound : np.ndarray [shape=(n_samples,)]
        8 kHz.
    gap_s : float
        Silence after the utterance before it; negative: it starts before that has ended. Of a
        backchannel: seconds after the start of the utterance before it.
    syllables : int
        Vowel nuclei of the text; 0 where not known.
    pauses : tuple of (float, float)
        Silences of at least 200 ms inside it, in seconds from its start.
    axis, step : str, int
        Of a variant: what goes wrong with it, and from which dose on.
    line : str
        Name of a line that variants replace, and of the line that a variant replaces.
    """

    role: str
    kind: str
    text: str
    sound: Sound
    gap_s: float
    syllables: int = 0
    pauses: tuple[tuple[float, float], ...] = ()
    axis: str = ""
    step: int = 0
    line: str = ""

    @property
    def duration_s(self) -> float:
        return len(self.sound) / RATE


@dataclass(frozen=True, slots=True, eq=False)
class Script:
    """The utterances of a call in order, and what may be said instead.

    Parameters
    ----------
    name, language : str
        Of the script; ISO 639-1.
    lines : tuple of Utterance
        As they follow each other.
    variants : tuple of Utterance
        What may be said instead of a line; none where nobody speaks for a company.
    """

    name: str
    language: str
    lines: tuple[Utterance, ...]
    variants: tuple[Utterance, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """A call and its truth.

    Parameters
    ----------
    samples : np.ndarray [shape=(n_samples, 2)]
        8 kHz, agent first.
    placed : tuple of (float, Utterance)
        Start in seconds, and what starts there.
    language : str
        ISO 639-1.
    agent : str
        What voicecheck is told about who the agent is: nothing where the words tell.
    """

    samples: Sound
    placed: tuple[tuple[float, Utterance], ...]
    language: str
    agent: str


def put_together(script: Script, seed: int = 0) -> Known:
    """Lay the utterances out one after another, each party on a line of its own."""
    placed: list[tuple[float, Utterance]] = []
    turn_s, end_s = 0.0, 0.0
    for utterance in script.lines:
        backchannel = utterance.kind == "backchannel"
        start_s = max(0.0, (turn_s if backchannel else end_s) + utterance.gap_s)
        placed.append((start_s, utterance))
        if not backchannel:
            turn_s, end_s = start_s, start_s + utterance.duration_s
    n = round((max(start + u.duration_s for start, u in placed) + 1.0) * RATE)
    samples = LINE_LEVEL * np.random.default_rng(seed).standard_normal((n, 2))
    for start_s, utterance in placed:
        at, channel = round(start_s * RATE), int(utterance.role == "customer")
        samples[at : at + len(utterance.sound), channel] += utterance.sound[: n - at]
    agent = "auto" if script.variants else "left"
    return Known(samples, tuple(placed), script.language, agent)


def load_bank(name: str) -> Script:
    """Read the utterances of a shipped script; benchmarks/calls/samples.py speaks them."""
    sound, rate = soundfile.read(BANK / f"{name}.flac")
    assert rate == RATE
    document = json.loads((BANK / f"{name}.json").read_text("utf-8"))
    found = [
        Utterance(
            **{key: row[key] for key in ("role", "kind", "text", "syllables", "axis", "step")},
            line=row["line"],
            gap_s=row["gap_s"],
            sound=sound[row["first"] : row["end"]],
            pauses=tuple((a, b) for a, b in row["pauses"]),
        )
        for row in document["utterances"]
    ]
    return Script(
        name,
        document["language"],
        tuple(u for u in found if not u.axis),
        tuple(u for u in found if u.axis),
    )


def trimmed(sound: Sound, rate: int = RATE) -> Sound:
    """Cut the silence off both ends."""
    loud = np.flatnonzero(levels(sound, rate) > SOUND_DB)
    hop = rate // 200
    return sound[loud[0] * hop : (loud[-1] + 1) * hop]


def levels(sound: Sound, rate: int = RATE) -> Sound:
    """Return the level of each 5 ms in decibels re the loudest."""
    hop = rate // 200
    frames = sound[: len(sound) // hop * hop].reshape(-1, hop)
    power = (frames**2).mean(axis=1)
    found: Sound = 10 * np.log10(power / power.max() + 1e-12)
    return found


def pauses(sound: Sound, rate: int = RATE) -> tuple[tuple[float, float], ...]:
    """Return the silences of at least 200 ms inside an utterance."""
    silent = np.concatenate([[0], (levels(sound, rate) <= SOUND_DB).astype(int), [0]])
    edges = np.flatnonzero(np.diff(silent))
    return tuple(
        (a / 200, b / 200)
        for a, b in zip(edges[::2], edges[1::2], strict=True)
        if (b - a) / 200 >= PAUSE_S
    )
