"""Runs of the batch, and who works on which call: two runs on one store never do the same."""

from __future__ import annotations

import os
import platform
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from voicecheck.store import tables as t
from voicecheck.store.connect import in_transaction
from voicecheck.store.write import now_utc

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, Select

SILENT_S = 180  # a run without a sign of life for so long is dead, and its claims are free
COUNTS = ("n_found", "n_known", "n_duplicates", "n_waiting", "n_done", "n_failed")


def start_run(engine: Engine, *, folder: str, n_found: int) -> int:
    """Open a run; claims of dead runs go: of this machine's at once, of others' in time."""
    now = now_utc()
    counts = dict.fromkeys(COUNTS, 0) | {"n_found": n_found}
    me = {"host": platform.node(), "pid": os.getpid()}
    r = t.runs.c

    def begin(connection: Connection) -> int:
        begun = select(r.id, r.pid).where(r.ended_utc.is_(None), r.host == me["host"])
        for run_id, pid in connection.execute(begun).all():
            if not _runs(int(pid)):
                connection.execute(update(t.runs).where(r.id == run_id).values(ended_utc=now))
        connection.execute(delete(t.claims).where(t.claims.c.run_id.not_in(_living())))
        key = connection.execute(
            insert(t.runs).values(folder=folder, started_utc=now, alive_utc=now, **me, **counts)
        ).inserted_primary_key
        assert key is not None
        return int(key[0])

    return in_transaction(engine, begin)


def update_run(
    connection: Connection, run_id: int, *, counts: dict[str, int], ended: bool = False
) -> None:
    """Give a sign of life with the counts so far; the last one ends the run and frees it all."""
    now = now_utc()
    values = {**counts, "alive_utc": now} | ({"ended_utc": now} if ended else {})
    connection.execute(update(t.runs).where(t.runs.c.id == run_id).values(**values))
    if ended:
        connection.execute(delete(t.claims).where(t.claims.c.run_id == run_id))


def claim(engine: Engine, sha256: str, *, run_id: int, analysis_key: str) -> bool:
    """Take a recording for this run."""
    r = t.recordings.c

    def take(connection: Connection) -> bool:
        done = select(r.id).where(r.sha256 == sha256, r.analysis_key == analysis_key)
        if connection.execute(done).first() is not None:
            return False
        connection.execute(
            delete(t.claims).where(
                t.claims.c.sha256 == sha256,
                or_(t.claims.c.run_id == run_id, t.claims.c.run_id.not_in(_living())),
            )
        )
        connection.execute(insert(t.claims).values(sha256=sha256, run_id=run_id))
        return True

    try:
        return in_transaction(engine, take)
    except IntegrityError:
        return False


def release(connection: Connection, sha256: str) -> None:
    """Give a recording back: it is done, or has failed."""
    connection.execute(delete(t.claims).where(t.claims.c.sha256 == sha256))


def _living() -> Select[tuple[int]]:
    since = now_utc() - timedelta(seconds=SILENT_S)
    return select(t.runs.c.id).where(t.runs.c.ended_utc.is_(None), t.runs.c.alive_utc >= since)


def _runs(pid: int) -> bool:
    """Tell whether a process of this machine is running; where that cannot be asked, it is."""
    if os.name != "posix":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
