"""All faults in time of a recording whose parties are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicecheck.languages.syllables import load_counter
from voicecheck.speech.faults.channel_delay import find_out_of_step
from voicecheck.speech.faults.playback_speed import find_speed
from voicecheck.speech.faults.sample_rate import find_rate
from voicecheck.speech.faults.side import Side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.languages import LanguagePack
    from voicecheck.speech.faults.side import Pitch
    from voicecheck.speech.voices import Voice
    from voicecheck.types.audio import Channel, Role
    from voicecheck.types.notice import Notice


def timing_faults(
    parties: Sequence[tuple[Role, Voice]],
    channels: Sequence[Channel],
    narrow: Sequence[Channel],
    *,
    pack: LanguagePack | None,
    sample_rate: int,
    pitch: Pitch,
) -> list[Notice]:
    """Find what recorders do to the time of a call."""
    counter = load_counter(pack.code) if pack is not None else None
    sides = [
        Side(
            role,
            channels[voice.channel],
            narrow[voice.channel],
            voice.activity.ipus,
            voice.transcript,
            counter,
            pitch,
        )
        for role, voice in parties
    ]
    found = [find_rate(sides, sample_rate=sample_rate)]
    if len({side.channel.index for side in sides}) == 2:
        found += [find_out_of_step(sides[0].ipus, sides[1].ipus), *map(find_speed, sides)]
    return [notice for notice in found if notice is not None]
