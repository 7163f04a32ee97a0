from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile import is_seen
from voicecheck.types.inert import cell, storable, visible, well_formed

TEXT = st.text(
    st.characters() | st.characters(categories=["Cc", "Cf", "Cs", "Zl", "Zp"]), max_size=60
)
CELLS = st.text(st.sampled_from("=+-@＝＋－＠'\"; \t\r\n\ufeffa1,"), max_size=12)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Müller & Söhne – Nr. 5\u00a0€", "Müller & Söhne – Nr. 5\u00a0€"),
        ("日本語 العربية", "日本語 العربية"),
        ("a\nb\tc", "a\\nb\\tc"),
        ("\x1b[31m\x7f\x85", "\\x1b[31m\\x7f\\x85"),
        ("\u202e\U000e0041\udcff", "\\u202e\\U000e0041\\udcff"),
        ("\u3164", "\\u3164"),
    ],
)
def test_what_nobody_sees_is_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(TEXT)
def test_what_is_shown_is_one_bounded_line_of_what_can_be_seen(text: str) -> None:
    shown = visible(text)
    assert all(map(is_seen, shown))
    assert len(shown) <= 10 * len(text)
    assert len(shown.splitlines()) <= 1
    assert visible(shown) == shown
    shown.encode()


@given(TEXT)
def test_what_is_stored_is_utf_8_without_nul(text: str) -> None:
    assert b"\0" not in storable(text).encode()
    assert storable(storable(text)) == storable(text)


@given(st.text())
def test_a_text_that_is_well_formed_stays(text: str) -> None:
    assert well_formed(text) == text


@given(CELLS | TEXT)
def test_no_cell_begins_with_a_formula(text: str) -> None:
    made = cell(text)
    assert isinstance(made, str)
    parts = made.split(";")
    assert all(not part.lstrip(' "').startswith(tuple("=+-@＝＋－＠\t\r")) for part in parts)
    assert cell(made) == made


@pytest.mark.parametrize("value", [-3.5, 0, None, True, "wait-time", "'t is so", "a – b"])
def test_numbers_and_plain_words_stay(value: object) -> None:
    assert cell(value) == value
