"""How surely the agent's words are recognised, against the other voice on the line (NORMS 6).

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
from dataclasses import dataclass
from statistics import pvariance
from typing import TYPE_CHECKING

from voicecheck.languages.judgement import GATES
from voicecheck.types.audio import Role
from voicecheck.types.measure import Measure, Passage
from voicecheck.types.speech import mean_probability
from voicecheck.types.text import Text
from voicecheck.types.time import Span, intersect, per_10_min, total_s

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.languages import LanguagePack
    from voicecheck.types.speech import Dialogue, Turn, Word

METHOD = "word probabilities"
REPAIR_METHOD = "caller's words against the lexicon"
UNCLEAR = 0.5  # NORMS 6
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
    "keine Vergleichsstimme (Inhaltswörter der Gegenseite: {n}, {need} sind nötig)",
    "no voice to compare with (content words of the caller: {n}, {need} needed)",
)
_BAD_LINE = Text(
    "auch die Gegenseite ist schlecht zu erkennen ({share:.0f} % unsichere Wörter): das spricht "
    "für die Leitung",
    "the caller's words are recognised badly too ({share:.0f} % unsure): this points to the line",
)


@dataclass(frozen=True, slots=True)
class Articulation:
    """Clarity of the agent's words."""

    content_words: Measure  # of the agent, figures left out, count
    word_probability: Measure  # mean over them, 0 to 1
    # share below 0.5, ratio; words from 0.3 to 0.7 count in part. Passages: least clear stretches
    unclear_share: Measure
    reference_unclear_share: Measure  # the same of the caller, ratio
    # agent less caller, less one standard error of that difference where it is positive: so much
    # more at least, ratio. Passages: least clear stretches of the agent
    unclear_difference: Measure
    # caller's requests to say it again, per 10 min of call (a shorter call counts as 10 min).
    # Passages: what the agent had said before each, with the request
    repair_requests: Measure


def measure_articulation(
    dialogue: Dialogue, *, pack: LanguagePack, usable: tuple[Span, ...], duration_s: float
) -> Articulation:
    """Measure the clarity of the agent's words."""
    agent, caller = dialogue.turns_of(Role.AGENT), dialogue.turns_of(Role.CUSTOMER)
    mine = [w for w in _content(agent, pack) if _inside(w.span, usable)]
    theirs = _content(caller, pack)
    places = _least_clear(agent, pack, usable)
    mine_degrees, their_degrees = (
        [unclear(w.probability) for w in words if w.probability is not None]
        for words in (mine, theirs)
    )
    mean = mean_probability(mine)
    own = _share("unclear_share", mine_degrees, MIN_WORDS, _TOO_FEW, places)
    reference = _share("reference_unclear_share", their_degrees, MIN_REFERENCE_WORDS, _NO_REFERENCE)
    return Articulation(
        content_words=Measure(
            "articulation.content_words", float(len(mine)), "count", len(mine), "words", METHOD
        ),
        word_probability=Measure(
            "articulation.word_probability",
            mean,
            "1",
            float(len(mine)),
            "words",
            METHOD,
            places,
        )
        if len(mine) >= MIN_WORDS and mean is not None
        else _missing("word_probability", _TOO_FEW.format(n=len(mine), need=MIN_WORDS)),
        unclear_share=own,
        reference_unclear_share=reference,
        unclear_difference=_difference(own, reference, mine_degrees, their_degrees),
        repair_requests=_repairs(dialogue, pack, duration_s),
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
    name: str, degrees: list[float], need: int, why: Text, places: tuple[Passage, ...] = ()
) -> Measure:
    n = len(degrees)
    if n < need:
        return _missing(name, why.format(n=n, need=need), n)
    value = sum(degrees) / n
    return Measure(f"articulation.{name}", value, "1", float(n), "words", METHOD, places)


def unclear(probability: float) -> float:
    """Return how far a word counts as unclear: 1 up to 0.3, a half at 0.5, 0 from 0.7 on."""
    return min(1.0, max(0.0, (UNCLEAR + NEAR - probability) / (2 * NEAR)))


def _difference(
    own: Measure, reference: Measure, mine: Sequence[float], others: Sequence[float]
) -> Measure:
    for measure in (own, reference):
        if measure.reason is not None:
            return _missing("unclear_difference", measure.reason)
    theirs = float(reference)
    if theirs > GATES.caller_unclear:
        return _missing("unclear_difference", _BAD_LINE.format(share=100 * theirs))
    difference = float(own) - theirs
    error = math.sqrt(pvariance(mine) / own.n + pvariance(others) / reference.n)
    return Measure(
        "articulation.unclear_difference",
        max(difference - error, min(difference, 0.0)),
        "1",
        own.n,
        "words",
        METHOD,
        own.passages,
    )


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
    name = "articulation.repair_requests"
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
    return Measure(
        name,
        per_10_min(len(places), duration_s),
        "1/10min",
        duration_s,
        "s of call",
        REPAIR_METHOD,
        tuple(places),
    )


def _missing(name: str, why: Text, n: float = 0.0) -> Measure:
    return Measure.missing(
        f"articulation.{name}", "1", why, method=METHOD, n=float(n), n_unit="words"
    )
