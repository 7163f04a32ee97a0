"""Turns, gaps and overlaps, from the two parties' inter-pausal units.

Conventions
-----------
A turn is one party's inter-pausal units until the other takes the floor. The floor passes with an
inter-pausal unit that outlasts the holder's, unless it is a backchannel: at most 0.8 s long and,
where its words are known, nothing but backchannel words (NORMS 0.2). What lies wholly inside the
holder's speech takes no floor either. Pause = silence within a turn, gap = between turns.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from voicecheck.types.speech import Dialogue, Gap, Insertion, Overlap, Turn, broken
from voicecheck.types.time import Span, intersect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.languages import LanguagePack
    from voicecheck.types.audio import Role
    from voicecheck.types.speech import Party, Word

MAX_BACKCHANNEL_S = 0.8  # NORMS 0.2


@dataclass(frozen=True, slots=True)
class _Unit:
    """An inter-pausal unit with its words."""

    span: Span
    role: Role
    words: tuple[Word, ...]
    backchannel: bool


def build_dialogue(
    parties: Sequence[Party], *, pack: LanguagePack | None, breaks: tuple[Span, ...] = ()
) -> Dialogue:
    """Put the parties' speech into one order of turns."""
    units = sorted(
        (unit for party in parties for unit in _units(party, pack)), key=lambda u: u.span
    )
    turns: list[Turn] = []
    insertions: list[Insertion] = []
    held: list[_Unit] = []
    for unit in units:
        if held and broken(held[-1].span, unit.span, breaks):
            turns.append(_turn(held, parties))
            held = []
        if held and unit.role is not held[-1].role:
            inside = unit.span.end_s <= held[-1].span.end_s
            if unit.backchannel or inside:
                insertions.append(Insertion(unit.role, unit.span, unit.words, unit.backchannel))
                continue
            turns.append(_turn(held, parties))
            held = []
        held.append(unit)
    if held:
        turns.append(_turn(held, parties))
    return Dialogue(
        tuple(turns),
        tuple(
            Gap(before.role, after.role, Span(before.span.end_s, after.span.start_s))
            for before, after in pairwise(turns)
            if after.span.start_s >= before.span.end_s
            and not broken(before.span, after.span, breaks)
        ),
        _overlaps(parties),
        tuple(insertions),
        breaks,
    )


def _units(party: Party, pack: LanguagePack | None) -> list[_Unit]:
    ipus = party.activity.ipus
    spoken = party.transcript.by_unit(ipus) if party.transcript else ((),) * len(ipus)
    return [
        _Unit(span, party.role, words, _is_backchannel(span, words, pack))
        for span, words in zip(ipus, spoken, strict=True)
    ]


def _is_backchannel(span: Span, words: tuple[Word, ...], pack: LanguagePack | None) -> bool:
    if span.duration_s > MAX_BACKCHANNEL_S:
        return False
    if not words or pack is None:
        return True
    covered = {
        index
        for hit in pack.match("speech.backchannel", words)
        for index in range(hit.first, hit.last + 1)
    }
    return len(covered) == len(words)


def _turn(units: list[_Unit], parties: Sequence[Party]) -> Turn:
    role, ipus = units[0].role, [unit.span for unit in units]
    transcript = next(party.transcript for party in parties if party.role is role)
    return Turn(
        role,
        Span(units[0].span.start_s, max(unit.span.end_s for unit in units)),
        tuple(ipus),
        tuple(word for unit in units for word in unit.words),
        intersect(transcript.wordless, ipus) if transcript else (),
    )


def _overlaps(parties: Sequence[Party]) -> tuple[Overlap, ...]:
    if len(parties) < 2:
        return ()
    first, second = parties[0], parties[1]
    found = []
    begin = 0
    for one in first.activity.ipus:
        # Both are sorted: what ends before this unit ends before all later ones too.
        while begin < len(second.activity.ipus) and (
            second.activity.ipus[begin].end_s <= one.start_s
        ):
            begin += 1
        for other in second.activity.ipus[begin:]:
            if other.start_s >= one.end_s:
                break
            common = one & other
            if common is None:
                continue
            first_holds = one.start_s <= other.start_s
            holder, entrant = (first, second) if first_holds else (second, first)
            found.append(Overlap(holder.role, entrant.role, common))
    return tuple(sorted(found, key=lambda overlap: overlap.span))
