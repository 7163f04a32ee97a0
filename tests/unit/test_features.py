"""The measures of a call: by full name, by attribute, and through JSON."""

from __future__ import annotations

import copy
import json
import pickle

import pytest

from tests.made_features import HIT, features
from voicecheck.errors import VoicecheckError
from voicecheck.features import NOT_PLANNED, Features
from voicecheck.types.catalogue import CATALOGUE
from voicecheck.types.codec import from_dict, to_dict

RATE = "tempo.articulation_rate"


def test_a_measure_is_had_by_name_and_by_attribute() -> None:
    call = features()
    assert call[RATE].value == 4.8
    assert call.tempo.articulation_rate is call[RATE] is call.measures[RATE]
    assert "tempo" in dir(call)
    assert list(call) == [name for name in CATALOGUE if not name.startswith("delivery")]


def test_what_was_not_planned_has_a_reason() -> None:
    one = features().delivery.raised_turns
    assert (one.value, one.reason, one.unit) == (None, NOT_PLANNED, "count")


@pytest.mark.parametrize("name", ["tempo.articulationrate", "tempo_articulation_rate"])
def test_an_unknown_name_is_answered_with_the_nearest(name: str) -> None:
    with pytest.raises(VoicecheckError, match=r"did you mean 'tempo\.articulation_rate'"):
        _ = features()[name]


def test_an_unknown_attribute_is_answered_with_the_nearest() -> None:
    with pytest.raises(AttributeError, match="did you mean 'tempo'"):
        _ = features().tmpo
    with pytest.raises(AttributeError, match="did you mean 'articulation_rate'"):
        _ = features().tempo.articulation_rte


def test_json_copy_and_pickle_keep_measures_and_phrases() -> None:
    call = features((HIT,))
    assert call.greeting_phrases == (HIT,)
    assert from_dict(Features, json.loads(json.dumps(to_dict(call)))) == call
    assert copy.deepcopy(call) == pickle.loads(pickle.dumps(call)) == call
