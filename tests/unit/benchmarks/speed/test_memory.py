from __future__ import annotations

from pathlib import Path

import pytest
import soundfile

from benchmarks.speed import memory
from benchmarks.speed.memory import Cost, Held


def test_memory_is_told_as_it_is_and_time_by_the_minute() -> None:
    rounds = [
        {10: Cost(800.0, 50.0, ()), 60: Cost(900.0, 306.0, ()), 180: Cost(1000.0, 810.0, ())},
        {10: Cost(800.0, 50.0, ()), 60: Cost(900.0, 300.0, ()), 180: Cost(1200.0, 900.0, ())},
    ]
    found = {figure.what: figure for figure in memory.figures(rounds)}
    assert found["memory, 180 ÷ 10 minutes"].values == (1.25, 1.5)
    assert found["memory, 60 minutes"].values == (900.0, 900.0)
    assert found["time a minute of call, 60 ÷ 10 minutes"].values == pytest.approx((1.02, 1.0))
    assert found["time a minute of call, 180 ÷ 10 minutes"].values == pytest.approx((0.9, 1.0))
    assert [figure.what for figure in found.values() if not figure.reached] == [
        "memory, 180 ÷ 10 minutes"
    ]


def test_a_call_is_as_long_as_it_is_to_be_and_never_the_same_twice(tmp_path: Path) -> None:
    sound, rate = soundfile.read(memory.long_call(tmp_path, 8))
    sample, _ = soundfile.read(memory.SAMPLES / memory.SAMPLE)
    assert len(sound) == 8 * 60 * rate
    first, second = sound[: len(sample)], sound[len(sample) : 2 * len(sample)]
    assert abs((first * second).sum()) < 0.5 * (first**2).sum()


def test_the_curve_names_its_stages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "PICTURE", tmp_path / "memory.svg")
    curve = (Held(0, "decoding", 50), Held(60, "words", 900), Held(120, "words", 950))
    memory.draw(Cost(960.0, 130.0, curve), 180, stand_in=False)
    drawn = (tmp_path / "memory.svg").read_text("utf-8")
    assert all(said in drawn for said in ("180 minutes", "peak 960 MB", "decoding", "words"))
