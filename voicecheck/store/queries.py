"""What analysts ask of a store, as SELECTs: a table's rows beside what is known about the call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, func, select

from voicecheck.store import tables as t
from voicecheck.store.views import as_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

_CALL = ("path", "agent", "queue", "direction", "started_at", "language")


def calls(connection: Connection) -> Select[Any]:
    """Ask for a row per call."""
    source = as_table(connection, "calls")
    return select(source).order_by(source.c.recording_id)


def findings(_connection: Connection) -> Select[Any]:
    """Ask for what stands out, worst first, each with the first place to listen to."""
    r, e = t.results.c, t.evidence.c
    first = (
        select(e.recording_id, e.code, func.min(e.position).label("position"))
        .where(e.start_s.is_not(None))
        .group_by(e.recording_id, e.code)
        .subquery()
    )
    at = [one.recording_id == r.recording_id for one in (first.c, e)]
    return (
        _beside_the_call(
            r.code.label("check"), r.name, r.verdict, r.severity, r.confidence, r.finding, r.advice,
            e.start_s, e.end_s, func.coalesce(e.words, e.quote).label("quote"),
        )
        .join(t.results, r.recording_id == t.recordings.c.id)
        .outerjoin(first, at[0] & (first.c.code == r.code))
        .outerjoin(
            t.evidence, at[1] & (e.code == r.code) & (e.position == first.c.position)
        )
        .where(r.verdict.in_(("warn", "fail")))
        .order_by(r.severity.desc(), r.confidence.desc(), r.recording_id, r.code)
    )  # fmt: skip


def measures(_connection: Connection, names: Sequence[str]) -> Select[Any]:
    """Ask for measures, all of them or some."""
    m = t.measures.c
    query = _beside_the_call(
        m.name.label("measure"), m.value, m.unit, m.n, m.n_unit, m.method, m.reason
    ).join(t.measures, m.recording_id == t.recordings.c.id)
    chosen = query.where(m.name.in_(names)) if names else query
    return chosen.order_by(m.recording_id, m.id)


def failures(_connection: Connection) -> Select[Any]:
    """Ask for the files without a card."""
    f = t.failures.c
    return select(
        f.path, f.stage, f.reason, f.transient, f.attempts, f.failed_utc, f.run_id
    ).order_by(f.failed_utc, f.path)


def _beside_the_call(*columns: Any) -> Select[Any]:
    known = [t.recordings.c[name] for name in _CALL]
    return select(t.recordings.c.id.label("recording_id"), *known, *columns).select_from(
        t.recordings
    )
