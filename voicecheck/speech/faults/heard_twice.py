"""Both channels speak at once nearly all the time: no speech is left that is the agent's alone.

A mix that could not be parted does that, and so does somebody talking on all the while; which of
the two it is, the words tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicecheck.languages import normalised
from voicecheck.types.notice import EVERYTHING, Notice
from voicecheck.types.text import Text
from voicecheck.types.time import intersect, total_s

if TYPE_CHECKING:
    from voicecheck.types.speech import Party

# Proposals. In the sample calls and a real one at most .1 of the agent's speech meets the caller's.
MOSTLY = 0.5
SAME_WORDS, NEAR_S = 0.4, 0.6
WITHHELD = tuple(code for code in EVERYTHING if code != "M4")


def heard_twice(agent: Party, other: Party) -> Notice | None:
    """Tell whether nearly all of the agent's speech coincides with the other channel's."""
    both = intersect(agent.activity.ipus, other.activity.ipus)
    share = total_s(both) / max(total_s(agent.activity.ipus), 1e-9)
    if share < MOSTLY:
        return None
    cause = _SAME if _same_words(agent, other) >= SAME_WORDS else _AT_ONCE
    text = Text(cause.de + _FOLLOWS.de, cause.en + _FOLLOWS.en).format(share=100 * share)
    return Notice("N07", text, both, round(share, 2), "1", WITHHELD, cause)


def _same_words(agent: Party, other: Party) -> float:
    """Return the share of the agent's words that the other channel holds at the same time."""
    mine = agent.transcript.words if agent.transcript else ()
    times: dict[str, list[float]] = {}
    for word in other.transcript.words if other.transcript else ():
        times.setdefault(normalised(word.text), []).append(word.span.middle_s)
    found = sum(
        any(abs(t - word.span.middle_s) <= NEAR_S for t in times.get(normalised(word.text), ()))
        for word in mine
    )
    return found / max(1, len(mine))


_SAME = Text(
    "auf beiden Kanälen sind dieselben Personen zugleich zu hören",
    "the same people are heard on both channels at the same time",
)
_AT_ONCE = Text(
    "die meiste Zeit wird auf beiden Kanälen zugleich gesprochen",
    "most of the time both channels hold speech at once",
)
_FOLLOWS = Text(
    " ({share:.0f} % der Sprechzeit von Agent/in): beurteilt wird nur die Meldung",
    " ({share:.0f} % of the agent's speech): only the greeting is judged",
)
