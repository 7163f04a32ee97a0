"""What a transcript from elsewhere cannot carry: measures that need more than it holds.

Without word times a word is known to lie in its segment, no nearer: turns keep their words, but
nothing may rest on which breath or which half second a word was said in.
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from voicecheck.types.measure import Measure
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from voicecheck.types.speech import Transcript

NO_WORD_TIMES = Text(
    "das Transkript nennt keine Zeiten der einzelnen Wörter",
    "the transcript gives no times of single words",
)
NO_PROBABILITIES = Text(
    "das Transkript sagt nicht, wie sicher die Wörter erkannt wurden",
    "the transcript does not say how surely its words were recognised",
)
# By family; empty: all of it.
ON_WORD_TIMES: dict[str, tuple[str, ...]] = {
    "tempo": (),
    "delivery": (),
    "greeting": (
        "greeting_syllables",
        "greeting_s",
        "articulation_rate",
        "breath_groups",
        "parts",
        "dated_phrases",
    ),
    "pausing": ("pauses_per_100_syllables", "acceleration"),
    "turn_taking": (
        "interruption_rate",
        "cut_turn_share",
        "backchannel_rate",
        "minimal_answer_share",
    ),
}
ON_PROBABILITIES: dict[str, tuple[str, ...]] = {
    "articulation": (
        "content_words",
        "word_probability",
        "unclear_share",
        "reference_unclear_share",
        "unclear_difference",
    ),
    "wording": ("word_probability",),
}


def limited(families: dict[str, Any], transcript: Transcript | None) -> dict[str, Any]:
    """Take back what the agent's transcript cannot carry, each measure with the reason."""
    if transcript is None:
        return families
    found = dict(families)
    if not transcript.has_word_times:
        _take_back(found, ON_WORD_TIMES, NO_WORD_TIMES)
        if "greeting" in found:
            found["greeting"] = replace(found["greeting"], phrases=())
    if any(word.probability is None for word in transcript.words):
        _take_back(found, ON_PROBABILITIES, NO_PROBABILITIES)
    return found


def _take_back(found: dict[str, Any], names: dict[str, tuple[str, ...]], reason: Text) -> None:
    for family in found.keys() & names.keys():
        values = found[family]
        without = {
            field.name: _without(value, reason)
            for field in fields(values)
            if isinstance(value := getattr(values, field.name), Measure)
            and (not names[family] or field.name in names[family])
        }
        found[family] = replace(values, **without)


def _without(measure: Measure, reason: Text) -> Measure:
    return replace(measure, value=None, passages=(), reason=reason)
