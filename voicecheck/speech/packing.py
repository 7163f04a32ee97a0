"""Packs one channel's speech into windows for the speech model, and maps times back.

Silences are shortened, speech is not cut where a pause is near, a window never mixes channels.
Longer windows cost more per second (attention grows with the square), shorter ones lose context.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.types.time import Span, merge

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from voicecheck.types.audio import Channel

MAX_WINDOW_S = 20.0
KEEP_GAP_S = 0.8  # silences up to this stay as they are
PAD_S = 0.2  # of longer silences this much is kept on either side
_QUIET_S = 0.05


@dataclass(frozen=True, slots=True)
class PackedWindow:
    """Some stretches of one channel, one after another."""

    channel: int  # index of the channel
    pieces: tuple[Span, ...]  # what was taken from the recording, in order
    speech: tuple[Span, ...]

    @property
    def duration_s(self) -> float:
        """Length of the window in seconds."""
        return sum(piece.duration_s for piece in self.pieces)

    def recording_time(self, window_s: float) -> float:
        """Map a moment in the window to the recording."""
        for piece in self.pieces:
            if window_s <= piece.duration_s:
                return min(piece.end_s, piece.start_s + max(0.0, window_s))
            window_s -= piece.duration_s
        return self.pieces[-1].end_s

    def sound(self, channel: Channel) -> npt.NDArray[np.float32]:
        """Return the window's samples, brought to a common level for the model alone."""
        rate = channel.sample_rate
        parts = [
            channel.samples[round(p.start_s * rate) : round(p.end_s * rate)] for p in self.pieces
        ]
        joined = np.concatenate(parts).astype(np.float32, copy=False)
        peak = float(np.abs(joined).max()) if len(joined) else 0.0
        return joined * np.float32(0.5 / peak) if peak > 0 else joined


def pack(
    channel: Channel, segments: Sequence[Span], *, max_window_s: float = MAX_WINDOW_S
) -> tuple[PackedWindow, ...]:
    """Fill windows with the speech of a channel."""
    pieces = [
        Span(max(0.0, s.start_s - PAD_S), min(channel.duration_s, s.end_s + PAD_S))
        for s in merge(segments, KEEP_GAP_S)
    ]
    short = [
        part for piece in merge(pieces) for part in _split(piece, segments, channel, max_window_s)
    ]
    windows: list[PackedWindow] = []
    held: list[Span] = []
    for piece in short:
        if held and sum(p.duration_s for p in held) + piece.duration_s > max_window_s:
            windows.append(_window(channel.index, held, segments))
            held = []
        held.append(piece)
    if held:
        windows.append(_window(channel.index, held, segments))
    return tuple(windows)


def _window(channel: int, pieces: list[Span], segments: Sequence[Span]) -> PackedWindow:
    speech = tuple(part for piece in pieces for s in segments if (part := s & piece) is not None)
    return PackedWindow(channel, tuple(pieces), speech)


def _split(
    piece: Span, segments: Sequence[Span], channel: Channel, max_window_s: float
) -> list[Span]:
    """Cut a piece that is too long, at its longest pause or, failing that, its quietest place."""
    if piece.duration_s <= max_window_s:
        return [piece]
    limit = piece.start_s + max_window_s
    gaps = [
        (before.gap(after), (before.end_s + after.start_s) / 2)
        for before, after in pairwise(segments)
        if piece.start_s + max_window_s / 2 < before.end_s and after.start_s < limit
    ]
    cut = max(gaps)[1] if gaps else _quietest(Span(limit - 3.0, limit), channel)
    rest = Span(cut, piece.end_s)
    return [Span(piece.start_s, cut), *_split(rest, segments, channel, max_window_s)]


def _quietest(span: Span, channel: Channel) -> float:
    rate = channel.sample_rate
    first = round(span.start_s * rate)
    sound = np.asarray(channel.samples[first : round(span.end_s * rate)], dtype=np.float64)
    size = round(_QUIET_S * rate)
    power = np.convolve(sound**2, np.ones(size), mode="valid")
    return (first + int(power.argmin()) + size / 2) / rate
