"""Measures of calls written down by hand, and what each check must say of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from voicecheck.api import judge
from voicecheck.conduct import ACCUSING, PRAISED
from voicecheck.config import Config
from voicecheck.features import Features
from voicecheck.languages import Hit
from voicecheck.types.audio import AudioFile
from voicecheck.types.catalogue import CATALOGUE, taken
from voicecheck.types.judgement import Agent, CheckResult, Provenance, Scorecard, Verdict
from voicecheck.types.measure import Passage
from voicecheck.types.text import Lang, Text
from voicecheck.types.time import Span

PHRASES = (*ACCUSING, *PRAISED, "timed_commitment")
GOOD = {
    "quality.snr_db": 30.0,
    "pitch.voiced_s": 30.0,
    "pitch.f0_range_semitones": 9.0,
    "pitch.movement_st_per_s": 10.0,
    "pitch.range_disagreement_semitones": 0.2,
    "loudness.loudness_movement_db_per_s": 55.0,
    "tempo.articulation_rate": 4.8,
    "tempo.articulation_rate_p90": 6.0,
    "tempo.words_per_minute": 150.0,
    "tempo.syllables": 400.0,
    "tempo.speech_s": 80.0,
    "tempo.nuclei_ratio": 0.9,
    "pausing.turns": 8.0,
    "pausing.speech_s": 60.0,
    "pausing.pause_ratio": 0.16,
    "pausing.run_length_p75_s": 3.0,
    "pausing.pause_p90_s": 0.8,
    "pausing.acceleration": 1.0,
    "greeting.greeting_syllables": 11.0,
    "greeting.greeting_s": 3.0,
    "greeting.parts": 3.0,
    "quality.upper_edge_hz": 3300.0,
    "quality.dropout_ratio": 0.0,
    "turn_taking.caller_speech_s": 120.0,
    "turn_taking.transfers": 14.0,
    "turn_taking.response_latency_s": 0.4,
    "turn_taking.long_silences": 0.0,
    "turn_taking.backchannel_rate": 6.0,
    "turn_taking.minimal_answer_share": 0.0,
    "turn_taking.interruption_rate": 0.0,
    "turn_taking.cut_turn_share": 0.0,
    "turn_taking.talk_ratio": 0.5,
    "turn_taking.longest_turn_s": 15.0,
    "wording.words": 300.0,
    "wording.turns": 14.0,
    "wording.word_probability": 0.9,
    "wording.follow_up_rate": 1.5,
    "wording.follow_up_question": 3.0,
    "wording.acknowledged_share": 1.0,
    "wording.lix": 25.0,
    "wording.anglicisms_per_100": 0.0,
    "articulation.content_words": 200.0,
    "articulation.unclear_share": 0.05,
    "articulation.reference_unclear_share": 0.06,
    "articulation.unclear_difference": -0.01,
    "articulation.repair_requests": 0.0,
} | {f"wording.{name}": 0.0 for name in PHRASES}
# Measures of hits: a value of 0 has no passages.
HITS = {f"wording.{name}" for name in PHRASES} | {
    "turn_taking.long_silences",
    "turn_taking.interruption_rate",
    "articulation.repair_requests",
}
MOVED = "loudness__loudness_movement_db_per_s"
PLACE = (Passage(Span(1.0, 3.0), 1.0, "hier"),)
HIT = Hit("greeting.dated_help", Span(4.0, 5.0), 3, 8, "was kann ich für Sie tun")


def apart(places: tuple[Passage, ...], number: Iterator[int]) -> tuple[Passage, ...]:
    """Give quotes words and a time of their own: the same sentence is shown once."""
    return tuple(
        replace(
            place,
            span=Span(place.span.start_s + 10 * n, place.span.end_s + 10 * n),
            quote=f"{place.quote} {n}",
        )
        if place.quote
        else place
        for place, n in zip(places, number, strict=False)
    )


def features(
    phrases: tuple[Hit, ...] = (), *, places: tuple[Passage, ...] = PLACE, **changes: float | None
) -> Features:
    values = GOOD | {name.replace("__", "."): value for name, value in changes.items()}
    number, measures = count(), {}
    for name in CATALOGUE:
        if name.startswith("delivery") and name not in values:
            continue
        value = values.get(name)
        own = places[:1] * round(value or 0) if name in HITS else places
        if name == "wording.acknowledged_share" and value == 1:
            own = ()  # names those that were not acknowledged
        why = Text("fehlt", "missing")
        measures[name] = taken(name, value, 30.0, apart(own, number), why=why)
    return Features(
        AudioFile("call.wav", "0" * 64, "pcm_s16le", 8000, 2, 100.0),
        Agent(0, 1.0),
        "de",
        (),
        Provenance("0", {}, {}, None, "", "", ""),
        measures=measures,
        greeting_phrases=phrases,
    )


def result(code: str, given: Features, **settings: object) -> CheckResult:
    return judge(given, config=Config(**settings)).results[code]  # type: ignore[arg-type]


def fails_alone(code: str, **bad: float) -> None:
    """Check that a call trips this check and no other, with advice, a place and a sourced norm."""
    card = judge(features(**bad))
    verdicts = {r.code: r.verdict for r in card.results}
    assert verdicts[code] is Verdict.FAIL
    assert sum(v in (Verdict.WARN, Verdict.FAIL) for v in verdicts.values()) == 1
    line = card.results[code]
    assert line.advice
    assert any(e.span for e in line.evidence)
    assert any(e.norm and e.norm.source for e in line.evidence)


def not_assessed(code: str, why: str, **thin: float | None) -> None:
    """Check that a call holds too little for a check, and that the card says why."""
    line = result(code, features(**thin))
    assert line.verdict is Verdict.NOT_ASSESSED
    assert line.severity is None
    assert why in (line.reason or "")


def no_worse_than_a_warning(code: str, **unsure: float) -> None:
    """Check that what is not sure enough stays a warning, and that the card says why."""
    line = result(code, features(**unsure))
    assert line.verdict is Verdict.WARN
    assert line.reason


def sentence(n: int) -> tuple[Passage, ...]:
    return tuple(Passage(Span(10.0 * i, 10.0 * i + 2), 1.0, f"Das ist Satz {i}.") for i in range(n))


def a_card(lang: Lang, **found: tuple[Passage, ...]) -> Scorecard:
    """Return the card of a call in which these were found, at these places."""
    given = features(**{f"wording__{name}": float(len(p)) for name, p in found.items()})
    measures = {
        name: replace(given[name], passages=places)
        for name, places in ((f"wording.{kind}", places) for kind, places in found.items())
    }
    return judge(replace(given, measures=given.measures | measures), config=Config(lang=lang))
