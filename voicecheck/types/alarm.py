"""Something that moved for everyone at once."""

from __future__ import annotations

from dataclasses import dataclass

from voicecheck.types.text import Text


@dataclass(frozen=True, slots=True)
class Alarm:
    """A measure that shifted for nearly all agents: look at the line, not at people.

    Parameters
    ----------
    measure : str
        ``family.name``.
    text : Text
        What moved and what to look at.
    n_agents : int
        Agents with calls before and after; 0 where agents are unknown.
    n_calls : int
        Calls in the newer window.
    before, after : float
        Medians of the two windows.
    unit : str
        Of the medians.
    """

    measure: str
    text: Text
    n_agents: int
    n_calls: int
    before: float
    after: float
    unit: str
