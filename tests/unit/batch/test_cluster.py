"""A Dask cluster of real processes: it loses machines and no job."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engines import chore, run, stages
from tests.keeper import kept
from voicecheck.batch.cluster import DaskEngine
from voicecheck.batch.engine import Job
from voicecheck.errors import ConfigError, RunError

pytestmark = pytest.mark.needs("dask")


@pytest.fixture
def scheduler() -> Iterator[tuple[str, list[int]]]:
    """A Dask scheduler and two workers, each a process of its own: its address, all ids."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).parents[3]),
        "DASK_DISTRIBUTED__ADMIN__LOW_LEVEL_LOG_LENGTH": "10",
    }
    port = _free_port()
    address = f"tcp://127.0.0.1:{port}"
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1"]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1"]
    with contextlib.ExitStack() as stack:

        def start(*command: str) -> int:
            return stack.enter_context(kept(*command, "--no-dashboard", environment=environment))

        first = start(*dask, "--port", str(port))
        yield address, [first, *(start(*worker, "--no-nanny") for _ in range(2))]


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
    scheduler: tuple[str, list[int]],
) -> None:
    address, (_, worker, _) = scheduler
    engine = _ready(address, 2)
    jobs = [Job(str(i), "sleep:0.2") for i in range(20)]
    outcomes = []
    for one in engine.run(jobs, stop=threading.Event()):
        outcomes.append(one)
        if len(outcomes) == 5:
            os.kill(worker, signal.SIGKILL)
    assert sorted(int(one.key) for one in outcomes) == list(range(20))
    assert all(one.answer.failure is None for one in outcomes)
    assert len({one.answer.worker for one in outcomes}) >= 2


def test_a_cluster_tells_failures_like_one_machine(
    scheduler: tuple[str, list[int]],
) -> None:
    outcomes = run(_ready(scheduler[0], 1), "ok", "die", "sleep:60", "memory", "error:why")
    assert stages(outcomes) == {
        "ok": None,
        "die": "worker",
        "sleep:60": "time",
        "memory": "memory",
        "error:why": "program",
    }


def test_a_scheduler_that_goes_ends_the_run_and_fails_no_call(
    scheduler: tuple[str, list[int]],
) -> None:
    address, (first, *_) = scheduler
    outcomes = _ready(address, 2).run(
        (Job(str(i), "sleep:0.2") for i in range(50)), stop=threading.Event()
    )
    found = [next(outcomes)]
    os.kill(first, signal.SIGKILL)
    with pytest.raises(RunError, match="scheduler cannot be reached any more"):
        found.extend(outcomes)
    assert all(one.answer.failure is None for one in found)


def test_nobody_at_the_address() -> None:
    began = time.monotonic()
    with pytest.raises(ConfigError, match="no Dask scheduler answers"):
        DaskEngine(chore, scheduler=f"tcp://127.0.0.1:{_free_port()}", limit_s=1.0)
    assert time.monotonic() - began < 30
