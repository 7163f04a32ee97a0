"""The process in which inputs are tried: it may be held up, run out of memory, or die."""

from __future__ import annotations

import json
import os
import re
import resource
import sys
import time
import traceback
from pathlib import Path
from typing import Any

from benchmarks.fuzz import seeds, target
from voicecheck.errors import VoicecheckError

NOISE_FILE, INPUTS = "stderr", "inputs"


def main(folder: Path, seed: int, memory_mib: int) -> None:
    """Read the numbers of inputs from stdin, answer each with a line of JSON."""
    all_seeds = seeds.build()
    (folder / INPUTS).mkdir(exist_ok=True)
    noise = folder / NOISE_FILE
    target.run(target.Input("sound", "warm.wav", all_seeds[0].data), folder / INPUTS)
    target.run(target.Input("sound", "warm.mp3", all_seeds[45].data), folder / INPUTS)
    before_mib = _peak_mib()
    used = _address_space()
    resource.setrlimit(resource.RLIMIT_AS, (used + (memory_mib << 20),) * 2)
    # What libraries print is noise, wherever they print it; answers have a way of their own.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    print("ready", file=answers, flush=True)
    for line in sys.stdin:
        one = target.make(all_seeds, seed, int(line))
        heard = noise.stat().st_size
        answer: dict[str, Any] = {"kind": one.kind, "bytes": len(one.data)}
        started = time.perf_counter()
        try:
            answer["outcome"] = target.run(one, folder / INPUTS)
        except target.Fault as fault:
            answer |= {"fault": "result", "what": str(fault)}
        except MemoryError:
            answer |= {"fault": "memory", "what": _where()}
        except VoicecheckError as error:
            answer |= {"fault": "wrong error", "what": f"{type(error).__name__}: {_where()}"}
        except Exception as error:
            answer |= {"fault": "exception", "what": f"{type(error).__name__}: {_where()}"}
        answer["seconds"] = time.perf_counter() - started
        answer["mib"] = _peak_mib() - before_mib
        sys.stderr.flush()
        if noise.stat().st_size > heard and "fault" not in answer:
            with noise.open("rb") as file:
                file.seek(heard)
                words = file.read().decode(errors="replace").strip()
            answer |= {"fault": "noise", "what": same(words.rpartition("\n")[2][:120])}
        print(json.dumps(answer), file=answers, flush=True)


def _where() -> str:
    """Name the last line of ours and the last of all in the traceback of the error at hand."""
    _kind, error, trace = sys.exc_info()
    frames = traceback.extract_tb(trace)
    ours = [frame for frame in frames if "/voicecheck/" in frame.filename] or frames
    last = ours[-1]
    words = same(str(error))[:80]
    return f"{Path(last.filename).name}:{last.lineno} {last.name} <- {frames[-1].name}: {words!r}"


def same(words: str) -> str:
    """Leave out figures and addresses: they differ from input to input, the fault is one."""
    return re.sub(r"0x[0-9a-f]+|\d+", "#", words)


def _peak_mib() -> int:
    """Return the most memory of this process and of those that it started and still has."""
    children = Path("/proc/self/task").glob("*/children")
    pids = ["self", *(pid for file in children for pid in file.read_text().split())]
    return sum(map(_peak_kib, pids)) >> 10


def _peak_kib(pid: str) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:  # it has just ended
        return 0
    found = re.search(r"^VmHWM:\s*(\d+) kB", status, re.MULTILINE)
    return int(found[1]) if found else 0


def _address_space() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * resource.getpagesize()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
