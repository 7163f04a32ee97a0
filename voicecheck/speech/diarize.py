"""Two voices on one channel, told apart (speaker diarization).

A segmentation network hears, in windows of 10 s, up to three local voices and where they overlap.
Speech is cut wherever one of them takes over from another; every stretch gets a speaker embedding,
and goes to the person whom it resembles in the whole call and with whom the windows put it. How
clearly two people stand apart tells whether there are two at all, and how much of the time is
rightly assigned (`purity`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import numpy as np

from voicecheck.audio.noise import runs
from voicecheck.speech.clustering import both_there, in_two, towards_first, towards_own
from voicecheck.speech.embedding import embed
from voicecheck.speech.purity import collect, stated_purity
from voicecheck.speech.segmentation import N_VOICES
from voicecheck.speech.stretches import HEARD, HOP_S, N_LAYERS, cut, hear
from voicecheck.types.time import Span, intersect, merge, total_s

if TYPE_CHECKING:
    import numpy.typing as npt

    from voicecheck.speech.clustering import Embeddings, People
    from voicecheck.speech.stretches import Frames, Heard, Stretches
    from voicecheck.types.audio import Channel
    from voicecheck.types.speech import SpeechActivity

METHOD = "pyannote segmentation 3.0, CAM++ embeddings"

GOOD_STRETCH_S = 1.0
MAX_STARTERS = 1500  # local voices for the first clustering: more than two hours of speech
MAX_SAMPLE_S = 4.0  # of a local voice: more tells nothing new
MIN_SAMPLE_S = 1.5  # from here on a local voice is good enough to start a person from
SAME_VOICE = 0.6  # cosine from which two local voices of one window may be one person
STAY, STAY_SHORT = 0.0, 0.05  # a stretch moves only if it resembles the other so much more
ROUNDS = 12
NEAR_CHANGE_S = 0.1
MIN_VOICE_S = 1.0
AT_ONCE = 0.7  # of the windows' certainty that two speak at once


@dataclass(frozen=True, slots=True)
class Separation:
    """Whose speech is where."""

    # one or two voices, the first to speak first; where both speak they overlap
    voices: tuple[tuple[Span, ...], ...]
    purity: float  # estimated share of the time that is rightly assigned, 0.5 to 1
    doubtful: tuple[Span, ...] = ()  # stretches near a change of voice
    cues: dict[str, float] = field(default_factory=dict)  # what the purity rests on


def separate(channel: Channel, activity: SpeechActivity) -> Separation:
    """Tell the voices of one channel apart."""
    heard = hear(channel, activity)
    stretches = cut(heard)
    people = _part(heard, stretches)
    if people is None:
        return Separation((activity.segments,), 1.0)
    cues = collect(heard, stretches, people)
    both = _assign(heard, stretches, people)
    voices = [_segments(frames, activity) for frames in both]
    shortest_s = min(total_s(spans) for spans in voices)
    n_voices, purity = stated_purity(cues)
    if n_voices == 1 or shortest_s < MIN_VOICE_S:
        return Separation((activity.segments,), 1.0 if n_voices == 1 else purity, (), cues)
    voices.sort(key=lambda spans: spans[0])
    return Separation(tuple(voices), purity, _changes(both), cues)


def _part(heard: Heard, stretches: Stretches) -> People | None:
    """Give every stretch to one of two people; None where there is nothing to compare."""
    if len(stretches.seconds) < 2:
        return None
    groups = _group(heard, stretches)
    tried = []
    for linked in (_link(groups, "ward"), _link(groups, "average")):
        if linked is not None:
            settled = _settle(stretches, _vote(stretches, groups, linked))
            if both_there(settled):
                tried.append(settled)
    if not tried:
        return None
    return max(tried, key=lambda people: _gain(stretches, people))


@dataclass(frozen=True, slots=True, eq=False)
class _Groups:
    """The local voices of the first layer's windows, each with how it sounds."""

    number: npt.NDArray[np.intp]  # [shape=(n_stretches,)], -1 where the layer hears none
    window: npt.NDArray[np.intp]
    embeddings: Embeddings
    seconds: npt.NDArray[np.float64]


def _group(heard: Heard, stretches: Stretches) -> _Groups:
    """Embed each local voice of the first layer: longer samples than its stretches one by one."""
    voice = stretches.voice[0]
    names = np.unique(voice[voice >= 0])
    number = np.where(voice >= 0, np.searchsorted(names, voice), -1)
    embeddings, seconds = [], []
    for index in range(len(names)):
        own = np.flatnonzero(number == index)
        frames = np.concatenate(
            [np.arange(stretches.first[i], stretches.last[i]) for i in own.tolist()]
        )
        sample = heard.bands[frames[: round(MAX_SAMPLE_S / HOP_S)]].astype(np.float32)
        embeddings.append(embed(sample))
        seconds.append(len(frames) * HOP_S)
    if not embeddings:
        return _Groups(number, names, np.zeros((0, 1), dtype=np.float32), np.zeros(0))
    return _Groups(number, names // N_VOICES, np.stack(embeddings), np.array(seconds))


def _link(groups: _Groups, how: Literal["ward", "average"]) -> People | None:
    """Give every local voice to one of two people; None where all sound like one."""
    embeddings, seconds = groups.embeddings, groups.seconds
    if len(seconds) < 2:
        return None
    good = np.flatnonzero(seconds >= min(MIN_SAMPLE_S, float(np.median(seconds))))
    good = good[np.linspace(0, len(good) - 1, min(len(good), MAX_STARTERS)).astype(int)]
    if len(good) < 2:
        return None
    clusters = in_two(embeddings[good], how)
    if not both_there(clusters):
        return None
    centres = _centres(embeddings[good], clusters, seconds[good])
    labels = np.zeros(len(seconds), dtype=np.intp)
    for _ in range(ROUNDS):
        before = labels
        likeness = embeddings @ centres.T
        labels = likeness.argmax(axis=1)
        for window in np.unique(groups.window):
            two = np.flatnonzero(groups.window == window)
            if len(two) == 2 and labels[two[0]] == labels[two[1]]:
                labels[two] = _apart(two, labels, likeness, groups)
        if not both_there(labels):
            return None
        centres = _centres(embeddings, labels, seconds)
        if np.array_equal(before, labels):
            break
    return labels


def _apart(
    two: npt.NDArray[np.intp],
    labels: People,
    likeness: Embeddings,
    groups: _Groups,
) -> People:
    """Part two local voices of one window, unless they sound like one person."""
    if float(groups.embeddings[two[0]] @ groups.embeddings[two[1]]) > SAME_VOICE:
        return labels[two]
    straight = likeness[two, [0, 1]] @ groups.seconds[two]
    crossed = likeness[two, [1, 0]] @ groups.seconds[two]
    return np.array([0, 1] if straight >= crossed else [1, 0])


def _centres(
    embeddings: Embeddings, labels: People, seconds: npt.NDArray[np.float64]
) -> Embeddings:
    """Return the mean embedding of either person, weighted by time."""
    sums = np.stack([(seconds * (labels == person)) @ embeddings for person in (0, 1)])
    norm = np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    return np.asarray(sums / norm, dtype=np.float32)


def _vote(stretches: Stretches, groups: _Groups, labels: People) -> People:
    """Let the window that hears a stretch say whose it is; else whom it resembles."""
    signed = np.where(labels == 0, 1.0, -1.0)
    centres = _centres(groups.embeddings, labels, groups.seconds)
    likeness = stretches.embeddings @ centres.T
    towards_first = likeness[:, 0] - likeness[:, 1]
    votes = np.where(groups.number >= 0, signed[groups.number], towards_first)
    return (votes < 0).astype(np.intp)


def _settle(stretches: Stretches, people: People) -> People:
    """Move stretches to the person they resemble; a short one stays unless it is clear."""
    first = people
    margin = np.where(stretches.seconds < GOOD_STRETCH_S, STAY_SHORT, STAY)
    for _ in range(ROUNDS):
        leads = towards_first(stretches.embeddings, people, stretches.seconds)
        moved = np.where(np.abs(leads) < margin, first, (leads < 0).astype(np.intp))
        if not both_there(moved) or np.array_equal(moved, people):
            break
        people = moved
    return people


def _gain(stretches: Stretches, people: People) -> float:
    """Return how much more the stretches resemble their own person than the other."""
    own = towards_own(stretches.embeddings, people, stretches.seconds)
    return float(own @ stretches.seconds)


def _assign(heard: Heard, stretches: Stretches, people: People) -> tuple[Frames, Frames]:
    """Give every frame of speech to one person or both."""
    n = len(heard.speech)
    both = np.zeros((2, n), dtype=bool)
    for a, b, person in zip(stretches.first, stretches.last, people, strict=True):
        both[person, a:b] = True
    fixed = both.any(axis=0)
    weights = _window_weights(heard, stretches, people)
    heard_now = weights > HEARD
    both |= heard_now & heard.speech & ~fixed
    # Two voices at once are both people, whoever the window's voices were taken for.
    both |= (_at_once(heard) > AT_ONCE) & heard.speech
    # What no window claims belongs to whoever speaks nearest.
    rest = np.flatnonzero(heard.speech & ~both.any(axis=0))
    decided = np.flatnonzero(both.any(axis=0))
    if len(decided) and len(rest):
        behind = np.minimum(np.searchsorted(decided, rest), len(decided) - 1)
        before = np.maximum(behind - 1, 0)
        nearer = rest - decided[before] <= np.abs(decided[behind] - rest)
        both[:, rest] = both[:, np.where(nearer, decided[before], decided[behind])]
    return both[0], both[1]


def _at_once(heard: Heard) -> npt.NDArray[np.float64]:
    """Return how sure the windows are that two voices speak at the same time, per frame."""
    known = heard.window >= 0
    second = np.where(known, np.sort(heard.active, axis=2)[:, :, -2], 0.0)
    certainty: npt.NDArray[np.float64] = second.sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    return certainty


def _window_weights(heard: Heard, stretches: Stretches, people: People) -> npt.NDArray[np.float64]:
    """Return how sure the windows are that either person speaks, per frame."""
    n = len(heard.speech)
    weights = np.zeros((2, n))
    layers = np.zeros(n)
    for layer in range(N_LAYERS):
        active, window = heard.active[layer], heard.window[layer]
        owner = np.zeros(N_VOICES * (int(window.max()) + 2))
        known = stretches.voice[layer] >= 0
        sign = np.where(people == 0, stretches.seconds, -stretches.seconds)
        np.add.at(owner, stretches.voice[layer][known], sign[known])
        for voice in range(N_VOICES):
            belongs = owner[np.maximum(N_VOICES * window + voice, 0)]
            for person, mine in enumerate((belongs > 0, belongs < 0)):
                own = np.where(mine & (window >= 0), active[:, voice], 0.0)
                weights[person] += own
        layers += window >= 0
    return weights / np.maximum(layers, 1)


def _segments(frames: Frames, activity: SpeechActivity) -> tuple[Span, ...]:
    spans = [Span(a * HOP_S, b * HOP_S) for a, b in runs(frames)]
    return merge(intersect(activity.segments, spans))


def _changes(both: tuple[Frames, Frames]) -> tuple[Span, ...]:
    """Return what lies so near a change of voice that it may hold both."""
    alone = np.where(both[0] & ~both[1], 1, np.where(both[1] & ~both[0], 2, 0))
    spoken = np.flatnonzero(alone)
    near = []
    for before, after in pairwise(spoken.tolist()):
        if alone[before] != alone[after] and (after - before) * HOP_S < 2 * NEAR_CHANGE_S:
            end_s, start_s = (before + 1) * HOP_S, after * HOP_S
            near.append(Span(max(0.0, end_s - NEAR_CHANGE_S), end_s))
            near.append(Span(start_s, start_s + NEAR_CHANGE_S))
    return merge(near)
