from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecheck.analysis.pipeline import Analysis
from voicecheck.features import Features
from voicecheck.types.audio import AudioFile
from voicecheck.types.codec import from_dict, to_dict
from voicecheck.types.judgement import (
    Agent,
    CheckResult,
    Evidence,
    Provenance,
    Results,
    Scorecard,
    Verdict,
)
from voicecheck.types.norm import Backing, Norm
from voicecheck.types.notice import Notice
from voicecheck.types.speech import Transcript
from voicecheck.types.text import Text
from voicecheck.types.time import Span

words = st.text(max_size=12)
numbers = st.floats(-1e6, 1e6, allow_nan=False)
shares = st.floats(0, 1)
spans = st.tuples(st.floats(0, 50), st.floats(0, 50)).map(lambda p: Span(p[0], p[0] + p[1]))
norms = st.builds(
    Norm,
    name=words,
    unit=words,
    method=words,
    good=st.just(1.0),
    watch=st.just(2.0),
    fail=st.just(3.0),
    bad=st.just(4.0),
    population=words,
    source=words,
    strength=st.sampled_from(Backing),
)
evidence = st.builds(
    Evidence,
    measure=words,
    value=st.none() | numbers | words,
    unit=words,
    norm=st.none() | norms,
    span=st.none() | spans,
    quote=st.none() | words,
    probability=st.none() | shares,
)
results = st.builds(
    CheckResult,
    code=words,
    name=words,
    title=words,
    kind=words,
    verdict=st.sampled_from(Verdict),
    severity=st.none() | shares,
    confidence=st.none() | shares,
    reason=st.none() | words,
    finding=st.none() | words,
    advice=st.none() | words,
    evidence=st.lists(evidence, max_size=3).map(tuple),
    version=st.integers(0, 9),
)
cards = st.builds(
    Scorecard,
    source=st.builds(
        AudioFile, words, words, words, st.integers(1, 96000), st.integers(1, 2), shares
    ),
    lang=st.sampled_from(["de", "en"]),
    language=st.none() | words,
    agent=st.builds(Agent, st.none() | st.integers(0, 1), shares),
    results=st.builds(Results, st.lists(results, max_size=3).map(tuple)),
    score=st.none() | numbers,
    coverage=shares,
    notices=st.lists(st.builds(Notice, words, st.builds(Text, words, words)), max_size=2).map(
        tuple
    ),
    provenance=st.builds(
        Provenance,
        words,
        st.dictionaries(words, st.integers(0, 9), max_size=2),
        st.dictionaries(words, words, max_size=2),
        st.none() | words,
        words,
        words,
        words,
    ),
)


@given(cards)
def test_a_scorecard_survives_json(card: Scorecard) -> None:
    assert from_dict(Scorecard, json.loads(json.dumps(to_dict(card)))) == card


def test_real_features_survive_json(german: Analysis) -> None:
    there = json.loads(json.dumps(to_dict(german.features)))
    assert from_dict(Features, there) == german.features


def test_a_card_of_before_quotes_had_probabilities_is_read() -> None:
    item = Evidence("wording.blame", "ja", "phrase", None, Span(1.0, 2.0), "ja", 0.6)
    written = to_dict(item)
    assert written["probability"] == 0.6
    assert to_dict(Evidence("x", 1.0, "s"))["probability"] is None
    del written["probability"]
    assert from_dict(Evidence, written).probability is None


def test_a_missing_field_is_named() -> None:
    with pytest.raises(ValueError, match="Agent: the field 'confidence' is missing"):
        from_dict(Agent, {"channel": 0})


def test_arrays_and_nan_have_no_place_in_json() -> None:
    with pytest.raises(TypeError, match="ndarray has no place in JSON"):
        to_dict((np.zeros(2),))
    with pytest.raises(ValueError, match="nan has no place"):
        to_dict(float("nan"))


def test_fields_that_came_later_have_their_default_in_older_files() -> None:
    new = Transcript(0, (), "de", 1.0, "base", wordless=(Span(1.0, 4.0),))
    stored = to_dict(new)
    assert from_dict(Transcript, stored) == new
    del stored["wordless"]
    assert from_dict(Transcript, stored).wordless == ()
    del stored["model"]
    with pytest.raises(ValueError, match="'model' is missing"):
        from_dict(Transcript, stored)
