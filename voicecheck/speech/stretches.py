"""What two networks hear on one channel: local voices, and stretches of one voice each.

The segmentation network numbers up to three voices within windows of ten seconds. The windows lie
in layers: those of one layer end to end, those of the next a step later, so that every moment is
heard in each layer. Speech is cut wherever any layer hears another voice begin.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.audio.band import resampled
from voicecheck.audio.spool import gather
from voicecheck.speech.embedding import FRAME, HOP, N_MELS, RATE, embed, filterbank
from voicecheck.speech.onnx_session import side_by_side
from voicecheck.speech.segmentation import (
    FRAME_LENGTH_S,
    FRAME_STEP_S,
    N_VOICES,
    WINDOW_S,
    local_voices,
)
from voicecheck.types.audio import Channel

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from voicecheck.types.speech import SpeechActivity

    Frames = npt.NDArray[np.bool_]  # [shape=(n_frames,)], 10 ms each

HOP_S = 0.01
STEP_S = 5.0
N_LAYERS = round(WINDOW_S / STEP_S)
BLOCK_S = 300.0  # a multiple of the step
HEARD = 0.5
STRETCH_S, MIN_STRETCH_S = 3.0, 0.3
FLICKER_S = 0.1  # layers differ by so much about where a voice begins


@dataclass(frozen=True, slots=True, eq=False)
class Heard:
    """What the networks made of a channel."""

    speech: Frames  # by the product's own activity
    # shape=(n_frames, 80); Filterbank, half precision: a long call has a million frames, on disk
    bands: npt.NDArray[np.float16]
    # shape=(n_layers, n_frames, 3); Local voices. The windows of a layer lie end to end, those of
    # the next one begin a step later
    active: npt.NDArray[np.float16]
    # shape=(n_layers, n_frames); Which window of its layer a frame lies in
    window: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Stretches:
    """Stretches of one voice."""

    first: npt.NDArray[np.intp]  # shape=(n,); Frames
    last: npt.NDArray[np.intp]
    embeddings: npt.NDArray[np.float32]  # shape=(n, n_dimensions); Unit length
    seconds: npt.NDArray[np.float64]  # shape=(n,); Length
    # shape=(n_layers, n); The local voice that each layer hears there, numbered through all windows
    voice: npt.NDArray[np.intp]
    window: npt.NDArray[np.intp]  # shape=(n_layers, n); And the window it belongs to


def hear(channel: Channel, activity: SpeechActivity) -> Heard:
    """Run the segmentation network and the filterbank over a channel, block by block."""
    n = max(1, round(channel.duration_s / HOP_S))
    size, step = round(WINDOW_S / HOP_S), round(STEP_S / HOP_S)
    active = np.zeros((N_LAYERS, n + 2 * size, 3), dtype=np.float16)
    window = np.full((N_LAYERS, n + 2 * size), -1, dtype=np.int32)
    for start_s, sound in _blocks(channel):
        starts_s, found = local_voices(sound, STEP_S)
        for at_s, one in zip(starts_s, found, strict=True):
            number = round((start_s + at_s) / STEP_S)
            place = slice(number * step, number * step + size)
            if at_s < BLOCK_S and place.stop <= n + 2 * size:
                active[number % N_LAYERS, place] = _on_grid(one, size)
                window[number % N_LAYERS, place] = number
    speech = np.zeros(n, dtype=bool)
    for span in activity.segments:
        speech[round(span.start_s / HOP_S) : round(span.end_s / HOP_S)] = True
    bands = gather((block.reshape(-1, 1) for block in _bands(channel, n)), 1, np.float16)
    return Heard(speech, bands.reshape(n, N_MELS), active[:, :n], window[:, :n])


def _blocks(channel: Channel) -> Iterator[tuple[float, npt.NDArray[np.float32]]]:
    """Yield five minutes at a time, and what the last window and the last frame look into."""
    rate = channel.sample_rate
    for start_s in np.arange(0.0, channel.duration_s, BLOCK_S).tolist():
        end_s = start_s + BLOCK_S + WINDOW_S - STEP_S
        piece = channel.samples[round(start_s * rate) : round(end_s * rate)]
        yield start_s, resampled(Channel(channel.index, piece, rate), RATE).samples


def _bands(channel: Channel, n: int) -> Iterator[npt.NDArray[np.float16]]:
    """Yield the filterbank block by block; its last frame stands for what is not there."""
    last = np.zeros((1, N_MELS), dtype=np.float16)
    for _, sound in _blocks(channel):
        block = filterbank(sound[: round(BLOCK_S * RATE) + FRAME - HOP])[:n].astype(np.float16)
        n -= len(block)
        last = block[-1:] if len(block) else last
        yield block
    yield np.repeat(last, n, axis=0)


def _on_grid(active: npt.NDArray[np.float32], size: int) -> npt.NDArray[np.float32]:
    """Bring the network's frames to the grid of 10 ms."""
    middles_s = (np.arange(size) + 0.5) * HOP_S - FRAME_LENGTH_S / 2
    nearest = np.clip(np.rint(middles_s / FRAME_STEP_S), 0, active.shape[0] - 1)
    return np.asarray(active[nearest.astype(int)])


def cut(heard: Heard) -> Stretches:
    """Cut the speech of single voices wherever a window hears another one begin."""
    loud = heard.active > HEARD
    number = loud.sum(axis=2)
    alone = heard.speech & (number <= 1).all(axis=0) & (number == 1).any(axis=0)
    # Per layer: the local voice that speaks, numbered through; -1 where the window hears none.
    voice = np.where(number == 1, N_VOICES * heard.window + loud.argmax(axis=2), -1)
    voice = np.stack([_steadied(layer, alone) for layer in voice])
    changes = (np.diff(voice, axis=1) != 0).any(axis=0) | (np.diff(alone.view(np.int8)) != 0)
    edges = np.concatenate([[0], np.flatnonzero(changes) + 1, [len(alone)]])
    first: list[int] = []
    last: list[int] = []
    for a, b in pairwise(edges.tolist()):
        if alone[a] and (b - a) * HOP_S >= MIN_STRETCH_S:
            parts = np.linspace(a, b, int(np.ceil((b - a) * HOP_S / STRETCH_S)) + 1).astype(int)
            first += parts[:-1].tolist()
            last += parts[1:].tolist()
    embeddings = side_by_side(lambda a, b: embed(heard.bands[a:b].astype(np.float32)), first, last)
    at = np.array(first, dtype=np.intp)
    return Stretches(
        at,
        np.array(last, dtype=np.intp),
        np.stack(embeddings) if embeddings else np.zeros((0, 1), dtype=np.float32),
        (np.array(last, dtype=np.float64) - at) * HOP_S,
        voice[:, at],
        heard.window[:, at].astype(np.intp),
    )


def _steadied(voice: npt.NDArray[np.intp], alone: Frames) -> npt.NDArray[np.intp]:
    """Let a voice last over a flicker of the network."""
    steady = voice.copy()
    edges = np.concatenate([[0], np.flatnonzero(np.diff(voice) != 0) + 1, [len(voice)]])
    for a, b in pairwise(edges.tolist()):
        if (b - a) * HOP_S < FLICKER_S and a and alone[a:b].all():
            steady[a:b] = steady[a - 1]
    return steady
