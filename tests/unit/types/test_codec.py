from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.nouns import noun
from voicecheck.analysis.pipeline import Analysis
from voicecheck.features import Features
from voicecheck.types.catalogue import MeasureInfo
from voicecheck.types.codec import from_dict, to_dict
from voicecheck.types.judgement import Agent, Evidence, Judgement, Scorecard
from voicecheck.types.speech import Conversation, Dialogue, Transcript
from voicecheck.types.time import Span

# What is written as JSON and read again, and what stands in it.
KINDS = [Scorecard, Features, Conversation, Dialogue, Judgement, MeasureInfo]


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_noun_survives_json(kind: type, data: st.DataObject) -> None:
    value = data.draw(noun(kind))
    there = json.loads(json.dumps(to_dict(value), allow_nan=False))
    assert from_dict(kind, there) == value
    assert to_dict(from_dict(kind, there)) == there


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
