"""What is asked every night reads what it is about, however much else the store holds.

SQLite's own plan of every statement is looked at: none may go through a table of calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, select

import voicecheck
from tests.nights import entries, fill
from voicecheck.analysis.pipeline import Analysis
from voicecheck.monitoring.drift import alarms
from voicecheck.monitoring.morning import collect
from voicecheck.store import forget, read, runs
from voicecheck.store import tables as t
from voicecheck.store.cards import stored
from voicecheck.store.connect import open_store
from voicecheck.store.write import save_call

GROWING = (
    "recordings", "features", "conversations", "measures", "results", "strengths", "evidence",
    "notices", "files", "forgotten", "failures",
)  # fmt: skip
# What may: counting by an index alone, and the last calls in order of their moment.
MAY = (
    "SCAN recordings USING COVERING INDEX",
    "SCAN failures USING COVERING INDEX",
    "SCAN recordings USING INDEX ix_recordings_moment",
)


@contextmanager
def plans(store: Engine) -> Iterator[list[str]]:
    """Collect how SQLite carries out what is asked meanwhile."""
    found: list[str] = []
    raw = store.raw_connection()

    def look(_c: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE", "INSERT")):
            one = values[0] if isinstance(values, list) else values
            steps = raw.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", one).fetchall()
            found.extend(str(step[3]) for step in steps)

    event.listen(store, "before_cursor_execute", look)
    try:
        yield found
    finally:
        event.remove(store, "before_cursor_execute", look)
        raw.close()


def through_all(found: list[str]) -> set[str]:
    return {
        step
        for step in found
        if any(step == f"SCAN {name}" or step.startswith(f"SCAN {name} ") for name in GROWING)
    }


@pytest.fixture
def store(tmp_path: Path, german: Analysis) -> Iterator[Engine]:
    engine = open_store(tmp_path / "calls.db")
    run_id = runs.start_run(engine, folder="/exports", n_found=8)
    card = voicecheck.judge(german.features)
    fill(engine, german.features, 8, run_id=run_id, card=card)
    yield engine
    engine.dispose()


def morning(store: Engine) -> None:
    collect(
        store,
        run_id=1,
        judgement_key="j" * 64,
        lexicon_key="l" * 64,
        alarms=(),
        has_page=lambda name: True,
    )


@pytest.mark.parametrize(
    "ask",
    [
        lambda store: list(alarms(store)),
        lambda store: list(stored(store, run_id=1)),
        lambda store: forget.purge(store, days=30),
        lambda store: forget.old_calls(store, days=30),
        lambda store: read.outdated(store, "k" * 64, "m" * 64),
        lambda store: read.seen_files(store, ["k"]),
        lambda store: read.failed(store, ["k"]),
        lambda store: read.analysis_keys(store, ["k"]),
        lambda store: read.forgotten(store, ["k"]),
        lambda store: read.newest(store),
        lambda store: read.stored_key(store, "k", newest=3, run_id=1),
    ],
)
def test_no_question_of_the_night_goes_through_all_calls(
    store: Engine, ask: Callable[[Engine], object]
) -> None:
    with plans(store) as found:
        ask(store)
    assert found and through_all(found) == set()


def test_the_morning_page_goes_through_no_calls_but_the_last(store: Engine) -> None:
    with plans(store) as found:
        morning(store)
    assert found and [step for step in through_all(found) if not step.startswith(MAY)] == []


def test_a_call_is_written_without_looking_through_the_others(
    store: Engine, german: Analysis
) -> None:
    entry = list(entries(german.features, 9))[-1]
    with plans(store) as found, store.begin() as connection:
        save_call(connection, entry, run_id=1)
    assert found and through_all(found) == set()
    with store.connect() as connection:
        assert len(connection.execute(select(t.recordings.c.id)).all()) == 9


def test_what_belongs_to_a_call_is_found_by_an_index_when_the_call_goes() -> None:
    """No plan shows what a foreign key looks up: "ON DELETE CASCADE" would go through all."""
    owned = [
        (table, key.parent)
        for table in t.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table is t.recordings
    ]
    assert len(owned) == 7
    for table, column in owned:
        first = [next(iter(index.columns)) for index in (*table.indexes, table.primary_key)]
        assert column in first, table.name
