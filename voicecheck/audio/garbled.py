"""Stretches of random bytes where sound should be, as broken disks and wrong copies leave them.

Decoders make noise of them. Two things tell: block headers that cannot be (IMA and Microsoft
ADPCM), and, where every byte is a sample, noise that is white and as loud as bytes of all values
are: speech that loud is never white, and what is as white (an s, a modem) is quieter or has a band
of its own.
"""

from __future__ import annotations

import struct
from typing import IO, TYPE_CHECKING

import numpy as np

from voicecheck.audio.headers import wav_blocks, wave_format
from voicecheck.types.time import Span, merge

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

_WINDOW_S = 0.05
_SHORTEST_S = 0.2
# The power that bytes of all values alike have: a shouted s stays below .01, noise of a line never
# meets it for so long. Floats of random bytes go beyond every full scale.
_POWER = {"pcm_alaw": 0.0972, "pcm_mulaw": 0.0957}
_PCM_POWER, _OFF = 1 / 3, 0.3  # 400 random samples lie within
_WHITE = 0.15  # correlation of neighbours, up to four apart; 400 random samples stay below .15
_LAGS = (1, 2, 3, 4)
_IMA, _MS = 0x11, 0x02
_IMA_STEPS, _MS_PREDICTORS = 89, 7
_NEAR_BLOCKS = 3  # a random header is right now and then


def garbled_blocks(file: IO[bytes]) -> list[Span]:
    """Find where block headers of an ADPCM WAV cannot be."""
    form = wave_format(file)
    if len(form) < 20:
        return []
    tag, n_channels, rate, _, block_bytes, _, _, n_samples = struct.unpack_from("<HHIIHHHH", form)
    fits = 1 <= n_channels <= 2 and rate and n_samples and block_bytes >= 7 * n_channels
    content = wav_blocks(file)[1] if tag in (_IMA, _MS) and fits else b""
    n_blocks, block_s = len(content) // max(1, block_bytes), n_samples / max(1, rate)
    if n_blocks == 0:
        return []
    blocks = np.frombuffer(content, np.uint8, n_blocks * block_bytes).reshape(-1, block_bytes)
    if tag == _IMA:
        steps, reserved = blocks[:, 2 : 4 * n_channels : 4], blocks[:, 3 : 4 * n_channels : 4]
        bad = (steps >= _IMA_STEPS).any(axis=1)
        if (filled := (reserved != 0).any(axis=1)).mean() < 0.5:  # nearly all write 0 there
            bad |= filled
    else:
        bad = (blocks[:, :n_channels] >= _MS_PREDICTORS).any(axis=1)
    return [
        Span(first * block_s, (last + 1) * block_s)
        for first, last in _runs(np.flatnonzero(bad))
        if last > first
    ]


def _runs(places: npt.NDArray[np.intp]) -> Iterator[tuple[int, int]]:
    """Join places that lie near each other."""
    if len(places):
        for run in np.split(places, np.flatnonzero(np.diff(places) > _NEAR_BLOCKS) + 1):
            yield int(run[0]), int(run[-1])


def white_noise(block: npt.NDArray[np.float32], rate: int, codec: str = "pcm_s16le") -> list[Span]:
    """Find stretches of a block [shape=(n_samples, n_channels)] that random bytes make."""
    size = round(_WINDOW_S * rate)
    n_windows = len(block) // size
    if n_windows == 0:
        return []
    windows = block[: n_windows * size].reshape(n_windows, size, -1)
    power = np.einsum("wsc,wsc->wc", windows, windows) / size
    expected = _POWER.get(codec, _PCM_POWER)
    white = np.abs(power / expected - 1) < _OFF
    if codec.startswith("pcm_f"):
        white = power > 1
    if not white.any():
        return []
    for lag in _LAGS:
        apart = np.einsum("wsc,wsc->wc", windows[:, lag:], windows[:, :-lag]) / size
        white = white & (np.abs(apart) < _WHITE * power)
    spans = [Span(i * _WINDOW_S, (i + 1) * _WINDOW_S) for i in np.flatnonzero(white.any(axis=1))]
    return [one for one in merge(spans, gap_s=_WINDOW_S) if one.duration_s >= _SHORTEST_S]
