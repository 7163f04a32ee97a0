"""What file name and recorder say about the agent's channel."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from voicecheck.recorders.halves import agents_half
from voicecheck.recorders.names import channel_number, matching, read_name
from voicecheck.recorders.presets import check_recorder, presets


@dataclass(frozen=True, slots=True)
class RoleSettings:
    """What the user said about roles."""

    agent: str = "auto"  # auto, left, right or the number of a channel, counted from 0
    recorder: str = ""  # name of a preset; empty: none
    # regular expression over the file name whose group agent_channel reads left, right, l, r or a
    # digit; empty: none
    file_pattern: str = ""


def expected_channel(
    settings: RoleSettings, path: str, *, n_channels: int, joined: bool = False
) -> int | None:
    """Return the channel that should hold the agent, by file name or recorder."""
    check_recorder(settings.recorder)
    if n_channels < 2:
        return None
    said = read_name(settings.file_pattern, PurePath(path).name)
    channel = channel_number(said.get("agent_channel", ""))
    if channel is None and joined:
        channel = agents_half(path)
    if channel is None and settings.recorder:
        channel = presets()[settings.recorder].agent_channel
    if channel is None:
        named = (pattern.agent_channel for pattern, _ in matching("", PurePath(path).as_posix()))
        channel = next((one for one in named if one is not None), None)
    return channel if channel is not None and channel < n_channels else None
