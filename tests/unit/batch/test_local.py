"""Real processes on this machine: workers that die, hang and outlive nobody."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from pebble import ProcessPool

from tests.engines import chore, die_at_once, run, stages
from voicecheck.batch import local
from voicecheck.batch.engine import Job
from voicecheck.batch.local import AHEAD, LocalEngine
from voicecheck.errors import RunError

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
    assert outcomes["threads"].answer.value == ("1", 1)
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


def test_the_script_that_starts_a_run_is_not_begun_again_by_its_workers(tmp_path: Path) -> None:
    script = tmp_path / "own.py"
    script.write_text(
        "from tests.engines import chore, run\n"
        "from voicecheck.batch.local import LocalEngine\n"
        "print('began')\n"
        "done = run(LocalEngine(chore, workers=2, limit_s=60), 'a', 'b')\n"
        "print(sorted(one.answer.value.split()[0] for one in done.values()))\n"
    )
    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, check=False, timeout=120,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.stdout.split("\n", 1) == ["began", "['a', 'b']\n"], done.stderr


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


@pytest.mark.parametrize("hours", [-1, 1])
def test_limits_go_by_a_clock_that_nobody_sets(hours: int, monkeypatch: pytest.MonkeyPatch) -> None:
    began, real = time.monotonic(), time.time

    def moved() -> float:
        return real() + (3600 * hours if time.monotonic() - began > 1.5 else 0)

    monkeypatch.setattr(time, "time", moved)
    outcomes = run(LocalEngine(chore, workers=2, limit_s=4.0), "sleep:2.5", "sleep:60")
    assert stages(outcomes) == {"sleep:2.5": None, "sleep:60": "time"}


def test_workers_that_never_begin_end_the_run_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[int] = []
    open_pool = local.pool

    def opening(workers: int) -> ProcessPool:
        opened.append(workers)
        return open_pool(workers)

    monkeypatch.setattr(local, "pool", opening)
    monkeypatch.setattr(local, "_settle_in", die_at_once)
    monkeypatch.setattr(local, "RESTART_S", 0.0)
    with pytest.raises(RunError, match="too little memory; fewer --workers help"):
        run(LocalEngine(chore, workers=1, limit_s=30.0), "ok")
    assert len(opened) == local.RESTARTS + 1


def test_a_worker_that_is_hit_by_the_signal_for_all_is_no_failure(tmp_path: Path) -> None:
    """As when systemd ends a whole group: the call was begun, and is left for the next run."""
    stop = threading.Event()

    def jobs() -> Iterator[Job]:
        yield Job("dies", "die")
        stop.set()

    assert list(LocalEngine(chore, workers=1, limit_s=30.0).run(jobs(), stop=stop)) == []


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
