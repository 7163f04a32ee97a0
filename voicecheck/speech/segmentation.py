"""Where up to three voices speak within ten seconds: pyannote segmentation-3.0.

The voices are numbered within a window only: voice 1 of one window may be voice 2 of the next.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import numpy as np

from voicecheck.speech.onnx_session import open_packaged, side_by_side

if TYPE_CHECKING:
    import numpy.typing as npt

MODEL_FILE = "segmentation.onnx"
MODEL_SHA256 = "8a2536416b67625b723b40ff5ae90c62e90c9bb2efad3e18278aced877339954"

RATE = 16_000
WINDOW_S = 10.0
N_FRAMES, N_VOICES = 589, 3
# Frame i hears 991 samples from i * 270.
FRAME_STEP_S, FRAME_LENGTH_S = 270 / RATE, 991 / RATE
BATCH = 8  # windows at a time
# Which of the voices speak in each of the network's classes: none, 1, 2, 3, 1+2, 1+3, 2+3.
CLASSES = np.array(
    [[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 0], [1, 0, 1], [0, 1, 1]],
    dtype=np.float32,
)


def local_voices(
    samples: npt.NDArray[np.float32], step_s: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float32]]:
    """Hear who speaks in overlapping windows of ten seconds."""
    size, step = round(WINDOW_S * RATE), round(step_s * RATE)
    n_windows = 1 + max(0, -(-(len(samples) - size) // step)) if len(samples) else 0
    starts = np.arange(n_windows) * step
    activity = np.empty((n_windows, N_FRAMES, N_VOICES), dtype=np.float32)

    def hear(first: int) -> None:
        batch = starts[first : first + BATCH]
        windows = np.zeros((len(batch), 1, size), dtype=np.float32)
        for row, start in enumerate(batch):
            sound = samples[start : start + size]
            windows[row, 0, : len(sound)] = sound
        (classes,) = _session().run(None, {"x": windows})
        activity[first : first + BATCH] = classes @ CLASSES

    side_by_side(hear, range(0, n_windows, BATCH))
    return starts / RATE, activity


@functools.cache
def _session() -> Any:
    return open_packaged(MODEL_FILE, MODEL_SHA256)
