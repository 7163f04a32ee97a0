"""Room to breathe: pauses and runs within the agent's longer turns (NORMS 5).

Conventions
-----------
Turns of at least 4 s count. A silence above 2 s is dead air (the agent looks something up), no
breathing pause: it counts neither as pause nor as turn time. Pauses come from the voice activity
alone, never from word times.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.types.measure import Measure, Passage
from voicecheck.types.speech import mean_probability
from voicecheck.types.text import Text
from voicecheck.types.time import Span, total_s

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.languages.syllables import SyllableCounter
    from voicecheck.types.speech import Turn

METHOD = "silero-8k-vad, pauses 0.2-2 s in turns >= 4 s"
RATE_METHOD = "words/vad, last third over first third of turns >= 15 syllables"

MIN_TURN_S = 4.0  # NORMS 5
DEAD_AIR_S = 2.0  # NORMS 2: longer silences are a matter of the conversation, not of breath
MIN_ACCELERATION_SYLLABLES = 15  # NORMS 5
N_PASSAGES = 3

_TOO_FEW_TURNS = Text("kein Redebeitrag von mindestens 4 s", "no turn of at least 4 s")
_NO_WORDS = Text(
    "keine Wörter in längeren Redebeiträgen erkannt", "no words were recognised in longer turns"
)
_TOO_FEW_PAUSES = Text(
    "weniger als 5 Pausen in längeren Redebeiträgen", "fewer than 5 pauses in longer turns"
)
_NO_LONG_TURNS = Text(
    "kein Redebeitrag mit mindestens 15 Silben und drei Abschnitten",
    "no turn with at least 15 syllables in three parts",
)


@dataclass(frozen=True, slots=True)
class Pausing:
    """Pauses of the agent."""

    turns: Measure  # turns of at least 4 s, count
    speech_s: Measure  # speech in them, s
    pause_ratio: Measure  # pause time over pause and speech time, 0 to 1. Passages: longest runs
    # 75th percentile of the inter-pausal units' length, s. Passages: longest runs
    run_length_p75_s: Measure
    pause_median_s: Measure  # of the pauses' length, s
    pause_p90_s: Measure
    pauses_per_100_syllables: Measure
    acceleration: Measure  # rate of a turn's last third over its first, median over turns, ratio


def measure_pausing(turns: Sequence[Turn], *, counter: SyllableCounter | None) -> Pausing:
    """Measure the pauses in one party's turns."""
    stretches = [part for turn in turns for part in _without_dead_air(turn)]
    long = [part for part in stretches if part[-1].end_s - part[0].start_s >= MIN_TURN_S]
    runs = [run for part in long for run in part]
    pauses = [a.gap(b) for part in long for a, b in pairwise(part)]
    speech = total_s(runs)
    n = len(long)
    longest = _longest(runs, turns)
    return Pausing(
        turns=Measure("pausing.turns", float(n), "count", float(n), "turns", METHOD),
        speech_s=Measure("pausing.speech_s", speech, "s", float(n), "turns", METHOD),
        pause_ratio=_measure(
            "pause_ratio", sum(pauses) / (sum(pauses) + speech) if n else None, "1", n, longest
        ),
        run_length_p75_s=_measure(
            "run_length_p75_s",
            float(np.percentile([run.duration_s for run in runs], 75)) if n else None,
            "s",
            n,
            longest,
        ),
        pause_median_s=_of_pauses("pause_median_s", pauses, 50),
        pause_p90_s=_of_pauses("pause_p90_s", pauses, 90),
        pauses_per_100_syllables=_per_syllables(long, pauses, turns, counter),
        acceleration=_acceleration(turns, counter),
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


def _measure(
    name: str, value: float | None, unit: str, n: int, passages: tuple[Passage, ...]
) -> Measure:
    if value is None:
        return Measure.missing(f"pausing.{name}", unit, _TOO_FEW_TURNS, method=METHOD)
    return Measure(f"pausing.{name}", value, unit, float(n), "turns", METHOD, passages)


def _of_pauses(name: str, pauses: Sequence[float], percentile: float) -> Measure:
    n = float(len(pauses))
    if len(pauses) < 5:
        return Measure.missing(
            f"pausing.{name}", "s", _TOO_FEW_PAUSES, method=METHOD, n=n, n_unit="pauses"
        )
    value = float(np.percentile(pauses, percentile))
    return Measure(f"pausing.{name}", value, "s", n, "pauses", METHOD)


def _per_syllables(
    parts: Sequence[Sequence[Span]],
    pauses: Sequence[float],
    turns: Sequence[Turn],
    counter: SyllableCounter | None,
) -> Measure:
    name = "pausing.pauses_per_100_syllables"
    if counter is None:
        return Measure.missing(name, "count", _NO_WORDS, method=METHOD)
    words = [word for turn in turns for word in turn.words]
    spans = [Span(part[0].start_s, part[-1].end_s) for part in parts]
    syllables = counter.count_text(
        [word.text for word in words if any(word.span.middle_s in span for span in spans)]
    )
    if not syllables:
        reason = _NO_WORDS if parts else _TOO_FEW_TURNS
        return Measure.missing(name, "count", reason, method=METHOD)
    value = 100.0 * len(pauses) / syllables
    return Measure(name, value, "count", float(syllables), "syllables", METHOD)


def _acceleration(turns: Sequence[Turn], counter: SyllableCounter | None) -> Measure:
    """Compare the rate of a turn's first and last third of speech time, pauses left out."""
    name = "pausing.acceleration"
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
    if len(ratios) < 3:
        return Measure.missing(
            name, "1", _NO_LONG_TURNS, method=RATE_METHOD, n=float(len(ratios)), n_unit="turns"
        )
    value = float(np.median(ratios))
    return Measure(name, value, "1", float(len(ratios)), "turns", RATE_METHOD)
