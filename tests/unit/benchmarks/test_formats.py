from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.formats import PAGE, Row, missing, page, recipes, tried

# Rates and coders that cost likeness by design: eight bits, GSM, MP3 at a low rate, G.723.1.
LEAST_ALIKE = {"wav_u8.wav": 0.8, "asterisk.wav49": 0.9, "raw.gsm": 0.9}


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return tried()


def test_every_format_comes_out_as_the_page_says(rows: list[Row]) -> None:
    assert missing(rows, PAGE.read_text(encoding="utf-8")) == []


def test_what_is_read_is_what_was_written(rows: list[Row]) -> None:
    for row in rows:
        assert abs(row.off_s) < 0.3, row
        assert row.alike > LEAST_ALIKE.get(row.recipe.name, 0.93), row
        assert "N06" not in row.notices, row


def test_a_row_that_changes_is_told(rows: list[Row]) -> None:
    refused = [Row(rows[0].recipe, "is no sound file", "Export"), *rows[1:]]
    assert missing(refused, page(rows)) == [
        f"{rows[0].recipe.name}: refused, the page says otherwise"
    ]
    assert missing(rows[1:], page(rows)) == [f"{rows[0].recipe.name}: not built here"]


def test_names_are_used_once() -> None:
    names = [recipe.name for recipe in recipes()]
    assert len(names) == len(set(names))
    assert all(Path(name).suffix for name in names)
