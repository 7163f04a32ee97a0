from __future__ import annotations

from pathlib import Path

import pytest

from tests.marks import simulated
from voicecheck.calibration.marks import Mark, judged_calls, paired, read_marks
from voicecheck.errors import VoicecheckError


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ("file,check,mark\na.wav,M7,1\n", "no column rater"),
        ("file,check,mark,rater\na.wav,M7,5,x\n", "line 2: mark '5'"),
        ("file,check,mark,rater\na.wav,M7,2.5,x\n", "line 2: mark '2.5'"),
        ("file,check,mark,rater\na.wav,M7,2,x\na.wav,m7,3,x\n", "twice"),
        ("file,check,mark,rater\n,M7,2,x\n", "line 2: file or rater is empty"),
    ],
)
def test_a_bad_table_is_told_by_its_line(tmp_path: Path, table: str, complaint: str) -> None:
    path = tmp_path / "marks.csv"
    path.write_text(table)
    with pytest.raises(VoicecheckError, match=complaint):
        read_marks(path)


def test_semicolons_a_mark_of_windows_and_folders_are_read(tmp_path: Path) -> None:
    path = tmp_path / "marks.csv"
    path.write_text("\ufeffFile;Check;Mark;Rater\nD:\\calls\\a.wav;m7;2;x\n", encoding="utf-8")
    assert read_marks(path) == [Mark("a.wav", "M7", 2, "x")]


def test_marks_without_any_card_are_no_silence(tmp_path: Path) -> None:
    _, store = simulated(tmp_path, n_calls=3, noise=0.1)
    with pytest.raises(VoicecheckError, match="none of the 1 marked files"):
        paired([Mark("other.wav", "M7", 1, "a")], judged_calls(store))
