"""Hear the difference: a passage that tripped a check, and the same passage brought to the norm.

The second sound is computed (see `voicecheck.signal.resynthesis`) and always labelled so. Both are
measured: what cannot be heard apart is left out, and what falls short of the norm says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.audio.band import canonical
from voicecheck.audio.encode import as_played, mp3
from voicecheck.features.loudness import NAME as LOUDNESS
from voicecheck.features.loudness import measure_loudness
from voicecheck.signal.loudness import track_loudness
from voicecheck.signal.pitch import track_pitch
from voicecheck.signal.resynthesis import scale_duration, scale_f0_range, scale_level_movement
from voicecheck.speech.activity import detect_speech
from voicecheck.types.audio import Channel, Role
from voicecheck.types.time import Span, intersect, total_s

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from voicecheck.analysis.pipeline import Analysis
    from voicecheck.types.audio import Recording
    from voicecheck.types.judgement import CheckResult, Evidence, Scorecard
    from voicecheck.types.speech import Word

    Sound = npt.NDArray[np.float64]

LONGEST_S, SHORTEST_S = 8.0, 4.0  # of a passage: shorter ones are over before they are heard
MOST_WIDER, MOST_SLOWER = 2.5, 1.5  # beyond these Praat's overlap-add sounds rough
MOST_LOUDER, LOUDER_STEPS = 2.5, 6  # beyond this syllables are swallowed; halvings to find it
# What people hear apart for certain: a fifth more melody or movement, a tenth slower, and as much
# more of the passage left silent.
HEARD_MELODY, HEARD_TEMPO, HEARD_PAUSES = 1.2, 1.1, 0.05
REACHED = 0.97  # of the norm: what two ways of measuring one clip differ by
NEAR_S = 0.15  # word times are good to about 0.1 s: the quietest moment nearby is the border
LEVEL_S = 0.02
MIN_VOICED = 50  # frames of 10 ms: fewer have no melody
PHRASE_ENDS = (".", ",", ";", ":", "?", "!")
WORDS_PER_BREATH = 7  # where there is neither pause nor comma


@dataclass(frozen=True, slots=True)
class Difference:
    """A passage twice."""

    code: str
    span: Span  # where it lies in the call
    amount: float  # measured: how many times the melody, or the time, or 1 + share of new pauses
    as_it_was: bytes  # MP3
    as_the_norm: bytes
    reaches: bool  # whether the second is within the norm
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
    place = next((e for e in line.evidence if e.span is not None), None)
    if whole is None or place is None:
        return None
    loudness = _whole(line, LOUDNESS)
    moves = loudness is not None and _beyond(loudness) > 0
    if moves and _beyond(whole) <= 0:
        # Only the loudness stands out: it is to be heard where it moves least.
        own = (e for e in line.evidence if e.span and e.measure.startswith(LOUDNESS))
        place = next(own, place)
    assert place.span is not None
    span = _long_enough(place.span, recording.duration_s)
    if span is None:
        return None
    rate, channel = recording.sample_rate, analysis.agent.channel or 0
    first, last = round(span.start_s * rate), round(span.end_s * rate)
    sound = np.asarray(recording.samples[channel, first:last], dtype=np.float64)
    passage = _Passage(sound, rate, span, analysis)
    made, amount, reaches = change(passage, whole, place)
    louder = 1.0
    if loudness is not None and moves:
        made = _with_movement(made, rate, _watch(loudness), passage.speech)
        was, now = (_movement(each, rate, passage.speech) for each in (sound, made))
        louder = now / was if was and now else 1.0
        reaches = reaches and now is not None and now >= REACHED * _watch(loudness)
    if amount < _HEARD[line.code] and louder < HEARD_MELODY:
        return None
    peak = float(max(np.abs(sound).max(), np.abs(made).max()))
    before, after = (mp3([each], rate, peak=peak) for each in (sound, made))
    return Difference(line.code, span, amount, before, after, reaches, louder)


def _long_enough(place: Span, duration_s: float) -> Span | None:
    """Widen a place to what the ear needs, and cut it to what it bears."""
    end_s = min(place.end_s, place.start_s + LONGEST_S)
    missing_s = max(0.0, SHORTEST_S - (end_s - place.start_s))
    start_s = max(0.0, place.start_s - missing_s / 2)
    end_s = min(duration_s, max(end_s, start_s + SHORTEST_S))
    start_s = max(0.0, min(start_s, end_s - SHORTEST_S))
    return Span(start_s, end_s) if end_s - start_s >= SHORTEST_S else None


@dataclass(frozen=True, slots=True)
class _Passage:
    """A passage of the call and what is known about it."""

    sound: Sound
    rate: int
    span: Span
    analysis: Analysis

    @property
    def speech(self) -> tuple[Span, ...]:
        """The agent's speech in it, in the passage's own time."""
        ipus = self.analysis.activities[self.analysis.agent.channel or 0].ipus
        parts = intersect([self.span], ipus)
        start_s = self.span.start_s
        return tuple(Span(p.start_s - start_s, p.end_s - start_s) for p in parts)


def _whole(line: CheckResult, measure: str) -> Evidence | None:
    return next((e for e in line.evidence if e.measure == measure and e.norm), None)


def _beyond(whole: Evidence) -> float:
    """Return how far a value lies beyond its watch point; nothing or less where it is fine."""
    assert whole.norm is not None
    sign = 1 if whole.norm.high_is_worse else -1
    return sign * (_value(whole) - _watch(whole))


def _livelier(passage: _Passage, whole: Evidence, place: Evidence) -> tuple[Sound, float, bool]:
    """Widen the melody of the passage to the norm; measured before and after."""
    wanted = _watch(whole)
    before = _melody(passage.sound, passage.rate, passage.speech)
    if before is None or _beyond(whole) <= 0:
        return passage.sound, 1.0, _beyond(whole) <= 0
    factor = max(1.0, min(MOST_WIDER, wanted / before))
    made = scale_f0_range(passage.sound, passage.rate, factor)
    after = _melody(made, passage.rate, passage.speech)
    if after is None:
        return passage.sound, 1.0, False
    return made, after / before, after >= REACHED * wanted


def _melody(sound: Sound, rate: int, speech: tuple[Span, ...]) -> float | None:
    """Measure the 10-90 % range of a passage's pitch in semitones."""
    narrow = canonical(Channel(0, sound.astype(np.float32), rate))
    f0_hz = track_pitch(narrow, speech)[0].f0_hz
    voiced = f0_hz[np.isfinite(f0_hz)]
    if len(voiced) < MIN_VOICED:
        return None
    low, high = np.percentile(12 * np.log2(voiced), [10, 90])
    return max(0.1, float(high - low))


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


def _slower(passage: _Passage, whole: Evidence, place: Evidence) -> tuple[Sound, float, bool]:
    """Stretch the passage until its own rate is that of the norm."""
    own = place.value if place.measure.startswith("tempo.") else whole.value
    pace = float(own) if isinstance(own, int | float) else _value(whole)
    factor = max(1.0, min(MOST_SLOWER, pace / _watch(whole)))
    made = scale_duration(passage.sound, passage.rate, factor)
    slower = len(made) / len(passage.sound)
    return made, slower, pace / slower <= _watch(whole) / REACHED


def _with_pauses(passage: _Passage, whole: Evidence, place: Evidence) -> tuple[Sound, float, bool]:
    """Leave as much room between the phrases as the norm's share of pauses asks for."""
    share = _watch(whole)
    before = _silent(passage.sound, passage.rate)
    duration_s = len(passage.sound) / passage.rate
    missing_s = (share - before) * duration_s / (1 - share)
    borders = _borders(passage.sound, passage.span, passage.rate, passage.analysis)
    if missing_s <= 0 or not borders:
        return passage.sound, 1.0, missing_s <= 0
    pause = np.zeros(round(missing_s / len(borders) * passage.rate))
    parts, at = [], 0
    for border in borders:
        parts += [passage.sound[at:border], pause]
        at = border
    made = np.concatenate([*parts, passage.sound[at:]])
    # At another level and coded, soft words end elsewhere, and a passage is short.
    before, after = (
        _silent(as_played(one, passage.rate), passage.rate) for one in (passage.sound, made)
    )
    return made, 1 + after - before, after >= REACHED * share


def _silent(sound: Sound, rate: int) -> float:
    """Measure which share of a passage is silent."""
    narrow = canonical(Channel(0, sound.astype(np.float32), rate))
    spoken = total_s(detect_speech(narrow).segments)
    return max(0.0, 1 - spoken * rate / len(sound))


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


_HEARD = {"M1": HEARD_MELODY, "M5": 1 + HEARD_PAUSES, "M7": HEARD_TEMPO}
_CHANGES: dict[str, tuple[str, Callable[..., tuple[Sound, float, bool]]]] = {
    "M1": ("pitch.f0_range_semitones", _livelier),
    "M5": ("pausing.pause_ratio", _with_pauses),
    "M7": ("tempo.articulation_rate", _slower),
}
