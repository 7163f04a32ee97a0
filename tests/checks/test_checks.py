"""Each check on calls written down by hand: bad trips it, good does not, too little says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import pytest

from voicecheck.api import judge
from voicecheck.checks import CHECKLIST
from voicecheck.checks.base import CONFIDENCE
from voicecheck.conduct import ACCUSING, PRAISED
from voicecheck.config import Config
from voicecheck.features import Features
from voicecheck.languages import Hit
from voicecheck.report.formatting import evidence_line
from voicecheck.types.audio import AudioFile
from voicecheck.types.baseline import Baseline, Reference, Scope
from voicecheck.types.catalogue import CATALOGUE, taken
from voicecheck.types.judgement import Agent, CheckResult, Provenance, Verdict
from voicecheck.types.measure import Passage
from voicecheck.types.norm import CAPPED
from voicecheck.types.text import Text
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
WITHOUT_M8 = {"ignore": ["M8"]}
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


def points(line: CheckResult) -> float:
    """Return the points that the severity is read from."""
    value = next(e.value for e in line.evidence if e.measure == f"{line.code}.points")
    assert isinstance(value, float)
    return value


def test_an_unremarkable_call_passes_everything_that_is_judged() -> None:
    card = judge(features())
    judged = {r.code: r.verdict for r in card.results if r.verdict is not Verdict.NOT_ASSESSED}
    assert judged == dict.fromkeys(CHECKLIST, Verdict.PASS)
    assert card.score == 100
    assert card.coverage == 1.0
    assert all(r.evidence and r.advice is None for r in card.results if r.code in judged)


@pytest.mark.parametrize(
    ("code", "bad"),
    [
        ("M4", {"greeting__greeting_syllables": 27.0, "greeting__greeting_s": 5.2}),
        (
            "M5",
            {
                "pausing__pause_ratio": 0.04,
                "pausing__run_length_p75_s": 6.5,
                "pausing__pause_p90_s": 0.3,
            },
        ),
        ("M7", {"tempo__articulation_rate": 7.0, "tempo__articulation_rate_p90": 8.2}),
        (
            "M2",
            {
                "turn_taking__response_latency_s": 2.2,
                "turn_taking__long_silences": 4.0,
                "turn_taking__backchannel_rate": 0.6,
                "wording__follow_up_rate": 0.0,
                "wording__follow_up_question": 0.0,
            },
        ),
        ("M3", {"turn_taking__interruption_rate": 2.8, "wording__push": 1.0}),
        ("M6", {"articulation__unclear_difference": 0.16, "articulation__repair_requests": 3.0}),
        (
            "M8",
            {
                "wording__know_it_all": 2.0,
                "wording__contradiction": 2.0,
                "wording__blame": 1.0,
                "wording__refusal": 1.0,
                "wording__controlling": 3.0,
            },
        ),
    ],
)
def test_a_bad_call_trips_its_check_and_no_other(code: str, bad: dict[str, float]) -> None:
    card = judge(features(**bad))
    verdicts = {r.code: r.verdict for r in card.results}
    assert verdicts[code] is Verdict.FAIL
    assert sum(v in (Verdict.WARN, Verdict.FAIL) for v in verdicts.values()) == 1
    line = card.results[code]
    assert line.advice
    assert any(e.span for e in line.evidence)
    assert any(e.norm and e.norm.source for e in line.evidence)


@pytest.mark.parametrize(
    ("code", "thin", "why"),
    [
        (
            "M1",
            {"pitch__voiced_s": 8.0},
            "nur 8 s stimmhafte Sprache ohne andere Stimme, 10 sind nötig",
        ),
        ("M5", {"pausing__turns": 2.0}, "nur 2 Redebeiträge"),
        ("M7", {"tempo__syllables": 40.0}, "nur 40 sicher erkannte Silben"),
        ("M4", {"greeting__greeting_syllables": None}, "fehlt"),
        ("M1", {"quality__snr_db": 12.0}, "zu verrauscht"),
        ("M5", {"quality__snr_db": 12.0}, "zu verrauscht"),
        ("M2", {"turn_taking__caller_speech_s": 30.0}, "nur 30 s Sprechzeit der Gegenseite"),
        ("M2", {"turn_taking__transfers": 4.0}, "nur 4 Wechsel"),
        ("M3", {"turn_taking__caller_speech_s": 20.0}, "nur 20 s"),
        ("M6", {"articulation__content_words": 50.0, MOVED: None}, "nur 50 Inhaltswörter"),
        ("M6", {"quality__snr_db": 12.0}, "zu verrauscht"),
        ("M6", {"quality__upper_edge_hz": 2100.0}, "zu schmal"),
        ("M6", {"quality__dropout_ratio": 0.03}, "Aussetzer"),
        ("M6", {"articulation__unclear_difference": None, MOVED: None}, "fehlt"),
        ("M8", {"wording__words": 80.0}, "nur 80 Wörter"),
        ("M8", {"wording__word_probability": 0.5}, "nur 0,5 mittlere Wortwahrscheinlichkeit"),
    ],
)
def test_too_little_is_not_assessed_with_the_reason(
    code: str, thin: dict[str, float | None], why: str
) -> None:
    line = result(code, features(**thin))
    assert line.verdict is Verdict.NOT_ASSESSED
    assert line.severity is None
    assert why in (line.reason or "")


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("M1", {"pitch__f0_range_semitones": 2.0, MOVED: 34.0, "pitch__voiced_s": 15.0}),
        ("M1", {"pitch__f0_range_semitones": 2.0, MOVED: 34.0, "pitch__movement_st_per_s": 25.0}),
        ("M1", {"pitch__f0_range_semitones": 2.0, MOVED: 34.0, "pitch__range_disagreement_semitones": 1.4}),
        ("M5", {"pausing__pause_ratio": 0.02, "pausing__pause_p90_s": 0.2, "pausing__acceleration": 2.0, "pausing__run_length_p75_s": 4.0}),
        ("M7", {"tempo__articulation_rate": 8.0, "tempo__articulation_rate_p90": 9.0, "tempo__nuclei_ratio": 1.3}),
        ("M7", {"tempo__articulation_rate": 8.0, "tempo__articulation_rate_p90": 9.0, "tempo__speech_s": 20.0}),
        ("M2", {"turn_taking__response_latency_s": 2.5, "turn_taking__long_silences": 3.0, "turn_taking__backchannel_rate": 0.6, "turn_taking__transfers": 6.0}),
        ("M3", {"turn_taking__interruption_rate": 3.2, "turn_taking__caller_speech_s": 45.0}),
        ("M3", {"turn_taking__interruption_rate": 2.4, "wording__push": 1.0, "turn_taking__cut_turn_share": 0.3, "turn_taking__caller_speech_s": 50.0}),
        ("M6", {"articulation__unclear_difference": 0.3, "articulation__repair_requests": 3.0, "articulation__content_words": 100.0}),
        ("M8", {"wording__know_it_all": 6.0, "wording__words": 110.0}),
    ],
)  # fmt: skip
def test_what_is_not_sure_enough_is_no_worse_than_a_warning(
    code: str, changes: dict[str, float]
) -> None:
    line = result(code, features(**changes))
    assert line.verdict is Verdict.WARN
    assert line.reason


def test_nothing_is_held_against_anybody_without_a_place_to_hear_it() -> None:
    flat = features(places=(), pitch__f0_range_semitones=2.0)
    line = result("M1", flat)
    assert line.verdict is Verdict.NOT_ASSESSED
    assert "nachhören" in (line.reason or "")
    assert result("M1", features(places=())).verdict is Verdict.PASS


def test_pitch_and_loudness_are_weighed_together() -> None:
    def severity(semitones: float, movement: float | None) -> float:
        line = result("M1", features(**{"pitch__f0_range_semitones": semitones, MOVED: movement}))
        assert line.severity is not None
        return line.severity

    assert severity(9.0, 55.0) == 0
    assert severity(2.8, 64.0) < severity(2.8, 50.0) < severity(2.8, 42.0)
    assert severity(2.8, None) == CAPPED


def usual(value: float, name: str = "pitch.f0_range_semitones", scope: Scope = "agent") -> Baseline:
    """Return reference values around a median."""
    low, high = 0.9 * value, 1.1 * value
    return Baseline((Reference(scope, name, "semitones", 40, value, low, high, low, high),))


@pytest.mark.parametrize("scope", ["agent", "team"])
def test_a_narrow_range_is_a_mistake_only_where_own_values_say_so_too(scope: Scope) -> None:
    flat = features(**{"pitch__f0_range_semitones": 2.5, MOVED: 43.0})
    alone = judge(flat).results["M1"]
    assert (alone.verdict, alone.severity) == (Verdict.WARN, CAPPED)
    assert "Vergleichswerte" in (alone.reason or "")
    assert "Beschreibung der Stimme" in (alone.finding or "")
    borne_out = judge(flat, baseline=usual(8.0, scope=scope)).results["M1"]
    assert borne_out.verdict is Verdict.FAIL
    as_always = judge(flat, baseline=usual(2.6, scope=scope)).results["M1"]
    assert as_always.verdict is Verdict.WARN


def test_own_values_must_bear_out_every_measure_that_stands_out() -> None:
    both = features(**{"pitch__f0_range_semitones": 2.5, MOVED: 33.0})
    assert judge(both, baseline=usual(8.0)).results["M1"].verdict is Verdict.WARN


def test_without_loudness_the_pitch_alone_is_judged_and_the_reason_is_given() -> None:
    line = result("M1", features(**{MOVED: None}))
    assert line.verdict is Verdict.PASS
    assert (line.finding or "").endswith("Die Lautstärke zählt nicht mit: fehlt.")
    assert {e.measure for e in line.evidence} == {"pitch.f0_range_semitones"}


def test_the_places_of_movement_say_whether_it_is_the_least_or_the_most() -> None:
    name = "pitch.f0_range_semitones"
    places = (
        Passage(Span(1.0, 9.0), 2.0, what=f"{name}.least"),
        Passage(Span(11.0, 19.0), 6.0, what=f"{name}.most"),
    )
    found = result("M1", features(places=places)).evidence
    assert {e.measure for e in found if e.span == places[0].span} == {f"{name}.least"}
    assert {e.measure for e in found if e.span == places[1].span} == {f"{name}.most"}
    lines = [evidence_line(e, "de") for e in found]
    assert "0:11.0–0:19.0  Tonhöhe bewegt sich am meisten: 6 Halbtöne" in lines


def test_dated_phrases_add_to_the_length_and_are_quoted() -> None:
    plain = result("M4", features(greeting__greeting_syllables=18.0))
    dated = result("M4", features((HIT,), greeting__greeting_syllables=18.0))
    assert plain.severity is not None
    assert dated.severity == pytest.approx(plain.severity + 0.10)
    assert any(e.quote == HIT.quote and e.span == HIT.span for e in dated.evidence)


def test_nobody_is_judged_where_it_is_unclear_who_speaks() -> None:
    given = replace(features(), agent=Agent(0, 0.6))
    card = judge(given)
    assert {r.verdict for r in card.results} == {Verdict.NOT_ASSESSED}
    assert card.score is None
    assert "--agent" in (card.results["M1"].reason or "")


def test_mixed_voices_are_withheld_or_capped() -> None:
    bad = features(**{"pitch__f0_range_semitones": 2.0, MOVED: 34.0})
    impure, pure = replace(bad, purity=0.8), replace(bad, purity=0.97)
    assert result("M1", impure).verdict is Verdict.NOT_ASSESSED
    assert result("M1", pure).verdict is Verdict.WARN


def test_a_language_without_norms_is_not_judged() -> None:
    line = result("M7", replace(features(), language="fr"))
    assert line.verdict is Verdict.NOT_ASSESSED
    assert "'fr'" in (line.reason or "")


def test_other_norms_turn_the_verdict_and_are_named() -> None:
    own = {"articulation_rate": {"good": 3.0, "bad": 4.5, "source": "own calls, n = 9"}}
    line = result("M7", features(), norms=own)
    assert line.verdict is not Verdict.PASS
    rate = next(e for e in line.evidence if e.measure == "tempo.articulation_rate")
    assert rate.norm is not None
    assert rate.norm.source == "own calls, n = 9"


def test_unselected_lines_stay_in_the_card() -> None:
    card = judge(features(), config=Config(checks={"select": ["M7"]}))  # type: ignore[arg-type]
    assert [r.code for r in card.results] == [f"M{i}" for i in range(1, 9)]
    assert card.results["M1"].reason == "nicht ausgewählt"
    assert card.score is None


def test_less_evidence_and_a_poorer_line_lower_the_confidence() -> None:
    full = result("M7", features()).confidence
    thin = result("M7", features(tempo__syllables=100.0)).confidence
    noisy = result("M7", features(quality__snr_db=16.0)).confidence
    assert full is not None
    assert thin is not None
    assert noisy is not None
    assert thin < full
    assert noisy < full


def test_one_interruption_is_no_mistake() -> None:
    once = result("M3", features(turn_taking__interruption_rate=1.0, wording__push=0.0))
    assert once.verdict is Verdict.PASS
    alone = features(turn_taking__interruption_rate=1.0, wording__push=5.0)
    assert result("M3", alone).verdict is Verdict.WARN
    many = features(turn_taking__interruption_rate=3.2)
    assert result("M3", many).verdict is Verdict.FAIL
    assert (result("M3", many).confidence or 1) <= 0.5


def test_late_answers_alone_are_no_mistake() -> None:
    line = result("M2", features(turn_taking__response_latency_s=4.0))
    assert line.verdict is Verdict.WARN
    assert "einen Fehler wären zwei nötig" in (line.reason or "")


def test_words_confirm_indifference_but_never_carry_it() -> None:
    words = {"wording__acknowledged_share": 0.0, "wording__follow_up_rate": 0.0}
    assert result("M2", features(**words)).severity == result("M2", features()).severity
    late = {"turn_taking__response_latency_s": 2.2, "turn_taking__backchannel_rate": 0.6}
    late_and_unheard = features(**words, **late)
    name = "wording.acknowledged_share"
    quoted = [
        e.measure for e in result("M2", late_and_unheard, checks=WITHOUT_M8).evidence if e.quote
    ]
    assert name in quoted
    # M8 counts the very same sentence and keeps it.
    both = judge(late_and_unheard)
    assert any(e.measure == name and e.quote for e in both.results["M8"].evidence)
    assert not any(e.measure == name and e.span for e in both.results["M2"].evidence)


def test_kind_words_lower_the_points_but_never_take_blame_off() -> None:
    blamed = result("M8", features(wording__blame=2.0))
    softened = result("M8", features(wording__blame=2.0, wording__empathy=5.0, wording__joint=5.0))
    assert points(blamed) == points(softened) == pytest.approx(40)
    rude = features(wording__know_it_all=3.0)
    kind = features(wording__know_it_all=3.0, wording__empathy=1.0)
    assert points(result("M8", rude)) - points(result("M8", kind)) == pytest.approx(8)


@pytest.mark.parametrize(
    "lack", [{"articulation__unclear_difference": None}, {"articulation__content_words": 50.0}]
)
def test_where_words_cannot_be_compared_the_loudness_says_a_first_word(
    lack: dict[str, float | None],
) -> None:
    even = result("M6", features(**lack, **{MOVED: 30.0}))
    assert (even.verdict, even.severity) == (Verdict.WARN, 0.5)
    assert (even.finding or "").startswith("Nur die Lautstärke wurde beurteilt, die Wörter nicht: ")
    unusual = result("M6", features(**lack, **{MOVED: 40.0}))
    assert unusual.verdict is Verdict.PASS  # with 9 of 10 it moves more, with 97.5 of 100 not
    whole = result("M6", features(articulation__unclear_difference=0.5))
    assert even.confidence is not None and whole.confidence is not None
    assert even.confidence <= 0.5 * whole.confidence + 0.01
    lively = result("M6", features(**lack, **{MOVED: 55.0}))
    assert lively.verdict is Verdict.PASS


def test_loudness_alone_passes_nobody_whose_few_words_are_unclear() -> None:
    few = features(
        **{MOVED: 55.0}, articulation__content_words=50.0, articulation__unclear_share=0.5
    )
    assert result("M6", few).verdict is Verdict.NOT_ASSESSED


def test_a_first_word_needs_enough_voice() -> None:
    given = features(articulation__unclear_difference=None)
    short = replace(given.loudness.loudness_movement_db_per_s, n=15.0)
    line = result("M6", replace(given, measures=given.measures | {short.name: short}))
    assert line.verdict is Verdict.NOT_ASSESSED
    assert line.reason == "fehlt"


@pytest.mark.parametrize(
    "line", [{"quality__upper_edge_hz": 2100.0}, {"quality__dropout_ratio": 0.03}]
)
def test_what_a_line_forbids_the_loudness_does_not_say(line: dict[str, float]) -> None:
    given = features(articulation__unclear_difference=None, **line)
    assert result("M6", given).verdict is Verdict.NOT_ASSESSED


def test_even_loudness_alone_makes_nobody_unclear() -> None:
    assert result("M6", features(**{MOVED: 25.0})).verdict is Verdict.PASS


def test_an_accent_alone_is_never_a_mistake() -> None:
    line = result("M6", features(articulation__unclear_difference=0.5))
    assert line.verdict is Verdict.WARN


def test_points_of_a_long_call_are_scaled_to_300_words() -> None:
    short = result("M8", features(wording__know_it_all=3.0))
    long = result("M8", features(wording__know_it_all=3.0, wording__words=600.0))
    assert points(long) == pytest.approx(points(short) / 2)


def test_an_unacknowledged_problem_counts_and_is_quoted() -> None:
    line = result("M8", features(wording__acknowledged_share=0.0))
    assert points(line) == pytest.approx(3)
    assert any(e.measure == "wording.acknowledged_share" for e in line.evidence)
    many = tuple(Passage(Span(9.0 * i, 9.0 * i + 3), 1.0, f"Problem {i}") for i in range(12))
    assert points(result("M8", features(wording__acknowledged_share=0.0, places=many))) == 20


def test_one_sentence_is_no_mistake_and_two_are() -> None:
    one = result("M8", features(wording__blame=1.0))
    assert one.verdict is Verdict.WARN and "eine Stelle" in (one.reason or "")
    assert result("M8", features(wording__blame=2.0)).verdict is Verdict.FAIL


def test_the_voice_joins_the_conduct_checks_only_by_policy() -> None:
    without = result("M2", features())
    joined = result("M2", features(delivery__subdued_turns=1.0, delivery__raised_turns=0.0))
    assert (joined.severity or 0) - (without.severity or 0) == pytest.approx(0.10)
    assert any(e.measure == "delivery.subdued_turns" for e in joined.evidence)
    assert not any(e.measure.startswith("delivery") for e in without.evidence)


def test_mixed_mono_withholds_or_caps_the_conduct_checks() -> None:
    bad = features(turn_taking__interruption_rate=3.2)
    assert result("M3", replace(bad, purity=0.8)).verdict is Verdict.NOT_ASSESSED
    capped = result("M3", replace(bad, purity=0.97))
    assert capped.verdict is Verdict.WARN
    assert "auf einem Kanal" in (capped.reason or "")
    assert result("M3", replace(features(), purity=0.97)).verdict is Verdict.PASS


def test_strengths_name_their_moments_and_never_cost_anything() -> None:
    none = judge(features())
    some = judge(features(wording__joint=2.0, wording__empathy=2.0, wording__commitment=1.0))
    assert [s.code for s in none.strengths] == ["P1", "P2", "P3"]
    assert [s.heard for s in some.strengths][:2] == [True, True]
    assert [s.heard for s in none.strengths][:2] == [False, False]
    assert none.score == some.score == 100
    for strength in some.strengths[:2]:
        assert all(e.span and e.quote for e in strength.evidence)


def test_strengths_say_why_they_cannot_be_told() -> None:
    unsure = judge(replace(features(), agent=Agent(0, 0.5)))
    few = judge(features(wording__words=30.0))
    for card in (unsure, few):
        assert all(s.heard is None and s.reason for s in card.strengths)


LOST = dict.fromkeys(f"wording__{name}" for name in PHRASES)


def test_lost_words_neither_accuse_nor_excuse() -> None:
    assert result("M8", features(**LOST)).verdict is Verdict.NOT_ASSESSED
    rude = LOST | {"wording__blame": 4.0}
    assert result("M8", features(**rude)).verdict is Verdict.FAIL
    # What would have taken points off may be among the lost words.
    fair = {"wording__justification": 2.0}
    assert (result("M8", features(**fair)).severity or 0) > 0
    assert result("M8", features(**(LOST | fair))).verdict is Verdict.NOT_ASSESSED


def test_indifference_is_not_denied_where_its_words_are_lost() -> None:
    lost = {"turn_taking__backchannel_rate": None, "wording__follow_up_rate": None}
    line = result("M2", features(**lost))
    assert (line.verdict, line.reason) == (Verdict.NOT_ASSESSED, "fehlt")
    late = {"turn_taking__response_latency_s": 1.4, "turn_taking__long_silences": 1.0}
    line = result("M2", features(**lost, **late))
    assert line.verdict is Verdict.WARN
    assert "Rückmeldesignale" not in (line.finding or "")


def test_a_strength_is_not_denied_where_words_are_lost() -> None:
    lost = judge(features(wording__wordless_s=2.5, wording__joint=2.0, wording__alternative=1.0))
    assert [s.heard for s in lost.strengths][:2] == [True, None]
    assert "ohne Wörter" in (lost.strengths[1].reason or "")
    assert judge(features(wording__wordless_s=1.0)).strengths[1].heard is False


def test_words_that_the_lexicon_read_alone_count_less_and_say_so() -> None:
    rude = {"wording__know_it_all": 6.0, "wording__push": 2.0}
    both = features(**rude, wording__sentence_encoder=1.0)
    alone = features(**rude, wording__sentence_encoder=0.0)
    assert result("M8", both).confidence == 1
    assert result("M8", alone).confidence == CONFIDENCE["lexicon_alone"]
    for code in ("M8", "M3"):
        assert "Satzmodell" in (result(code, alone).finding or "")
        assert "Satzmodell" not in (result(code, both).finding or "")
    praised = judge(features(wording__joint=2.0, wording__sentence_encoder=0.0)).strengths[0]
    assert praised.heard and "Satzmodell" in (praised.finding or "")


def test_a_strength_that_was_not_noticed_carries_no_praise() -> None:
    few = judge(features(wording__empathy=1.0)).strengths[1]
    assert (few.heard, few.evidence) == (False, ())
    assert "1" in (few.finding or "")
