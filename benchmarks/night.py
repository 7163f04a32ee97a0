"""A night of generated calls, killed in the middle, resumed, and counted by query.

python -m benchmarks.night --work DIR [--calls 300] [--damaged 30] [--lines 14] [--store URL]
    [--kill 0.5] [--dask] [--same-as STORE] [-- OPTIONS]

Makes short calls of the shipped bank in ten formats, damaged files among them; runs ``voicecheck
batch`` on them, kills it with -9 half way, runs it again and once more, and prints what the store
says, the time it took, and the workers' memory over the run. With ``--dask`` a scheduler and two
workers do it, and one of the workers is killed instead. ``--same-as`` names the store of an earlier
night over the same calls: measures and verdicts are compared one by one. OPTIONS go to
``voicecheck batch``.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import psutil
import soundfile
from sqlalchemy import func, select

from benchmarks.calls.call import load_bank, put_together
from voicecheck.store import tables as t
from voicecheck.store.connect import open_store, read_only

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

    from benchmarks.calls.call import Script, Sound

RATE = 8000
LOOK_S = 2.0
FORMATS = (
    ("wav", "WAV", "PCM_16"), ("wav", "WAV", "ALAW"), ("wav", "WAV", "ULAW"),
    ("wav", "WAV", "PCM_U8"), ("wav", "WAV", "GSM610"), ("mp3", "MP3", "MPEG_LAYER_III"),
    ("flac", "FLAC", "PCM_16"), ("ogg", "OGG", "VORBIS"), ("opus", "OGG", "OPUS"),
    ("au", "AU", "ULAW"),
)  # fmt: skip


def make(folder: Path, *, calls: int, damaged: int, lines: int, seed: int = 1) -> None:
    """Write the calls, named as FreePBX names them: 12 extensions, two queues of eight weeks."""
    chance = random.Random(seed)
    banks = [load_bank("de"), load_bank("en")]
    for i in range(calls):
        script = chance.choice(banks)
        sound = put_together(_short(script, lines, chance), seed=i).samples
        suffix, kind, subtype = FORMATS[i % len(FORMATS)]
        week, day = divmod(i * 56 // calls, 7)
        clock = f"{8 + i % 9:02d}{chance.randrange(60):02d}00"
        date = f"2026{9 + (6 + 7 * week + day) // 30:02d}{1 + (6 + 7 * week + day) % 30:02d}"
        name = f"external-{101 + i % 12}-0171555{i:04d}-{date}-{clock}-{1772000000 + i}.{i}"
        path = folder / f"week{week}" / f"{name}.{suffix}"
        path.parent.mkdir(parents=True, exist_ok=True)
        if i < damaged:
            path.write_bytes(_damaged(i, sound, chance))
            continue
        mono = subtype == "GSM610" or chance.random() < 0.2
        soundfile.write(
            path, sound.mean(axis=1) if mono else sound, RATE, format=kind, subtype=subtype
        )


def _short(script: Script, lines: int, chance: random.Random) -> Script:
    first = script.lines[:lines]
    return replace(
        script,
        lines=tuple(
            replace(line, gap_s=line.gap_s + chance.uniform(0, 0.2))
            if line.kind != "backchannel"
            else line
            for line in first
        ),
    )


def _damaged(i: int, sound: Sound, chance: random.Random) -> bytes:
    """Return one of six kinds of broken files, each different from the next."""
    tag = f"{i:05d}".encode()
    header = (
        b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00@\x1f\x00\x00\x80>\x00\x00"
    )
    return (
        b"",
        chance.randbytes(200 + i),
        b"not a recording " + tag,
        header + b"\x02\x00\x10\x00data\x00\x00\x00\x00" + tag,
        b"<html>403 Forbidden " + tag + b"</html>",
        b"RIFF" + tag,
    )[i % 6]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--calls", type=int, default=300)
    parser.add_argument("--damaged", type=int, default=30)
    parser.add_argument("--lines", type=int, default=14, help="utterances of a call")
    parser.add_argument("--store", default="")
    parser.add_argument("--kill", type=float, default=0.5, help="share of the calls; 0: never")
    parser.add_argument("--dask", action="store_true", help="two workers, one of them killed")
    parser.add_argument("--same-as", default="", help="store of the same calls to compare with")
    args, options = parser.parse_known_args()
    folder = args.work / "in"
    if not folder.exists():
        make(folder, calls=args.calls, damaged=args.damaged, lines=args.lines)
    old = time.time() - 3600
    for path in folder.rglob("*.*"):
        os.utime(path, (old, old))
    store = args.store or str(args.work / "calls.db")
    command = [sys.executable, "-m", "voicecheck", "batch", str(folder), "--store", store,
               *(option for option in options if option != "--")]  # fmt: skip
    kill_at = round(args.kill * args.calls) if args.kill else None
    if args.dask:
        with cluster() as (address, victim):
            dask = [*command, "--engine", "dask", "--scheduler", address]
            night(dask, store, victim=victim, kill_at=kill_at)
    elif args.kill:
        night(command, store, kill_at=kill_at)
    night(command, store)
    night(command, store)
    report(open_store(store), args.calls, args.damaged)
    if args.same_as:
        compare(open_store(store), open_store(args.same_as, must_exist=True))


@contextmanager
def cluster() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Start a scheduler and two workers; yield the address and one of the workers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    scheduler = ["scheduler", "--host", "127.0.0.1", "--port", address.rpartition(":")[2]]
    worker = ["worker", address, "--nthreads", "1", "--no-nanny"]
    parts = [
        subprocess.Popen(
            [sys.executable, "-m", "dask", *command, "--no-dashboard"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for command in (scheduler, worker, worker)
    ]
    try:
        yield address, parts[-1]
    finally:
        for part in parts:
            part.kill()
            part.wait()


def night(
    command: list[str],
    store: str,
    *,
    victim: subprocess.Popen[bytes] | None = None,
    kill_at: int | None = None,
) -> None:
    """Run the batch once; kill it, or another process, once so many calls are stored."""
    began = time.monotonic()
    process = subprocess.Popen(command, start_new_session=True)
    seen: dict[int, list[float]] = {}
    engine = open_store(store)
    while process.poll() is None:
        time.sleep(LOOK_S)
        for child in _children():
            seen.setdefault(child[0], []).append(child[1])
        if kill_at is None or stored(engine) < kill_at:
            continue
        if victim is not None:
            victim.send_signal(signal.SIGKILL)
            print(f"a worker killed with {stored(engine)} calls stored")
            kill_at = None
        else:
            process.send_signal(signal.SIGKILL)
            process.wait()
            time.sleep(3)
            left = [pid for pid in seen if psutil.pid_exists(pid)]
            print(f"killed with {stored(engine)} calls stored; processes left: {len(left)}")
    print(f"exit {process.returncode} after {time.monotonic() - began:.0f} s")
    for pid, megabytes in seen.items():
        if max(megabytes) > 200:
            tenth = max(1, len(megabytes) // 10)
            early, late = np.median(megabytes[tenth : 3 * tenth + 1]), np.median(megabytes[-tenth:])
            print(f"worker {pid}: peak {max(megabytes):.0f} MB, early {early:.0f}, late {late:.0f}")


def _children() -> list[tuple[int, float]]:
    found = []
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            found.append((child.pid, child.memory_info().rss / (1 << 20)))
    return found


def stored(engine: Engine) -> int:
    with read_only(engine) as connection:
        return int(connection.execute(select(func.count()).select_from(t.recordings)).scalar_one())


def report(engine: Engine, calls: int, damaged: int) -> None:
    """Print what the store says, and stop with an error where something is lost or doubled."""
    r, s = t.recordings.c, t.results.c
    with read_only(engine) as connection:
        n, distinct, paths = connection.execute(
            select(func.count(), func.count(r.sha256.distinct()), func.count(r.path.distinct()))
        ).one()
        cards = connection.execute(
            select(s.code, func.count()).where(s.code.like("M%")).group_by(s.code)
        ).all()
        failed = connection.execute(
            select(t.failures.c.stage, func.count()).group_by(t.failures.c.stage)
        ).all()
        claims = connection.execute(select(func.count()).select_from(t.claims)).scalar_one()
        seconds = connection.execute(select(func.sum(r.seconds), func.sum(r.duration_s))).one()
        done = connection.execute(select(func.sum(t.runs.c.n_done))).scalar_one()
    print(f"recordings {n}, contents {distinct}, paths {paths}, claims left {claims}")
    print(f"analysed by all runs together {done}")
    print(f"results {dict(map(tuple, cards))}, failures {dict(map(tuple, failed))}")
    print(f"{seconds[1] / 3600:.2f} h of sound in {seconds[0] / 3600:.2f} h of work")
    assert n == distinct == paths == calls - damaged
    assert {count for _, count in cards} == {n}
    assert sum(count for _, count in failed) == damaged
    assert claims == 0
    assert done == n


def compare(engine: Engine, other: Engine) -> None:
    """Print how many measures and verdicts of two stores are the same; damaged files too."""
    r, m, s, f = t.recordings.c, t.measures.c, t.results.c, t.failures.c
    questions = {
        "measures": select(r.sha256, m.name, m.value).select_from(t.recordings.join(t.measures)),
        "verdicts": select(r.sha256, s.code, s.verdict).select_from(t.recordings.join(t.results)),
        "failures": select(f.path_key, f.stage, f.reason),
    }
    for name, question in questions.items():
        found = []
        for store in (engine, other):
            with read_only(store) as connection:
                found.append({tuple(row[:2]): row[2] for row in connection.execute(question)})
        same = sum(key in found[1] and found[1][key] == value for key, value in found[0].items())
        print(f"{name}: {same} of {len(found[0])} and {len(found[1])} are the same")


if __name__ == "__main__":
    main()
