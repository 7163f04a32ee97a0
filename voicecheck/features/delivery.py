"""Turns that sound unlike the agent's own others: level, rate and pitch range together.

Measured only under ``[policy] voice_in_conduct_checks = true`` (an agent's own training; see the
README on the law). It says how a turn sounds against the same person's usual in the same call,
never what the person felt. Margins: 3 dB, 15 % (three just noticeable differences of tempo, Quené
2007) and 1.5 semitones ('t Hart 1981).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from voicecheck.types.catalogue import family, missing, taken
from voicecheck.types.measure import Passage
from voicecheck.types.speech import mean_probability
from voicecheck.types.text import Text
from voicecheck.types.time import total_s

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from voicecheck.languages.syllables import SyllableCounter
    from voicecheck.types.catalogue import Family
    from voicecheck.types.speech import Turn
    from voicecheck.types.time import Span
    from voicecheck.types.tracks import Tracks

MIN_TURN_SPEECH_S = 2.0
MIN_TURNS = 6
MIN_VOICED = 50  # frames
LEVEL_DB, RATE_SHARE, RANGE_SEMITONES = 3.0, 0.15, 1.5

_TOO_FEW = Text(
    "Redebeiträge ab {s:g} s Sprache: nur {n}, {need} sind nötig",
    "turns of at least {s:g} s of speech: only {n}, {need} needed",
)


def measure_delivery(turns: Sequence[Turn], tracks: Tracks, *, counter: SyllableCounter) -> Family:
    """Compare the agent's turns with each other."""
    rows = [(turn, row) for turn in turns if (row := _describe(turn, tracks, counter)) is not None]
    if len(rows) < MIN_TURNS:
        why = _TOO_FEW.format(n=len(rows), need=MIN_TURNS, s=MIN_TURN_SPEECH_S)
        return missing("delivery", why, len(rows))
    usual = np.median([row for _, row in rows], axis=0)
    subdued, raised = [], []
    for turn, (level, rate, spread) in rows:
        quote = " ".join(word.text for word in turn.words[:10])
        place = Passage(
            turn.span,
            float(level - usual[0]),
            quote,
            probability=mean_probability(turn.words[:10]),
        )
        slow, fast = (1 - RATE_SHARE) * usual[1], (1 + RATE_SHARE) * usual[1]
        if level <= usual[0] - LEVEL_DB and rate <= slow and spread <= usual[2] - RANGE_SEMITONES:
            subdued.append(place)
        if level >= usual[0] + LEVEL_DB and rate >= fast:
            raised.append(place)
    return family(
        taken("delivery.subdued_turns", len(subdued), len(rows), subdued),
        taken("delivery.raised_turns", len(raised), len(rows), raised),
    )


def _describe(
    turn: Turn, tracks: Tracks, counter: SyllableCounter
) -> tuple[float, float, float] | None:
    """Return level in dB, syllables per second and pitch range in semitones of a turn."""
    seconds = total_s(turn.ipus)
    if seconds < MIN_TURN_SPEECH_S or tracks.pitch is None or tracks.intensity is None:
        return None
    levels = np.concatenate(
        [_inside(tracks.intensity.times_s, tracks.intensity.intensity_db, s) for s in turn.ipus]
    )
    f0 = np.concatenate([_inside(tracks.pitch.times_s, tracks.pitch.f0_hz, s) for s in turn.ipus])
    f0 = f0[np.isfinite(f0)]
    levels = levels[np.isfinite(levels)]
    syllables = counter.count_text([word.text for word in turn.words])
    if len(f0) < MIN_VOICED or not len(levels) or not syllables:
        return None
    low, high = np.percentile(12 * np.log2(f0), [10, 90])
    return float(np.percentile(levels, 75)), syllables / seconds, float(high - low)


def _inside(
    times: npt.NDArray[np.float64], values: npt.NDArray[np.float64], span: Span
) -> npt.NDArray[np.float64]:
    start, end = np.searchsorted(times, [span.start_s, span.end_s])
    return values[start:end]
