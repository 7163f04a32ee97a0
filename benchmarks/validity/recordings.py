"""Calls put together from sentences that real people read."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from benchmarks._speech import manifest, read
from benchmarks.calls.call import RATE, Script, Utterance, pauses, trimmed

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.calls.call import Sound

SPEECH_S = 100.0  # of each party: enough for every check that needs no words
LEVEL = 0.3
Sentence = tuple[str, "Sound"]


def voices(folder: Path) -> list[tuple[str, str, list[Sentence]]]:
    """Return name, language and sentences of every speaker with enough speech."""
    rows: dict[str, list[dict[str, str]]] = {}
    for row in manifest(folder):
        rows.setdefault(row.get("speaker") or folder.name, []).append(row)
    found = []
    for speaker, own in rows.items():
        random.Random(0).shuffle(own)
        sentences: list[Sentence] = []
        total_s = 0.0
        for row in own:
            if total_s < SPEECH_S:
                sound = read(folder / row["path"], RATE).astype(np.float64)
                sound = trimmed(sound * LEVEL / np.abs(sound).max())
                sentences.append((row.get("transcript", ""), sound))
                total_s += len(sound) / RATE
        if total_s >= SPEECH_S:
            name = folder.name if len(rows) == 1 else f"{folder.name} {speaker}"
            found.append((name, own[0].get("language") or "de", sentences))
    return found


def scripts(folders: list[Path], n_calls: int) -> list[Script]:
    """Let each voice be the agent once, the next one the caller."""
    there = [voice for folder in folders for voice in voices(folder)]
    if len(there) < 2:
        raise SystemExit(f"two voices of {SPEECH_S:g} s are needed, found {len(there)}")
    return [
        conversation(f"{agent[0]} / {caller[0]}", agent[1][:2], agent[2], caller[2])
        for agent, caller in pairwise([*there, there[0]])
    ][:n_calls]


def conversation(
    name: str, language: str, agent: list[Sentence], caller: list[Sentence], seed: int = 0
) -> Script:
    """Make turns of two or three sentences, with .3 to .6 s between sentences and before answers.

    The words make no sense together: only timing and sound can be judged.
    """
    draw = random.Random(seed)
    left = {"agent": list(agent), "customer": list(caller)}
    lines: list[Utterance] = []
    role = "agent"
    while left[role]:
        take = [left[role].pop(0) for _ in range(min(len(left[role]), draw.randint(2, 3)))]
        parts = [take[0][1]]
        for _, sound in take[1:]:
            parts += [np.zeros(round(draw.uniform(0.3, 0.6) * RATE)), sound]
        whole = np.concatenate(parts)
        text = " ".join(text for text, _ in take)
        lines.append(
            Utterance(role, "turn", text, whole, draw.uniform(0.3, 0.6), pauses=pauses(whole))
        )
        role = "customer" if role == "agent" else "agent"
    return Script(name, language, tuple(lines))
