"""M1, monotone: pitch and loudness together, and own values before anybody is held to be it."""

from __future__ import annotations

import pytest

from tests.made_features import MOVED, features, no_worse_than_a_warning, not_assessed, result
from voicecheck.api import judge
from voicecheck.report.formatting import evidence_line
from voicecheck.types.baseline import Baseline, Reference, Scope
from voicecheck.types.judgement import Verdict
from voicecheck.types.measure import Passage
from voicecheck.types.norm import CAPPED
from voicecheck.types.time import Span


@pytest.mark.parametrize(
    ("thin", "why"),
    [
        ({"pitch__voiced_s": 8.0}, "nur 8 s stimmhafte Sprache ohne andere Stimme, 10 sind nötig"),
        ({"quality__snr_db": 12.0}, "zu verrauscht"),
    ],
)
def test_too_little_is_not_assessed_with_the_reason(
    thin: dict[str, float | None], why: str
) -> None:
    not_assessed("M1", why, **thin)


@pytest.mark.parametrize(
    "unsure",
    [
        {"pitch__f0_range_semitones": 2.0, MOVED: 34.0, "pitch__voiced_s": 15.0},
        {"pitch__f0_range_semitones": 2.0, MOVED: 34.0, "pitch__movement_st_per_s": 25.0},
        {"pitch__f0_range_semitones": 2.0, MOVED: 34.0, "pitch__range_disagreement_semitones": 1.4},
    ],
)
def test_what_is_not_sure_enough_is_no_worse_than_a_warning(unsure: dict[str, float]) -> None:
    no_worse_than_a_warning("M1", **unsure)


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
    assert "0:11–0:19  Tonhöhe bewegt sich am meisten: 6 Halbtöne" in lines
