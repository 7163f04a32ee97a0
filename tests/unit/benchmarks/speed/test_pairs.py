from __future__ import annotations

from benchmarks.speed.pairs import in_turn, ratios


def test_runs_take_turns_after_one_that_does_not_count() -> None:
    order: list[str] = []
    seconds = in_turn({"a": lambda: order.append("a"), "b": lambda: order.append("b")}, 2)
    assert "".join(order) == "ababab"
    assert [len(values) for values in seconds.values()] == [2, 2]


def test_ratios_are_taken_pair_by_pair() -> None:
    assert ratios({"ours": [1.0, 3.0], "peer": [2.0, 2.0]}, "ours", "peer") == (0.5, 1.5)
