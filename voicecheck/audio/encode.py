"""Sound small enough to be put into a page."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy.typing as npt

BIT_RATE = 24_000  # the telephone band without audible loss
PEAK = 0.9
FRAME = 1 << 16


def mp3(blocks: Iterable[npt.NDArray[np.floating[Any]]], sample_rate: int, *, peak: float) -> bytes:
    """Encode one channel as MP3."""
    import av

    gain = 32767 * PEAK / peak if peak > 0 else 0.0
    target = io.BytesIO()
    n_written = 0
    with av.open(target, "w", format="mp3") as container:
        stream = container.add_stream("libmp3lame", rate=sample_rate)
        stream.bit_rate = BIT_RATE
        stream.layout = "mono"
        stream.format = "s16p"
        for block in blocks:
            whole = np.clip(np.round(gain * block), -32767, 32767).astype(np.int16)
            for start in range(0, len(whole), FRAME):
                part = whole[None, start : start + FRAME]
                frame = av.AudioFrame.from_ndarray(part, format="s16p", layout="mono")
                frame.sample_rate = sample_rate
                frame.pts = n_written
                n_written += part.shape[1]
                container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return target.getvalue()


def as_played(sound: npt.NDArray[np.float64], sample_rate: int) -> npt.NDArray[np.float64]:
    """Return a sound as a page plays it: at full level, coded and decoded again."""
    import av

    peak = float(np.abs(sound).max())
    with av.open(io.BytesIO(mp3([sound], sample_rate, peak=peak)), "r") as container:
        frames = [frame.to_ndarray().mean(axis=0) for frame in container.decode(audio=0)]
    played: npt.NDArray[np.float64] = np.concatenate(frames).astype(np.float64)
    return played
