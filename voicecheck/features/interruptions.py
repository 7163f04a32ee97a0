"""Where the agent starts while the caller is still talking, and takes the floor.

An agent's inter-pausal unit counts only if all of this holds: the caller has been talking for a
second, and the agent has been silent as long; the caller still goes on for 0.8 s, or falls silent
within a second in mid-sentence; it is more than a sign of listening; it is no read-back of figures
or of the caller's words; and it is not the first such moment in a monologue of more than 90 s. The
agent's breath while the caller goes on does not end what is said into it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicecheck.features.missing_words import wordless_of
from voicecheck.languages import normalised
from voicecheck.types.audio import Role
from voicecheck.types.time import Span, intersect, merge, total_s

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.languages import LanguagePack
    from voicecheck.types.speech import Dialogue, Word

TALKING_S = 1.0
SAME_STRETCH_S = 0.5
OVERLAP_S = 0.5
STOPS_WITHIN_S = 1.0
MIN_CUT_OVERLAP_S = 0.15
MONOLOGUE_S = 90.0
GOES_ON_S = 0.8  # an overlap at the very end of a sentence is how people take turns
MIN_WORDS = 2
READ_BACK = 0.6  # share of the agent's words that the caller has just said, or that are figures
QUOTE_WORDS = 8
SENTENCE_END = (".", "!", "?")


@dataclass(frozen=True, slots=True)
class Interruption:
    """One moment."""

    # from 2 s before the agent's onset to the end of the agent's unit, at most 4 s after it
    span: Span
    overlap_s: float
    cut: bool  # whether the caller fell silent in mid-sentence
    caller_words: tuple[Word, ...]  # what was said last, and into it
    agent_words: tuple[Word, ...]


def find_interruptions(
    dialogue: Dialogue, *, pack: LanguagePack | None, delay_s: float = 0.0
) -> tuple[Interruption, ...]:
    """Find the agent's interruptions of the caller."""
    if pack is None:
        return ()
    mine = _units(dialogue, Role.AGENT)
    theirs = merge((span for span, _ in _units(dialogue, Role.CUSTOMER)), SAME_STRETCH_S)
    exact = [span for span, _ in _units(dialogue, Role.CUSTOMER)]
    lost = wordless_of(dialogue, Role.CUSTOMER)
    caller_words = sorted(
        (w for _, words in _units(dialogue, Role.CUSTOMER) for w in words), key=lambda w: w.span
    )
    found: list[Interruption] = []
    excused: set[Span] = set()
    last_end_s = -TALKING_S
    for index, (span, words) in enumerate(mine):
        onset = span.start_s
        quiet = onset - last_end_s >= TALKING_S
        last_end_s = max(last_end_s, span.end_s)
        stretch = next((s for s in theirs if s.start_s < onset < s.end_s), None)
        holder = next((s for s in exact if s.start_s < onset < s.end_s), None)
        if stretch is None or holder is None or onset - stretch.start_s < TALKING_S or not quiet:
            continue
        said = tuple(w for w in caller_words if w.span.middle_s <= holder.end_s)[-QUOTE_WORDS:]
        goes_on_s = stretch.end_s - onset
        cut = (
            goes_on_s <= STOPS_WITHIN_S
            and min(span.end_s, holder.end_s) - onset >= MIN_CUT_OVERLAP_S + delay_s
            and bool(said)
            and not said[-1].text.endswith(SENTENCE_END)
            and not any(s.end_s > said[-1].span.end_s and s.start_s < holder.end_s for s in lost)
            and _says_something(words, said, pack)
        )
        into = _said_into(mine[index:], stretch)
        words = tuple(word for _, own in into for word in own)
        overlap_s = total_s(intersect((unit for unit, _ in into), [holder]))
        competes = (
            overlap_s >= OVERLAP_S + delay_s
            and goes_on_s >= GOES_ON_S
            and _says_something(words, said, pack)
        )
        if not (cut or competes):
            continue
        if stretch.duration_s > MONOLOGUE_S and stretch not in excused:
            excused.add(stretch)
            continue
        place = Span(max(stretch.start_s, onset - 2.0), min(span.end_s, onset + 4.0))
        found.append(Interruption(place, overlap_s, cut, said, words[:QUOTE_WORDS]))
    return tuple(found)


def _said_into(
    units: Sequence[tuple[Span, tuple[Word, ...]]], stretch: Span
) -> list[tuple[Span, tuple[Word, ...]]]:
    """Return the first unit and those that follow it after a breath, while the caller talks."""
    into = [units[0]]
    for unit in units[1:]:
        if into[-1][0].gap(unit[0]) > SAME_STRETCH_S or unit[0].start_s >= stretch.end_s:
            break
        into.append(unit)
    return into


def _units(dialogue: Dialogue, role: Role) -> list[tuple[Span, tuple[Word, ...]]]:
    units = [(i.span, i.words) for i in dialogue.insertions if i.role is role and not i.backchannel]
    for turn in dialogue.turns_of(role):
        starts = [ipu.start_s for ipu in turn.ipus]
        for index, ipu in enumerate(turn.ipus):
            until = starts[index + 1] if index + 1 < len(starts) else float("inf")
            since = -float("inf") if index == 0 else ipu.start_s
            own = tuple(w for w in turn.words if since <= w.span.middle_s < until)
            units.append((ipu, own))
    return sorted(units, key=lambda unit: unit[0])


def _says_something(
    words: Sequence[Word], caller_words: Sequence[Word], pack: LanguagePack
) -> bool:
    """Tell a contribution from a sign of listening and from a read-back."""
    plain = [normalised(word.text) for word in words]
    signs = {
        index
        for hit in pack.match("speech.backchannel", words)
        for index in range(hit.first, hit.last + 1)
    }
    rest = [text for index, text in enumerate(plain) if index not in signs]
    if len(rest) < MIN_WORDS:
        return False
    said = {normalised(word.text) for word in caller_words}
    figures = {
        index
        for hit in pack.match("speech.figure", words)
        for index in range(hit.first, hit.last + 1)
    }
    repeated = sum(text in said or index in figures for index, text in enumerate(plain))
    return repeated < READ_BACK * len(plain)
