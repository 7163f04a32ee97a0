"""A sentence is shown once on a card: with what counts it, or else with the first that praises it.

Scores and verdicts rest on the measures and stay as they are: only what is shown gives way.
"""

from __future__ import annotations

import functools
from dataclasses import replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from voicecheck.types.judgement import CheckResult, Evidence

FIRST = "M8"  # counts sentences; what other checks quote of them only confirms
MORE_THAN = 0.5  # of a quote's time and words
# Two phrases of one sentence lie no further apart than it lasts at the slowest.
SLOWEST_S_PER_WORD = 0.6
NEVER_BY_CHANCE = 8  # words in a row: of a long sentence only the part around a phrase is quoted


def said(item: Evidence, shown: Iterable[Evidence]) -> bool:
    """Tell whether the sentence of an evidence is quoted by another one."""
    return any(_same(item, other) for other in shown)


def _same(item: Evidence, other: Evidence) -> bool:
    if item.span is None or other.span is None or not item.quote or not other.quote:
        return False
    own, theirs = _words(item.quote), _words(other.quote)
    common = item.span & other.span
    overlaps = common is not None and common.duration_s > MORE_THAN * item.span.duration_s
    apart_s = abs(item.span.middle_s - other.span.middle_s)
    if not overlaps and apart_s > SLOWEST_S_PER_WORD * len(own):
        return False
    run = SequenceMatcher(None, own, theirs, autojunk=False).find_longest_match().size
    if overlaps:
        return run > MORE_THAN * len(own)
    return own == theirs or run >= NEVER_BY_CHANCE


@functools.lru_cache(maxsize=1000)
def _words(quote: str) -> tuple[str, ...]:
    bare = (word.strip(".,;:!?…–-/\"'„“").casefold() for word in quote.split())
    return tuple(word for word in bare if word)


def checks_once(lines: Sequence[CheckResult]) -> tuple[CheckResult, ...]:
    """Quote every sentence once among the checks."""
    ordered = sorted(lines, key=lambda line: line.code != FIRST)
    shown: list[tuple[str, Evidence]] = []
    instead: dict[tuple[str, int], Evidence | None] = {}
    for phrases in (True, False):
        for line in ordered:
            for at, item in enumerate(line.evidence):
                if item.is_phrase is not phrases or not _quotes(line, item):
                    continue
                before = [(code, other) for code, other in shown if _same(item, other)]
                if not before:
                    shown.append((line.code, item))
                elif any(
                    phrases if code == line.code else other.measure == item.measure
                    for code, other in before
                ):
                    instead[line.code, at] = None
                else:
                    instead[line.code, at] = _wordless(item)
    return tuple(_with(line, instead) for line in lines)


def _quotes(line: CheckResult, item: Evidence) -> bool:
    """Tell whether words count or are shown: what unremarkable checks measured is not."""
    return bool(item.quote) and (item.is_phrase or line.verdict.stands_out)


def _wordless(item: Evidence) -> Evidence:
    """Leave the place and the number: of a phrase, that there is one."""
    if item.is_phrase:
        item = replace(item, value=1.0, unit="count")
    return replace(item, quote=None, probability=None)


def _with(line: CheckResult, instead: Mapping[tuple[str, int], Evidence | None]) -> CheckResult:
    changed = [instead.get((line.code, at), item) for at, item in enumerate(line.evidence)]
    kept = [item for item in changed if item is not None]
    if line.verdict.stands_out and all(item.span is None for item in kept):
        places = [item for item in line.evidence if item.span is not None]
        kept += [_wordless(item) for item in places[:1]]
    return replace(line, evidence=tuple(kept))


def counted(lines: Iterable[CheckResult]) -> tuple[Evidence, ...]:
    """Return what checks quote: the phrases they count, and the places of those that stand out."""
    return tuple(item for line in lines for item in line.evidence if _quotes(line, item))


def shares(moments: Sequence[Sequence[Evidence]]) -> tuple[tuple[Evidence, ...], ...]:
    """Give every moment worth praise to one strength."""
    kept: list[list[Evidence]] = []
    for found in moments:
        own: list[Evidence] = []
        for item in found:
            if not said(item, (*own, *(other for theirs in kept for other in theirs))):
                own.append(item)
        kept.append(own or _spared(found, kept))
    return tuple(tuple(own) for own in kept)


def _spared(found: Sequence[Evidence], kept: list[list[Evidence]]) -> list[Evidence]:
    for item in found:
        for theirs in kept:
            left = [other for other in theirs if not _same(item, other)]
            if 0 < len(left) < len(theirs):
                theirs[:] = left
                return [item]
    return []


def beside(lines: Sequence[CheckResult], praised: Iterable[Evidence]) -> tuple[CheckResult, ...]:
    """Take the words from what unremarkable checks measured where they are quoted elsewhere."""
    shown = [*counted(lines), *praised]
    made = []
    for line in lines:
        evidence: list[Evidence] = []
        for item in line.evidence:
            if item.quote and not _quotes(line, item):
                if said(item, shown):
                    item = _wordless(item)
                else:
                    shown.append(item)
            evidence.append(item)
        made.append(replace(line, evidence=tuple(evidence)))
    return tuple(made)
