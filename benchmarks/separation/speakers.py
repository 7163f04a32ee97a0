"""Real people and their utterances, halved by person."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from benchmarks._speech import manifest, read

if TYPE_CHECKING:
    from pathlib import Path

RATE = 8000
HALVES = ("calibration", "held-out")
# EMO-DB's five people and the two German readers are too few to be dealt out in turn: two women
# and a man against two men and a woman, so that both halves hold two of one sex from one room.
HELD_OUT = {"emo10", "emo11", "kerstin"}
CALM = ("neutral", "boredom", "sadness")
MOODS = (*CALM, "happiness", "anger")
MIN_LEARNER_S, MIN_READER_S = 19.0, 60.0
LONGEST_S, SHORTEST_S = 6.0, 2.5
LEVEL = 0.06


@dataclass(frozen=True, slots=True)
class Utterance:
    """A file, the sentence said in it, and how it was meant to sound."""

    path: Path
    text: str
    mood: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """One person."""

    name: str
    kind: str
    sex: str
    half: str
    utterances: tuple[Utterance, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """An utterance of at most six seconds: 8 kHz, silence cut off, at the common level."""

    sound: np.ndarray
    text: str


def speakers(speech: Path) -> dict[str, list[Speaker]]:
    """Return the people with enough speech: acted, german (readers), readers, learners, prompts."""
    rows = {
        name: manifest(speech / name)
        for name in ("emodb", "kerstin_de", "thorsten", "speechocean762", "listeners")
    }
    acted = [row for row in rows["emodb"] if row["labels"] in MOODS]
    said = [row for row in rows["thorsten"] if row["labels"] != "whisper"]
    long = [row for row in rows["listeners"] if float(row["duration_s"]) >= MIN_READER_S]
    prompts = [
        row for row in manifest(speech / "asterisk_en") if "silence" not in row["transcript"]
    ]
    return {
        "acted": _people(speech / "emodb", acted, "emo", "acted"),
        "german": [
            *_people(speech / "kerstin_de", rows["kerstin_de"], "", "german", sex="f"),
            *_people(speech / "thorsten", said, "", "german", sex="m"),
        ],
        "readers": _dealt(_people(speech / "listeners", long, "reader", "readers"), MIN_READER_S),
        "learners": _dealt(
            _people(speech / "speechocean762", rows["speechocean762"], "learner", "learners"),
            MIN_LEARNER_S,
        ),
        "prompts": _people(speech / "asterisk_en", prompts, "", "prompts", sex="f"),
    }


def _people(
    folder: Path, rows: list[dict[str, str]], prefix: str, kind: str, sex: str = ""
) -> list[Speaker]:
    by_person: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        if float(row["duration_s"]) > 0.5:
            by_person[row["speaker"]].append(row)
    return [
        Speaker(
            name,
            kind,
            sex or own[0]["sex"],
            HALVES[name in HELD_OUT],
            tuple(
                Utterance(
                    folder / row["path"],
                    row.get("text_code") or row.get("transcript") or row["path"],
                    row.get("labels", ""),
                )
                for row in own
            ),
        )
        for person, own in sorted(by_person.items())
        for name in [prefix + person]
    ]


def _dealt(people: list[Speaker], min_s: float) -> list[Speaker]:
    """Keep who speaks long enough, and deal women and men out to the halves in turn."""
    enough = [p for p in people if sum(map(_duration_s, p.utterances)) >= min_s]
    return [
        Speaker(p.name, p.kind, p.sex, HALVES[i % 2], p.utterances)
        for sex in "fm"
        for i, p in enumerate(q for q in enough if q.sex == sex)
    ]


def _duration_s(utterance: Utterance) -> float:
    import soundfile

    return float(soundfile.info(utterance.path).duration)


@lru_cache(maxsize=512)
def clips(utterance: Utterance) -> tuple[Clip, ...]:
    """Read an utterance; a long one is cut where it is quietest."""
    rest = _trimmed(read(utterance.path, RATE).astype(np.float64))
    found = []
    while len(rest) > LONGEST_S * RATE:
        at = round(SHORTEST_S * RATE) + quietest(
            rest[round(SHORTEST_S * RATE) : round(LONGEST_S * RATE)]
        )
        found.append(rest[:at])
        rest = rest[at:]
    found.append(rest)
    trimmed = map(_trimmed, found)
    return tuple(
        Clip(LEVEL * sound / np.sqrt((sound**2).mean()), utterance.text)
        for sound in trimmed
        if len(sound) > 0.4 * RATE
    )


def quietest(sound: np.ndarray) -> int:
    """Return the sample in the middle of the quietest 50 ms."""
    power = np.convolve(sound**2, np.ones(RATE // 20), "valid")
    return int(power.argmin()) + RATE // 40


def _trimmed(sound: np.ndarray) -> np.ndarray:
    """Cut silence off both ends, all but 50 ms."""
    frames = sound[: len(sound) // 80 * 80].reshape(-1, 80)
    power = (frames**2).mean(axis=1)
    loud = np.flatnonzero(power > 1e-4 * power.max())
    return sound[max(0, (loud[0] - 5) * 80) : (loud[-1] + 6) * 80]
