"""What the telephone system knows about a call, beside its sound."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Direction(StrEnum):
    """Who called whom, seen from the support line."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class CallInfo:
    """Metadata of one call; a field that nobody knows is None, never guessed.

    Parameters
    ----------
    call_id : str or None
        As the telephone system names the call.
    agent : str or None
        Who answered: a name, number or login, or its pseudonym.
    queue : str or None
        Queue, group or campaign.
    direction : Direction or None
        Who called whom.
    transferred : bool or None
        Whether the call came from another agent.
    started_at : datetime or None
        With its time zone where it is known.
    agent_channel : int or None
        Channel of the agent, counted from 0.
    """

    call_id: str | None = None
    agent: str | None = None
    queue: str | None = None
    direction: Direction | None = None
    transferred: bool | None = None
    started_at: datetime | None = None
    agent_channel: int | None = None
