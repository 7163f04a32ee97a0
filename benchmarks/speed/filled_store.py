"""Stores full of calls: some made as the night makes them, the rest copied inside the database."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, literal, select

import voicecheck
from benchmarks import goldens
from voicecheck.batch.cache_keys import analysis_key, judgement_key, lexicon_key
from voicecheck.config import ChecksConfig
from voicecheck.store import tables as t
from voicecheck.store.connect import open_store, read_only
from voicecheck.store.entries import Entry
from voicecheck.store.write import now_utc, save_call
from voicecheck.types.call import CallInfo, Direction
from voicecheck.types.hashing import value_sha256

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

    from voicecheck.batch.sources import FoundFile
    from voicecheck.features import Features

# What needs no words: the keys depend on no speech model.
CONFIG = voicecheck.Config(checks=ChecksConfig(select=["M4"]))
DIFFERENT = 40  # real cards, from the measures of two sample calls, varied
SPREAD = 0.15  # of the logarithm of a measure
MOST_AT_ONCE = 10_000  # calls copied in one transaction
CHILDREN = (t.features, t.measures, t.results, t.strengths, t.evidence, t.notices)
FAILED_OF_100 = 1


@dataclass(frozen=True, slots=True)
class Filled:
    """A store and what lies in it: so many calls, the oldest night so many days ago."""

    address: str
    n: int
    night: int  # calls a night

    @property
    def nights(self) -> int:
        return self.n // self.night

    def begin(self) -> datetime:
        """Return the day of the first night: the last one was yesterday."""
        today = now_utc().replace(hour=0, minute=0, second=0)
        return today - timedelta(days=self.nights)


@cache
def made() -> tuple[Entry, ...]:
    """Make the calls that all others are copies of."""
    _, words = goldens.read_words()
    heard = [
        voicecheck.analyze(
            voicecheck.load(goldens.SAMPLES / call), transcriber=goldens.KeptWords(words[call])
        ).features
        for call in goldens.CALLS
    ]
    return tuple(_another(heard[i % len(heard)], i) for i in range(DIFFERENT))


def _another(features: Features, number: int) -> Entry:
    """Make another call of one: every measure times a factor of its own."""
    chance = random.Random(number)
    measures = {
        name: one
        if one.value is None
        else replace(one, value=one.value * chance.lognormvariate(0.0, SPREAD))
        for name, one in features.measures.items()
    }
    path = f"/exports/made-{number}.wav"
    source = replace(features.source, sha256=value_sha256(["made", number]), path=path)
    other = replace(features, source=source, measures=measures)
    return Entry(
        path=path,
        path_key=value_sha256(path),
        info=CallInfo(direction=Direction.INBOUND),
        features=other,
        card=voicecheck.judge(other),
        conversation=None,
        analysis_key="",
        lexicon_key="",
        judgement_key="",
        seconds=12.0,
    )


def fill(address: str, n: int, *, night: int) -> Filled:
    """Fill an empty store."""
    filled = Filled(address, n, night)
    engine = open_store(address)
    try:
        with engine.begin() as connection:
            _runs(connection, filled)
            for entry in made():
                save_call(connection, entry, run_id=None)
            first = [dict(row) for row in connection.execute(select(t.recordings)).mappings()]
            _as_filled(connection, filled, first)
        there = len(first)
        while there < n:
            step = min(there, MOST_AT_ONCE, n - there)
            with engine.begin() as connection:
                _copy(connection, filled, first, there, step)
            there += step
        with engine.begin() as connection:
            _failures(connection, filled)
            if engine.dialect.name == "postgresql":
                for table in (t.recordings, t.runs):
                    place = func.pg_get_serial_sequence(table.name, "id")
                    connection.execute(
                        select(func.setval(place, select(func.max(table.c.id)).scalar_subquery()))
                    )
        _settle(engine)
    finally:
        engine.dispose()
    return filled


def know(address: str, files: list[FoundFile]) -> None:
    """Let a store know all these files: as copies of calls that it has."""
    engine = open_store(address)
    with engine.begin() as connection:
        contents = (
            connection.execute(select(t.recordings.c.sha256).limit(len(files))).scalars().all()
        )
        connection.execute(
            insert(t.files),
            [
                {
                    "path_key": file.key,
                    "sha256": contents[i % len(contents)],
                    "size": file.size,
                    "modified": file.modified,
                }
                for i, file in enumerate(files)
            ],
        )
    engine.dispose()


def bytes_per_call(address: str) -> float:
    """Return how much of the disk a call takes, indexes and all."""
    engine = open_store(address)
    with read_only(engine) as connection:
        n = connection.execute(select(func.count()).select_from(t.recordings)).scalar_one()
        if engine.dialect.name == "postgresql":
            size = select(func.pg_database_size(func.current_database()))
            used = connection.execute(size).scalar_one()
        else:
            pages, free, page = (
                connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
                for name in ("page_count", "freelist_count", "page_size")
            )
            used = (pages - free) * page
    engine.dispose()
    return float(used / n)


def _runs(connection: Connection, filled: Filled) -> None:
    counts = {"n_found": filled.night, "n_known": 0, "n_duplicates": 0, "n_waiting": 0}
    counts |= {"n_done": filled.night, "n_failed": 0}
    begin = filled.begin()
    rows = []
    for i in range(filled.nights):
        at = begin + timedelta(days=i, hours=20)
        moments = {name: at for name in ("started_utc", "alive_utc", "ended_utc")}
        rows.append({"id": i + 1, "folder": "/exports", "host": "h", "pid": 1, **moments, **counts})
    connection.execute(insert(t.runs), rows)


def _call(filled: Filled, number: int) -> dict[str, Any]:
    """Return what makes a call another one: number 0 is the oldest."""
    night, place = divmod(number, filled.night)
    at = filled.begin() + timedelta(days=night, seconds=28_800 + 36_000 * place // filled.night)
    sha256 = value_sha256(["call", number])
    week = "{}-W{:02d}".format(*at.isocalendar()[:2])
    return {
        "id": number + 1,
        "sha256": sha256,
        "path": f"/exports/{at:%Y/%m/%d}/external-{number % 40}-{number:07d}.wav",
        "call_id": f"c{number}",
        "agent": f"agent{number % 40:02d}",
        "queue": ("service", "sales")[number % 2],
        "started_at": at,
        "day": at.date().isoformat(),
        "week": week,
        "analysis_key": analysis_key(CONFIG, masked=False),
        "lexicon_key": lexicon_key(),
        "judgement_key": judgement_key(CONFIG),
        "run_id": min(night, filled.nights - 1) + 1,
        "analysed_utc": at.replace(hour=20),
        "judged_utc": at.replace(hour=20),
        "page": f"external-{number:07d}-{sha256[:8]}.html",
    }


def _file(number: int, sha256: str) -> dict[str, Any]:
    key = value_sha256(["path", number])
    return {"path_key": key, "sha256": sha256, "size": 4_800_000, "modified": "1767225600.0"}


def _as_filled(connection: Connection, filled: Filled, first: list[dict[str, Any]]) -> None:
    for number, row in enumerate(first):
        about = _call(filled, number)
        connection.execute(
            t.recordings.update().where(t.recordings.c.id == row["id"]).values(about)
        )
        connection.execute(insert(t.files).values(_file(number, about["sha256"])))


def _copy(
    connection: Connection, filled: Filled, first: list[dict[str, Any]], there: int, n: int
) -> None:
    """Copy the first calls behind those that are there."""
    abouts = [_call(filled, number) for number in range(there, there + n)]
    rows = [{**first[(there + i) % len(first)], **about} for i, about in enumerate(abouts)]
    connection.execute(insert(t.recordings), rows)
    files = [_file(there + i, about["sha256"]) for i, about in enumerate(abouts)]
    connection.execute(insert(t.files), files)
    for table in CHILDREN:
        columns = [column for column in table.c if column.name not in ("id", "recording_id")]
        source = table.alias("source")
        query = (
            select((source.c.recording_id + literal(there)), *(source.c[c.name] for c in columns))
            .where(source.c.recording_id <= n)
            .order_by(source.c.recording_id)
        )
        names = [table.c.recording_id, *columns]
        connection.execute(insert(table).from_select(names, query))


def _failures(connection: Connection, filled: Filled) -> None:
    rows = list(_failed(filled))
    if rows:
        connection.execute(insert(t.failures), rows)


def _failed(filled: Filled) -> Iterator[dict[str, Any]]:
    step = 100 // FAILED_OF_100
    for number in range(0, filled.n, step):
        about = _call(filled, number)
        yield {
            "path_key": value_sha256(["failed", number]),
            "path": f"/exports/broken-{number:07d}.wav",
            "sha256": value_sha256(["failed bytes", number]),
            "stage": "decode",
            "reason": "holds no sound, only a header. Export it again",
            "transient": False,
            "attempts": 1,
            "analysis_key": about["analysis_key"],
            "run_id": about["run_id"],
            "failed_utc": about["analysed_utc"],
        }


def _settle(engine: Engine) -> None:
    """Let the database do what it does by itself in the hours after."""
    raw = engine.raw_connection()
    driver = raw.driver_connection
    assert driver is not None
    if engine.dialect.name == "postgresql":
        driver.autocommit = True
        driver.execute("VACUUM ANALYZE")
    else:
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        # Nothing was deleted yet: it need not be written anew.
        driver.execute(f"PRAGMA user_version = {now_utc().toordinal()}")
    raw.close()
