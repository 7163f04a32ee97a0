"""Engines with real processes: workers that die, hang and outlive nobody."""

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

from tests.unit.batch.chores import chore
from voicecheck.batch import local
from voicecheck.batch.cluster import DaskEngine
from voicecheck.batch.engine import Engine, Job, Outcome
from voicecheck.batch.local import AHEAD, LocalEngine
from voicecheck.errors import ConfigError

ROOT = Path(__file__).parent.parent.parent.parent


def run(engine: Engine, *payloads: str) -> dict[str, Outcome]:
    jobs = [Job(f"{i} {payload}", payload) for i, payload in enumerate(payloads)]
    outcomes = list(engine.run(jobs, stop=threading.Event()))
    assert sorted(one.key for one in outcomes) == sorted(job.key for job in jobs)
    return {one.key.partition(" ")[2]: one for one in outcomes}


def stages(outcomes: dict[str, Outcome]) -> dict[str, str | None]:
    return {
        key: one.answer.failure.stage if one.answer.failure else None
        for key, one in outcomes.items()
    }


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
from tests.unit.batch.chores import chore
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


@pytest.fixture
def scheduler() -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A Dask scheduler and two workers, each a process of its own."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "DASK_DISTRIBUTED__ADMIN__LOW_LEVEL_LOG_LENGTH": "10",
    }
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environment}
    port = _free_port()
    address = f"tcp://127.0.0.1:{port}"
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1",
              "--no-nanny", "--no-dashboard"]  # fmt: skip
    processes = [
        subprocess.Popen(
            [*dask, "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"],
            **quiet,  # type: ignore[call-overload]
        )
    ]
    processes += [subprocess.Popen(worker, **quiet) for _ in range(2)]  # type: ignore[call-overload]
    yield address, processes[1:]
    for process in processes:
        process.kill()
        process.wait(10)


def _free_port() -> int:
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _ready(address: str, n_workers: int) -> DaskEngine:
    from distributed import Client

    with Client(address, timeout=30, set_as_default=False) as client:
        client.wait_for_workers(n_workers, timeout=30)
    return DaskEngine(chore, scheduler=address, limit_s=3.0)


def test_a_killed_machine_costs_no_job(
    scheduler: tuple[str, list[subprocess.Popen[bytes]]],
) -> None:
    address, workers = scheduler
    engine = _ready(address, 2)
    jobs = [Job(str(i), "sleep:0.2") for i in range(20)]
    outcomes = []
    for one in engine.run(jobs, stop=threading.Event()):
        outcomes.append(one)
        if len(outcomes) == 5:
            workers[0].kill()
    assert sorted(int(one.key) for one in outcomes) == list(range(20))
    assert all(one.answer.failure is None for one in outcomes)
    assert len({one.answer.worker for one in outcomes}) >= 2


def test_a_cluster_tells_failures_like_one_machine(
    scheduler: tuple[str, list[subprocess.Popen[bytes]]],
) -> None:
    outcomes = run(_ready(scheduler[0], 1), "ok", "die", "sleep:60", "memory", "error:why")
    assert stages(outcomes) == {
        "ok": None,
        "die": "worker",
        "sleep:60": "time",
        "memory": "memory",
        "error:why": "program",
    }


def test_nobody_at_the_address() -> None:
    began = time.monotonic()
    with pytest.raises(ConfigError, match="no Dask scheduler answers"):
        DaskEngine(chore, scheduler=f"tcp://127.0.0.1:{_free_port()}", limit_s=1.0)
    assert time.monotonic() - began < 30
