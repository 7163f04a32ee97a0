"""The sound inside a page: the stretches worth hearing, one after another in a single MP3."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.audio.encode import mp3
from voicecheck.types.judgement import Verdict
from voicecheck.types.time import Span, merge, total_s

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from voicecheck.types.audio import Recording
    from voicecheck.types.judgement import Scorecard

LEAD_S, TAIL_S = 1.0, 0.8  # around a place, so that it is heard in its sentence
LONGEST_S = 30.0  # of one place
MOST_S = 180.0  # of all: with 3 kB a second a page stays under 2 MB
WHOLE_S = 360.0  # of a call that is heard as a whole: 1.5 MB of the page
FADE_S = 0.01
BLOCK_S = 30.0
MAX_OF_NOTICE = 8  # places


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the call and where it lies in the sprite, in seconds."""

    span: Span
    at_s: float


@dataclass(frozen=True, slots=True)
class AudioSprite:
    """Sound of a page."""

    pieces: tuple[Piece, ...]  # in order of time
    sound: bytes  # MP3, both parties on one channel

    def holds(self, moment_s: float) -> bool:
        """Tell whether a moment of the call can be heard."""
        return any(moment_s in piece.span for piece in self.pieces)


def make_sprite(recording: Recording, card: Scorecard, audio: str) -> AudioSprite | None:
    """Cut what the card names out of the recording."""
    duration_s, rate = recording.duration_s, recording.sample_rate
    if audio == "none" or not duration_s:
        return None
    if audio == "full" or (audio == "auto" and duration_s <= WHOLE_S):
        spans: tuple[Span, ...] = (Span(0.0, duration_s),)
    else:
        spans = _worth_hearing(card, duration_s)
    if not spans:
        return None
    pieces, at_s = [], 0.0
    for span in spans:
        pieces.append(Piece(span, at_s))
        at_s += (round(span.end_s * rate) - round(span.start_s * rate)) / rate
    peak = max(float(np.abs(block).max()) for block in _mixed(recording, spans))
    return AudioSprite(tuple(pieces), mp3(_mixed(recording, spans), rate, peak=peak))


def _worth_hearing(card: Scorecard, duration_s: float) -> tuple[Span, ...]:
    kept: tuple[Span, ...] = ()
    for place in _places(card):
        end_s = min(place.end_s, place.start_s + LONGEST_S)
        around = Span(max(0.0, place.start_s - LEAD_S), min(duration_s, end_s + TAIL_S))
        if around.duration_s and total_s(more := merge([*kept, around])) <= MOST_S:
            kept = more
    return kept


def _places(card: Scorecard) -> Iterator[Span]:
    """Go through the places of the card, the most important first."""
    first = [r for r in card.results if r.verdict.stands_out]
    rest = [r for r in card.results if r.verdict is Verdict.PASS]
    for group in (first, card.strengths, rest):
        for line in group:
            yield from (item.span for item in line.evidence if item.span is not None)
    for notice in card.notices:
        yield from notice.spans[:MAX_OF_NOTICE]


def _mixed(recording: Recording, spans: Sequence[Span]) -> Iterator[npt.NDArray[np.float32]]:
    """Add the parties up, block by block, and fade the edges so that nothing clicks."""
    rate = recording.sample_rate
    for span in spans:
        first, last = round(span.start_s * rate), round(span.end_s * rate)
        for start in range(first, last, round(BLOCK_S * rate)):
            end = min(last, start + round(BLOCK_S * rate))
            block: npt.NDArray[np.float32] = recording.samples[:, start:end].sum(axis=0)
            n = min(round(FADE_S * rate), len(block))
            ramp = np.linspace(0.0, 1.0, n, dtype=np.float32)
            if start == first:
                block[:n] *= ramp
            if end == last:
                block[-n:] *= ramp[::-1]
            yield block
