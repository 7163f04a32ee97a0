"""Hear the difference: a passage that tripped a check, and the same passage brought to the norm.

The second sound is computed (see `voicecheck.signal.resynthesis`) and always labelled so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.audio.band import canonical
from voicecheck.audio.encode import mp3
from voicecheck.features.loudness import NAME as LOUDNESS
from voicecheck.features.loudness import measure_loudness
from voicecheck.signal.loudness import track_loudness
from voicecheck.signal.resynthesis import scale_duration, scale_f0_range, scale_level_movement
from voicecheck.types.audio import Channel, Role
from voicecheck.types.time import Span, intersect

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from voicecheck.analysis.pipeline import Analysis
    from voicecheck.types.audio import Recording
    from voicecheck.types.judgement import CheckResult, Evidence, Scorecard
    from voicecheck.types.speech import Word

    Sound = npt.NDArray[np.float64]

LONGEST_S = 8.0
SHORTEST_S = 1.0
MOST_WIDER, MOST_SLOWER = 2.5, 1.5  # beyond these Praat's overlap-add sounds rough
MOST_LOUDER, LOUDER_STEPS = 2.5, 6  # beyond this syllables are swallowed; halvings to find it
NEAR_S = 0.15  # word times are good to about 0.1 s: the quietest moment nearby is the border
LEVEL_S = 0.02
PHRASE_ENDS = (".", ",", ";", ":", "?", "!")
WORDS_PER_BREATH = 7  # where there is neither pause nor comma


@dataclass(frozen=True, slots=True)
class Difference:
    """A passage twice."""

    code: str
    span: Span  # where it lies in the call
    amount: float  # how far it was changed, as a ratio: melody wider, time longer
    as_it_was: bytes  # MP3
    as_the_norm: bytes
    loudness: float = 1.0  # how many times as much the loudness moves


def differences(recording: Recording, analysis: Analysis, card: Scorecard) -> dict[str, Difference]:
    """Make what can be heard of M1, M5 and M7 where they stand out."""
    found = {}
    for line in card.results:
        if line.code in _CHANGES and line.verdict.stands_out:
            made = _difference(line, recording, analysis)
            if made is not None:
                found[line.code] = made
    return found


def _difference(line: CheckResult, recording: Recording, analysis: Analysis) -> Difference | None:
    measure, change = _CHANGES[line.code]
    whole = _whole(line, measure)
    place = next((e.span for e in line.evidence if e.span is not None and _long(e.span)), None)
    if whole is None or place is None:
        return None
    loudness = _whole(line, LOUDNESS)
    if loudness is not None and _beyond(whole) <= 0 < _beyond(loudness):
        # Only the loudness stands out: it is to be heard where it moves least.
        own = (e.span for e in line.evidence if e.span and e.measure.startswith(LOUDNESS))
        place = next((span for span in own if _long(span)), place)
    span = Span(place.start_s, min(place.end_s, place.start_s + LONGEST_S))
    rate = recording.sample_rate
    channel = analysis.agent.channel or 0
    first, last = round(span.start_s * rate), round(span.end_s * rate)
    sound = np.asarray(recording.samples[channel, first:last], dtype=np.float64)
    made, amount = change(sound, span, whole, recording, analysis)
    louder = 1.0
    if loudness is not None and _beyond(loudness) > 0:
        speech = _speech(span, analysis)
        made = _with_movement(made, rate, _watch(loudness), speech)
        was, now = (_movement(each, rate, speech) for each in (sound, made))
        louder = now / was if was and now else 1.0
    peak = float(max(np.abs(sound).max(), np.abs(made).max()))
    before, after = (mp3([each], rate, peak=peak) for each in (sound, made))
    return Difference(line.code, span, amount, before, after, louder)


def _whole(line: CheckResult, measure: str) -> Evidence | None:
    return next((e for e in line.evidence if e.measure == measure and e.norm), None)


def _beyond(whole: Evidence) -> float:
    """Return how far a value lies beyond its watch point; nothing or less where it is fine."""
    assert whole.norm is not None
    sign = 1 if whole.norm.high_is_worse else -1
    return sign * (_value(whole) - _watch(whole))


def _long(span: Span) -> bool:
    return span.duration_s >= SHORTEST_S


def _livelier(
    sound: Sound, span: Span, whole: Evidence, recording: Recording, analysis: Analysis
) -> tuple[Sound, float]:
    factor = max(1.0, min(MOST_WIDER, _watch(whole) / max(_value(whole), 0.1)))
    return scale_f0_range(sound, recording.sample_rate, factor), factor


def _with_movement(sound: Sound, rate: int, wanted: float, speech: tuple[Span, ...]) -> Sound:
    """Let the level move until the loudness moves as much as the norm asks for."""
    before = _movement(sound, rate, speech)
    if before is None or before >= wanted:
        return sound
    low, high = 1.0, MOST_LOUDER
    for _ in range(LOUDER_STEPS):
        factor = (low + high) / 2
        after = _movement(scale_level_movement(sound, rate, factor), rate, speech)
        low, high = (factor, high) if after is not None and after < wanted else (low, factor)
    return scale_level_movement(sound, rate, high)


def _movement(sound: Sound, rate: int, speech: tuple[Span, ...]) -> float | None:
    narrow = canonical(Channel(0, sound.astype(np.float32), rate))
    found = measure_loudness(track_loudness(narrow, speech), speech)
    return found.loudness_movement_db_per_s.value


def _speech(span: Span, analysis: Analysis) -> tuple[Span, ...]:
    """Return the agent's speech within a passage, in the passage's own time."""
    ipus = analysis.activities[analysis.agent.channel or 0].ipus
    parts = intersect([span], ipus)
    return tuple(Span(p.start_s - span.start_s, p.end_s - span.start_s) for p in parts)


def _slower(
    sound: Sound, span: Span, whole: Evidence, recording: Recording, analysis: Analysis
) -> tuple[Sound, float]:
    factor = min(MOST_SLOWER, _value(whole) / _watch(whole))
    return scale_duration(sound, recording.sample_rate, max(1.0, factor)), max(1.0, factor)


def _with_pauses(
    sound: Sound, span: Span, whole: Evidence, recording: Recording, analysis: Analysis
) -> tuple[Sound, float]:
    """Leave as much room between the phrases as the norm's share of pauses asks for."""
    rate = recording.sample_rate
    share = _watch(whole)
    channel = analysis.agent.channel or 0
    spoken = intersect([span], analysis.activities[channel].segments)
    silent_s = span.duration_s - sum(part.duration_s for part in spoken)
    missing_s = (share * span.duration_s - silent_s) / (1 - share)
    borders = _borders(sound, span, rate, analysis)
    if missing_s <= 0 or not borders:
        return sound, 1.0
    pause = np.zeros(round(missing_s / len(borders) * rate))
    parts, at = [], 0
    for border in borders:
        parts += [sound[at:border], pause]
        at = border
    made = np.concatenate([*parts, sound[at:]])
    return made, len(made) / len(sound)


def _borders(sound: Sound, span: Span, rate: int, analysis: Analysis) -> list[int]:
    """Find the samples between phrases: after a comma or a full stop, else every few words."""
    words = [w for t in _own_turns(analysis) for w in t if w.span.middle_s in span]
    ends = [w for w in words[:-1] if w.text.endswith(PHRASE_ENDS)]
    if not ends:
        ends = words[WORDS_PER_BREATH - 1 : -1 : WORDS_PER_BREATH]
    return sorted({_quietest(sound, w.span.end_s - span.start_s, rate) for w in ends} - {0})


def _own_turns(analysis: Analysis) -> list[tuple[Word, ...]]:
    return [t.words for t in analysis.dialogue.turns_of(Role.AGENT)] if analysis.dialogue else []


def _quietest(sound: Sound, near_s: float, rate: int) -> int:
    step = round(LEVEL_S * rate)
    first = max(0, round((near_s - NEAR_S) * rate))
    part = sound[first : round((near_s + NEAR_S) * rate)]
    n = len(part) // step
    if not n:
        return min(len(sound), first)
    power = (part[: n * step].reshape(n, step) ** 2).mean(axis=1)
    return first + int(np.argmin(power)) * step + step // 2


def _watch(whole: Evidence) -> float:
    assert whole.norm is not None
    return whole.norm.watch


def _value(whole: Evidence) -> float:
    assert isinstance(whole.value, int | float)
    return float(whole.value)


_CHANGES: dict[str, tuple[str, Callable[..., tuple[Sound, float]]]] = {
    "M1": ("pitch.f0_range_semitones", _livelier),
    "M5": ("pausing.pause_ratio", _with_pauses),
    "M7": ("tempo.articulation_rate", _slower),
}
