"""Words that the first decoding lost: speech without words is decoded again on its own.

Whisper sometimes stops early in a full window, and whole turns have no words then. What stays
without words is either named as lost, or – where the model itself hears no speech – no speech.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from voicecheck.languages import normalised
from voicecheck.speech.hallucination import LOW_LOG_PROBABILITY, NO_SPEECH
from voicecheck.speech.packing import PAD_S, pack
from voicecheck.types.speech import WindowFault, mean_probability
from voicecheck.types.time import Span, subtract, total_s

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from voicecheck.speech.packing import PackedWindow
    from voicecheck.types.audio import Channel
    from voicecheck.types.speech import Word

MIN_STRETCH_S = 2.0
MIN_PART_S = 0.3  # shorter parts are the edges of words, whose times are good to 0.1 s only
MAX_WORD_S = 1.5  # a word beside lost speech is stretched over it
THIN_WORDS_PER_S = 0.8
AGAIN_WINDOW_S = 12.0
ROUNDS, THIN_ROUND = 3, 1  # stretches, then thin windows, then the stretches that they left
# Set on 16 calls with one turn in another language: words found again had -.41 and .68 or more,
# what was made of the other language -.59 or less; music -1.2 and .2.
MIN_LOG_PROBABILITY, MIN_PROBABILITY = -0.5, 0.6  # of the tokens; mean of the words
ALWAYS = 8  # windows that any recording may have decoded again
SILENT = 0.5  # music and tones alone had .56 or more, speech in another language .46 or less
MAX_REPEATED = 8  # words at the edge that may be the neighbours'


@dataclass(frozen=True, slots=True)
class Take:
    """What was made of some speech."""

    speech: tuple[Span, ...]  # what was decoded at a time
    words: tuple[Word, ...]  # empty where they cannot be right
    fault: WindowFault | None
    log_probability: float
    no_speech_probability: float

    @property
    def silent(self) -> bool:
        """Whether the model wrote nothing to trust and heard no speech."""
        unsure = self.fault is not None or self.log_probability < LOW_LOG_PROBABILITY
        return unsure and self.no_speech_probability > SILENT

    @property
    def thin(self) -> bool:
        """Whether there are far fewer words than the speech must have."""
        return len(self.words) < THIN_WORDS_PER_S * total_s(self.speech)


def recover(
    channels: Sequence[tuple[Channel, Sequence[Span]]],
    takes: Sequence[Sequence[Take]],
    decode: Callable[[Sequence[tuple[PackedWindow, Channel]]], list[Take]],
) -> list[list[Take]]:
    """Decode again, alone, what has no words."""
    found = [list(own) for own in takes]
    left = max(ALWAYS, sum(map(len, takes)))  # a call full of noise costs twice, not ten times
    tried: set[tuple[int, tuple[Span, ...]]] = set()
    for turn in range(ROUNDS):
        again = []
        alone = turn != THIN_ROUND
        for place, (channel, segments) in enumerate(channels):
            speech = _stretches(segments, found[place]) if alone else _thin(found[place])
            again += [
                (place, window, channel)
                for part in speech
                for window in pack(channel, part, max_window_s=AGAIN_WINDOW_S)
                if (place, window.speech) not in tried
            ]
        again.sort(key=lambda item: total_s(item[1].speech), reverse=True)
        again = again[:left]
        left -= len(again)
        tried |= {(place, window.speech) for place, window, _ in again}
        results = decode([(window, channel) for _, window, channel in again])
        for (place, _, _), take in zip(again, results, strict=True):
            found[place] = _with(found[place], take, alone=alone)
    return [sorted(own, key=lambda take: take.speech) for own in found]


def find_wordless(segments: Sequence[Span], words: Sequence[Word]) -> tuple[tuple[Span, ...], ...]:
    """Find speech of 2 s or more between two words."""
    starts = [word.span.start_s for word in words]
    parts = [
        part
        for part in subtract(segments, [_core(word) for word in words])
        if part.duration_s >= MIN_PART_S
    ]
    stretches = (
        tuple(own) for _, own in groupby(parts, key=lambda p: bisect_right(starts, p.start_s))
    )
    return tuple(own for own in stretches if total_s(own) >= MIN_STRETCH_S)


def _core(word: Word) -> Span:
    return Span(word.span.start_s, min(word.span.end_s, word.span.start_s + MAX_WORD_S))


def _thin(takes: Sequence[Take]) -> list[tuple[Span, ...]]:
    return [
        take.speech
        for take in takes
        if take.words and take.thin and total_s(take.speech) >= MIN_STRETCH_S
    ]


def _stretches(segments: Sequence[Span], takes: Sequence[Take]) -> list[tuple[Span, ...]]:
    silent = [span for take in takes if take.silent for span in take.speech]
    return list(find_wordless(subtract(segments, silent), words_of(takes)))


def words_of(takes: Sequence[Take]) -> tuple[Word, ...]:
    """Return all words in order of time."""
    return tuple(sorted((w for take in takes for w in take.words), key=lambda word: word.span))


def _with(takes: list[Take], new: Take, *, alone: bool) -> list[Take]:
    """Put a new take in the place of what was there, if it is better."""
    room_s = 0.0 if alone else PAD_S
    covered = [Span(max(0.0, s.start_s - room_s), s.end_s + room_s) for s in new.speech]
    rest = [_without(take, covered) for take in takes]
    words = _own(new.words, words_of(rest))
    before = sum(len(take.words) for take in takes) - sum(len(take.words) for take in rest)
    left = [take for take in rest if take.speech or take.words]
    if alone and new.silent and not before:
        return [*left, replace(new, words=(), fault=new.fault or WindowFault.INVENTED)]
    kept = replace(new, words=words)
    if len(words) <= before or kept.thin or not _healthy(new):
        return takes
    return [*left, kept]


def _healthy(take: Take) -> bool:
    mean = mean_probability(take.words)
    return (
        take.fault is None
        and (mean is None or mean >= MIN_PROBABILITY)
        and take.log_probability >= MIN_LOG_PROBABILITY
        and take.no_speech_probability <= NO_SPEECH
    )


def _without(take: Take, speech: Sequence[Span]) -> Take:
    """Leave out what another take covers; a word stretched over it is cut back."""
    words = []
    for word in take.words:
        core = _core(word)
        if any(core.middle_s in span for span in speech):
            continue
        over = any(core.end_s < span.end_s and word.span & span for span in speech)
        words.append(replace(word, span=core) if over else word)
    return replace(take, speech=subtract(take.speech, speech), words=tuple(words))


def _own(words: Sequence[Word], others: Sequence[Word]) -> tuple[Word, ...]:
    """Leave out what the neighbours of a stretch already hold: nothing is said twice."""
    if not words:
        return ()
    at = bisect_right([w.span.middle_s for w in others], words[len(words) // 2].span.middle_s)
    before, after = others[max(0, at - MAX_REPEATED) : at], others[at : at + MAX_REPEATED]
    since = before[-1].span.end_s if before else 0.0
    until = after[0].span.start_s if after else float("inf")
    kept = [word for word in words if since <= word.span.middle_s <= until]
    for size in range(MAX_REPEATED, 0, -1):
        if _text(kept[:size]) == _text(before[-size:]):
            kept = kept[size:]
        if _text(kept[-size:]) == _text(after[:size]):
            kept = kept[:-size]
    return tuple(kept)


def _text(words: Sequence[Word]) -> list[str]:
    return [normalised(word.text) for word in words]
