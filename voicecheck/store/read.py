"""What is asked of a store: rows as mappings, documents as nouns."""

from __future__ import annotations

import json
from statistics import median
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select

from voicecheck.features import Features
from voicecheck.store import tables as t
from voicecheck.store.connect import read_only
from voicecheck.store.views import VIEWS, as_table
from voicecheck.types.catalogue import CATALOGUE, FAMILIES
from voicecheck.types.codec import from_dict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Column, Connection, Engine

BATCH = 200  # rows held at once
AT_ONCE = 900  # values in one question


def analysis_keys(engine: Engine, sha256: Sequence[str]) -> dict[str, str]:
    """Return the analysis keys of those recordings that are stored, by content."""
    r = t.recordings.c
    rows = _of(engine, (r.sha256, r.analysis_key), r.sha256, sha256)
    return {str(row[0]): str(row[1]) for row in rows}


def stored_key(engine: Engine, sha256: str, *, newest: int, run_id: int) -> str | None:
    """Return the analysis key of a recording stored no later than another one, or by a run."""
    r = t.recordings.c
    before = or_(r.id <= newest, r.run_id == run_id)
    query = select(r.analysis_key).where(r.sha256 == sha256, before)
    with read_only(engine) as connection:
        return connection.execute(query).scalar()


def newest(engine: Engine) -> int:
    """Return the number of the recording that was stored last, 0 where there is none."""
    with read_only(engine) as connection:
        return int(connection.execute(select(func.max(t.recordings.c.id))).scalar() or 0)


def verdicts(connection: Connection, first: int, last: int) -> dict[int, dict[str, str]]:
    """Return the verdicts of some calls, by check."""
    found: dict[int, dict[str, str]] = {}
    r = t.results.c
    query = select(r.recording_id, r.code, r.verdict).where(r.recording_id.between(first, last))
    for call, code, verdict in connection.execute(query):
        found.setdefault(int(call), {})[str(code)] = str(verdict)
    return found


def forgotten(engine: Engine, sha256: Sequence[str]) -> frozenset[str]:
    """Return those of some contents that must not come back."""
    f = t.forgotten.c
    return frozenset(str(row[0]) for row in _of(engine, (f.sha256,), f.sha256, sha256))


def seen_files(engine: Engine, path_keys: Sequence[str]) -> dict[str, tuple[int, str, str]]:
    """Return size, time stamp and content of files seen before, by the key of their path."""
    f = t.files.c
    rows = _of(engine, (f.path_key, f.size, f.modified, f.sha256), f.path_key, path_keys)
    return {str(row[0]): (int(row[1]), str(row[2]), str(row[3])) for row in rows}


def failed(engine: Engine, path_keys: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return failures by the key of their path."""
    rows = _of(engine, tuple(t.failures.c), t.failures.c.path_key, path_keys)
    return {str(row.path_key): dict(row._mapping) for row in rows}


def _of(
    engine: Engine, columns: Sequence[Column[Any]], key: Column[str], wanted: Sequence[str]
) -> Iterator[Any]:
    """Read the rows whose key is wanted, so many at once as every SQLite takes."""
    with read_only(engine) as connection:
        for start in range(0, len(wanted), AT_ONCE):
            some = key.in_(wanted[start : start + AT_ONCE])
            yield from connection.execute(select(*columns).where(some))


def view(engine: Engine, name: str) -> list[dict[str, Any]]:
    """Return the rows of a view."""
    assert name in VIEWS, name
    with read_only(engine) as connection:
        rows = connection.execute(select(as_table(connection, name))).mappings()
        return [dict(row) for row in rows]


def seconds_per_second(engine: Engine) -> float | None:
    """Return how long a second of sound took so far, in the median of the last 200 calls."""
    r = t.recordings.c
    with read_only(engine) as connection:
        rows = connection.execute(
            select(r.seconds / r.duration_s)
            .where(r.duration_s > 0)
            .order_by(r.id.desc())
            .limit(BATCH)
        )
        found = [float(row[0]) for row in rows]
    return median(found) if found else None


def outdated(engine: Engine, judgement_key: str, lexicon_key: str) -> int:
    """Return how many cards judging again can bring up to date: without words, no phrases."""
    r = t.recordings.c
    has_words = select(t.conversations.c.recording_id)
    # As ranges, not "another than": an index finds those without going through all.
    judged, phrases = (
        or_(column < key, column > key)
        for column, key in ((r.judgement_key, judgement_key), (r.lexicon_key, lexicon_key))
    )
    worded = (r.judgement_key == judgement_key) & phrases & r.id.in_(has_words)
    with read_only(engine) as connection:
        return sum(
            int(connection.execute(query).scalar_one())
            for query in (
                select(func.count()).select_from(t.recordings).where(which)
                for which in (judged, worded)
            )
        )


def page_of(engine: Engine, sha256: str) -> str | None:
    """Return the name of a call's page, where one was written."""
    query = select(t.recordings.c.page).where(t.recordings.c.sha256 == sha256)
    with read_only(engine) as connection:
        return connection.execute(query).scalar()


def count(engine: Engine) -> int:
    """Return the number of recordings."""
    with read_only(engine) as connection:
        return int(connection.execute(select(func.count()).select_from(t.recordings)).scalar_one())


def stored_features(engine: Engine, *, after: int = 0) -> Iterator[tuple[dict[str, Any], Features]]:
    """Go through all calls with their measures, in order of their numbers, a few at a time."""
    joined = t.recordings.join(t.features).outerjoin(
        t.conversations, t.conversations.c.recording_id == t.recordings.c.id
    )
    while True:
        query = (
            select(t.recordings, t.features.c.body, t.conversations.c.body.label("conversation"))
            .select_from(joined)
            .where(t.recordings.c.id > after)
            .order_by(t.recordings.c.id)
            .limit(BATCH)
        )
        with read_only(engine) as connection:
            rows = [dict(row) for row in connection.execute(query).mappings()]
        for row in rows:
            yield row, _features(json.loads(row.pop("body")))
        if len(rows) < BATCH:
            return
        after = rows[-1]["id"]


def _features(body: dict[str, Any]) -> Features:
    """Read the measures of a call; older stores hold them by family, and phrases as one of them."""
    if "measures" not in body:
        families = [body.get(family) or {} for family in FAMILIES]
        found = [one for family in families for one in family.values()]
        body["measures"] = {one["name"]: one for one in found if isinstance(one, dict)}
        body["greeting_phrases"] = (body.get("greeting") or {}).get("phrases", [])
    body["measures"] = {n: one for n, one in body["measures"].items() if n in CATALOGUE}
    return from_dict(Features, body)
