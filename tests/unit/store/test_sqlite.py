"""What is deleted goes from the file: overwritten at once, its copies when all is written anew."""

from __future__ import annotations

import contextlib
import random
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete

from tests.nights import fill
from tests.rows import failures
from voicecheck.analysis.pipeline import Analysis
from voicecheck.errors import StoreError
from voicecheck.store import sqlite
from voicecheck.store import tables as t
from voicecheck.store.connect import open_store
from voicecheck.store.entries import FailedFile
from voicecheck.store.forget import forget_agent
from voicecheck.store.sqlite import settle
from voicecheck.store.write import save_failure


def content(path: Path) -> bytes:
    return b"".join(one.read_bytes() for one in path.parent.iterdir())


def failure(path: str) -> FailedFile:
    return FailedFile(path, path, None, "decode", "r", False, "a" * 64)


def asked(store: Engine, pragma: str) -> int:
    with store.connect() as connection:
        return int(connection.exec_driver_sql(f"PRAGMA {pragma}").scalar_one())


def test_a_file_is_written_anew_at_the_first_time_then_once_a_week(
    tmp_path: Path, german: Analysis
) -> None:
    store = open_store(tmp_path / "calls.db")
    fill(store, german.features, 8)
    for agent, days_ago, free in ((0, None, False), (1, 0, True), (2, 6, True), (3, 7, False)):
        if days_ago is not None:
            with store.begin() as connection:
                written = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
                connection.exec_driver_sql(f"PRAGMA user_version = {written - days_ago}")
        forget_agent(store, f"agent{agent:02d}")
        settle(store)
        assert (asked(store, "freelist_count") > 0) == free, agent
    # As where the clock was set back: the day in the file has not come yet.
    with store.begin() as connection:
        connection.exec_driver_sql("PRAGMA user_version = 2000000")
    forget_agent(store, "agent04")
    settle(store)
    assert asked(store, "freelist_count") == 0
    forget_agent(store, "agent05")
    settle(store, anew=True)
    assert asked(store, "freelist_count") == 0
    store.dispose()


def test_copies_of_rows_that_moved_go_when_the_file_is_written_anew(tmp_path: Path) -> None:
    """Pages keep copies of rows that SQLite moved to others; it overwrites where a row was last."""
    path, chance = tmp_path / "calls.db", random.Random(1)
    store = open_store(path)
    there: list[str] = []
    gone: list[str] = []
    for night in range(10):
        names = [f"<anna {night}-{i}>" + "x" * chance.randrange(400) for i in range(50)]
        with store.begin() as connection:
            for name in names:
                save_failure(connection, failure(name), run_id=None)
        there = chance.sample(there + names, len(there) + len(names))
        with store.begin() as connection:
            for name in there[:35]:
                connection.execute(delete(t.failures).where(t.failures.c.path_key == name))
        there, gone = there[35:], gone + there[:35]
    store.dispose()  # who is the last to close puts the journal into the file
    assert any(name.encode() in content(path) for name in gone)
    settle(store)
    assert not any(name.encode() in content(path) for name in gone)
    store.dispose()


def test_what_a_run_deletes_is_overwritten_before_any_purge(tmp_path: Path) -> None:
    path = tmp_path / "calls.db"
    store = open_store(path)
    settle(store)
    with store.begin() as connection:
        save_failure(connection, failure("/exports/anna.wav"), run_id=None)
    settle(store)
    assert b"anna.wav" in content(path)
    with store.begin() as connection:
        connection.execute(delete(t.failures))
    assert failures(store) == {}
    settle(store)
    assert b"anna.wav" not in content(path)
    store.dispose()


def test_what_could_not_be_written_anew_is_said_and_made_up_for(
    tmp_path: Path, german: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_MS", 50)
    store = open_store(tmp_path / "calls.db")
    fill(store, german.features, 8)
    settle(store)
    forget_agent(store, "agent00")
    with contextlib.closing(sqlite3.connect(tmp_path / "calls.db")) as other:
        other.execute("BEGIN").execute("SELECT * FROM recordings").fetchall()
        with pytest.raises(StoreError, match="can still be read in the file"):
            settle(store, anew=True)
    with contextlib.closing(sqlite3.connect(tmp_path / "calls.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="can still be read in the file"):
            settle(store, anew=True)
    settle(store)
    assert asked(store, "freelist_count") == 0
    store.dispose()
