"""Taking things out again: one call, all of an agent, all that is too old.

What is taken out does not come back with the next night: the hash of its bytes stays behind. Pages
of the calls are named, for who wrote them to remove; `settle` comes after.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, delete, func, insert, or_, select

from voicecheck.store import tables as t
from voicecheck.store.connect import in_transaction, read_only
from voicecheck.store.tables import MOMENT
from voicecheck.store.write import now_utc

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement, Connection, Engine


def forget_call(engine: Engine, call: str) -> list[str]:
    """Forget a call by its content hash, call id, path or file name."""
    r, f = t.recordings.c, t.failures.c
    named = or_(r.sha256 == call, r.call_id == call, _ends(r.path, call))
    return _forget(engine, named, or_(f.sha256 == call, _ends(f.path, call)))


def _ends(path: ColumnElement[str], call: str) -> ColumnElement[bool]:
    """Compare a path with another, or with its end; LIKE takes "_" for any letter."""
    tail = f"/{call}"
    return or_(path == call, func.substr(path, func.length(path) - len(tail) + 1) == tail)


def forget_agent(engine: Engine, agent: str) -> list[str]:
    """Forget all calls and reference values of an agent (name or pseudonym, as stored)."""
    where = t.baselines.c.who == agent
    in_transaction(engine, lambda connection: connection.execute(delete(t.baselines).where(where)))
    return _forget(engine, t.recordings.c.agent == agent, None)


@dataclass(frozen=True, slots=True)
class OldCalls:
    """How many calls a purge would take out, and from which days."""

    n: int
    first: date | None
    last: date | None


def old_calls(engine: Engine, *, days: int) -> OldCalls:
    """Look what a purge would take out."""
    before = now_utc() - timedelta(days=days)
    query = select(func.count(), func.min(MOMENT), func.max(MOMENT)).where(before > MOMENT)
    with read_only(engine) as connection:
        n, first, last = connection.execute(query).one()
    return OldCalls(n, first and first.date(), last and last.date())


def purge(engine: Engine, *, days: int) -> list[str]:
    """Forget calls that began (or, where that is unknown, were analysed) so many days ago."""
    before = now_utc() - timedelta(days=days)
    return _forget(engine, before > MOMENT, t.failures.c.failed_utc < before)


def _forget(
    engine: Engine, calls: ColumnElement[bool], failures: ColumnElement[bool] | None
) -> list[str]:

    def take_out(connection: Connection) -> list[tuple[str, str | None]]:
        rows = connection.execute(
            select(t.recordings.c.sha256, t.recordings.c.page).where(calls)
        ).all()
        if rows:
            # These and no others: what a run stores meanwhile would go without a note.
            gone = [{"gone": row.sha256} for row in rows]
            for table in (t.recordings, t.files, t.forgotten):
                connection.execute(delete(table).where(table.c.sha256 == bindparam("gone")), gone)
            now = now_utc()
            notes = [{"sha256": row.sha256, "forgotten_utc": now} for row in rows]
            connection.execute(insert(t.forgotten), notes)
        if failures is not None:
            connection.execute(delete(t.failures).where(failures))
        return [(row.sha256, row.page) for row in rows]

    rows = in_transaction(engine, take_out)
    return [str(row[1] or "") for row in rows]
