"""What a transcript from elsewhere cannot carry: measures that need more than it holds.

Without word times a word is known to lie in its segment, no nearer: turns keep their words, but
nothing may rest on which breath or which half second a word was said in.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from voicecheck.types.catalogue import names_of
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from voicecheck.languages import Hit
    from voicecheck.types.measure import Measure
    from voicecheck.types.speech import Transcript

NO_WORD_TIMES = Text(
    "das Transkript nennt keine Zeiten der einzelnen Wörter",
    "the transcript gives no times of single words",
)
NO_PROBABILITIES = Text(
    "das Transkript sagt nicht, wie sicher die Wörter erkannt wurden",
    "the transcript does not say how surely its words were recognised",
)
ON_WORD_TIMES = (
    *names_of("tempo"),
    *names_of("delivery"),
    "greeting.greeting_syllables",
    "greeting.greeting_s",
    "greeting.parts",
    "pausing.acceleration",
    "turn_taking.interruption_rate",
    "turn_taking.cut_turn_share",
    "turn_taking.backchannel_rate",
    "turn_taking.minimal_answer_share",
)
ON_PROBABILITIES = (
    "articulation.content_words",
    "articulation.unclear_share",
    "articulation.reference_unclear_share",
    "articulation.unclear_difference",
    "wording.word_probability",
)


def limited(
    measures: Mapping[str, Measure], phrases: tuple[Hit, ...], transcript: Transcript | None
) -> tuple[dict[str, Measure], tuple[Hit, ...]]:
    """Take back what the agent's transcript cannot carry, each measure with the reason."""
    found = dict(measures)
    if transcript is None:
        return found, phrases
    if not transcript.has_word_times:
        found |= _without(found, ON_WORD_TIMES, NO_WORD_TIMES)
        phrases = ()
    if any(word.probability is None for word in transcript.words):
        found |= _without(found, ON_PROBABILITIES, NO_PROBABILITIES)
    return found, phrases


def _without(
    found: Mapping[str, Measure], names: Iterable[str], reason: Text
) -> dict[str, Measure]:
    return {
        name: replace(found[name], value=None, passages=(), reason=reason)
        for name in names
        if name in found
    }
