"""B4: what a second worker brings to a night.

A night of twice as many calls less a night of so many is what calls cost once the workers stand.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import soundfile
from joblib import cpu_count

from benchmarks.speed.call import DUAL
from benchmarks.speed.figure import Figure

CALL_S, N_CALLS = 100.0, 8
TARGETS = {2: 1.9, 4: 3.6}


def measure(n: int, *, quick: bool) -> list[Figure]:
    """Let batches of the same calls run with one worker and with more, a thread each."""
    seconds_of_call, n_calls = (12.0, 2) if quick else (CALL_S, N_CALLS)
    n_workers = [1, *(k for k in TARGETS if k <= cpu_count())]
    taken: dict[int, list[float]] = {k: [] for k in n_workers}
    whole: dict[int, list[float]] = {k: [] for k in n_workers}
    with tempfile.TemporaryDirectory() as folder:
        few, many = Path(folder) / "few", Path(folder) / "many"
        write_calls(few, seconds_of_call, n_calls)
        write_calls(many, seconds_of_call, 2 * n_calls)
        for repeat in range(n):
            for k in n_workers:
                seconds = [
                    night(calls, Path(folder) / f"{calls.name}_{repeat}_{k}.db", k)
                    for calls in (few, many)
                ]
                taken[k].append(seconds[1] - seconds[0])
                whole[k].append(seconds[1])
    found = []
    for k in n_workers[1:]:
        what = f"calls an hour with {k} workers ÷ with one"
        found += [
            Figure("B4", what, _ratios(taken[1], taken[k]), at_least=TARGETS[k]),
            Figure("B4", "the same, starting the workers counted", _ratios(whole[1], whole[k])),
        ]
    return found or [Figure("B4", f"{n_calls} calls with one worker", tuple(taken[1]), "s")]


def _ratios(one: list[float], more: list[float]) -> tuple[float, ...]:
    return tuple(a / b for a, b in zip(one, more, strict=True))


def write_calls(folder: Path, seconds: float, n: int) -> None:
    """Cut the sample call into calls that overlap."""
    folder.mkdir()
    samples, rate = soundfile.read(DUAL, dtype="int16")
    for i in range(n):
        first = round(i * (len(samples) - seconds * rate) / n)
        piece = samples[first : first + round(seconds * rate)]
        soundfile.write(folder / f"call_{i}.wav", piece, rate)


def night(calls: Path, store: Path, workers: int) -> float:
    """Return how many seconds a night takes."""
    command = [
        sys.executable,
        "-P",
        "-m",
        "voicecheck",
        "batch",
        str(calls),
        "--quiet",
        "--engine",
        "local",
    ]
    command += [
        "--store",
        f"sqlite:///{store}",
        "--workers",
        str(workers),
        "--report-language",
        "en",
    ]
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, cwd=calls.parent)
    if done.returncode > 1:
        raise RuntimeError(done.stderr)
    return time.perf_counter() - start
