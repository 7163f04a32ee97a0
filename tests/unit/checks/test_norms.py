from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecheck.checks.norms import is_own, load_norms, people, population, reference
from voicecheck.errors import LanguageError, NormError
from voicecheck.languages import available, read_data
from voicecheck.types.measure import Measure
from voicecheck.types.norm import Backing

EVERY = [norm for language in available() for norm in load_norms(language).norms.values()]
OWN = {"good": 5.0, "bad": 7.0, "source": "own calls, n = 3"}


def test_the_four_points_are_where_the_verdict_turns() -> None:
    norm = load_norms("de")["articulation_rate"]
    assert norm.severity(norm.good) == 0
    assert norm.severity(norm.watch) == pytest.approx(0.35)
    assert norm.severity(norm.fail) == pytest.approx(0.70)
    assert norm.severity(norm.bad) == pytest.approx(1)
    assert norm.severity(99) == 1
    assert norm.severity(0.1) == 0


@given(st.floats(-50, 50), st.floats(0, 5))
def test_worse_is_never_milder(value: float, step: float) -> None:
    for norm in EVERY:
        sign = 1 if norm.bad > norm.good else -1
        assert norm.severity(value + sign * step) >= norm.severity(value)
        assert norm.place(value + sign * step) >= norm.place(value)


@pytest.mark.parametrize("language", available())
def test_every_norm_and_reference_has_a_known_source(language: str) -> None:
    references = read_data("", "references.toml")
    for norm in load_norms(language).norms.values():
        assert norm.source in references
        assert reference(norm.source) != norm.source
    for entry in references.values():
        assert all(key in references for key in entry.get("based_on", []))


def test_points_follow_from_percentiles_by_one_rule() -> None:
    found = 0
    for language in available():
        for norm in load_norms(language).norms.values():
            p = norm.percentiles
            if p is None:
                continue
            outer = (p.p90, p.p97_5) if norm.high_is_worse else (p.p10, p.p2_5)
            assert (norm.good, norm.watch, norm.fail) == (p.p50, *outer), norm.name
            assert norm.bad == pytest.approx(2 * norm.fail - norm.watch)
            assert p.n > 0
            found += 1
    assert found > 20


def test_a_norm_without_people_says_what_it_rests_on() -> None:
    for language in available():
        for norm in load_norms(language).norms.values():
            said = population(norm)
            assert said["de"] != norm.population and said["en"] != norm.population
            if norm.percentiles is None:
                assert norm.strength is not Backing.MEASURED
                assert "gemessen" in said["de"] or "keine Messung" in said["de"]


def test_both_sides_of_the_median_have_a_place() -> None:
    norm = load_norms("en")["articulation_rate"]
    p = norm.percentiles
    assert p is not None
    places = [norm.place(value) for value in p.values]
    assert places == pytest.approx([-0.70, -0.35, 0, 0.35, 0.70])
    assert norm.severity(p.p10) == 0
    latency = load_norms("en")["response_latency_s"]
    assert latency.place(latency.good - 1) == 0


def test_an_override_with_percentiles_gets_its_points_by_the_rule() -> None:
    own = {
        "percentiles": {"p2_5": 3, "p10": 4, "p50": 5, "p90": 6, "p97_5": 6.5},
        "n": 240,
        "source": "own calls",
    }
    norm = load_norms("de", {"articulation_rate": own})["articulation_rate"]
    assert (norm.good, norm.watch, norm.fail, norm.bad) == (5, 6, 6.5, 7)
    assert norm.percentiles is not None and norm.percentiles.n == 240
    with_words = load_norms("de", {"articulation_rate": {"source": "x", "population": "we"}})
    assert (
        with_words["articulation_rate"].percentiles
        == load_norms("de")["articulation_rate"].percentiles
    )
    assert population(with_words["articulation_rate"])["de"] == "we"


def test_own_figures_describe_nobody_of_the_shipped_people() -> None:
    shipped = load_norms("de")["articulation_rate"]
    own = load_norms("de", {"articulation_rate": OWN})["articulation_rate"]
    assert (is_own(shipped), is_own(own)) == (False, True)
    assert people(shipped)["de"] == "Menschen am Telefon"
    assert people(own)["en"] == "of the reference group"
    assert population(own)["en"] == OWN["source"]
    resourced = load_norms("de", {"articulation_rate": {"source": "x"}})["articulation_rate"]
    assert not is_own(resourced)


def test_an_override_moves_its_norm_alone() -> None:
    own, shipped = load_norms("de", {"articulation_rate": OWN}), load_norms("de")
    norm = own["articulation_rate"]
    assert (norm.good, norm.bad, norm.source) == (5.0, 7.0, "own calls, n = 3")
    assert norm.watch == pytest.approx(5.7)
    assert norm.fail == pytest.approx(6.4)
    assert own["pause_ratio"] == shipped["pause_ratio"]
    assert own.edition.endswith("+own")


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ({"articulation_rat": OWN}, "did you mean 'articulation_rate'"),
        ({"articulation_rate": {**OWN, "god": 1.0}}, "did you mean 'good'"),
        ({"articulation_rate": {"good": 5.0}}, "needs a source"),
        ({"articulation_rate": {**OWN, "source": " "}}, "has no source"),
        ({"articulation_rate": {**OWN, "good": 8.0, "watch": 5.0}}, "rise or fall all the way"),
        ({"articulation_rate": {**OWN, "strength": "sure"}}, "sure"),
        ({"articulation_rate": {**OWN, "percentiles": {"p50": 5.0}, "n": 9}}, "not both"),
        ({"articulation_rate": {"source": "x", "percentiles": {"p50": 5.0}, "n": 9}}, "all of"),
        ({"articulation_rate": {"source": "x", "percentiles": {"p50": 5.0}}}, "together with n"),
        ({"articulation_rate": {"source": "x", "n": 9}}, "together with n"),
    ],
)
def test_bad_overrides_are_refused(override: Mapping[str, Mapping[str, Any]], message: str) -> None:
    with pytest.raises(NormError, match=message):
        load_norms("de", override)


def test_a_norm_refuses_another_unit_or_method() -> None:
    norms = load_norms("de")
    name = "tempo.articulation_rate"
    with pytest.raises(NormError, match="words/min"):
        norms.of(Measure(name, 5.0, "words/min", 1, "", "words/vad"))
    with pytest.raises(NormError, match="guess"):
        norms.of(Measure(name, 5.0, "syllables/s", 1, "", "guess"))


def test_an_unknown_language_is_named_with_a_suggestion() -> None:
    with pytest.raises(LanguageError, match="did you mean 'de'"):
        load_norms("ded")
