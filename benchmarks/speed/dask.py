"""Beyond one machine: what Dask costs a call beside workers of this machine.

python -m benchmarks.speed.dask [--quick] [--repetitions 3]

The same calls go through the local engine and through a cluster of the same number of workers, in
turn. A stand-in works for a known CPU time and sends back the card and measures of a real call, so
that what is above is the engine's: in CPU time of all processes, which holds on a busy machine, and
in elapsed time, which needs an idle one. Then real short calls.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import pickle
import tempfile
import threading
import time
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import soundfile

import voicecheck
from benchmarks import goldens
from benchmarks.speed.figure import Figure
from voicecheck.batch.cluster import DaskEngine
from voicecheck.batch.engine import Job
from voicecheck.batch.local import LocalEngine
from voicecheck.batch.worker import Done, Task, WorkerOptions, work_on
from voicecheck.types.call import CallInfo
from voicecheck.types.codec import to_dict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from voicecheck.batch.engine import Engine, Outcome, Work

WORKERS = (2, 4)
CALLS, WORK_S = 100, 0.1
REAL, REAL_S = 6, 20.0  # real calls a repetition, and how long they are
# A call of five minutes, both parties apart, at .068 s of one core per second of sound.
CALL_S = 20.0
SMALL = 2.0  # percent of a call's work
LIMIT_S = 600.0


@dataclass(frozen=True, slots=True)
class _Cost:
    cpu_s: float  # of all processes, a call
    wall_s: float  # a call


def measure(n: int, *, quick: bool) -> list[Figure]:
    """Measure both engines in turn, with the stand-in and with real calls."""
    calls, work_s, real = (6, 0.05, 0) if quick else (CALLS, WORK_S, REAL)
    with tempfile.TemporaryDirectory(prefix="vc-dask-") as folder:
        answer = Path(folder) / "done.pickle"
        answer.write_bytes(pickle.dumps(_real_answer()))
        stand_in = partial(_busy, answer=str(answer), work_s=work_s)
        listening = partial(work_on, options=WorkerOptions(voicecheck.Config()))
        found: list[Figure] = []
        for workers in WORKERS[:1] if quick else WORKERS:
            pairs = [_pair(stand_in, "", workers, calls, swapped=bool(i % 2)) for i in range(n)]
            found += _overhead(f"{workers} workers", pairs, work_s)
        if real:
            short = _short(Path(folder))
            pairs = [_pair(listening, short, 2, real, swapped=bool(i % 2)) for i in range(n)]
            ratios = tuple(dask.cpu_s / local.cpu_s for local, dask in pairs)
            found.append(Figure("Dask", "real calls, 2 workers: CPU, Dask ÷ local", ratios))
            walls = tuple(dask.wall_s / local.wall_s for local, dask in pairs)
            found.append(Figure("Dask", "real calls, 2 workers: elapsed, Dask ÷ local", walls))
    return found


def _overhead(what: str, pairs: Sequence[tuple[_Cost, _Cost]], work_s: float) -> list[Figure]:
    above = {
        "local": [local.cpu_s - work_s for local, _ in pairs],
        "Dask": [dask.cpu_s - work_s for _, dask in pairs],
    }
    found = [
        Figure("Dask", f"{engine}, {what}: CPU above the work", _in_ms(seconds), unit="ms a call")
        for engine, seconds in above.items()
    ]
    shares = tuple(100 * seconds / CALL_S for seconds in above["Dask"])
    share = f"Dask, {what}: of the {CALL_S:g} s that a call of five minutes needs"
    found.append(Figure("Dask", share, shares, unit="%", below=SMALL))
    walls = _in_ms([dask.wall_s - local.wall_s for local, dask in pairs])
    elapsed = f"{what}: elapsed, Dask above local"
    return [*found, Figure("Dask", elapsed, walls, unit="ms a call")]


def _in_ms(seconds: Sequence[float]) -> tuple[float, ...]:
    return tuple(1000 * one for one in seconds)


def _pair(work: Work, path: str, workers: int, calls: int, *, swapped: bool) -> tuple[_Cost, _Cost]:
    """Measure the local engine and Dask, one after the other, in either order."""
    engines = [partial(engine, work, workers) for engine in (_processes, _cluster)]
    order = (1, 0) if swapped else (0, 1)
    costs = {i: _cost(engines[i], path, 2 * workers, calls) for i in order}
    return costs[0], costs[1]


@contextlib.contextmanager
def _processes(work: Work, workers: int) -> Iterator[Engine]:
    yield LocalEngine(work, workers=workers, limit_s=LIMIT_S)


@contextlib.contextmanager
def _cluster(work: Work, workers: int) -> Iterator[Engine]:
    from distributed import LocalCluster

    with LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster:
        yield DaskEngine(work, scheduler=str(cluster.scheduler_address), limit_s=LIMIT_S)


def _cost(
    engine: Callable[[], AbstractContextManager[Engine]], path: str, few: int, calls: int
) -> _Cost:
    """Measure what a call costs more: a run of many calls, less one of few."""
    costs = []
    for n in (few, few + calls):
        with engine() as workers:
            before, began = _cpu_s(), time.perf_counter()
            outcomes = workers.run(_jobs(n, path), stop=threading.Event())
            for _ in range(n):
                _check(next(outcomes))
            costs.append((_cpu_s() - before, time.perf_counter() - began))
            outcomes.close()
    (cpu_few, wall_few), (cpu_many, wall_many) = costs
    return _Cost((cpu_many - cpu_few) / calls, (wall_many - wall_few) / calls)


def _cpu_s() -> float:
    """Return the CPU time of this process and all that it started and that still run."""
    me = psutil.Process()
    times = [one.cpu_times() for one in (me, *me.children(recursive=True))]
    return float(sum(one.user + one.system for one in times))


def _jobs(n: int, path: str) -> list[Job]:
    info = CallInfo(agent="100", queue="service")
    return [Job(str(i), Task(f"{i}.wav", info, path=path)) for i in range(n)]


def _short(folder: Path) -> str:
    """Write the beginning of a sample call."""
    recording = voicecheck.load(goldens.SAMPLES / goldens.CALLS[0])
    rate = recording.sample_rate
    path = folder / "short.wav"
    soundfile.write(path, recording.samples[:, : round(REAL_S * rate)].T, rate)
    return str(path)


def _check(outcome: Outcome) -> None:
    assert isinstance(outcome.answer.value, Done), outcome.answer.failure


def _busy(_task: object, *, answer: str, work_s: float) -> Done:
    """Work for so much CPU time, and answer as a call does."""
    done = _read(answer)
    end = time.process_time() + work_s
    while time.process_time() < end:
        pass
    return done


@cache
def _read(path: str) -> Done:
    done: Done = pickle.loads(Path(path).read_bytes())
    return done


def _real_answer() -> Done:
    """Return what a worker sends back of a sample call, its conversation as well."""
    name = goldens.CALLS[0]
    _, words = goldens.read_words()
    heard = voicecheck.analyze(
        voicecheck.load(goldens.SAMPLES / name), transcriber=goldens.KeptWords(words[name])
    )
    conversation = json.dumps(to_dict(heard.conversation), ensure_ascii=False)
    return Done(heard.features, voicecheck.judge(heard.features), conversation, None)


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--repetitions", type=int, default=3)
    given = parser.parse_args()
    for one in measure(given.repetitions, quick=given.quick):
        values = " ".join(f"{value:.4g}" for value in one.values)
        print(f"{one.code} {one.what}: {one.median:.4g} {one.unit} ({values})", flush=True)


if __name__ == "__main__":
    # Workers look the stand-in up by its module, which is not this one's name now.
    from benchmarks.speed import dask

    dask.main()
