"""Marks simulated with known noise: what goes in must come out, and too little is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.marks import simulated
from voicecheck.calibration.fit import agreement, ordinal_alpha
from voicecheck.calibration.marks import Mark, judged_calls, paired, read_marks


def test_cutoffs_come_back_where_the_raters_put_them(tmp_path: Path) -> None:
    marks, store = simulated(tmp_path, n_calls=200, noise=0.15)
    given = read_marks(marks)
    found = agreement("M7", given, paired(given, judged_calls(store))[0]["M7"])
    (cut,) = found.cutoffs
    assert cut.watch.value == pytest.approx(5.3, abs=0.15)
    assert cut.fail.value == pytest.approx(5.8, abs=0.15)
    assert cut.watch.low <= 5.3 <= cut.watch.high
    assert cut.good < cut.watch.value < cut.fail.value < cut.bad
    assert cut.held_out > 0.9
    assert found.rank_correlation is not None and found.rank_correlation.value > 0.9
    assert found.auc is not None and found.auc.value > 0.95


def test_more_noise_less_of_everything(tmp_path: Path) -> None:
    def of(noise: float) -> tuple[float, float, float]:
        folder = tmp_path / str(noise)
        folder.mkdir()
        marks, store = simulated(folder, n_calls=120, noise=noise)
        given = read_marks(marks)
        found = agreement("M7", given, paired(given, judged_calls(store))[0]["M7"])
        assert found.alpha is not None and found.rank_correlation and found.auc
        return found.alpha, found.rank_correlation.value, found.auc.value

    assert all(quiet > loud for quiet, loud in zip(of(0.1), of(1.0), strict=True))


def test_marks_by_lot_propose_nothing(tmp_path: Path) -> None:
    _, store = simulated(tmp_path, n_calls=120, noise=0.1)
    rng = np.random.default_rng(0)
    given = [Mark(f"{i}.wav", "M7", int(rng.integers(0, 5)), "a") for i in range(120)]
    found = agreement("M7", given, paired(given, judged_calls(store))[0]["M7"])
    assert found.cutoffs == ()
    assert any("do not rise" in reason.en for reason in found.refused)
    assert found.alpha is None


def test_alpha_agrees_with_the_published_example() -> None:
    # Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section C: four observers,
    # twelve units, ordinal alpha .815.
    rows = (
        ("A", "1 2 3 3 2 1 4 1 2 . . ."),
        ("B", "1 2 3 3 2 2 4 1 2 5 . 3"),
        ("C", ". 3 3 3 2 3 4 2 2 5 1 ."),
        ("D", "1 2 3 3 2 4 4 1 2 5 1 ."),
    )
    marks = [
        Mark(f"{unit}", "M7", int(mark), rater)
        for rater, row in rows
        for unit, mark in enumerate(row.split())
        if mark != "."
    ]
    assert ordinal_alpha(marks) == pytest.approx(0.815, abs=0.001)
