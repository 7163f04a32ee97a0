"""The recorder was paused, as for a payment: no channel holds any signal for some seconds.

A line carries noise even while nobody speaks, so on a line with noise a stretch of nothing but
zeros is the recorder's doing (or that of a switch that took the line away; either way nothing was
recorded that could be judged). A line that suppresses silence holds zeros wherever nobody speaks:
there a pause cannot be told from a silence, and none is named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from voicecheck.audio.noise import FRAME_S, runs, silent_frames
from voicecheck.types.notice import Notice
from voicecheck.types.text import Text
from voicecheck.types.time import Span, total_s

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from voicecheck.types.audio import Channel

MIN_PAUSE_S = 3.0
AROUND = round(0.5 / FRAME_S)
# Of the frames outside the pauses. Noise of the least bit alone may miss a frame here and there;
# a line that suppresses silence has zeros in a third of a call and more.
MAX_ZEROS_ELSEWHERE = 0.02


def find_breaks(channels: Sequence[Channel]) -> tuple[Span, ...]:
    """Find the stretches in which the recorder was paused."""
    silent = [silent_frames(channel) for channel in channels]
    nothing = np.logical_and.reduce(silent)
    long = [
        (first, last) for first, last in runs(nothing) if (last - first) * FRAME_S >= MIN_PAUSE_S
    ]
    rest = np.ones(len(nothing), dtype=bool)
    for first, last in long:
        rest[first:last] = False
    if not rest.any() or min(own[rest].mean() for own in silent) > MAX_ZEROS_ELSEWHERE:
        return ()
    live = [own for own in silent if not own.all()]
    return tuple(
        Span(first * FRAME_S, last * FRAME_S)
        for first, last in long
        if all(_alive(own[:first][-AROUND:]) and _alive(own[last:][:AROUND]) for own in live)
    )


def _alive(silent: npt.NDArray[np.bool_]) -> bool:
    """Tell whether a line holds a signal anywhere in some frames."""
    return not bool(silent.all())


def paused(breaks: tuple[Span, ...]) -> list[Notice]:
    """Name the pauses of the recorder."""
    if not breaks:
        return []
    seconds = total_s(breaks)
    text = _PAUSED.format(seconds=seconds)
    return [Notice("N13", text, spans=breaks, value=round(seconds, 2), unit="s")]


_PAUSED = Text(
    "die Aufnahme war {seconds:.0f} s lang angehalten (auf keinem Kanal ein Signal): diese Zeit "
    "zählt nicht zum Gespräch, weder als Stille noch als Redebeitrag",
    "the recording was paused for {seconds:.0f} s (no signal on any channel): that time does not "
    "count towards the call, neither as silence nor as a turn",
)
