"""Try damaged and hostile files by the ten thousand.

    python -m benchmarks.fuzz                        50,000 inputs, all cores
    python -m benchmarks.fuzz --seconds 60           a slice, for CI
    python -m benchmarks.fuzz --seed 7 --only 123    one input again, its file kept with --save

Every input follows from seed and number alone. Each must give a recording (or rows, or settings) or
an error of ours with a reason and a remedy in two languages, within --limit-s and --memory-mib.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.fuzz import seeds, target
from benchmarks.fuzz.child import NOISE_FILE

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
START_S = 60.0  # the child builds all its seeds first
SLOW_S = 2.0
Answer = dict[str, Any]


@dataclass(slots=True)
class Found:
    """What came of all inputs so far."""

    outcomes: Counter[str] = field(default_factory=Counter)
    faults: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    n_slow: int = 0
    slowest: tuple[float, int] = (0.0, -1)
    largest_mib: tuple[int, int] = (0, -1)
    n: int = 0

    def add(self, number: int, answer: Answer) -> None:
        self.n += 1
        self.slowest = max(self.slowest, (answer.get("seconds", 0.0), number))
        self.n_slow += answer.get("seconds", 0.0) > SLOW_S
        # Peaks only grow within a process: the first that reaches one made it.
        self.largest_mib = max(
            self.largest_mib, (answer.get("mib", 0), number), key=lambda peak: peak[0]
        )
        if "fault" in answer:
            self.outcomes[f"{answer.get('kind', '?')}: FAULT"] += 1
            self.faults[f"{answer['fault']}: {answer['what']}"].append(number)
        else:
            self.outcomes[f"{answer['kind']}: {answer['outcome']}"] += 1


class Child:
    """One process that tries inputs, started anew when it is gone."""

    def __init__(self, folder: Path, options: argparse.Namespace) -> None:
        self._folder, self._options = folder, options
        folder.mkdir()
        self._process: subprocess.Popen[bytes] | None = None

    def try_(self, number: int) -> Answer:
        process = self._process or self._start()
        assert process.stdin is not None
        process.stdin.write(f"{number}\n".encode())
        process.stdin.flush()
        line = _line(process, self._options.limit_s)
        if not line:
            code = self.close()
            if line is None:
                what = f"no answer within {self._options.limit_s:g} s"
                return {"fault": "hang", "what": what, "seconds": self._options.limit_s}
            return {"fault": "death", "what": f"exit status {code}"}
        answer: Answer = json.loads(line)
        if answer["mib"] > self._options.memory_mib // 2:
            self.close()  # peaks only grow: a fresh process tells the next one's
        return answer

    def _start(self) -> subprocess.Popen[bytes]:
        with (self._folder / NOISE_FILE).open("wb") as noise:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "benchmarks.fuzz.child", str(self._folder),
                 str(self._options.seed), str(self._options.memory_mib)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=noise, bufsize=0,
                start_new_session=True, cwd=ROOT,
                env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            )  # fmt: skip
        if _line(self._process, START_S) != b"ready\n":
            raise SystemExit((self._folder / NOISE_FILE).read_text(errors="replace"))
        return self._process

    def close(self) -> int | None:
        """End the process and what it started; return how it had ended before, if it had."""
        if self._process is None:
            return None
        with self._process as process, contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        self._process = None
        return process.returncode


def _line(process: subprocess.Popen[bytes], limit_s: float) -> bytes | None:
    """Read a line; None where none comes in time, empty where the process is gone."""
    assert process.stdout is not None
    until = time.monotonic() + limit_s
    line = b""
    while not line.endswith(b"\n"):
        ready, _, _ = select.select([process.stdout], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            return None
        piece = os.read(process.stdout.fileno(), 1 << 16)
        if not piece:
            return b""
        line += piece
    return line


def fuzz(options: argparse.Namespace) -> Found:
    found, lock = Found(), threading.Lock()
    numbers = _numbers(options)

    def work(folder: Path) -> None:
        child = Child(folder, options)
        try:
            while True:
                with lock:
                    number = next(numbers, None)
                if number is None:
                    return
                answer = child.try_(number)
                with lock:
                    found.add(number, answer)
                    if "fault" in answer:
                        _keep(options, number, answer)
        finally:
            child.close()

    with tempfile.TemporaryDirectory(prefix="voicecheck-fuzz-") as folder:
        threads = [
            threading.Thread(target=work, args=(Path(folder) / str(k),))
            for k in range(options.workers)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return found


def _numbers(options: argparse.Namespace) -> Iterator[int]:
    if options.only is not None:
        yield options.only
        return
    started = time.monotonic()
    for number in range(options.first, options.first + options.inputs):
        if options.seconds and time.monotonic() - started > options.seconds:
            return
        yield number


def _keep(options: argparse.Namespace, number: int, answer: Answer) -> None:
    again = f"python -m benchmarks.fuzz --seed {options.seed} --only {number}"
    print(f"{answer['fault']}: {answer['what']}\n    {again}", flush=True)
    if options.save:
        one = target.make(seeds.build(), options.seed, number)
        options.save.mkdir(parents=True, exist_ok=True)
        suffix = Path(one.name).suffix[:12]
        (options.save / f"{options.seed}-{number}-{one.kind}{suffix}").write_bytes(one.data)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=50_000)
    parser.add_argument("--seconds", type=float, default=0.0, help="stop after that; 0: never")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first input")
    parser.add_argument("--only", type=int, help="number of the one input to try")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--limit-s", type=float, default=20.0, help="for one input")
    parser.add_argument("--memory-mib", type=int, default=1024, help="beyond what is in use idle")
    parser.add_argument("--save", type=Path, help="folder for inputs that went wrong")
    options = parser.parse_args(arguments)
    started = time.monotonic()
    found = fuzz(options)
    took_s = time.monotonic() - started
    rate = found.n / took_s
    print(f"{found.n} inputs in {took_s:.0f} s, {rate:.0f} a second, seed {options.seed}")
    for outcome, n in sorted(found.outcomes.items()):
        print(f"  {n:6d}  {outcome}")
    slowest_s, number = found.slowest
    print(f"slowest: {slowest_s:.2f} s (input {number}); slower than {SLOW_S:g} s: {found.n_slow}")
    print(f"memory beyond idle: {found.largest_mib[0]} MiB (input {found.largest_mib[1]})")
    for what, numbers in sorted(found.faults.items(), key=lambda item: -len(item[1])):
        print(f"FAULT {len(numbers)} times, first input {numbers[0]}: {what}")
    return 1 if found.faults else 0


if __name__ == "__main__":
    sys.exit(main())
