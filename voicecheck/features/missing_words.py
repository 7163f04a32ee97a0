"""Words that are missing: how much of a party's speech has none, and when that matters.

Nothing may be called missing in a call where the words that would show it may be lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicecheck.types.audio import Role
from voicecheck.types.catalogue import taken
from voicecheck.types.measure import Passage
from voicecheck.types.text import Text
from voicecheck.types.time import total_s

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.types.measure import Measure
    from voicecheck.types.speech import Dialogue
    from voicecheck.types.time import Span

MIN_LOST_S = 2.0
MAX_LOST_SHARE = 0.05  # of a party's speech: more may hold what a count did not find

_LOST = {
    Role.AGENT: Text(
        "{seconds:.0f} s Sprache von Agent/in sind ohne Wörter geblieben: was dort gesagt "
        "wird, ist nicht bekannt",
        "{seconds:.0f} s of the agent's speech have no words: what is said there is not known",
    ),
    Role.CUSTOMER: Text(
        "{seconds:.0f} s Sprache von Anrufer/in sind ohne Wörter geblieben: was dort gesagt wird, "
        "ist nicht bekannt",
        "{seconds:.0f} s of the caller's speech have no words: what is said there is not known",
    ),
}


def lost_words(role: Role, spans: Sequence[Span]) -> Text | None:
    """Say how much of a party's speech has no words; None below 2 s."""
    seconds = total_s(spans)
    return _LOST[role].format(seconds=seconds) if seconds >= MIN_LOST_S else None


def wordless_of(dialogue: Dialogue, role: Role) -> tuple[Span, ...]:
    """Return a party's speech without words."""
    return tuple(span for turn in dialogue.turns_of(role) for span in turn.wordless)


def measure_lost(dialogue: Dialogue) -> Measure:
    """Measure the agent's speech without words."""
    spans = wordless_of(dialogue, Role.AGENT)
    places = [Passage(span, span.duration_s) for span in spans]
    return taken("wording.wordless_s", total_s(spans), _speech_s(dialogue, Role.AGENT), places)


def _speech_s(dialogue: Dialogue, role: Role) -> float:
    return total_s(ipu for turn in dialogue.turns_of(role) for ipu in turn.ipus)


def too_much_lost(dialogue: Dialogue, *roles: Role) -> Text | None:
    """Tell why what was not found may have been said all the same; None where little is lost."""
    for role in roles:
        spans = wordless_of(dialogue, role)
        if total_s(spans) > MAX_LOST_SHARE * _speech_s(dialogue, role):
            return lost_words(role, spans)
    return None
