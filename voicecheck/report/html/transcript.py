"""The call as it was said, turn by turn, with what verdicts rest on marked in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from voicecheck.report.html.drawing import clock_of
from voicecheck.types.audio import Role
from voicecheck.types.speech import Insertion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.analysis.pipeline import Analysis
    from voicecheck.report.html.audio_sprite import AudioSprite
    from voicecheck.report.html.drawing import Mark
    from voicecheck.types.speech import Word

WORST_FIRST = ("fail", "warn", "praise", "counted")


def turns(
    analysis: Analysis, marks: Sequence[Mark], sprite: AudioSprite | None, names: dict[str, str]
) -> list[dict[str, Any]]:
    """List what was said."""
    dialogue = analysis.dialogue
    if dialogue is None:
        return []
    return [
        {
            "role": item.role.value,
            "who": names["agent" if item.role is Role.AGENT else "caller"],
            "start": f"{item.span.start_s:.2f}",
            "end": f"{item.span.end_s:.2f}",
            "clock": clock_of(item.span.start_s),
            "playable": bool(sprite and sprite.holds(item.span.start_s)),
            "aside": isinstance(item, Insertion),
            "words": [_word(word, item.role, marks, sprite) for word in item.words],
        }
        for item in dialogue.spoken
        if item.words
    ]


def _word(
    word: Word, role: Role, marks: Sequence[Mark], sprite: AudioSprite | None
) -> dict[str, Any]:
    at_s = word.span.middle_s
    # A finding may rest on the caller's words: then it quotes them.
    on = [m for m in marks if at_s in m.span and (role is Role.AGENT or word.text in m.said)]
    kinds = {mark.kind for mark in on}
    return {
        "text": word.text,
        "start": f"{word.span.start_s:.2f}",
        "playable": bool(sprite and sprite.holds(word.span.start_s)),
        "kind": next((kind for kind in WORST_FIRST if kind in kinds), ""),
        "codes": ", ".join(dict.fromkeys(f"{m.code} {m.name}" for m in on)),
    }
