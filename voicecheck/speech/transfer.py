"""More than one agent: where a second person takes over, and which part is judged."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from voicecheck.types.time import Span, intersect, total_s

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.languages import LanguagePack
    from voicecheck.speech.voices import Voice
    from voicecheck.types.speech import Word

# Proposals: who says name and offer of help (or salutation) again, after a silence or after having
# announced to put somebody through, is somebody else.
EARLIEST_S = 20.0
GREETING_S = 8.0
SILENCE_S = 5.0


@dataclass(frozen=True, slots=True)
class Transfer:
    """A second agent."""

    at_s: float  # when the second one answers
    kept: Span  # the part with more agent speech: the one to judge


def find_transfer(agent: Voice, *, pack: LanguagePack | None, duration_s: float) -> Transfer | None:
    """Find a second greeting on the agent's side."""
    words = agent.transcript.words if agent.transcript else ()
    if pack is None or not words:
        return None
    start_s = words[0].span.start_s
    for index, word in enumerate(words):
        at_s = word.span.start_s
        if at_s < start_s + EARLIEST_S or not _pauses_before(words, index):
            continue
        opening = [w for w in words[index:] if w.span.start_s < at_s + GREETING_S]
        if not _greets(opening, pack) or not _handed_over(words[:index], at_s, pack):
            continue
        return taken_over(agent, at_s, duration_s)
    return None


def taken_over(agent: Voice, at_s: float, duration_s: float) -> Transfer:
    """Return the transfer at a moment, and the part with more agent speech."""
    parts = (Span(0.0, at_s), Span(at_s, duration_s))
    kept = max(parts, key=lambda part: total_s(intersect(agent.activity.ipus, [part])))
    return Transfer(at_s, kept)


def within(voice: Voice, span: Span) -> Voice:
    """Return the part of a voice that lies within a span."""
    transcript = voice.transcript
    if transcript is not None:
        words = tuple(w for w in transcript.words if w.span.middle_s in span)
        transcript = replace(transcript, words=words)
    activity = replace(
        voice.activity,
        segments=intersect(voice.activity.segments, [span]),
        ipus=intersect(voice.activity.ipus, [span]),
    )
    return replace(voice, activity=activity, transcript=transcript)


def _pauses_before(words: Sequence[Word], index: int) -> bool:
    """Tell whether a word may begin a greeting: it follows a full stop or a silence."""
    before = words[index - 1]
    return (
        before.text.endswith((".", "!", "?")) or words[index].span.start_s - before.span.end_s > 1.0
    )


def _greets(words: Sequence[Word], pack: LanguagePack) -> bool:
    return bool(pack.match("greeting.name", words)) and bool(
        pack.match("greeting.help", words) or pack.match("greeting.day", words)
    )


def _handed_over(before: Sequence[Word], at_s: float, pack: LanguagePack) -> bool:
    recent = [w for w in before if w.span.end_s > at_s - 60.0]
    silent = not before or at_s - before[-1].span.end_s >= SILENCE_S
    return (silent and bool(pack.match("roles.transfer", recent))) or (
        silent and at_s - (before[-1].span.end_s if before else 0.0) >= 2 * SILENCE_S
    )
