from __future__ import annotations

from benchmarks.speed.compare import differences


def test_every_field_that_differs_is_named() -> None:
    before = {"score": 80, "results": [{"code": "M1", "value": 1.0}], "created_at": "yesterday"}
    after = {"score": 80, "results": [{"code": "M1", "value": 1.5}], "created_at": "today"}
    assert differences(before, before) == []
    assert differences(before, after) == ["results[0].value: 1.0 -> 1.5"]


def test_what_one_card_lacks_differs() -> None:
    assert differences({"a": [1]}, {"a": [1, 2], "b": 3}) == ["a: [1] -> [1, 2]", "b: None -> 3"]
