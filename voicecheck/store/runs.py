"""Runs of the batch, and who works on which call: two runs on one store never do the same."""

from __future__ import annotations

import os
import platform
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from voicecheck.store import tables as t
from voicecheck.store.connect import in_transaction, read_only
from voicecheck.store.write import now_utc

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, Select

SILENT_S = 180  # a run without a sign of life for so long is dead, and its claims are free
COUNTS = ("n_found", "n_known", "n_duplicates", "n_waiting", "n_done", "n_failed")


def start_run(engine: Engine, *, folder: str, n_found: int) -> int:
    """Open a run; claims of dead runs go: of this machine's at once, of others' in time."""
    counts = dict.fromkeys(COUNTS, 0) | {"n_found": n_found}
    me = {"host": platform.node(), "pid": os.getpid()}

    def begin(connection: Connection) -> int:
        now = _now(connection)
        _end_dead(connection)
        connection.execute(delete(t.claims).where(t.claims.c.run_id.not_in(_living(now))))
        key = connection.execute(
            insert(t.runs).values(folder=folder, started_utc=now, alive_utc=now, **me, **counts)
        ).inserted_primary_key
        assert key is not None
        return int(key[0])

    return in_transaction(engine, begin)


def found_before(engine: Engine, folder: str) -> int:
    """Return how many recordings the last run over a folder found that found any."""
    r = t.runs.c
    query = select(r.n_found).where(r.folder == folder, r.n_found > 0).order_by(r.id.desc())
    with read_only(engine) as connection:
        return int(connection.execute(query.limit(1)).scalar() or 0)


def update_run(
    connection: Connection, run_id: int, *, counts: dict[str, int], ended: bool = False
) -> None:
    """Give a sign of life with the counts so far; the last one ends the run and frees it all."""
    now = _now(connection)
    values = {**counts, "alive_utc": now} | ({"ended_utc": now} if ended else {})
    connection.execute(update(t.runs).where(t.runs.c.id == run_id).values(**values))
    if ended:
        connection.execute(delete(t.claims).where(t.claims.c.run_id == run_id))


def claim(engine: Engine, sha256: str, *, run_id: int, analysis_key: str) -> bool:
    """Take a recording for this run."""
    r = t.recordings.c

    def take(connection: Connection) -> bool:
        holder = select(t.claims.c.run_id).where(t.claims.c.sha256 == sha256)
        if connection.execute(holder).first() is not None:
            _end_dead(connection)
        living = _living(_now(connection))
        free = or_(t.claims.c.run_id == run_id, t.claims.c.run_id.not_in(living))
        connection.execute(delete(t.claims).where(t.claims.c.sha256 == sha256, free))
        connection.execute(insert(t.claims).values(sha256=sha256, run_id=run_id))
        # Looked at with the claim in hand: before, another run might be storing it this moment.
        done = select(r.id).where(r.sha256 == sha256, r.analysis_key == analysis_key)
        if connection.execute(done).first() is None:
            return True
        release(connection, sha256)
        return False

    try:
        return in_transaction(engine, take)
    except IntegrityError:
        return False


def release(connection: Connection, sha256: str) -> None:
    """Give a recording back: it is done, or has failed."""
    connection.execute(delete(t.claims).where(t.claims.c.sha256 == sha256))


def _now(connection: Connection) -> datetime:
    """Return the time by the clock that all runs on a store share: a server's own."""
    if connection.dialect.name != "postgresql":
        return now_utc()
    now: datetime = connection.execute(select(func.timezone("UTC", func.now()))).scalar_one()
    return now.replace(microsecond=0)


def _end_dead(connection: Connection) -> None:
    """End the runs of this machine whose process is gone."""
    r = t.runs.c
    begun = select(r.id, r.pid).where(r.ended_utc.is_(None), r.host == platform.node())
    for run_id, pid in connection.execute(begun).all():
        if not _runs(int(pid)):
            ended = update(t.runs).where(r.id == run_id)
            connection.execute(ended.values(ended_utc=_now(connection)))


def _living(now: datetime) -> Select[tuple[int]]:
    """Select the runs that gave a sign of life lately; one from the future is no such sign.

    It was given before the clock was set back, and whoever lives gives another in half a minute.
    """
    silent = timedelta(seconds=SILENT_S)
    lately = t.runs.c.alive_utc.between(now - silent, now + silent)
    return select(t.runs.c.id).where(t.runs.c.ended_utc.is_(None), lately)


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
