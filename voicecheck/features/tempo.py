"""How fast the agent speaks: syllables of the recognised words over inter-pausal time.

Conventions
-----------
Pause borders come from the voice activity, words from the speech model; a word belongs to the
inter-pausal unit nearest its middle. Windows whose words are not to be trusted (loops, invented or
lost words) are left out of words and time, as are units whose words the model itself doubts, what
another voice overlaps, and units beside sound that may be speech the detector missed: never
averaged in. Audible sound that touches a unit is the soft edge of its words, and of its time.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.types.catalogue import family, taken
from voicecheck.types.measure import Passage
from voicecheck.types.speech import mean_probability
from voicecheck.types.text import Text
from voicecheck.types.time import Span, intersect, merge, subtract, total_s

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.languages.syllables import SyllableCounter
    from voicecheck.types.catalogue import Family
    from voicecheck.types.measure import Measure
    from voicecheck.types.speech import SpeechActivity, Transcript, Word
    from voicecheck.types.tracks import SyllableNuclei

MIN_SYLLABLES = 10
PLAUSIBLE_RATE = (2.0, 10.0)  # outside, the speech model lost or repeated words
NUCLEI_FACTOR = 1.2  # nuclei understate the syllables by about a sixth
MAX_NUCLEI_DEPARTURE = 0.45
MIN_WINDOW_S = 2.0  # shorter windows may hold one slow word
IPU_SYLLABLES = (5, 20)  # short answers are fast by nature
MIN_IPUS = 8  # for a 90th percentile
WHOLE = 0.999
MIN_PART_S = 2.0  # word times are good to 0.1 s, so shorter parts may lose or gain a word
MIN_LOST_S = 0.8  # too long for its words to have slipped into the next unit: they are lost
# Mean over a unit's words. At SNR 15 dB the sentences below had lost one syllable in seven, those
# above one in thirteen; on a good line hardly any unit lies below (benchmarks/tempo.py).
MIN_PROBABILITY = 0.4
TOUCHING_S, MAX_EDGE_S = 0.05, 0.3  # no stop is closed for longer; no soft word is longer
BESIDE_S, MAX_UNSURE = 0.2, 0.1  # unsure sound this close may make the unit so much longer
PASSAGE_SYLLABLES = 8
N_PASSAGES = 3

_TOO_FEW = Text(
    "sicher erkannte Silben ohne andere Stimme: nur {n}, mindestens {need} sind nötig",
    "surely recognised syllables without another voice: only {n}, at least {need} needed",
)
_FEW_IPUS = Text(
    "weniger als {need} Sprechstrecken von {least} bis {most} Silben",
    "fewer than {need} inter-pausal units of {least} to {most} syllables",
).format(need=MIN_IPUS, least=IPU_SYLLABLES[0], most=IPU_SYLLABLES[1])
_NO_NUCLEI = Text("keine Silbenkerne gemessen", "no syllable nuclei were measured")


@dataclass(frozen=True, slots=True)
class _Run:
    """The trusted part of an inter-pausal unit with its words."""

    span: Span
    words: tuple[Word, ...]
    syllables: int

    @property
    def rate(self) -> float:
        return self.syllables / self.span.duration_s


def measure_tempo(
    transcript: Transcript,
    activity: SpeechActivity,
    counter: SyllableCounter,
    *,
    nuclei: SyllableNuclei | None,
    usable: tuple[Span, ...],
) -> Family:
    """Measure the tempo of one voice."""
    trusted = subtract(usable, _doubtful(transcript, usable, counter, nuclei))
    runs = _runs(transcript, activity, trusted, counter)
    seconds = total_s(run.span for run in runs)
    syllables = sum(run.syllables for run in runs)
    n_words = sum(len(run.words) for run in runs)
    gross_s = seconds + _pauses_s(runs, activity.ipus)
    heard = _nuclei_inside(nuclei, [run.span for run in runs])
    long = [run for run in runs if IPU_SYLLABLES[0] <= run.syllables <= IPU_SYLLABLES[1]]
    enough = syllables >= MIN_SYLLABLES
    too_few = None if enough else _TOO_FEW.format(n=syllables, need=MIN_SYLLABLES)

    def measure(
        short: str, value: float | None, places: Sequence[Passage] = (), why: Text | None = None
    ) -> Measure:
        known = value if enough else None
        return taken(f"tempo.{short}", known, syllables, places, why=too_few or why)

    return family(
        measure("articulation_rate", _ratio(syllables, seconds), _fastest(runs)),
        measure(
            "articulation_rate_p90",
            np.percentile([run.rate for run in long], 90) if len(long) >= MIN_IPUS else None,
            _fastest(long),
            _FEW_IPUS,
        ),
        measure("words_per_minute", _ratio(60 * n_words, gross_s)),
        taken("tempo.syllables", syllables, n_words),
        taken("tempo.speech_s", seconds, n_words),
        measure(
            "nuclei_ratio", None if heard is None else _ratio(heard, syllables), why=_NO_NUCLEI
        ),
    )


def _ratio(value: float, over: float) -> float | None:
    return value / over if over else None


def _doubtful(
    transcript: Transcript,
    usable: tuple[Span, ...],
    counter: SyllableCounter,
    nuclei: SyllableNuclei | None,
) -> tuple[Span, ...]:
    """Return the speech without words, and that of windows whose words cannot be right."""
    doubtful: list[Span] = list(transcript.wordless)
    for window in transcript.windows:
        if window.fault is not None:
            doubtful.extend(window.spans)
            continue
        spans = subtract(window.spans, transcript.wordless)
        if total_s(intersect(usable, spans)) < MIN_WINDOW_S:
            continue
        hull = spans[0] | spans[-1]
        syllables = counter.count_text(
            [w.text for w in transcript.words if w.span.middle_s in hull]
        )
        rate = syllables / total_s(spans)
        heard = _nuclei_inside(nuclei, spans)
        lost = heard is not None and _departs(syllables, NUCLEI_FACTOR * heard)
        if not PLAUSIBLE_RATE[0] <= rate <= PLAUSIBLE_RATE[1] or lost:
            doubtful.extend(spans)
    return tuple(doubtful)


def _departs(syllables: int, expected: float) -> bool:
    return expected > 0 and abs(syllables / expected - 1) > MAX_NUCLEI_DEPARTURE


def _runs(
    transcript: Transcript,
    activity: SpeechActivity,
    trusted: tuple[Span, ...],
    counter: SyllableCounter,
) -> list[_Run]:
    """Bring words and units together; what is not trusted is left out."""
    ipus = activity.ipus
    units = _with_edges(activity)
    unsure = subtract(activity.unsure, units)
    return [
        _Run(part, words, counter.count_text([word.text for word in words]))
        for ipu, unit, own in zip(ipus, units, transcript.by_unit(ipus), strict=True)
        if _unsure_s(unit, unsure) <= MAX_UNSURE * ipu.duration_s
        for part, words in _parts(ipu, unit, own, trusted)
        if (words or part.duration_s < MIN_LOST_S or not transcript.windows)  # none: by hand
        and ((mean := mean_probability(words)) is None or mean >= MIN_PROBABILITY)
    ]


def _parts(
    ipu: Span, unit: Span, words: tuple[Word, ...], trusted: tuple[Span, ...]
) -> list[tuple[Span, tuple[Word, ...]]]:
    """Return a unit and its words, or what of them lies in longer trusted parts."""
    parts = intersect([ipu], trusted)
    if total_s(parts) >= WHOLE * ipu.duration_s:
        return [(unit, words)]
    return [
        (part, tuple(word for word in words if word.span.middle_s in part))
        for part in parts
        if part.duration_s >= MIN_PART_S
    ]


def _with_edges(activity: SpeechActivity) -> list[Span]:
    """Add to each unit the audible sound that touches it, never beyond half of a pause."""
    heard = merge([*activity.ipus, *activity.unsure], TOUCHING_S)
    starts = [stretch.start_s for stretch in heard]
    ipus = activity.ipus
    befores = [0.0, *((a.end_s + b.start_s) / 2 for a, b in pairwise(ipus))]
    afters = [*befores[1:], float("inf")]
    units = []
    for ipu, before, after in zip(ipus, befores, afters, strict=True):
        stretch = heard[bisect_right(starts, ipu.start_s) - 1]
        start_s = max(stretch.start_s, before, ipu.start_s - MAX_EDGE_S)
        units.append(Span(start_s, min(stretch.end_s, after, ipu.end_s + MAX_EDGE_S)))
    return units


def _unsure_s(unit: Span, unsure: tuple[Span, ...]) -> float:
    around = Span(max(0.0, unit.start_s - BESIDE_S), unit.end_s + BESIDE_S)
    return total_s(intersect([around], unsure))


def _pauses_s(runs: Sequence[_Run], ipus: tuple[Span, ...], *, longest_s: float = 2.0) -> float:
    """Add up the pauses between runs; speech that was left out is none."""
    gaps = [Span(a.span.end_s, b.span.start_s) for a, b in pairwise(runs)]
    return total_s(subtract([gap for gap in gaps if gap.duration_s <= longest_s], ipus))


def _fastest(runs: Sequence[_Run]) -> tuple[Passage, ...]:
    """Name the fastest units that are long enough for a rate."""
    long = [run for run in runs if run.syllables >= PASSAGE_SYLLABLES]
    top = sorted(long, key=lambda run: run.rate, reverse=True)[:N_PASSAGES]
    return tuple(
        Passage(
            run.span,
            run.rate,
            " ".join(word.text for word in run.words),
            probability=mean_probability(run.words),
        )
        for run in top
    )


def _nuclei_inside(nuclei: SyllableNuclei | None, spans: Sequence[Span]) -> float | None:
    if nuclei is None:
        return None
    return float(
        sum(
            np.searchsorted(nuclei.times_s, span.end_s)
            - np.searchsorted(nuclei.times_s, span.start_s)
            for span in spans
        )
    )
