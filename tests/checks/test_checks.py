"""Each check on calls written down by hand: bad trips it, good does not, too little says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from voicecheck.api import judge
from voicecheck.config import Config
from voicecheck.features import FAMILIES, Features, measure_names
from voicecheck.features.greeting import Greeting
from voicecheck.languages import Hit
from voicecheck.types.audio import AudioFile
from voicecheck.types.judgement import Agent, CheckResult, Provenance, Verdict
from voicecheck.types.measure import Measure, Passage
from voicecheck.types.text import Text
from voicecheck.types.time import Span

UNITS = {
    "pitch.f0_range_semitones": ("semitones", "praat-ac"),
    "tempo.articulation_rate": ("syllables/s", "words/vad"),
    "tempo.articulation_rate_p90": ("syllables/s", "words/vad"),
    "pausing.pause_ratio": ("1", "silero-8k-vad"),
    "pausing.run_length_p75_s": ("s", "silero-8k-vad"),
    "pausing.pause_p90_s": ("s", "silero-8k-vad"),
    "pausing.acceleration": ("1", "words/vad"),
    "greeting.greeting_syllables": ("syllables", "words of the first turn"),
    "greeting.greeting_s": ("s", "silero-8k-vad"),
}
GOOD = {
    "quality.snr_db": 30.0,
    "pitch.voiced_s": 30.0,
    "pitch.f0_range_semitones": 7.5,
    "pitch.movement_st_per_s": 10.0,
    "pitch.range_disagreement_semitones": 0.2,
    "tempo.articulation_rate": 5.0,
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
}
PLACE = (Passage(Span(1.0, 3.0), 1.0, "hier"),)
HIT = Hit("greeting.dated_help", Span(4.0, 5.0), 3, 8, "was kann ich für Sie tun")


def features(
    phrases: tuple[Hit, ...] = (), *, places: tuple[Passage, ...] = PLACE, **changes: float | None
) -> Features:
    values = GOOD | {name.replace("__", "."): value for name, value in changes.items()}
    families = {}
    for family, kind in FAMILIES.items():
        measures = {}
        for short in measure_names(kind):
            name = f"{family}.{short}"
            unit, method = UNITS.get(name, ("", "test"))
            value = values.get(name)
            measures[short] = (
                Measure.missing(name, unit, Text("fehlt", "missing"), method=method)
                if value is None
                else Measure(name, value, unit, 1.0, "", method, places)
            )
        extra = {"phrases": phrases} if kind is Greeting else {}
        families[family] = kind(**measures, **extra)
    return Features(
        AudioFile("call.wav", "0" * 64, "pcm_s16le", 8000, 2, 100.0),
        Agent(0, 1.0),
        "de",
        (),
        Provenance("0", {}, {}, None, "", "", ""),
        **families,
    )


def result(code: str, given: Features, **settings: object) -> CheckResult:
    return judge(given, config=Config(**settings)).results[code]  # type: ignore[arg-type]


def test_an_unremarkable_call_passes_everything_that_is_judged() -> None:
    card = judge(features())
    judged = {r.code: r.verdict for r in card.results if r.verdict is not Verdict.NOT_ASSESSED}
    assert judged == dict.fromkeys(("M1", "M4", "M5", "M7"), Verdict.PASS)
    assert card.score == 100
    assert card.coverage == 0.5
    assert all(r.evidence and r.advice is None for r in card.results if r.code in judged)


@pytest.mark.parametrize(
    ("code", "bad"),
    [
        ("M1", {"pitch__f0_range_semitones": 3.0}),
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
        ("M1", {"pitch__voiced_s": 8.0}, "nur 8 s stimmhafte Sprache, 10 sind nötig"),
        ("M5", {"pausing__turns": 2.0}, "nur 2 Redebeiträge"),
        ("M7", {"tempo__syllables": 40.0}, "nur 40 Silben"),
        ("M4", {"greeting__greeting_syllables": None}, "fehlt"),
        ("M1", {"quality__snr_db": 12.0}, "zu verrauscht"),
        ("M5", {"quality__snr_db": 12.0}, "zu verrauscht"),
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
        ("M1", {"pitch__f0_range_semitones": 2.0, "pitch__voiced_s": 15.0}),
        ("M1", {"pitch__f0_range_semitones": 2.0, "pitch__movement_st_per_s": 25.0}),
        ("M1", {"pitch__f0_range_semitones": 2.0, "pitch__range_disagreement_semitones": 1.4}),
        ("M5", {"pausing__pause_ratio": 0.02, "pausing__pause_p90_s": 0.2, "pausing__acceleration": 2.0, "pausing__run_length_p75_s": 4.0}),
        ("M7", {"tempo__articulation_rate": 8.0, "tempo__articulation_rate_p90": 9.0, "tempo__nuclei_ratio": 1.3}),
        ("M7", {"tempo__articulation_rate": 8.0, "tempo__articulation_rate_p90": 9.0, "tempo__speech_s": 20.0}),
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
    bad = features(pitch__f0_range_semitones=2.0)
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
    assert line.evidence[0].norm is not None
    assert line.evidence[0].norm.source == "own calls, n = 9"


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
