"""Who does the work: jobs in, outcomes out, whatever happens to a worker."""

from __future__ import annotations

import errno
import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from voicecheck.types.text import Text

if TYPE_CHECKING:
    import threading
    from collections.abc import Generator, Iterable

Work = Callable[[object], object]


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do: a key that names it, and what the work function takes."""

    key: str
    payload: object


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a job has no value."""

    # worker (its process died), time (over the limit), memory, disk or program (an error nobody
    # foresaw)
    stage: str
    reason: Text
    transient: bool  # whether trying another night may help: not for errors of the program


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker says of one job."""

    value: object  # what the work function returned; None with a failure
    failure: Failure | None  # why there is no value
    seconds: float  # how long it took
    worker: str  # which process did it
    peak_rss_mb: float  # the most memory that process has ever held


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer and the job it belongs to."""

    key: str
    answer: Answer


class Engine(Protocol):
    """Runs jobs side by side."""

    def run(self, jobs: Iterable[Job], *, stop: threading.Event) -> Generator[Outcome]:
        """Run jobs as they come; every job gets one outcome."""


def run_job(work: Work, payload: object) -> Answer:
    """Do one job in this process; what goes wrong is an answer too."""
    began = time.monotonic()
    value, failure = None, None
    try:
        value = work(payload)
    except MemoryError:
        failure = OUT_OF_MEMORY
    except OSError as error:
        failure = DISK_FULL if error.errno == errno.ENOSPC else program_error(error)
    except Exception as error:
        failure = program_error(error)
    return Answer(
        value, failure, time.monotonic() - began, f"{platform.node()}:{os.getpid()}", _peak_mb()
    )


def lost(failure: Failure, seconds: float = 0.0) -> Answer:
    """Return the answer for a job whose worker cannot give one."""
    return Answer(None, failure, seconds, "", 0.0)


def program_error(error: BaseException) -> Failure:
    """Return the failure for an error of the program: it would happen again."""
    what = f"{type(error).__name__}: {error}"
    return Failure(
        "program",
        Text(
            "Programmfehler, bitte melden: {what}", "error of the program, please report: {what}"
        ).format(what=what),
        transient=False,
    )


def timed_out(limit_s: float) -> Failure:
    """Return the failure for a job over its limit."""
    return Failure(
        "time",
        Text(
            "nach {limit:g} s abgebrochen; mehr erlaubt --time-limit",
            "stopped after {limit:g} s; --time-limit allows more",
        ).format(limit=limit_s),
        transient=True,
    )


def _peak_mb() -> float:
    try:
        import resource
    except ImportError:  # Windows does not count it
        return 0.0
    import sys

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


OUT_OF_MEMORY = Failure(
    "memory",
    Text("der Arbeitsspeicher reichte nicht", "there was not enough memory"),
    transient=True,
)
DISK_FULL = Failure("disk", Text("der Datenträger ist voll", "the disk is full"), transient=True)
DIED = Failure(
    "worker",
    Text(
        "der Arbeitsprozess starb zweimal daran (oft: zu wenig Speicher; weniger --workers helfen)",
        "the worker process died of it twice (often: too little memory; fewer --workers help)",
    ),
    transient=True,
)
