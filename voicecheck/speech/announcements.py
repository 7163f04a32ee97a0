"""What nobody in the conversation says: queue announcements, hold music, tones.

An announcement is a stretch of speech (silences up to 1.2 s inside) with a phrase that only a
machine says. Before the other side has said a word, all that comes before the last announcement,
and what stands before the greeting with a silence between, is the queue: no list knows every
prompt. Music and tones that passed for speech are long stretches in which the speech model
heard nothing to write down.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from voicecheck.languages import available, load_pack, sentences
from voicecheck.types.speech import WindowFault
from voicecheck.types.time import Span, intersect, merge, subtract, total_s

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.languages import LanguagePack
    from voicecheck.speech.voices import Voice
    from voicecheck.types.speech import Word

STRETCH_GAP_S = 1.2
ALONE_S = 4.0  # nobody talks alone on a line this long before answering it
WORDLESS_S = 4.0
WORDLESS_GAP_S = 0.5
WORDLESS_SHARE = 0.9  # of a wordless stretch that lies in windows without any words
NOTHING_HEARD = (WindowFault.EMPTY, WindowFault.INVENTED)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Voices without what nobody says, and what was left out."""

    voices: tuple[Voice, ...]  # those that still speak
    announcements: tuple[Span, ...]  # what was left out
    wordless: tuple[Span, ...]


def without_announcements(voices: Sequence[Voice], *, pack: LanguagePack | None) -> Cleaned:
    """Leave out announcements, and stretches without words."""
    kept, spoken, silent = [], [], []
    machines = [
        _announcements(voice, pack, [s for v in voices if v is not voice for s in v.activity.ipus])
        for voice in voices
    ]
    for voice, machine in zip(voices, machines, strict=True):
        others = [
            span
            for other, theirs in zip(voices, machines, strict=True)
            if other is not voice
            for span in subtract(other.activity.ipus, [*theirs, *_wordless(other)])
        ]
        machine += _queue(voice, machine, others, pack)
        music = _wordless(voice)
        spoken += machine
        silent += music
        cleaned = without(voice, [*machine, *music])
        if cleaned.activity.ipus:
            kept.append(cleaned)
    return Cleaned(tuple(kept), merge(spoken), merge(silent))


def _announcements(voice: Voice, pack: LanguagePack | None, others: Sequence[Span]) -> list[Span]:
    if pack is None or voice.transcript is None:
        return []
    words = voice.transcript.words
    starts = [start for start, _ in sentences(words)]
    answered_s = min((span.start_s for span in others), default=0.0)
    found = []
    # Machines may speak another language than the people.
    hits = [
        hit
        for language in available()
        for hit in load_pack(language).match("roles.announcement", words)
    ]
    for stretch in merge(voice.activity.ipus, STRETCH_GAP_S):
        inside = [hit.first for hit in hits if hit.span.middle_s in stretch]
        if not inside:
            continue
        first = words[max(start for start in starts if start <= min(inside))]
        # In the middle of a call somebody may have been speaking right before.
        begin_s = first.span.start_s if stretch.start_s > answered_s else stretch.start_s
        found.append(Span(max(stretch.start_s, begin_s), stretch.end_s))
    return found


def _queue(
    voice: Voice, machine: Sequence[Span], others: Sequence[Span], pack: LanguagePack | None
) -> list[Span]:
    """Find what else belongs to the queue before the call is answered."""
    if pack is None or voice.transcript is None or not others:
        return []
    answered_s = min(span.start_s for span in others)
    stretches = [s for s in merge(voice.activity.ipus, STRETCH_GAP_S) if s.start_s < answered_s]
    greets = [
        _greets([w for w in voice.transcript.words if w.span.middle_s in stretch], pack)
        for stretch in stretches
    ]
    last_s = max((s.end_s for s in machine if s.start_s < answered_s), default=0.0)
    answer_s = next(
        (
            s.start_s
            for s, does in zip(stretches, greets, strict=True)
            if does > 1 and s.end_s > last_s
        ),
        last_s,
    )
    return [
        stretch
        for stretch, does in zip(stretches, greets, strict=True)
        if not does
        and stretch not in machine
        and (
            stretch.end_s <= last_s
            or (stretch.end_s < answer_s and last_s > 0.0)
            or answer_s - stretch.end_s >= ALONE_S
        )
    ]


def _greets(words: Sequence[Word], pack: LanguagePack) -> int:
    """Count the parts of a greeting by a person: a notice about recording is none."""
    return sum(
        bool(pack.match(f"greeting.{part}", words)) for part in ("company", "name", "day", "help")
    )


def _wordless(voice: Voice) -> list[Span]:
    if voice.transcript is None:
        return []
    empty = [
        span
        for window in voice.transcript.windows
        if window.fault in NOTHING_HEARD
        for span in window.spans
    ]
    long = [s for s in merge(voice.activity.ipus, WORDLESS_GAP_S) if s.duration_s >= WORDLESS_S]
    return [s for s in long if total_s(intersect([s], empty)) >= WORDLESS_SHARE * s.duration_s]


def without(voice: Voice, holes: Sequence[Span]) -> Voice:
    """Return a voice without what lies in the holes, words included."""
    if not holes:
        return voice
    activity = replace(
        voice.activity,
        segments=subtract(voice.activity.segments, holes),
        ipus=subtract(voice.activity.ipus, holes),
    )
    transcript = voice.transcript
    if transcript is not None:
        words = [w for w in transcript.words if not any(w.span.middle_s in h for h in holes)]
        transcript = replace(transcript, words=tuple(words))
    return replace(voice, activity=activity, transcript=transcript)
