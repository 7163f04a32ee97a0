"""B8: what the store costs where it holds few calls and where it holds many.

python -m benchmarks.speed.store [--quick] [--repetitions 3] [--few 10000] [--many 300000]
    [--folder /tmp/FOLDER]

Two stores of the same night, one of many more nights than the other, are asked and written in turn:
a cost that is flat gives 1. With a folder the stores stay there, and are there the next time.
Without PostgreSQL's programs SQLite alone is measured.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import json
import os
import shutil
import tempfile
import threading
import time
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, func, select
from sqlalchemy.pool import NullPool

from benchmarks.speed.figure import Figure
from benchmarks.speed.filled_store import CONFIG, Filled, bytes_per_call, fill, know, made
from benchmarks.speed.postgres import program, server
from voicecheck.batch.engine import Job, Outcome, run_job
from voicecheck.batch.prepare import BatchOptions, Prepared, prepare
from voicecheck.batch.rejudge import rejudge
from voicecheck.batch.run import run_batch
from voicecheck.batch.sources import Source
from voicecheck.batch.worker import Done, Task
from voicecheck.config import Config
from voicecheck.monitoring.drift import alarms
from voicecheck.monitoring.morning import collect
from voicecheck.report.html.morning import render_morning
from voicecheck.store import tables as t
from voicecheck.store.cards import stored
from voicecheck.store.connect import open_store, read_only
from voicecheck.store.forget import purge
from voicecheck.store.sqlite import settle
from voicecheck.store.write import now_utc

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

    from sqlalchemy import Engine

FEW, MANY = 10_000, 300_000
NIGHTS = 40  # of the smaller store: the morning page looks four weeks back, alarms five
FILES = 50_000
WRITTEN = 50  # calls a repetition
OLD = 1_700_000_000  # changed long ago: nothing that is still being written
FLAT = 1.25  # at most so much of the smaller store's cost


class _Enough(Exception):
    """A slice has been judged again."""


class _Here:
    """An engine whose work is done already."""

    def run(self, jobs: Iterable[Job], *, stop: threading.Event) -> Generator[Outcome]:
        for job in jobs:
            yield Outcome(job.key, run_job(partial(_done, job.key), job.payload))


def _done(sha256: str, task: object) -> Done:
    assert isinstance(task, Task)
    entry = made()[int(sha256, 16) % len(made())]
    source = replace(entry.features.source, sha256=sha256, path=task.shown)
    features = replace(entry.features, source=source)
    return Done(features, replace(entry.card, source=source), None, None)


def measure(
    n: int,
    *,
    quick: bool,
    few: int = FEW,
    many: int = MANY,
    files: int = FILES,
    folder: Path | None = None,
    kinds: Sequence[str] = (),
) -> list[Figure]:
    """Measure both databases, the store of few calls and that of many in turn."""
    if quick:
        few, many, files = 200, 1000, 500
    made()  # takes as long as two calls do
    with contextlib.ExitStack() as stack:
        work = folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vc-store-")))
        known, new = (_folder(work / name, files) for name in ("known", "new"))
        found: list[Figure] = []
        for kind in kinds or (("SQLite", "PostgreSQL") if program("initdb") else ("SQLite",)):
            address = stack.enter_context(_addresses(kind, work))
            pair = [_filled(address(size), size, few // NIGHTS, known) for size in (few, many)]
            found += _compare(kind, pair, n, known, new, work)
    return found


def _compare(
    kind: str, pair: list[Filled], n: int, known: Path, new: Path, work: Path
) -> list[Figure]:
    took: dict[str, tuple[list[float], list[float]]] = {}
    for i in range(n):
        for which in (0, 1) if i % 2 == 0 else (1, 0):
            for what, seconds in _costs(pair[which], known, new, work):
                took.setdefault(what, ([], []))[which].append(seconds)
    found = []
    sizes = f"{pair[1].n:,} ÷ {pair[0].n:,} calls"
    for what, (small, large) in took.items():
        ratios = tuple(b / a for a, b in zip(small, large, strict=True))
        found.append(Figure("B8", f"{kind}, {what}: {sizes}", ratios, below=FLAT))
        found.append(Figure("B8", f"{kind}, {what} at {pair[1].n:,}", tuple(large), unit="s"))
    for filled in pair:
        size = bytes_per_call(filled.address)
        found.append(Figure("B8", f"{kind}, a call at {filled.n:,}", (size,), unit="bytes"))
    return found


def _open_plan(folder: Path, filled: Filled) -> None:
    _prepared(folder, filled).context.store.dispose()


def _costs(filled: Filled, known: Path, new: Path, work: Path) -> Iterator[tuple[str, float]]:
    """Yield what is done with a store, and how long it took."""
    engine = open_store(filled.address)
    with read_only(engine) as connection:
        night = connection.execute(
            select(func.max(t.runs.c.id)).where(t.runs.c.host == "h")
        ).scalar()
        moment = connection.execute(select(func.min(t.recordings.c.started_at))).scalar_one()
    engine.dispose()
    assert night is not None
    fresh = _folder(work / f"night-{os.urandom(4).hex()}", WRITTEN)
    nightly = _prepared(fresh, filled)
    yield (
        "a call written",
        _timed(
            lambda: run_batch(
                nightly.context, nightly.plan, _Here(), stop=threading.Event(), tell=lambda *_: None
            )
        )
        / len(nightly.plan.todo),
    )
    nightly.context.store.dispose()
    shutil.rmtree(fresh)
    for what, folder in (("known", known), ("new", new)):
        yield (
            f"plan of {len(os.listdir(folder)):,} {what} files",
            _timed(partial(_open_plan, folder, filled)),
        )
    engine = open_store(filled.address)
    yield "alarms", _timed(lambda: alarms(engine))
    yield "morning page", _timed(lambda: _morning(engine, night))
    yield "judging 200 calls again", _timed(lambda: _judged_again(engine))
    yield (
        "a night's cards",
        _timed(
            lambda: sum(len(json.dumps(card, default=str)) for card in stored(engine, run_id=night))
        ),
    )
    kept = now_utc() - (moment.replace(hour=0, minute=0, second=0) + timedelta(days=1))
    gone: list[str] = []
    settle(engine)  # once a week the file is written anew: not this time

    def take_out() -> None:
        gone.extend(purge(engine, days=kept / timedelta(days=1)))
        settle(engine)

    seconds = _timed(take_out)
    assert gone
    yield "a call purged, with the oldest night", seconds / len(gone)
    engine.dispose()


def _prepared(folder: Path, filled: Filled) -> Prepared:
    return prepare(str(folder), filled.address, CONFIG, BatchOptions())


def _morning(engine: Engine, night: int) -> None:
    morning = collect(
        engine,
        run_id=night,
        judgement_key=_key(engine, "judgement_key"),
        lexicon_key=_key(engine, "lexicon_key"),
        alarms=(),
        has_page=lambda name: True,
    )
    render_morning(morning, lang="de", pages="pages")


def _key(engine: Engine, name: str) -> str:
    with read_only(engine) as connection:
        query = select(t.recordings.c[name]).order_by(t.recordings.c.id.desc()).limit(1)
        return str(connection.execute(query).scalar_one())


def _judged_again(engine: Engine) -> None:
    def tell(_: int) -> None:
        raise _Enough

    with contextlib.suppress(_Enough):
        rejudge(engine, Config(), baseline=lambda _: None, tell=tell)


def _timed(what: Callable[[], object]) -> float:
    gc.collect()
    began = time.perf_counter()
    what()
    return time.perf_counter() - began


def _folder(folder: Path, n: int) -> Path:
    """Write tiny files, named as FreePBX names them; each is another call."""
    folder.mkdir(parents=True, exist_ok=True)
    day = f"{now_utc() - timedelta(days=1):%Y%m%d}"
    for i in range(n):
        name = f"external-{i % 40}-0171555{i:05d}-{day}-091500-1773303302.{i}.wav"
        path = folder / name
        path.write_bytes(f"{folder.name} {i}".encode())
        os.utime(path, (OLD, OLD))
    return folder


@contextlib.contextmanager
def _addresses(kind: str, folder: Path) -> Iterator[Callable[[int], str]]:
    """Yield where the store of so many calls is."""
    if kind == "SQLite":
        yield lambda size: str(folder / f"{size}.db")
        return
    with server(folder / "postgres") as address:
        yield lambda size: _database(address, f"calls{size}")


def _database(server: str, name: str) -> str:
    engine = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        there = connection.exec_driver_sql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'")
        if there.first() is None:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
    return server.rpartition("/")[0] + f"/{name}"


def _filled(address: str, n: int, night: int, known: Path) -> Filled:
    """Return a store of so many calls; one that is there from the last time serves."""
    engine = open_store(address)
    with read_only(engine) as connection:
        # Written last: a store whose filling was broken off has none.
        there = connection.execute(select(func.count()).select_from(t.failures)).scalar_one()
    engine.dispose()
    if there:
        return Filled(address, n, night)
    filled = fill(address, n, night=night)
    know(address, Source(str(known)).find())
    return filled


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--repetitions", type=int, default=3)
    parser.add_argument("--few", type=int, default=FEW)
    parser.add_argument("--many", type=int, default=MANY)
    parser.add_argument("--files", type=int, default=FILES)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--kind", action="append", choices=("SQLite", "PostgreSQL"))
    given = parser.parse_args()
    for one in measure(
        given.repetitions, quick=given.quick, few=given.few, many=given.many, files=given.files,
        folder=given.folder, kinds=given.kind or (),
    ):  # fmt: skip
        values = " ".join(f"{value:.4g}" for value in one.values)
        print(f"{one.code} {one.what}: {one.median:.4g} {one.unit} ({values})", flush=True)


if __name__ == "__main__":
    main()
