"""Nights with stand-in work: `python -m tests.faults FOLDER STORE ...` is `voicecheck batch` with it.

Everything is real but the listening: processes, signals, store, folder. What a call's name says
happens to it: `die-` kills its worker, `slow-` takes a second, `memory-` has none left.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import json
import os
import signal
import subprocess
import sys
import time
import wave
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from sqlalchemy import create_engine, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from tests.made_features import features
from voicecheck.api import judge
from voicecheck.batch.engine import Engine as Workers
from voicecheck.batch.local import LocalEngine
from voicecheck.batch.worker import Done, Task, Unusable, unreadable
from voicecheck.errors import AudioError
from voicecheck.store import tables as t
from voicecheck.store.connect import open_store, read_only
from voicecheck.types.hashing import file_sha256
from voicecheck.types.judgement import Scorecard

ROOT = Path(__file__).parent.parent
OLD = 1_700_000_000  # changed long ago: nothing that is still being written
PATIENCE_S = 120


def make_calls(folder: Path, n: int, *, start: int = 0, name: str = "call") -> list[Path]:
    """Write recordings of a tenth of a second, each with sound of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for i in range(start, start + n):
        path = folder / f"{name}-{i:05d}.wav"
        with wave.open(str(path), "wb") as file:
            file.setparams((2, 2, 8000, 0, "NONE", ""))
            file.writeframes(i.to_bytes(4, "little") * 800)
        os.utime(path, (OLD, OLD))
        made.append(path)
    return made


def hear(task: object, *, page: bool = False, takes_s: float = 0.0) -> Done | Unusable:
    """Do what the name of a call says; the same card for all."""
    assert isinstance(task, Task)
    kind = Path(task.path).name.partition("-")[0]
    time.sleep(1.0 if kind == "slow" else takes_s)
    if kind == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if kind == "memory":
        raise MemoryError
    from voicecheck import api

    try:
        recording = api.load(task.path)
    except AudioError as error:
        return unreadable(error)
    heard = features()
    source = replace(heard.source, path=task.shown, sha256=recording.source.sha256)
    html = "<p>page</p>" * 400 if page else None
    return Done(replace(heard, source=source), _card(), None, html)


@functools.cache
def _card() -> Scorecard:
    return judge(features())


@dataclass(frozen=True)
class Night:
    """How a night ended."""

    code: int
    said: str  # standard error
    summary: str  # standard output

    @property
    def lines(self) -> list[str]:
        return self.said.splitlines()

    @property
    def faults(self) -> list[str]:
        """What was said, but for waits for a store: a busy machine commits slowly."""
        return [line for line in self.lines if "in die Ablage ließ sich" not in line]


@contextlib.contextmanager
def night(
    folder: Path | str,
    store: Path | str,
    *options: str | Path,
    workers: int = 1,
    takes_s: float = 0.0,
    stderr: int = subprocess.PIPE,
    settings: Mapping[str, float] | None = None,
) -> Iterator[subprocess.Popen[str]]:
    """Start `voicecheck batch` with stand-in work; whatever happens, it is ended.

    `settings` are figures of voicecheck's modules, by their full names: no test waits for minutes.
    """
    command = [
        sys.executable, "-P", "-m", "tests.faults",
        str(folder), "--store", str(store), "--transcriber", "sidecar", "--workers", str(workers),
        *map(str, options),
    ]  # fmt: skip
    how = json.dumps({"takes_s": takes_s, "settings": dict(settings or {})})
    german = {"LC_ALL": "C.UTF-8"}  # whatever the machine speaks
    environment = os.environ | german | {"PYTHONPATH": str(ROOT), "NIGHT": how}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=stderr, text=True, env=environment, cwd="/"
    ) as running:
        try:
            yield running
        finally:
            running.kill()


def ended(running: subprocess.Popen[str]) -> Night:
    """Wait for the end of a night."""
    out, err = running.communicate(timeout=PATIENCE_S)
    return Night(running.returncode, err or "", out)


def whole_night(
    folder: Path | str, store: Path | str, *options: str | Path, **how: object
) -> Night:
    """Run a night from its beginning to its end."""
    with night(folder, store, *options, **how) as running:  # type: ignore[arg-type]
        return ended(running)


@dataclass(frozen=True)
class Count:
    """What a store holds of the recordings in a folder."""

    there: int
    stored: int
    lost: int  # given up: what no night would do again
    doubled: int  # stored or heard more than once
    failed: int
    claims: int


def count(folder: Path, store: Path | str) -> Count:
    """Hold a store against a folder."""
    contents = Counter(file_sha256(path) for path in folder.rglob("*.wav"))
    engine = open_store(store, must_exist=True)
    try:
        with read_only(engine) as connection:
            stored = Counter(connection.execute(select(t.recordings.c.sha256)).scalars())
            failures = connection.execute(select(t.failures.c.sha256, t.failures.c.transient)).all()
            claims = connection.execute(select(func.count()).select_from(t.claims)).scalar_one()
            heard = connection.execute(select(func.sum(t.runs.c.n_done))).scalar_one()
    finally:
        engine.dispose()
    given_up = [sha256 for sha256, transient in failures if not transient]
    return Count(
        there=len(contents),
        stored=len(stored),
        lost=len(set(given_up) & set(contents)),
        doubled=max(stored.total() - len(stored), int(heard or 0) - len(stored)),
        failed=len(failures),
        claims=int(claims),
    )


def stored(store: Path | str) -> int:
    """Return how many calls a store holds: none before it is made, which opening it would do."""
    address = str(store) if "://" in str(store) else f"sqlite:///file:{store}?mode=ro&uri=true"
    engine = create_engine(address, poolclass=NullPool)
    with contextlib.suppress(DBAPIError), engine.connect() as connection:
        query = select(func.count()).select_from(t.recordings)
        return int(connection.execute(query).scalar_one())
    return 0


def until(what: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE_S
    while not what():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.1)


def main() -> None:
    """Run the command line with stand-in work."""
    from voicecheck import cli
    from voicecheck.cli import batch

    how = json.loads(os.environ["NIGHT"])
    for name, value in how["settings"].items():
        module, _, figure = name.rpartition(".")
        assert hasattr(importlib.import_module(module), figure), name
        setattr(importlib.import_module(module), figure, value)

    def workers(
        _name: str, options: object, workers: int, limit_s: float, _scheduler: str
    ) -> Workers:
        page = bool(getattr(options, "audio", ""))
        # By its own name: workers know nothing of the script that starts a run.
        hearing = importlib.import_module("tests.faults").hear
        work = partial(hearing, page=page, takes_s=how["takes_s"])
        return LocalEngine(work, workers=workers, limit_s=limit_s)

    batch._engine = workers  # type: ignore[assignment]
    sys.argv.insert(1, "batch")
    cli.main()


if __name__ == "__main__":
    main()
