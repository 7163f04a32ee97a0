"""B4: what a second worker brings to a night."""

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

CALL_S, N_CALLS = 50.0, 8
TARGETS = {2: 1.9, 4: 3.6}


def measure(n: int, *, quick: bool) -> list[Figure]:
    """Let batches of the same calls run with one worker and with more, a thread each."""
    seconds_of_call, n_calls = (12.0, 2) if quick else (CALL_S, N_CALLS)
    n_workers = [1, *(k for k in TARGETS if k <= cpu_count())]
    taken: dict[int, list[float]] = {k: [] for k in n_workers}
    with tempfile.TemporaryDirectory() as folder:
        calls = Path(folder) / "calls"
        calls.mkdir()
        write_calls(calls, seconds_of_call, n_calls)
        for repeat in range(n):
            for k in n_workers:
                store = Path(folder) / f"store_{repeat}_{k}.db"
                start = time.perf_counter()
                night(calls, store, k)
                taken[k].append(time.perf_counter() - start)
    return [
        Figure(
            "B4",
            f"calls an hour with {k} workers ÷ with one",
            tuple(one / more for one, more in zip(taken[1], taken[k], strict=True)),
            at_least=TARGETS[k],
        )
        for k in n_workers[1:]
    ] or [Figure("B4", "night with one worker", tuple(taken[1]), "s")]


def write_calls(folder: Path, seconds: float, n: int) -> None:
    """Cut the sample call into calls that overlap."""
    samples, rate = soundfile.read(DUAL, dtype="int16")
    for i in range(n):
        first = round(i * (len(samples) - seconds * rate) / n)
        piece = samples[first : first + round(seconds * rate)]
        soundfile.write(folder / f"call_{i}.wav", piece, rate)


def night(calls: Path, store: Path, workers: int) -> None:
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
    done = subprocess.run(command, capture_output=True, text=True, cwd=calls.parent)
    if done.returncode > 1:
        raise RuntimeError(done.stderr)
