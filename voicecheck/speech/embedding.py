"""How a voice sounds, as a direction: CAM++ of 3D-Speaker over a Kaldi filterbank.

The network was trained on Kaldi's features, so they are made as Kaldi makes them (no dither): the
offset is taken out and the highs are raised within each frame. The embeddings agree with those over
Kaldi's own filterbank to a cosine of .9997 at worst on A-law speech.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import numpy as np

from voicecheck.audio.mel import htk_edges, triangles
from voicecheck.speech.onnx_session import open_packaged

if TYPE_CHECKING:
    import numpy.typing as npt

MODEL_FILE = "campplus.onnx"
MODEL_SHA256 = "23a8121f4e04e23588ec8d070f0651906aff0958dbafe0c415ebf7dfe0936d8d"

RATE = 16_000
HOP_S = 0.010
N_MELS = 80
FRAME, HOP, N_FFT = 400, 160, 512
LOW_HZ, HIGH_HZ = 20.0, 8000.0
PREEMPHASIS = 0.97
FULL_SCALE = 32_768.0
FLOOR = np.finfo(np.float32).eps
BLOCK_FRAMES = 3000  # 30 s at a time: 5 MB of frames


def filterbank(samples: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return Kaldi's log mel filterbank."""
    if len(samples) < FRAME:
        return np.zeros((0, N_MELS), dtype=np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(np.asarray(samples), FRAME)[::HOP]
    found = np.empty((len(frames), N_MELS), dtype=np.float32)
    for start in range(0, len(frames), BLOCK_FRAMES):
        block = slice(start, start + BLOCK_FRAMES)
        found[block] = _log_mels(frames[block])
    return found


def embed(frames: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return the voice of one stretch."""
    centred = frames - frames.mean(axis=0)
    (found,) = _session().run(None, {"feats": centred[None]})
    direction: npt.NDArray[np.float32] = found[0] / np.linalg.norm(found[0])
    return direction


def _log_mels(frames: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    scaled = frames * np.float32(FULL_SCALE)
    scaled -= scaled.mean(axis=1, keepdims=True)
    before = np.concatenate([scaled[:, :1], scaled[:, :-1]], axis=1)
    spectrum = np.fft.rfft((scaled - PREEMPHASIS * before) * _window(), N_FFT)
    power = spectrum.real**2 + spectrum.imag**2
    logs: npt.NDArray[np.float32] = np.log(np.maximum(power @ _mel_filters(), FLOOR))
    return logs


@functools.cache
def _window() -> npt.NDArray[np.float32]:
    """Return Povey's window: Hann's, raised to a power."""
    return (np.hanning(FRAME) ** 0.85).astype(np.float32)


@functools.cache
def _mel_filters() -> npt.NDArray[np.float32]:
    edges = htk_edges(N_MELS, LOW_HZ, HIGH_HZ)
    return triangles(edges, rate=RATE, n_fft=N_FFT).T


@functools.cache
def _session() -> Any:
    return open_packaged(MODEL_FILE, MODEL_SHA256)
