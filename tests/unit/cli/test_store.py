from __future__ import annotations

import contextlib
import sqlite3
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, update
from typer.testing import CliRunner

from tests.made_features import features
from tests.nights import entries
from voicecheck.cli import app
from voicecheck.errors import StoreError
from voicecheck.store import read, sqlite
from voicecheck.store import tables as t
from voicecheck.store.connect import open_store
from voicecheck.store.entries import FailedFile
from voicecheck.store.write import save_call, save_failure


def filled(path: Path) -> Engine:
    store = open_store(str(path))
    with store.begin() as connection:
        for entry in entries(features(), 3):
            save_call(connection, entry, run_id=None)
    return store


def test_purge_shows_what_would_go_and_takes_nothing_where_nobody_can_be_asked(
    tmp_path: Path,
) -> None:
    store = filled(tmp_path / "s.db")
    done = CliRunner().invoke(app, ["purge", str(tmp_path / "s.db"), "--older-than", "0d"])
    assert done.exit_code == 1
    assert "3 Gespräche sind älter als 0 Tage, vom " in done.stdout
    assert "--yes tut es ohne Rückfrage" in done.stderr
    assert read.count(store) == 3


def test_purge_does_it_when_told_and_says_when_there_is_nothing(tmp_path: Path) -> None:
    store = filled(tmp_path / "s.db")
    none = CliRunner().invoke(app, ["purge", str(tmp_path / "s.db"), "--older-than", "99999d"])
    assert none.exit_code == 0 and "kein Gespräch ist älter" in none.stdout
    done = CliRunner().invoke(app, ["purge", str(tmp_path / "s.db"), "--older-than", "0d", "--yes"])
    assert done.exit_code == 0 and "3 Gespräche herausgenommen" in done.stdout
    assert read.count(store) == 0
    assert (tmp_path / "s.db").exists()


def test_an_age_is_written_in_days(tmp_path: Path) -> None:
    filled(tmp_path / "s.db")
    done = CliRunner().invoke(app, ["purge", str(tmp_path / "s.db"), "--older-than", "drei"])
    assert "in Tagen schreiben" in done.exception.text.de  # type: ignore[union-attr]


def test_pages_go_even_where_the_file_cannot_be_written_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_MS", 50)
    pages = tmp_path / "pages"
    pages.mkdir()
    filled(tmp_path / "s.db").dispose()
    gone, *kept = (entry.page or "" for entry in entries(features(), 3))
    for page in (gone, *kept):
        (pages / page).touch()
    command = ["forget", str(tmp_path / "s.db"), "call00000.wav", "--reports", str(pages)]
    with contextlib.closing(sqlite3.connect(tmp_path / "s.db")) as other:
        other.execute("BEGIN").execute("SELECT * FROM recordings").fetchall()
        done = CliRunner().invoke(app, command)
    assert isinstance(done.exception, StoreError)
    assert sorted(page.name for page in pages.iterdir()) == kept
    assert "1 Gespräch herausgenommen" in done.stdout


def test_a_purge_leaves_nothing_of_a_file_that_failed(tmp_path: Path) -> None:
    store = filled(tmp_path / "s.db")
    failed = FailedFile("/exports/anna.wav", "k", None, "decode", "r", False, "a" * 64)
    with store.begin() as connection:
        save_failure(connection, failed, run_id=None)
        long_ago = datetime(2020, 1, 1)
        connection.execute(update(t.failures).values(failed_utc=long_ago))
    store.dispose()
    command = ["purge", str(tmp_path / "s.db"), "--older-than", "999d"]
    with contextlib.closing(sqlite3.connect(tmp_path / "s.db")):  # another program looks at it
        assert CliRunner().invoke(app, command).exit_code == 0
        assert not any(b"anna.wav" in path.read_bytes() for path in tmp_path.iterdir())
