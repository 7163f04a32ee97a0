"""What was found in a call, held against what is known of it."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.languages.judgement import GATES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.calls.call import Known
    from voicecheck.analysis.pipeline import Analysis

CLEAR_S = 0.3  # pauses from here on must be found; shorter ones are a matter of taste
HALF = 0.5
Stretch = tuple[float, float]


def accuracy(analysis: Analysis, known: Known) -> dict[str, float | None]:
    """Compare the agent's rate and pauses, all turns and words, and the roles with the truth.

    Parameters
    ----------
    analysis : Analysis
        Of the file.
    known : Known
        The call that is in it, agent on channel 0.

    Returns
    -------
    dict of str to (float or None)
        ``role``: 1 right, 0 wrong, None unsure; ``rate_error``: percent, None where syllables are
        not known; ``pause_recall`` and ``pause_precision``: pauses of at least 300 ms in the
        agent's turns; ``onset_error_ms``: median over all turns; ``turns_found``: share with an
        onset within 300 ms; ``wer``: word error rate of both parties, None without texts.
    """
    right = 1.0 if analysis.agent.channel == 0 else 0.0
    found: dict[str, float | None] = {
        "role": right if analysis.agent.confidence >= GATES.agent_confidence else None,
        "rate_error": None,
        "pause_recall": None,
        "pause_precision": None,
        "onset_error_ms": None,
        "turns_found": None,
        "wer": None,
    }
    if len(analysis.activities) < 2:
        return found
    units = [[(s.start_s, s.end_s) for s in a.ipus] for a in analysis.activities[:2]]
    gaps = [(a[1], b[0]) for a, b in pairwise(units[0])]
    inside = [
        (start, start + u.duration_s)
        for start, u in known.placed
        if u.role == "agent" and u.kind == "turn"
    ]
    true = [
        (start + a, start + b)
        for start, u in known.placed
        if u.role == "agent" and u.kind == "turn"
        for a, b in u.pauses
    ]
    found |= {
        "pause_recall": _share([p for p in true if _long(p)], gaps),
        "pause_precision": _share([g for g in gaps if _long(g) and _within(g, inside)], true),
    }
    errors = [
        min((abs(unit[0] - start) for unit in units[u.role == "customer"]), default=9.0)
        for start, u in known.placed
        if u.kind == "turn"
    ]
    found["onset_error_ms"] = 1000 * float(np.median(errors))
    found["turns_found"] = float(np.mean([e <= CLEAR_S for e in errors]))
    rate = analysis.features["tempo.articulation_rate"].value
    spoken = [u for _, u in known.placed if u.role == "agent"]
    if rate is not None and all(u.syllables for u in spoken):
        seconds = sum(u.duration_s - sum(b - a for a, b in u.pauses) for u in spoken)
        found["rate_error"] = 100 * (rate * seconds / sum(u.syllables for u in spoken) - 1)
    if all(u.text for _, u in known.placed):
        found["wer"] = _word_error_rate(analysis, known)
    return found


def _long(stretch: Stretch) -> bool:
    return stretch[1] - stretch[0] >= CLEAR_S


def _within(stretch: Stretch, outer: Sequence[Stretch]) -> bool:
    return any(a <= stretch[0] and stretch[1] <= b for a, b in outer)


def _share(wanted: Sequence[Stretch], there: Sequence[Stretch]) -> float | None:
    """Return the share of stretches of which at least half is covered by another one."""
    if not wanted:
        return None
    hits = [any(min(b, d) - max(a, c) >= HALF * (b - a) for c, d in there) for a, b in wanted]
    return float(np.mean(hits))


def _word_error_rate(analysis: Analysis, known: Known) -> float:
    errors = total = 0
    for channel, role in enumerate(("agent", "customer")):
        said = [w for _, u in known.placed if u.role == role for w in words(u.text, known.language)]
        heard = [
            w
            for word in analysis.transcripts[channel].words
            for w in words(word.text, known.language)
        ]
        errors += edits(said, heard)
        total += len(said)
    return errors / max(1, total)


def words(text: str, language: str) -> list[str]:
    """Return words in small letters, figures spelled out."""
    from num2words import num2words

    spelled = re.sub(r"\d+", lambda m: f" {num2words(int(m[0]), lang=language)} ", text.lower())
    return re.findall(r"\w+", spelled.replace("-", " "))


def edits(a: Sequence[str], b: Sequence[str]) -> int:
    """Count the insertions, deletions and replacements that make one sequence of the other."""
    row = np.arange(len(b) + 1)
    target = np.array(b, dtype=object)
    for i, word in enumerate(a, 1):
        best = np.minimum(row[1:] + 1, row[:-1] + (target != word))
        new = np.concatenate([[i], best])
        # Insertions run along the row: each cell is at most one more than the cell before it.
        row = np.minimum.accumulate(new - np.arange(len(new))) + np.arange(len(new))
    return int(row[-1])
