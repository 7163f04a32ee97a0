"""How surely the agent's words are recognised, against the other voice on the line.

Conventions
-----------
The speech model's own word probability follows listeners' ratings about as closely as its true
error rate does (speechocean762, see docs/accuracy.md). Alone it says nothing about a person: a bad
line, an accent or a strange name lowers it too. So it is only ever held against the caller's words
in the same recording, without figures and function words; and what the caller asks to have
repeated counts most.
"""

from __future__ import annotations

import math
from statistics import pvariance
from typing import TYPE_CHECKING

from voicecheck.languages.judgement import GATES
from voicecheck.types.audio import Role
from voicecheck.types.catalogue import family, taken
from voicecheck.types.measure import Passage
from voicecheck.types.speech import mean_probability
from voicecheck.types.text import Text
from voicecheck.types.time import Span, intersect, per_10_min, total_s

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.languages import LanguagePack
    from voicecheck.types.catalogue import Family
    from voicecheck.types.measure import Measure
    from voicecheck.types.speech import Dialogue, Turn, Word

UNCLEAR = 0.5
# Words this near to it count in part: which side of a border they fall on is chance. The same sound
# placed some milliseconds later moves one word in thirteen by more than a tenth.
NEAR = 0.2
MIN_WORDS = 20
MIN_REFERENCE_WORDS = 40  # of the caller: fewer make no reference
N_PASSAGES = 3
MIN_PASSAGE_WORDS = 3
EDGE_S = 0.05

_TOO_FEW = Text(
    "Inhaltswörter ohne andere Stimme: nur {n}, {need} sind nötig",
    "content words without another voice: only {n}, {need} needed",
)
_NO_REFERENCE = Text(
    "keine Vergleichsstimme (Inhaltswörter von Anrufer/in: {n}, {need} sind nötig)",
    "no voice to compare with (content words of the caller: {n}, {need} needed)",
)
_BAD_LINE = Text(
    "auch Anrufer/in ist schlecht zu erkennen ({share:.0f} % unsichere Wörter): das spricht "
    "für die Leitung",
    "the caller's words are recognised badly too ({share:.0f} % unsure): this points to the line",
)


def measure_articulation(
    dialogue: Dialogue, *, pack: LanguagePack, usable: tuple[Span, ...], duration_s: float
) -> Family:
    """Measure the clarity of the agent's words."""
    agent, caller = dialogue.turns_of(Role.AGENT), dialogue.turns_of(Role.CUSTOMER)
    mine, theirs = (
        [unclear(word.probability) for word in words if word.probability is not None]
        for words in (
            [word for word in _content(agent, pack) if _inside(word.span, usable)],
            _content(caller, pack),
        )
    )
    places = _least_clear(agent, pack, usable)
    own = _share("unclear_share", mine, MIN_WORDS, _TOO_FEW, places)
    reference = _share("reference_unclear_share", theirs, MIN_REFERENCE_WORDS, _NO_REFERENCE)
    return family(
        taken("articulation.content_words", len(mine), len(mine)),
        own,
        reference,
        _difference(own, reference, mine, theirs),
        _repairs(dialogue, pack, duration_s),
    )


def _content(turns: Sequence[Turn], pack: LanguagePack) -> list[Word]:
    return [word for turn in turns for word in pack.content_words(turn.words)]


def _inside(span: Span, usable: tuple[Span, ...]) -> bool:
    """Tell whether a word lies where nobody else speaks; word times are good to 0.1 s only."""
    core = Span(min(span.start_s + EDGE_S, span.middle_s), max(span.end_s - EDGE_S, span.middle_s))
    if not core.duration_s:
        return any(span.middle_s in part for part in usable)
    return total_s(intersect([core], usable)) > 0.5 * core.duration_s


def _share(
    short: str, degrees: list[float], need: int, why: Text, places: tuple[Passage, ...] = ()
) -> Measure:
    n = len(degrees)
    value = sum(degrees) / n if n >= need else None
    return taken(f"articulation.{short}", value, n, places, why=why.format(n=n, need=need))


def unclear(probability: float) -> float:
    """Return how far a word counts as unclear: 1 up to 0.3, a half at 0.5, 0 from 0.7 on."""
    return min(1.0, max(0.0, (UNCLEAR + NEAR - probability) / (2 * NEAR)))


def _difference(
    own: Measure, reference: Measure, mine: Sequence[float], others: Sequence[float]
) -> Measure:
    name, why = "articulation.unclear_difference", own.reason or reference.reason
    if why is None and float(reference) > GATES.caller_unclear:
        why = _BAD_LINE.format(share=100 * float(reference))
    if why is not None:
        return taken(name, None, why=why)
    difference = float(own) - float(reference)
    error = math.sqrt(pvariance(mine) / own.n + pvariance(others) / reference.n)
    value = max(difference - error, min(difference, 0.0))
    return taken(name, value, own.n, own.passages)


def _least_clear(
    turns: Sequence[Turn], pack: LanguagePack, usable: tuple[Span, ...]
) -> tuple[Passage, ...]:
    """Name the inter-pausal units whose content words are the least sure."""
    units = []
    for turn in turns:
        for ipu in turn.ipus:
            words = [w for w in turn.words if w.span.middle_s in ipu]
            content = [w for w in pack.content_words(words) if _inside(w.span, usable)]
            mean = mean_probability(content)
            if len(content) >= MIN_PASSAGE_WORDS and mean is not None:
                quote = " ".join(w.text for w in words)
                units.append(
                    Passage(ipu, mean, quote, "probability", probability=mean_probability(words))
                )
    return tuple(sorted(units, key=lambda unit: unit.value)[:N_PASSAGES])


def _repairs(dialogue: Dialogue, pack: LanguagePack, duration_s: float) -> Measure:
    """Count the caller's requests to repeat, each with what the agent had said."""
    spoken = [(turn.span, turn.words) for turn in dialogue.turns if turn.role is Role.CUSTOMER] + [
        (i.span, i.words) for i in dialogue.insertions if i.role is Role.CUSTOMER
    ]
    agent = dialogue.turns_of(Role.AGENT)
    places = []
    for _, words in sorted(spoken):
        for hit in pack.match("caller.repair", words)[:1]:
            before = [turn for turn in agent if turn.span.start_s < hit.span.start_s]
            if not before:
                continue
            said = before[-1].words[-10:]
            start_s = said[0].span.start_s if said else before[-1].span.start_s
            quote = f"{' '.join(w.text for w in said)} / {hit.quote}"
            heard = mean_probability((*said, *words[hit.first : hit.last + 1]))
            place = Span(start_s, hit.span.end_s)
            places.append(Passage(place, 1.0, quote, probability=heard))
    value = per_10_min(len(places), duration_s)
    return taken("articulation.repair_requests", value, duration_s, places)
