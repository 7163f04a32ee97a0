"""What a channel holds beside its speaker: what was left out is no line noise either."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from voicecheck.audio.noise import snr_db
from voicecheck.speech.faults.background_voice import without_neighbour
from voicecheck.types.time import merge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.speech.announcements import Cleaned
    from voicecheck.speech.voices import Voice
    from voicecheck.types.audio import Channel
    from voicecheck.types.notice import Notice


def background_removed(
    cleaned: Cleaned, narrow: Sequence[Channel]
) -> tuple[tuple[Voice, ...], list[Notice]]:
    """Leave out other voices in the background, and measure the line over what is left."""
    channels = {channel.index: channel for channel in narrow}
    mixed = len({voice.channel for voice in cleaned.voices}) < len(cleaned.voices)
    voices, notices = [], []
    for voice in cleaned.voices:
        channel = channels[voice.channel]
        # Two parties on one channel differ in level: neither is the other's background.
        kept, notice = (voice, None) if mixed else without_neighbour(voice, channel)
        left_out = merge([*cleaned.announcements, *cleaned.wordless])
        if left_out and not mixed:
            ratio_db = snr_db(channel, kept.activity.segments, left_out)
            kept = replace(kept, activity=replace(kept.activity, snr_db=ratio_db))
        voices.append(kept)
        notices += [notice] if notice else []
    return tuple(voices), notices
