"""One party in each channel: what `layout` finds is subtracted until it finds nothing more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from voicecheck.audio.layout import Layout, examine, without_leak

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.audio.layout import Bleed
    from voicecheck.types.audio import Channel

MAX_ROUNDS = 3  # one party out of each channel, and one to find nothing more


def parted(
    channels: Sequence[Channel], narrow: Sequence[Channel]
) -> tuple[tuple[Channel, ...], tuple[Channel, ...], Layout]:
    """Leave one party in each channel, or one channel where both hold the same sound."""
    channels, narrow = tuple(channels), tuple(narrow)
    bleeds: list[Bleed] = []
    for _ in range(MAX_ROUNDS):
        layout = examine(narrow)
        if layout.duplicate and not bleeds:
            return channels[:1], narrow[:1], layout
        new = tuple(b for b in layout.bleeds if not _known(b, bleeds))
        if layout.duplicate or not new:
            break
        bleeds += new
        layout = replace(layout, bleeds=new)
        channels = without_leak(channels, layout, narrow)
        narrow = without_leak(narrow, layout, narrow)
    return channels, narrow, Layout(bleeds=tuple(bleeds))


def _known(bleed: Bleed, bleeds: Sequence[Bleed]) -> bool:
    """Tell whether it is what an earlier subtraction left behind."""
    return any(b.source == bleed.source and b.target == bleed.target for b in bleeds)
