"""The voices of a recording: one per channel, or those separated from a mixed one."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from voicecheck.types.speech import inter_pausal_units
from voicecheck.types.time import Span, total_s

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.speech.diarize import Separation
    from voicecheck.types.speech import SpeechActivity, Transcript, Word

AROUND_S = 1.0  # where both speak at once, who speaks more around a word is the one heard


@dataclass(frozen=True, slots=True)
class Voice:
    """One voice, and what it said."""

    channel: int  # where it was recorded
    activity: SpeechActivity
    transcript: Transcript | None  # what it said; None where no words were needed


def per_channel(
    activities: Sequence[SpeechActivity], transcripts: Sequence[Transcript]
) -> tuple[Voice, ...]:
    """Return one voice per channel that speaks."""
    words = {transcript.channel: transcript for transcript in transcripts}
    return tuple(Voice(a.channel, a, words.get(a.channel)) for a in activities if a.ipus)


def separated(voice: Voice, separation: Separation) -> tuple[Voice, ...]:
    """Split a mixed voice into those that were told apart."""
    if len(separation.voices) == 1:
        return (voice,)
    words: list[list[Word]] = [[] for _ in separation.voices]
    for word in voice.transcript.words if voice.transcript else ():
        words[_owner(word, separation.voices)].append(word)
    return tuple(
        Voice(
            voice.channel,
            replace(voice.activity, segments=spans, ipus=inter_pausal_units(spans)),
            replace(voice.transcript, words=tuple(own)) if voice.transcript else None,
        )
        for spans, own in zip(separation.voices, words, strict=True)
    )


def _owner(word: Word, voices: Sequence[Sequence[Span]]) -> int:
    """Return the index of the voice that says a word."""
    around = Span(max(0.0, word.span.start_s - AROUND_S), word.span.end_s + AROUND_S)

    def fit(index: int) -> tuple[float, float, float]:
        spans = voices[index]
        said = round(total_s(_within(spans, word.span)), 2)
        return said, total_s(_within(spans, around)), -_distance_s(spans, word.span.middle_s)

    return max(range(len(voices)), key=fit)


def _distance_s(spans: Sequence[Span], time_s: float) -> float:
    """Return how far a moment lies from sorted, disjoint spans."""
    at = bisect_right(spans, time_s, key=lambda span: span.start_s)
    near = spans[max(0, at - 1) : at + 1]
    return min(max(span.start_s - time_s, time_s - span.end_s, 0.0) for span in near)


def _within(spans: Sequence[Span], stretch: Span) -> list[Span]:
    """Return the parts of sorted, disjoint spans that lie in a stretch."""
    first = bisect_left(spans, stretch.start_s, key=lambda span: span.end_s)
    last = bisect_right(spans, stretch.end_s, key=lambda span: span.start_s)
    return [part for span in spans[first:last] if (part := span & stretch) is not None]
