"""The whole: processes that try inputs, and what is said of them (`__main__`)."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.fuzz import __main__ as fuzz


def test_a_run_counts_its_inputs(capsys: pytest.CaptureFixture[str]) -> None:
    fuzz.main(["--inputs", "12", "--workers", "1"])
    said = capsys.readouterr().out
    assert said.splitlines()[-1].startswith(("memory beyond idle", "FAULT"))
    assert "12 inputs in" in said


def test_one_input_can_be_tried_again(capsys: pytest.CaptureFixture[str]) -> None:
    fuzz.main(["--only", "3", "--workers", "1"])
    assert "1 inputs in" in capsys.readouterr().out


def test_faults_are_gathered_by_kind() -> None:
    found = fuzz.Found()
    for number in (4, 9):
        found.add(number, {"kind": "sound", "fault": "memory", "what": "x", "seconds": 3.0})
    found.add(11, {"kind": "sound", "outcome": "read", "seconds": 0.1, "mib": 7})
    found.add(12, {"kind": "sound", "outcome": "read", "seconds": 0.1, "mib": 7})
    assert found.faults == {"memory: x": [4, 9]}
    assert found.outcomes == {"sound: FAULT": 2, "sound: read": 2}
    assert (found.n, found.n_slow, found.largest_mib) == (4, 2, (7, 11))


class Stub(fuzz.Child):
    """A child that runs a line of Python instead."""

    code = ""

    def _start(self) -> subprocess.Popen[bytes]:
        self._process = subprocess.Popen(
            [sys.executable, "-c", self.code],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, start_new_session=True,
        )  # fmt: skip
        return self._process


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("import time; time.sleep(60)", "hang"),
        ("import os; input(); os.kill(os.getpid(), 11)", "death"),
    ],
)
def test_a_process_that_hangs_or_dies_is_a_fault_and_gone(
    tmp_path: Path, code: str, fault: str
) -> None:
    child = Stub(tmp_path / "child", argparse.Namespace(limit_s=1.0, memory_mib=64, seed=1))
    child.code = code
    answer = child.try_(7)
    assert answer["fault"] == fault
    assert ("-11" in answer["what"]) == (fault == "death")
    assert child._process is None


def test_what_went_wrong_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = argparse.Namespace(seed=1, save=tmp_path / "kept")
    fuzz._keep(options, 5, {"fault": "hang", "what": "no answer"})
    assert "python -m benchmarks.fuzz --seed 1 --only 5" in capsys.readouterr().out
    (kept,) = options.save.iterdir()
    assert kept.name.startswith("1-5-")
