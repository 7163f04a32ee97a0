"""Real processes on this machine: workers that die, hang and outlive nobody."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil

from tests.engines import chore, run, stages
from voicecheck.batch import local
from voicecheck.batch.engine import Job
from voicecheck.batch.local import AHEAD, LocalEngine

ROOT = Path(__file__).parent.parent.parent.parent


def test_whatever_happens_to_a_job_the_others_go_on(tmp_path: Path) -> None:
    outcomes = run(
        LocalEngine(chore, workers=2, limit_s=4.0),
        "ok", "die", "sleep:60", "memory", "disk", "error:why", f"die-once:{tmp_path / 'x'}",
        "threads", "fine",
    )  # fmt: skip
    assert stages(outcomes) == {
        "ok": None,
        "die": "worker",
        "sleep:60": "time",
        "memory": "memory",
        "disk": "disk",
        "error:why": "program",
        f"die-once:{tmp_path / 'x'}": None,
        "threads": None,
        "fine": None,
    }
    assert outcomes["threads"].answer.value == "1"
    assert outcomes["ok"].answer.peak_rss_mb > 5
    failure = outcomes["error:why"].answer.failure
    assert failure is not None
    assert "ValueError: why" in failure.reason.en
    assert not failure.transient


def test_workers_stand_in_voicechecks_own_folder_and_leave_no_trace_here() -> None:
    before = dict(os.environ)
    done = run(LocalEngine(chore, workers=1, limit_s=60), "folder")
    assert done["folder"].answer.value == str(Path(local.__file__).parent)
    assert dict(os.environ) == before


def test_jobs_are_pulled_as_they_are_needed() -> None:
    pulled: list[int] = []

    def jobs() -> Iterator[Job]:
        for i in range(1000):
            pulled.append(i)
            yield Job(str(i), "ok")

    outcomes = LocalEngine(chore, workers=2, limit_s=30.0).run(jobs(), stop=threading.Event())
    for _ in range(5):
        next(outcomes)
    outcomes.close()
    assert len(pulled) <= 5 + 2 * AHEAD + 2


def test_stop_finishes_what_is_running_and_begins_nothing() -> None:
    stop = threading.Event()
    jobs = [Job(str(i), "sleep:0.5") for i in range(50)]
    outcomes = []
    for one in LocalEngine(chore, workers=2, limit_s=30.0).run(jobs, stop=stop):
        outcomes.append(one)
        stop.set()
    assert 1 <= len(outcomes) <= 4
    assert all(one.answer.failure is None for one in outcomes)


NIGHT = """
import threading
from tests.engines import chore
from voicecheck.batch.engine import Job
from voicecheck.batch.local import LocalEngine

if __name__ == "__main__":
    engine = LocalEngine(chore, workers=2, limit_s=60.0)
    jobs = [Job("first", "ok"), *(Job(str(i), "sleep:30") for i in range(4))]
    for one in engine.run(jobs, stop=threading.Event()):
        print(one.key, flush=True)
"""


def test_no_worker_outlives_a_killed_night(tmp_path: Path) -> None:
    script = tmp_path / "night.py"
    script.write_text(NIGHT, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, script],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        text=True,
    ) as night:
        assert night.stdout is not None
        assert night.stdout.readline() == "first\n"
        children = psutil.Process(night.pid).children(recursive=True)
        assert len(children) >= 2
        night.send_signal(signal.SIGKILL)
    _, left = psutil.wait_procs(children, timeout=5)
    assert left == []
