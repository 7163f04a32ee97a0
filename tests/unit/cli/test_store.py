from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine
from typer.testing import CliRunner

from tests.made_features import features
from tests.nights import entries
from voicecheck.cli import app
from voicecheck.store import read
from voicecheck.store.connect import open_store
from voicecheck.store.write import save_call


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
