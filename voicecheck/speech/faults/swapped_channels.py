"""Channels that change sides in the middle: each holds one person first and the other afterwards.

Recorders do so after hold or transfer. Samples of both channels' voices, in order of time, tell in
which of two positions the people sit; a change of position has to pay for itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.audio.spool import BLOCK_S, blocks_of, gather
from voicecheck.speech.clustering import both_there, in_two, towards_first, towards_own
from voicecheck.speech.voice_samples import sample_voice
from voicecheck.types.notice import Notice
from voicecheck.types.text import Text
from voicecheck.types.time import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from voicecheck.audio.spool import Block
    from voicecheck.speech.voice_samples import VoiceSample
    from voicecheck.types.audio import Channel
    from voicecheck.types.speech import SpeechActivity

MIN_SAMPLES = 4  # per channel
MIN_PART = 4  # samples in each position, both channels together
ROUNDS = 5
CHANGE = 1.5  # what a change of position costs, in cosines: three samples of another voice pay it
CLEAR_LEAD, CLEAR_SHARE = 0.2, 0.9
MIN_REFINED_S = 0.5


@dataclass(frozen=True, slots=True)
class Sides:
    """Where the channels hold each other's people."""

    swapped: tuple[Span, ...]  # stretches in which the people sit the other way round than at first

    def put_back(self, samples: Sequence[VoiceSample]) -> tuple[VoiceSample, ...]:
        """Return voice samples as they are named once each voice is back on its channel."""
        pair = sorted({sample.channel for sample in samples})
        other = dict(zip(pair, reversed(pair), strict=True))
        return tuple(
            replace(sample, channel=other[sample.channel])
            if any(sample.span.middle_s in span for span in self.swapped)
            else sample
            for sample in samples
        )


def find_sides(
    samples: Sequence[VoiceSample],
    channels: Sequence[Channel],
    activities: Sequence[SpeechActivity],
) -> Sides | None:
    """Find out whether two channels change sides."""
    if len(channels) != 2 or not samples:
        return None
    embeddings = np.stack([sample.embedding for sample in samples])
    side = np.array([sample.channel == channels[1].index for sample in samples], dtype=np.intp)
    if not both_there(side, MIN_SAMPLES):
        return None
    positions = _positions(embeddings, side)
    if not both_there(positions, MIN_PART):
        return None
    clear = towards_own(embeddings, side ^ positions)
    if clear.mean() < CLEAR_LEAD or np.mean(clear > 0) < CLEAR_SHARE:
        return None
    changes = np.flatnonzero(np.diff(positions)) + 1
    edges = [
        _moment(samples, side ^ positions, int(at), channels, activities) for at in changes.tolist()
    ]
    return Sides(
        tuple(
            Span(start, edges[i + 1] if i + 1 < len(edges) else channels[0].duration_s)
            for i, start in enumerate(edges)
            if i % 2 == 0
        )
    )


def straightened(channels: Sequence[Channel], sides: Sides) -> tuple[Channel, ...]:
    """Put two channels' people back to where they sat at first."""
    first, second = gather(_straightened(channels, sides), 2)
    return replace(channels[0], samples=first), replace(channels[1], samples=second)


def _straightened(channels: Sequence[Channel], sides: Sides) -> Iterator[Block]:
    rate = channels[0].sample_rate
    size = round(BLOCK_S * rate)
    sounds = [blocks_of(channel.samples, size) for channel in channels]
    for i, block in enumerate(map(np.column_stack, zip(*sounds, strict=True))):
        for span in sides.swapped:
            first, last = (max(0, round(t * rate) - i * size) for t in (span.start_s, span.end_s))
            block[first:last] = block[first:last, ::-1].copy()
        yield block


def notice(sides: Sides) -> Notice:
    """Say where the sides were changed back."""
    start_s = sides.swapped[0].start_s
    minutes, seconds = divmod(round(start_s), 60)
    text = _SWAPPED if len(sides.swapped) == 1 else _SWAPPED_OFTEN
    return Notice(
        "N14",
        text.format(at=f"{minutes}:{seconds:02d}", n=len(sides.swapped)),
        sides.swapped,
        round(start_s, 1),
        "s",
    )


def _positions(
    embeddings: npt.NDArray[np.float32], side: npt.NDArray[np.intp]
) -> npt.NDArray[np.intp]:
    """Return in which position the people sit at each sample: 0 as at first, 1 the other way."""
    people = in_two(embeddings)
    positions = np.zeros(len(side), dtype=np.intp)
    for _ in range(ROUNDS):
        if not both_there(people, 2):
            return np.zeros(len(side), dtype=np.intp)
        lead = towards_first(embeddings, people)
        found = _cheapest(np.where(side == 0, lead, -lead))
        people = side ^ found
        if np.array_equal(found, positions):
            break
        positions = found
    return np.asarray(positions ^ positions[0], dtype=np.intp)


def _cheapest(straight: npt.NDArray[np.float64]) -> npt.NDArray[np.intp]:
    """Choose positions that agree with the samples and change seldom (Viterbi)."""
    gains = np.stack([straight, -straight], axis=1)
    best = gains[0].copy()
    came = np.zeros((len(gains), 2), dtype=np.intp)
    for i in range(1, len(gains)):
        stay, move = best, best[::-1] - CHANGE
        came[i] = np.where(stay >= move, [0, 1], [1, 0])
        best = np.maximum(stay, move) + gains[i]
    path = np.zeros(len(gains), dtype=np.intp)
    path[-1] = int(best.argmax())
    for i in range(len(gains) - 1, 0, -1):
        path[i - 1] = came[i, path[i]]
    return path


def _moment(
    samples: Sequence[VoiceSample],
    people: npt.NDArray[np.intp],
    at: int,
    channels: Sequence[Channel],
    activities: Sequence[SpeechActivity],
) -> float:
    """Find the moment of a change between two samples: after the last stretch that is as before."""
    since_s, until_s = samples[at - 1].span.end_s, samples[at].span.start_s
    embeddings = np.stack([sample.embedding for sample in samples])
    means = np.stack([embeddings[people == person].mean(axis=0) for person in (0, 1)])
    before = people[at - 1] ^ int(samples[at - 1].channel == channels[1].index)
    stretches = sorted(
        (span, side)
        for side, activity in enumerate(activities)
        for span in activity.segments
        if since_s < span.middle_s < until_s and span.duration_s >= MIN_REFINED_S
    )
    moment_s = since_s
    for span, side in stretches:
        towards_first, towards_second = means @ sample_voice(channels[side], span).embedding
        person = int(towards_second > towards_first)
        if person ^ side != before:
            return (moment_s + span.start_s) / 2
        moment_s = span.end_s
    return (moment_s + until_s) / 2


_SWAPPED = Text(
    "ab {at} sind die beiden Kanäle vertauscht: für die Auswertung wurden sie zurückgetauscht",
    "from {at} the two channels are swapped: they were swapped back before judging",
)
_SWAPPED_OFTEN = Text(
    "in {n} Abschnitten, zuerst ab {at}, sind die beiden Kanäle vertauscht: für die Auswertung "
    "wurden sie zurückgetauscht",
    "in {n} stretches, first from {at}, the two channels are swapped: they were swapped back "
    "before judging",
)
