"""What a run says of itself: here, of the files beside recordings."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import voicecheck
from voicecheck.batch import prepare as preparing
from voicecheck.batch.prepare import BatchOptions, prepare
from voicecheck.cli.progress import side_file_lines

CONFIG = voicecheck.Config(checks={"select": ["M4"]})  # type: ignore[arg-type]  # hears no words


def test_side_files_that_are_not_understood_are_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for i in range(5):
        (folder / f"c{i}.wav").write_bytes(bytes(i))
        os.utime(folder / f"c{i}.wav", (1_700_000_000, 1_700_000_000))
    (folder / "calls.csv").write_text("Aufzeichnung;wer\nc0.wav;anna\n")
    monkeypatch.setattr(preparing, "MAX_LOOKED", 3)
    made = prepare(str(folder), str(tmp_path / "s.db"), CONFIG, BatchOptions())
    assert side_file_lines(made, look=False) == []
    first, last = side_file_lines(made, look=True)
    assert first.startswith("calls.csv: gesehen, nicht verstanden: Spalten Aufzeichnung, wer; ")
    assert last == ("Beidateien: gesucht wurde neben den ersten 3 von 5 Aufnahmen")
