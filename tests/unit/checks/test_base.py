"""What holds for every check: places to listen to, mixed channels, confidence."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.made_features import GOOD, MOVED, features, result
from voicecheck.api import judge
from voicecheck.checks.base import verdict_of
from voicecheck.checks.check import Check
from voicecheck.checks.norms import load_norms
from voicecheck.checks.registry import all_checks
from voicecheck.conduct import ACCUSING, PRAISED
from voicecheck.types.catalogue import CATALOGUE
from voicecheck.types.judgement import Scorecard, Verdict

CHECKS = {check.code: check for check in all_checks()}
NORMS = load_norms("de")


def test_nothing_is_held_against_anybody_without_a_place_to_hear_it() -> None:
    flat = features(places=(), pitch__f0_range_semitones=2.0)
    line = result("M1", flat)
    assert line.verdict is Verdict.NOT_ASSESSED
    assert "nachhören" in (line.reason or "")
    assert result("M1", features(places=())).verdict is Verdict.PASS


def test_mixed_voices_are_withheld_or_capped() -> None:
    bad = features(**{"pitch__f0_range_semitones": 2.0, MOVED: 34.0})
    impure, pure = replace(bad, purity=0.8), replace(bad, purity=0.97)
    assert result("M1", impure).verdict is Verdict.NOT_ASSESSED
    assert result("M1", pure).verdict is Verdict.WARN


def test_less_evidence_and_a_poorer_line_lower_the_confidence() -> None:
    full = result("M7", features()).confidence
    thin = result("M7", features(tempo__syllables=100.0)).confidence
    noisy = result("M7", features(quality__snr_db=16.0)).confidence
    assert full is not None
    assert thin is not None
    assert noisy is not None
    assert thin < full
    assert noisy < full


def test_mixed_mono_withholds_or_caps_the_conduct_checks() -> None:
    bad = features(turn_taking__interruption_rate=3.2)
    assert result("M3", replace(bad, purity=0.8)).verdict is Verdict.NOT_ASSESSED
    capped = result("M3", replace(bad, purity=0.97))
    assert capped.verdict is Verdict.WARN
    assert "auf einem Kanal" in (capped.reason or "")
    assert result("M3", replace(features(), purity=0.97)).verdict is Verdict.PASS


def held_against(check: Check) -> list[str]:
    """The measures of a check that have a norm."""
    return [name for name in CATALOGUE if name.rpartition(".")[2] in check.norms]


def near(name: str) -> st.SearchStrategy[float]:
    """Values on both sides of a norm, its points among them; counts are whole, shares end at 1."""
    norm = NORMS[name.rpartition(".")[2]]
    points = [norm.good, norm.watch, norm.fail, norm.bad]
    least = None if name == "turn_taking.response_latency_s" else 0.0
    width = abs(norm.bad - norm.good)
    low, high = min(points) - width, max(points) + width
    if name == "articulation.unclear_difference":
        least = -1.0
    low = low if least is None else max(least, low)
    return st.sampled_from(points) | st.floats(low, high)


@st.composite
def calls(draw: st.DrawFn) -> dict[str, float | None]:
    """Measures of a call: good, but for what is drawn near its norm or is missing."""
    changed: dict[str, float | None] = {}
    names = sorted({name for check in CHECKS.values() for name in held_against(check)})
    for name in draw(st.lists(st.sampled_from(names), max_size=6, unique=True)):
        changed[name] = draw(near(name))
    needs = sorted({need.measure for check in CHECKS.values() for need in check.evidence.needs})
    for name in draw(st.lists(st.sampled_from(needs), max_size=3, unique=True)):
        changed[name] = GOOD[name] * draw(st.floats(0, 2))
    for name in draw(st.lists(st.sampled_from(sorted(GOOD)), max_size=2, unique=True)):
        changed.setdefault(name, None)
    changed["quality.snr_db"] = draw(st.none() | st.floats(0, 40))
    return changed


def card_of(call: dict[str, float | None]) -> Scorecard:
    return judge(features(**{name.replace(".", "__"): value for name, value in call.items()}))


@given(calls())
def test_every_line_says_what_its_severity_says(call: dict[str, float | None]) -> None:
    card = card_of(call)
    severities = []
    for line in card.results:
        if line.verdict is Verdict.NOT_ASSESSED:
            assert line.severity is line.confidence is line.finding is None and line.reason
            continue
        assert line.severity is not None and 0 <= line.severity <= 1
        assert line.confidence is not None and 0 <= line.confidence <= 1
        assert line.verdict is verdict_of(line.severity)
        severities.append(line.severity)
    for strength in card.strengths:
        assert strength.score is None or 0 <= strength.score <= 1
        assert strength.heard is None or strength.score is not None
    assert card.coverage == len(severities) / 8
    mean = sum(severities) / len(severities) if severities else 0.0
    assert card.score == (round(100 * (1 - mean), 1) if len(severities) >= 4 else None)


@pytest.mark.parametrize("code", [code for code in CHECKS if code != "M8"])
@settings(max_examples=60)
@given(st.data())
def test_a_worse_measure_is_never_judged_milder(code: str, data: st.DataObject) -> None:
    check = CHECKS[code]
    name = data.draw(st.sampled_from(held_against(check)))
    call = {other: data.draw(near(other)) for other in held_against(check)}
    norm = NORMS[name.rpartition(".")[2]]
    better, worse = sorted([call[name], data.draw(near(name))], reverse=not norm.high_is_worse)
    before, after = (card_of(call | {name: value}).results[code] for value in (better, worse))
    assert before.severity is not None and after.severity is not None
    assert after.severity >= before.severity


phrases = st.dictionaries(
    st.sampled_from([f"wording.{kind}" for kind in (*ACCUSING, *PRAISED)]),
    st.integers(0, 6).map(float),
)


@given(phrases, st.sampled_from(ACCUSING), st.sampled_from(PRAISED), st.floats(100, 1000))
def test_m8_grows_with_phrases_that_accuse_and_falls_with_those_that_help(
    call: dict[str, float | None], accusing: str, praised: str, n_words: float
) -> None:
    call = call | {"wording.words": n_words}
    before = card_of(call).results["M8"].severity
    worse = card_of(call | {f"wording.{accusing}": (call.get(f"wording.{accusing}") or 0.0) + 1})
    helped = card_of(call | {f"wording.{praised}": (call.get(f"wording.{praised}") or 0.0) + 1})
    assert before is not None
    assert (worse.results["M8"].severity or 0.0) >= before >= (helped.results["M8"].severity or 0.0)


@pytest.mark.parametrize("code", CHECKS)
@settings(max_examples=60)
@given(st.data())
def test_more_evidence_never_takes_a_verdict_back(code: str, data: st.DataObject) -> None:
    call = data.draw(calls())
    more = dict(call)
    for need in CHECKS[code].evidence.needs:
        have = call.get(need.measure, GOOD[need.measure])
        if have is not None:
            ceiling = 1.0 if need.measure == "wording.word_probability" else 1e4
            more[need.measure] = min(ceiling, have * data.draw(st.floats(1, 3)))
    thin, full = card_of(call).results[code], card_of(more).results[code]
    if thin.severity is None or thin.confidence is None:
        return
    assert full.severity is not None and full.confidence is not None
    assert full.confidence >= thin.confidence
    noisy = card_of(more | {"quality.snr_db": None}).results[code]
    assert noisy.confidence is None or noisy.confidence <= full.confidence
