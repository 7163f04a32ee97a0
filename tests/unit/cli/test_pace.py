from __future__ import annotations

from pathlib import Path

import pytest

from voicecheck.cli.pace import USUAL, Pace


def test_what_was_measured_is_expected_the_next_time(tmp_path: Path) -> None:
    first = Pace("base", kept=tmp_path / "deep" / "pace.json")
    assert not first.measured and first.per_second == USUAL
    first.learn({"speech": 2.0, "words": 10.0}, 100.0)
    first.keep()
    again = Pace("base", kept=tmp_path / "deep" / "pace.json")
    assert again.measured
    assert again.expected_s(50.0, mixed=False)["words"] == pytest.approx(5.0)
    assert "voices" not in again.expected_s(50.0, mixed=False)
    assert Pace("small", kept=tmp_path / "deep" / "pace.json").per_second == USUAL


@pytest.mark.parametrize("text", ["", "[]", "{", '{"base": 3}', '{"base": {"words": "x"}}'])
def test_a_broken_note_is_no_note(tmp_path: Path, text: str) -> None:
    (tmp_path / "pace.json").write_text(text)
    assert Pace("base", kept=tmp_path / "pace.json").per_second == USUAL


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    pace = Pace("base", kept=tmp_path / "file" / "pace.json")
    pace.learn({"words": 1.0}, 10.0)
    pace.keep()
    assert pace.measured
