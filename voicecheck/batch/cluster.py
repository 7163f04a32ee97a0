"""Workers on other machines: an existing Dask cluster.

Start its workers with one thread each (``dask worker tcp://... --nworkers 4 --nthreads 1``). A
worker that dies is left out, and its calls go to another. Each Dask worker lets one process of its
own listen, so that a hanging or dying decoder costs a call and not the worker; where Dask's nanny
forbids that (its default), the call runs in the worker itself and the time limit cannot hold:
``--no-nanny`` allows it.
"""

from __future__ import annotations

import contextlib
import functools
import multiprocessing
import queue
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING

from voicecheck.batch.engine import DIED, Outcome, lost, program_error, run_job
from voicecheck.errors import ConfigError, RunError
from voicecheck.types.text import Text

if TYPE_CHECKING:
    import threading
    from collections.abc import Generator, Iterable, Iterator

    from distributed import Client, Future
    from pebble import ProcessPool

    from voicecheck.batch.engine import Answer, Job, Work

ANSWER_S = 10
LOOK_S = 0.5
AHEAD = 2  # jobs per worker that are sent ahead


_NO_DASK = Text(
    '--engine dask braucht weitere Pakete: pip install "voicecheck[dask]"',
    '--engine dask needs more packages: pip install "voicecheck[dask]"',
)
_NO_SCHEDULER = Text(
    "{scheduler}: dort antwortet kein Scheduler von Dask ({why}); ihn startet: dask scheduler",
    "{scheduler}: no Dask scheduler answers there ({why}); start one with: dask scheduler",
)
_LOST = Text(
    "{scheduler}: der Scheduler von Dask ist nicht mehr zu erreichen",
    "{scheduler}: the Dask scheduler cannot be reached any more",
)


class DaskEngine:
    """Work on a Dask cluster."""

    def __init__(self, work: Work, *, scheduler: str, limit_s: float) -> None:
        self._work, self._limit_s, self._scheduler = work, limit_s, scheduler
        try:
            from distributed import Client
        except ImportError as error:
            raise ConfigError(_NO_DASK) from error
        try:
            self._client: Client = Client(scheduler, timeout=ANSWER_S, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise ConfigError(_NO_SCHEDULER.format(scheduler=scheduler, why=error)) from error

    def run(self, jobs: Iterable[Job], *, stop: threading.Event) -> Generator[Outcome]:
        """See `voicecheck.batch.engine.Engine`."""
        waiting = iter(jobs)
        running: dict[Future, str] = {}
        finished: queue.SimpleQueue[Future] = queue.SimpleQueue()
        try:
            while True:
                with self._reached():
                    ahead = AHEAD * max(1, len(self._client.nthreads()))
                while not stop.is_set() and len(running) < ahead:
                    job = next(waiting, None)
                    if job is None:
                        break
                    with self._reached():
                        future = self._client.submit(
                            _remote, self._work, job.payload, self._limit_s, pure=False
                        )
                    running[future] = job.key
                    future.add_done_callback(finished.put)
                if not running:
                    return
                try:
                    future = finished.get(timeout=LOOK_S)
                except queue.Empty:
                    continue
                with self._reached():
                    answer = _answer(future)
                yield Outcome(running.pop(future), answer)
                future.release()
        finally:
            with contextlib.suppress(CancelledError, OSError):
                self._client.cancel(list(running))
            self._client.close()

    @contextlib.contextmanager
    def _reached(self) -> Iterator[None]:
        """Say so where the scheduler is gone: nothing is wrong with the calls in flight."""
        try:
            yield
        except (CancelledError, OSError) as error:  # nobody else cancels a call
            raise RunError(_LOST.format(scheduler=self._scheduler)) from error


def _answer(future: Future) -> Answer:
    from distributed import KilledWorker

    try:
        answer: Answer = future.result()
    except KilledWorker:
        return lost(DIED)
    except CancelledError:
        raise
    except Exception as error:  # whatever the cluster says
        return lost(program_error(error))
    return answer


def _remote(work: Work, payload: object, limit_s: float) -> Answer:
    """Do one job on a Dask worker."""
    from voicecheck.batch.local import TRIES, answered

    if multiprocessing.current_process().daemon:
        return run_job(work, payload)
    for _ in range(TRIES):
        future = _worker_pool().schedule(run_job, args=[work, payload])
        answer = answered(future, limit_s)
        if answer.failure is not DIED:
            break
    return answer


@functools.cache
def _worker_pool() -> ProcessPool:
    """Open the one process that listens for this Dask worker."""
    from voicecheck.batch.local import pool

    return pool(1)
