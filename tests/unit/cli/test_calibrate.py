from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.marks import NORM, simulated
from voicecheck.checks.norms import load_norms
from voicecheck.cli import app


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
