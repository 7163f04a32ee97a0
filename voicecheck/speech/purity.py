"""One voice or two, and how purely two are told apart: cues of a division, and what they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from voicecheck.speech.clustering import both_there, cosine, in_two, towards_own
from voicecheck.speech.segmentation import N_VOICES
from voicecheck.speech.stretches import HEARD, HOP_S

if TYPE_CHECKING:
    import numpy.typing as npt

    from voicecheck.speech.clustering import People
    from voicecheck.speech.stretches import Heard, Stretches

LONG_S = 1.0
MAX_LONG = 1500
USUAL_INNER = 0.85  # of one person; where there is too little to part
MIN_ALONE_S = 0.4  # of a local voice, to count as one of its window's

# Set on the calibration half of `python -m benchmarks.separation` and seen on the other half.
# Purity: least squares over own_mean, own_q10, inner_cosine and balance, each within its bounds.
PURITY = (0.257, (-0.549, 0.0, 0.45), (0.962, -0.1, 0.3), (0.23, 0.5, 0.85), (2.514, 0.0, 0.2))
CLEAR_LEAD = 0.38  # so far apart, who speaks little is no chance division of one voice
ALIKE, ALIKE_PURITY = 0.66, 0.9  # one person's moods stand as far apart as this
# One voice: the windows hardly ever hear a second one, and the halves hardly differ. None of 106
# recordings of two people passes for one, 8 of 8 channels of calls do, and 10 of 14 readings.
ONE_WINDOW, ONE_LEAD, ONE_COSINE, ONE_BALANCE, ONE_SPEECH_S = 0.25, 0.18, 0.65, 0.06, 30.0
MOST = 0.99  # no division is known to be perfect
TWO_WINDOW, UNCLEAR_PURITY = 0.3, 0.8  # fewer windows with two voices: there may be but one


def stated_purity(cues: dict[str, float]) -> tuple[int, float]:
    """Return whether one voice or two speak, and the share of time rightly assigned."""
    balanced = cues["centre_cosine"] >= ONE_COSINE and cues["own_mean"] <= ONE_LEAD
    one = cues["two_share"] <= ONE_WINDOW and (balanced or cues["balance"] < ONE_BALANCE)
    if one and cues["seconds"] >= ONE_SPEECH_S:
        return 1, 1.0
    base, *slopes = PURITY
    purity = base
    if cues["own_mean"] >= CLEAR_LEAD:
        cues = cues | {"balance": 0.5}
    names = ("own_mean", "own_q10", "inner_cosine", "balance")
    for name, (slope, low, high) in zip(names, slopes, strict=True):
        purity += slope * min(max(cues[name], low), high)
    if cues["centre_cosine"] > ALIKE:
        purity = min(purity, ALIKE_PURITY)
    if cues["two_share"] < TWO_WINDOW:
        purity = min(purity, UNCLEAR_PURITY)
    return 2, min(max(purity, 0.5), MOST)


def collect(heard: Heard, stretches: Stretches, people: People) -> dict[str, float]:
    """Collect what tells two people from one, and a clean division from a doubtful one."""
    seconds, embeddings = stretches.seconds, stretches.embeddings
    own = towards_own(embeddings, people, seconds)
    order = np.argsort(own)
    reached = np.cumsum(seconds[order]) / seconds.sum()
    spoken_s = np.array([seconds[people == person].sum() for person in (0, 1)])
    first, second = (seconds * (people == person) @ embeddings for person in (0, 1))
    return {
        "centre_cosine": cosine(first, second),
        "own_mean": float(own @ seconds / seconds.sum()),
        "own_q10": float(own[order][np.searchsorted(reached, 0.1)]),
        "inner_cosine": min(_inner_cosine(stretches, people == person) for person in (0, 1)),
        "two_share": _two_share(heard),
        "balance": float(spoken_s.min() / spoken_s.sum()),
        "seconds": float(seconds.sum()),
    }


def _two_share(heard: Heard) -> float:
    """Return the share of windows in which two local voices speak, each for a while alone."""
    with_two = windows = 0
    for active, window in zip(heard.active, heard.window, strict=True):
        loud = active > HEARD
        alone = loud & (loud.sum(axis=1, keepdims=True) == 1) & heard.speech[:, None]
        known = window >= 0
        n = int(window.max()) + 1
        spoken_s = np.stack(
            [
                np.bincount(window[known & alone[:, voice]], minlength=n) * HOP_S
                for voice in range(N_VOICES)
            ]
        )
        with_two += int(np.count_nonzero((spoken_s >= MIN_ALONE_S).sum(axis=0) >= 2))
        windows += len(np.unique(window[known]))
    return with_two / max(windows, 1)


def _inner_cosine(stretches: Stretches, own: npt.NDArray[np.bool_]) -> float:
    """Return how alike the halves of one person's stretches are: two people hide in a low value."""
    long = np.flatnonzero(own & (stretches.seconds >= LONG_S))
    long = long[np.linspace(0, len(long) - 1, min(len(long), MAX_LONG)).astype(int)]
    if len(long) < 6:
        return USUAL_INNER
    embeddings = stretches.embeddings[long]
    halves = in_two(embeddings)
    if not both_there(halves, max(3, round(0.15 * len(long)))):
        return USUAL_INNER
    return cosine(*(embeddings[halves == half].mean(axis=0) for half in (0, 1)))
