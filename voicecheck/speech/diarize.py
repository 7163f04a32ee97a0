"""Two voices on one channel, told apart without a model.

Speech is cut at pauses and every 3 s; each piece is described by the mean and deviation of its
MFCCs in the telephone band (loudness left out), and Ward's method parts the pieces in two. Whether
there are two voices at all, the distance between the two groups tells, set against the distances
within.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.guarded import import_librosa
from voicecheck.types.time import Span, intersect, merge, subtract

if TYPE_CHECKING:
    import numpy.typing as npt

    from voicecheck.types.audio import Channel
    from voicecheck.types.speech import SpeechActivity

VERSION = 2

METHOD = "mfcc mean and deviation, ward"

PIECE_S = 3.0
MIN_PIECE_S = 0.8  # shorter pieces join the nearer voice afterwards
MIN_PIECES = 5  # fewer show no second voice, whoever speaks
NEAR_CHANGE_S = 0.25  # NORMS 0.1
IPU_GAP_S = 0.2  # NORMS 0.2
MAX_PIECES = 1500
N_MFCC, N_MELS = 20, 40
FRAME_S, HOP_S = 0.032, 0.010
BAND_HZ = (300.0, 3400.0)
QUIET = 0.01  # frames 20 dB below the piece's loudest describe the line, not the voice
# Proposals, set on 8 one-voice recordings and 18 mixtures of real speech: one voice has a
# silhouette below about .21 + 2.4 / pieces; and how much the last merge of the tree towers over
# the one before it tells the purity of the two groups.
ONE_VOICE, ONE_VOICE_FEW = 0.21, 2.4
JUMP_PURITY = ((1.4, 1.9, 2.3), (0.6, 0.95, 0.99))


@dataclass(frozen=True, slots=True)
class Separation:
    """Whose speech is where.

    Parameters
    ----------
    voices : tuple of tuple of Span
        One or two voices, the first to speak first.
    purity : float
        Estimated share of the time that is rightly assigned, 0.6 to 1.
    doubtful : tuple of Span
        Stretches near a change of voice.
    """

    voices: tuple[tuple[Span, ...], ...]
    purity: float
    doubtful: tuple[Span, ...] = ()


def separate(channel: Channel, activity: SpeechActivity) -> Separation:
    """Tell the voices of one channel apart.

    Parameters
    ----------
    channel : Channel
        In the canonical band.
    activity : SpeechActivity
        All speech on it.

    Returns
    -------
    Separation
        One voice where nothing speaks for a second one; two of low purity where it is unclear.
    """
    one = Separation((activity.segments,), 1.0)
    pieces = _pieces(activity.ipus)
    # A hum is no sample of how a voice sounds.
    articulate = merge(subtract(activity.segments, activity.voiced), IPU_GAP_S)
    long = [p for p in _pieces(articulate) if p.duration_s >= MIN_PIECE_S][:MAX_PIECES]
    if len(long) < MIN_PIECES:
        return one
    described = np.array([_describe(channel, piece) for piece in long])
    mean, deviation = described.mean(axis=0), np.maximum(described.std(axis=0), 1e-9)
    scaled = (described - mean) / deviation
    labels, jump = _part(scaled)
    centres = np.array([scaled[labels == label].mean(axis=0) for label in (0, 1)])
    distances = np.linalg.norm(scaled[:, None] - centres, axis=2)
    if _silhouette(distances) < ONE_VOICE + ONE_VOICE_FEW / len(long):
        return one
    every = (np.array([_describe(channel, piece) for piece in pieces]) - mean) / deviation
    nearest = np.linalg.norm(every[:, None] - centres, axis=2).argmin(axis=1)
    first = int(nearest[0])
    voices = tuple(
        _segments(activity, [p for p, n in zip(pieces, nearest, strict=True) if n == label])
        for label in (first, 1 - first)
    )
    if not all(voices):
        return one
    return Separation(voices, float(np.interp(jump, *JUMP_PURITY)), _changes(pieces, nearest))


def _part(scaled: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.int32], float]:
    """Part the pieces in two, and tell how much further apart the two are than the next split."""
    from scipy.cluster.hierarchy import fcluster, ward

    tree = ward(scaled)
    labels: npt.NDArray[np.int32] = fcluster(tree, 2, "maxclust") - 1
    return labels, float(tree[-1, 2] / max(tree[-2, 2], 1e-9))


def _silhouette(distances: npt.NDArray[np.float64]) -> float:
    """Return how much nearer the pieces are to their own centre (simplified silhouette)."""
    near, far = distances.min(axis=1), distances.max(axis=1)
    return float(((far - near) / np.maximum(far, 1e-9)).mean())


def _segments(activity: SpeechActivity, pieces: list[Span]) -> tuple[Span, ...]:
    return merge(intersect(activity.segments, pieces))


def _changes(pieces: list[Span], nearest: npt.NDArray[np.intp]) -> tuple[Span, ...]:
    """Return what lies so near a change of voice that it may hold both."""
    near = []
    for (before, after), changes in zip(pairwise(pieces), np.diff(nearest) != 0, strict=True):
        if changes and before.gap(after) < 2 * NEAR_CHANGE_S:
            near.append(Span(max(before.start_s, before.end_s - NEAR_CHANGE_S), before.end_s))
            near.append(Span(after.start_s, min(after.end_s, after.start_s + NEAR_CHANGE_S)))
    return merge(near)


def _pieces(ipus: tuple[Span, ...]) -> list[Span]:
    """Cut long units into equal parts of at most 3 s."""
    pieces = []
    for ipu in ipus:
        n = max(1, int(np.ceil(ipu.duration_s / PIECE_S)))
        edges = np.linspace(ipu.start_s, ipu.end_s, n + 1)
        pieces += [Span(float(a), float(b)) for a, b in pairwise(edges)]
    return pieces


def _describe(channel: Channel, piece: Span) -> npt.NDArray[np.float64]:
    """Return mean and deviation of the piece's MFCCs, the loudness coefficient left out."""
    librosa = import_librosa()
    rate = channel.sample_rate
    size, hop = round(FRAME_S * rate), round(HOP_S * rate)
    sound = np.asarray(channel.samples[round(piece.start_s * rate) : round(piece.end_s * rate)])
    sound = np.pad(sound, (0, max(0, size - len(sound))))
    mels = librosa.feature.melspectrogram(
        y=sound,
        sr=rate,
        n_fft=size,
        hop_length=hop,
        window="hamming",
        center=False,
        htk=True,
        n_mels=N_MELS,
        fmin=BAND_HZ[0],
        fmax=BAND_HZ[1],
    )
    loud = mels.sum(axis=0)
    audible = mels[:, loud >= QUIET * loud.max()]
    mfcc = librosa.feature.mfcc(S=librosa.power_to_db(audible, top_db=None), n_mfcc=N_MFCC)[1:]
    described: npt.NDArray[np.float64] = np.concatenate([mfcc.mean(axis=1), mfcc.std(axis=1)])
    return described
