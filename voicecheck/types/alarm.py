"""Something that moved for everyone at once."""

from __future__ import annotations

from dataclasses import dataclass

from voicecheck.types.text import Text


@dataclass(frozen=True, slots=True)
class Alarm:
    """A measure that shifted for nearly all agents: look at the line, not at people."""

    measure: str
    # what moved and what to look at; {before} and {after} are written as on a card by the report
    text: Text
    n_agents: int  # agents with calls before and after; 0 where agents are unknown
    n_calls: int  # calls in the newer window
    before: float  # medians of the two windows
    after: float
    unit: str
