"""Room to breathe: pauses and runs within the agent's longer turns.

Conventions
-----------
Turns of at least 4 s count. A silence above 2 s is dead air (the agent looks something up), no
breathing pause: it counts neither as pause nor as turn time. Pauses come from the voice activity
alone, never from word times.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.types.catalogue import family, taken
from voicecheck.types.measure import Passage
from voicecheck.types.speech import mean_probability
from voicecheck.types.text import Text
from voicecheck.types.time import Span, total_s

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.languages.syllables import SyllableCounter
    from voicecheck.types.catalogue import Family
    from voicecheck.types.measure import Measure
    from voicecheck.types.speech import Turn

MIN_TURN_S = 4.0
DEAD_AIR_S = 2.0  # longer silences are a matter of the conversation, not of breath
MIN_PAUSES = 5
MIN_ACCELERATION_SYLLABLES, MIN_ACCELERATION_TURNS = 15, 3
N_PASSAGES = 3

_TOO_FEW_TURNS = Text(
    "kein Redebeitrag von mindestens {s:g} s", "no turn of at least {s:g} s"
).format(s=MIN_TURN_S)
_TOO_FEW_PAUSES = Text(
    "weniger als {n} Pausen in längeren Redebeiträgen", "fewer than {n} pauses in longer turns"
).format(n=MIN_PAUSES)
_FEW_LONG_TURNS = Text(
    "weniger als {turns} Redebeiträge mit mindestens {n} Silben in drei Abschnitten",
    "fewer than {turns} turns of at least {n} syllables in three parts",
).format(turns=MIN_ACCELERATION_TURNS, n=MIN_ACCELERATION_SYLLABLES)


def measure_pausing(turns: Sequence[Turn], *, counter: SyllableCounter | None) -> Family:
    """Measure the pauses in one party's turns."""
    stretches = [part for turn in turns for part in _without_dead_air(turn)]
    long = [part for part in stretches if part[-1].end_s - part[0].start_s >= MIN_TURN_S]
    runs = [run for part in long for run in part]
    pauses = [a.gap(b) for part in long for a, b in pairwise(part)]
    speech, n, n_pauses = total_s(runs), len(long), len(pauses)
    ratio = sum(pauses) / (sum(pauses) + speech) if n else None
    p75 = np.percentile([run.duration_s for run in runs], 75) if n else None
    p90 = np.percentile(pauses, 90) if n_pauses >= MIN_PAUSES else None
    longest = _longest(runs, turns)
    return family(
        taken("pausing.turns", n, n),
        taken("pausing.speech_s", speech, n),
        taken("pausing.pause_ratio", ratio, n, longest, why=_TOO_FEW_TURNS),
        taken("pausing.run_length_p75_s", p75, n, longest, why=_TOO_FEW_TURNS),
        taken("pausing.pause_p90_s", p90, n_pauses, why=_TOO_FEW_PAUSES),
        _acceleration(turns, counter),
    )


def _without_dead_air(turn: Turn) -> list[list[Span]]:
    parts: list[list[Span]] = [[turn.ipus[0]]]
    for run in turn.ipus[1:]:
        if parts[-1][-1].gap(run) > DEAD_AIR_S:
            parts.append([])
        parts[-1].append(run)
    return parts


def _longest(runs: Sequence[Span], turns: Sequence[Turn]) -> tuple[Passage, ...]:
    words = [word for turn in turns for word in turn.words]
    top = sorted(runs, key=lambda run: run.duration_s, reverse=True)[:N_PASSAGES]
    said = [[word for word in words if word.span.middle_s in run] for run in top]
    return tuple(
        Passage(
            run,
            run.duration_s,
            " ".join(word.text for word in inside) or None,
            probability=mean_probability(inside),
        )
        for run, inside in zip(top, said, strict=True)
    )


def _acceleration(turns: Sequence[Turn], counter: SyllableCounter | None) -> Measure:
    """Compare the rate of a turn's first and last third of speech time, pauses left out."""
    ratios = []
    for turn in turns if counter is not None else ():
        assert counter is not None
        if counter.count_text([word.text for word in turn.words]) < MIN_ACCELERATION_SYLLABLES:
            continue
        third = total_s(turn.ipus) / 3
        counts = [0, 0, 0]
        for word in turn.words:
            middle = word.span.middle_s
            spoken = (
                total_s(
                    part for run in turn.ipus if (part := run & Span(turn.span.start_s, middle))
                )
                if middle > turn.span.start_s
                else 0.0
            )
            counts[min(2, int(spoken / third))] += counter.count(word.text)
        if counts[0] and counts[2]:
            ratios.append(counts[2] / counts[0])
    value = np.median(ratios) if len(ratios) >= MIN_ACCELERATION_TURNS else None
    return taken("pausing.acceleration", value, len(ratios), why=_FEW_LONG_TURNS)
