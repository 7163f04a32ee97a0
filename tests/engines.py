"""Engines in tests: one in this process, and what the real ones are given to do.

Importable, so that a spawned process finds it.
"""

from __future__ import annotations

import errno
import os
import signal
import threading
import time
from collections.abc import Callable, Generator, Iterable
from pathlib import Path

import joblib

from voicecheck.batch.engine import Engine, Job, Outcome, run_job


def chore(payload: object) -> object:
    """Do what the payload says."""
    what, _, rest = str(payload).partition(":")
    if what == "sleep":
        time.sleep(float(rest))
    elif what == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    elif what == "die-once" and not Path(rest).exists():
        Path(rest).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    elif what == "memory":
        raise MemoryError
    elif what == "disk":
        raise OSError(errno.ENOSPC, "No space left on device")
    elif what == "error":
        raise ValueError(rest)
    elif what == "folder":
        return os.getcwd()
    elif what == "threads":
        return os.environ["OMP_NUM_THREADS"], joblib.cpu_count()
    return f"{what} {os.getpid()}"


def die_at_once(_parent: int) -> None:
    """Settle in as a worker for which there is no memory."""
    os.kill(os.getpid(), signal.SIGKILL)


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


class Here:
    """An engine in this process."""

    def __init__(self, work: Callable[[object], object]) -> None:
        self.work = work
        self.n_done = 0

    def run(self, jobs: Iterable[Job], *, stop: threading.Event) -> Generator[Outcome]:
        for job in jobs:
            self.n_done += 1
            yield Outcome(job.key, run_job(self.work, job.payload))
