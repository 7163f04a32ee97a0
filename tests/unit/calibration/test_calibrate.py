"""Marks simulated with known noise: what goes in must come out, and too little is refused."""

from __future__ import annotations

import csv
import json
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from voicecheck.calibration.fit import agreement, ordinal_alpha
from voicecheck.calibration.marks import Mark, judged_calls, paired, read_marks
from voicecheck.checks.norms import load_norms
from voicecheck.cli import app
from voicecheck.errors import VoicecheckError

NORM = "articulation_rate"


def norm_of(name: str) -> dict[str, Any]:
    norm = load_norms("de")[name]
    return {key: getattr(norm, key) for key in ("name", "good", "watch", "fail", "bad")}


def simulated(
    folder: Path, n_calls: int, noise: float, cuts: tuple[float, ...] = (4.8, 5.3, 5.8, 6.3)
) -> tuple[Path, Path]:
    """Write cards with rates of 4 to 7 and three raters' marks, which rise at known rates."""
    rng = np.random.default_rng(1)
    rates = rng.uniform(4.0, 7.0, n_calls)
    norm = load_norms("de")[NORM]
    cards = [
        {
            "source": {"path": f"/calls/{i}.wav"},
            "results": [
                {
                    "code": "M7",
                    "severity": norm.severity(rate),
                    "evidence": [
                        {"norm": norm_of(NORM), "value": rate, "span": None},
                        {"norm": norm_of(NORM), "value": 99.0, "span": {"start_s": 1, "end_s": 2}},
                    ],
                }
            ],
        }
        for i, rate in enumerate(rates)
    ]
    (folder / "cards.json").write_text(json.dumps({"scorecards": cards}))
    with (folder / "marks.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["file", "check", "mark", "rater"])
        for i, rate in enumerate(rates):
            for rater in "abc":
                heard = rate + noise * rng.standard_normal()
                table.writerow([f"{i}.wav", "M7", sum(heard >= cut for cut in cuts), rater])
    return folder / "marks.csv", folder / "cards.json"


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


def test_too_few_calls_are_refused(tmp_path: Path) -> None:
    marks, store = simulated(tmp_path, n_calls=39, noise=0.1)
    done = CliRunner().invoke(app, ["calibrate", str(marks), str(store), "--lang", "en"])
    assert done.exit_code == 2
    assert "39 calls both marked and assessed, 40 are needed" in done.stdout


def test_the_norms_written_are_norms_that_load(tmp_path: Path) -> None:
    marks, store = simulated(tmp_path, n_calls=120, noise=0.15)
    own = tmp_path / "own.toml"
    done = CliRunner().invoke(
        app, ["calibrate", str(marks), str(store), "-o", str(own), "--lang", "de"]
    )
    assert done.exit_code == 0, done.output
    assert "Warnung ab 5," in done.stdout
    norms = load_norms("de", tomllib.loads(own.read_text("utf-8"))["norms"])
    assert norms[NORM].watch == pytest.approx(5.3, abs=0.2)
    assert "n = 120 calls, 3 raters" in norms[NORM].source


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
