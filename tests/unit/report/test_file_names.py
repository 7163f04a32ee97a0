from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicecheck.report.file_names import distinct, stem_of


@pytest.mark.parametrize(
    ("path", "stem"),
    [
        ("/exports/out-01715550123-8001-20261102-080000-1762066800.42.wav",
         "out-###########-8001-20261102-080000-1762066800.42"),
        ("anrufe01715550123.wav", "anrufe###########"),
        ("3fa85f64-5717-4562-b3fc-2c963f66afa6.wav", "3fa85f64-5717-4562-b3fc-2c963f66afa6"),
        ("call.wav", "call"),
        ("folder\\call.wav", "call"),
        ("CON.wav", "_CON"),
        ("nul.tar.wav", "_nul.tar"),
        ("console.wav", "console"),
        ("-rf.wav", "_-rf"),
        ("..wav.wav", "_..wav"),
        ("a. .wav", "a"),
        ("a\nb\x1b.wav", "a_nb_x1b"),
        ("a\udcff.wav", "a_udcff"),
        ('what?<"|*>:.wav', "what_______"),
    ],
)  # fmt: skip
def test_names_that_every_system_takes(path: str, stem: str) -> None:
    assert stem_of(path, keep_numbers=False) == stem


def test_numbers_stay_where_wished() -> None:
    assert stem_of("+4917155501.wav", keep_numbers=True) == "+4917155501"


def test_two_numbers_of_one_length_do_not_share_a_page() -> None:
    names = [
        distinct(f"0171555{i}.wav", f"{i:064d}"[::-1], keep_numbers=False) for i in (1111, 2222)
    ]
    assert len(set(names)) == 2
    assert distinct("call.wav", "a" * 64, keep_numbers=False) == "call"


@given(st.text(), st.booleans())
def test_any_name_becomes_one(name: str, keep: bool) -> None:
    stem = stem_of(name, keep_numbers=keep)
    assert stem and len(stem.encode()) < 200
    assert not set(stem) & set('<>:"/\\|?*\0') and stem[0] not in ".-~ " and stem[-1] not in ". "
