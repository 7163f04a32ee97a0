from __future__ import annotations

import pytest

from voicecheck.errors import ConfigError
from voicecheck.recorders.halves import (
    agents_half,
    endings_of,
    find_halves,
    known_endings,
    without_ending,
)

KNOWN = known_endings("", None)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("a/20261127-in.wav", "a/20261127-out.wav"),
        ("x_agent.mp3", "x_caller.mp3"),
        ("x_agent.mp3", "x_customer.mp3"),
        ("Call_RX.WAV", "Call_TX.WAV"),
        ("x_left.ulaw", "x_right.ulaw"),
    ],
)
def test_names_that_differ_in_their_ending_alone_are_one_call(first: str, second: str) -> None:
    for names in ([first, second], [second, first]):
        found = find_halves(names, KNOWN, surely=False)
        assert found.second == {first: second}
        assert found.missing == {}


@pytest.mark.parametrize(
    "names",
    [
        ["x-in.wav", "y-out.wav"],  # two calls
        ["a/x-in.wav", "b/x-out.wav"],  # two folders
        ["x-in.wav", "x-out.mp3"],  # two formats
        ["x-in.wav", "x-in-2.wav"],
        ["-in.wav", "-out.wav"],  # nothing that they have in common
        ["x_agent.wav", "y_agent.wav", "z_agent.wav"],  # mixed calls that are called so
        ["check-in.wav", "call.wav"],
        ["x-1.wav", "x-2.wav"],  # two stretches of a call, or two calls
    ],
)
def test_other_names_are_calls_of_their_own(names: list[str]) -> None:
    found = find_halves(names, KNOWN, surely=False)
    assert (found.second, found.missing) == ({}, {})


def test_one_alone_is_missed_where_others_are_whole() -> None:
    names = ["a/1-in.wav", "a/1-out.wav", "a/2-out.wav", "b/3-in.wav"]
    found = find_halves(names, KNOWN, surely=False)
    assert found.second == {"a/1-in.wav": "a/1-out.wav"}
    assert found.missing == {"a/2-out.wav": ("2-in.wav", True)}


def test_the_settings_own_endings() -> None:
    own = known_endings("", ["_A", "_B"])
    found = find_halves(["x_a.wav", "x_b.wav", "y_a.wav", "z-in.wav"], own, surely=True)
    assert found.second == {"x_a.wav": "x_b.wav"}
    assert found.missing == {"y_a.wav": ("y_b.wav", False)}
    assert known_endings("", []) == ()


@pytest.mark.parametrize("own", [["-in"], ["-in", "-IN"], ["", "-out"], ["a", "b", "c"]])
def test_endings_that_tell_nothing_apart_are_refused(own: list[str]) -> None:
    with pytest.raises(ConfigError, match="two endings"):
        known_endings("", own)


def test_endings_that_overlap_make_no_half_twice() -> None:
    names = ["x_agent.wav", "x_caller.wav", "x_customer.wav"]
    found = find_halves(names, KNOWN, surely=False)
    assert found.second == {"x_agent.wav": "x_caller.wav"}
    assert found.missing == {}


def test_the_agents_side_is_told_by_the_word_alone() -> None:
    assert agents_half("in/call_agent.wav") == 0
    assert agents_half("in/call-in.wav") is None


@pytest.mark.parametrize(
    ("first", "second", "endings", "common"),
    [
        ("a/0171-in.wav", "a/0171-out.wav", ("-in", "-out"), "a/0171.wav"),
        ("a/call_agent.wav", "a/call_caller.wav", ("_agent", "_caller"), "a/call.wav"),
        ("a/x.wav", "a/y.wav", ("", ""), "a/x.wav"),
    ],
)
def test_what_tells_two_names_apart(
    first: str, second: str, endings: tuple[str, str], common: str
) -> None:
    assert endings_of(first, second) == endings
    assert without_ending(first, second) == common
