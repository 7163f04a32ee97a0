"""Workers on this machine: spawned processes, each with one thread and its own model.

A worker that hangs is killed at the limit, by a clock that nobody sets; one that dies takes nothing
along: its job is tried once more on a fresh worker, the others go on. Where workers die before
they begin, all are started anew, a few times. Workers never outlive this process, not even when
it is killed: on Linux the kernel sees to it, elsewhere a watchdog thread. They look for modules and
settings of libraries neither in the working folder nor among the recordings.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from concurrent.futures import FIRST_COMPLETED, CancelledError, TimeoutError, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.context import SpawnContext, SpawnProcess
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from pebble import ProcessExpired, ProcessPool

from voicecheck.batch.engine import (
    DIED,
    Answer,
    Job,
    Outcome,
    lost,
    program_error,
    run_job,
    timed_out,
)
from voicecheck.errors import RunError
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from pebble import ProcessFuture

    from voicecheck.batch.engine import Work

TRIES = 2  # the kernel's choice of whom to kill for memory is often unfair
AHEAD = 2  # jobs per worker that are read ahead
LOOK_S = 0.5
RESTARTS, RESTART_S = 3, 1.0  # of all workers before one has answered; twice as long each time
# The last one is what joblib, and with it voicecheck's own networks, asks for.
THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "LOKY_MAX_CPU_COUNT",
)
SAFE_PATH = "PYTHONSAFEPATH"
_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG
_starting = threading.Lock()


@dataclass(slots=True)
class _Given:
    job: Job
    tried: int
    began: float | None = None  # when it was first seen running


class LocalEngine:
    """Work in processes of this machine."""

    def __init__(self, work: Work, *, workers: int, limit_s: float) -> None:
        self._work, self._workers, self._limit_s = work, workers, limit_s

    def run(self, jobs: Iterable[Job], *, stop: threading.Event) -> Generator[Outcome]:
        """See `voicecheck.batch.engine.Engine`."""
        waiting = iter(jobs)
        again: list[_Given] = []  # whose worker died, or could not be started
        running: dict[ProcessFuture, _Given] = {}
        processes, broken = pool(self._workers), 0
        try:
            while True:
                while not stop.is_set() and len(running) < AHEAD * self._workers:
                    given = again.pop() if again else _next(waiting)
                    if given is None:
                        break
                    try:
                        future = processes.schedule(run_job, args=[self._work, given.job.payload])
                    except RuntimeError:  # the pool is broken
                        again.append(given)
                        break
                    running[future] = given
                if stop.is_set():
                    # Dropped, not cancelled: for those the pool would start workers anew.
                    running = {f: v for f, v in running.items() if f.running() or f.done()}
                    again.clear()
                if not (running or again):
                    return
                done, _ = wait(list(running), timeout=LOOK_S, return_when=FIRST_COMPLETED)
                for future in done:
                    given = running.pop(future)
                    answer = answered(future, self._limit_s)
                    if answer.failure is not DIED:
                        broken = 0
                    elif stop.is_set():  # whoever stops the run may have hit the worker as well
                        continue
                    elif given.tried < TRIES or not _began(future, given):
                        again.append(_Given(given.job, given.tried + _began(future, given)))
                        continue
                    yield Outcome(given.job.key, answer)
                for given in self._overdue(running):
                    yield Outcome(given.job.key, lost(timed_out(self._limit_s), self._limit_s))
                if not processes.active:
                    if broken == RESTARTS:
                        raise RunError(_NO_WORKERS)
                    again += running.values()
                    running.clear()
                    _end(processes)
                    stop.wait(RESTART_S * 2**broken)  # what holds the memory may be gone then
                    processes, broken = pool(self._workers), broken + 1
        finally:
            _end(processes)

    def _overdue(self, running: dict[ProcessFuture, _Given]) -> list[_Given]:
        """Take out, with their workers, the jobs that have been running for too long."""
        now = time.monotonic()
        over = []
        for future, given in list(running.items()):
            if given.began is None:
                given.began = now if future.running() else None
            elif now - given.began > self._limit_s and future.cancel():
                over.append(running.pop(future))
        return over


def _began(future: ProcessFuture, given: _Given) -> bool:
    """Tell whether a worker that died had begun a job; a broken pool gives up all, begun or not."""
    return given.began is not None or not isinstance(future.exception(), BrokenProcessPool)


def _next(jobs: Iterator[Job]) -> _Given | None:
    job = next(jobs, None)
    return _Given(job, 1) if job is not None else None


def _end(processes: ProcessPool) -> None:
    processes.stop()
    processes.join()


def pool(workers: int) -> ProcessPool:
    """Open a pool of workers that are started when they are needed."""
    if os.name == "posix":
        from multiprocessing import resource_tracker  # one more process, started for locks

        with _safely():
            resource_tracker.ensure_running()
    return ProcessPool(
        max_workers=workers,
        context=_Context(),
        initializer=_settle_in,
        initargs=[os.getpid()],
    )


@contextlib.contextmanager
def _safely() -> Iterator[None]:
    """Start Python without the working folder first in its path, as ``python -c`` has it.

    A ``struct.py`` among the recordings would be imported instead of Python's own. Nor is the
    script that began the run: it would begin another in every worker.
    """
    with _starting:
        before, script = os.environ.get(SAFE_PATH), sys.modules["__main__"]
        os.environ[SAFE_PATH] = "1"
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = script
            if before is None:
                del os.environ[SAFE_PATH]
            else:
                os.environ[SAFE_PATH] = before


class _Process(SpawnProcess):
    @staticmethod
    def _Popen(process_obj: Any) -> Any:  # noqa: N802  (multiprocessing's name)
        with _safely():
            return SpawnProcess._Popen(process_obj)


class _Context(SpawnContext):
    Process = _Process


def answered(future: ProcessFuture, limit_s: float) -> Answer:
    """Return what became of a job."""
    try:
        answer: Answer = future.result(timeout=limit_s)
    except TimeoutError:
        future.cancel()  # which ends its worker
        return lost(timed_out(limit_s), limit_s)
    except (ProcessExpired, BrokenProcessPool, CancelledError):
        return lost(DIED)
    except Exception as error:  # an answer that cannot be sent back
        return lost(program_error(error))
    return answer


def _settle_in(parent: int) -> None:
    """Make a new process a worker, before anything heavy is imported."""
    for name in THREADS:
        os.environ[name] = "1"
    # Libraries read settings from the working folder, numba even where to find code.
    os.chdir(Path(__file__).parent)
    # The parent alone decides when to stop: a terminal signals the whole group, systemd all of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGKILL)
    threading.Thread(target=_watch, args=[parent], daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_S)
    os._exit(1)


_NO_WORKERS = Text(
    "die Arbeitsprozesse enden, bevor sie anfangen (oft: zu wenig Speicher; weniger --workers "
    "helfen)",
    "the workers end before they begin (often: too little memory; fewer --workers help)",
)
