from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecheck.errors import LanguageError, NormError
from voicecheck.languages import AVAILABLE, read_data
from voicecheck.norms import load_norms, reference
from voicecheck.types.measure import Measure

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
    for language in AVAILABLE:
        for norm in load_norms(language).norms.values():
            sign = 1 if norm.bad > norm.good else -1
            assert norm.severity(value + sign * step) >= norm.severity(value)


@pytest.mark.parametrize("language", AVAILABLE)
def test_every_norm_and_reference_has_a_known_source(language: str) -> None:
    references = read_data("", "references.toml")
    for norm in load_norms(language).norms.values():
        assert norm.source in references
        assert reference(norm.source) != norm.source
    for entry in references.values():
        assert all(key in references for key in entry.get("based_on", []))


def test_english_speakers_are_granted_a_wider_range() -> None:
    german, english = (load_norms(lang)["f0_range_semitones"] for lang in ("de", "en"))
    assert english.watch == pytest.approx(german.watch + 0.7)


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
