"""What is deleted goes from the file at once; the file shrinks only where most of it is free."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import delete

from tests.nights import fill
from tests.rows import failures
from voicecheck.analysis.pipeline import Analysis
from voicecheck.store import tables as t
from voicecheck.store.connect import open_store
from voicecheck.store.forget import forget_agent
from voicecheck.store.sqlite import settle


def content(path: Path) -> bytes:
    return b"".join(one.read_bytes() for one in path.parent.iterdir())


def test_a_file_is_written_anew_only_where_most_of_it_is_free(
    tmp_path: Path, german: Analysis
) -> None:
    path = tmp_path / "calls.db"
    store = open_store(path)
    fill(store, german.features, 16)
    settle(store)
    size = path.stat().st_size
    forget_agent(store, "agent00")
    assert path.stat().st_size >= size  # an eighth: its pages are used again
    for agent in range(1, 6):
        forget_agent(store, f"agent{agent:02d}")
    assert path.stat().st_size < size / 2
    store.dispose()


def test_what_a_run_deletes_is_overwritten_before_any_purge(tmp_path: Path) -> None:
    path = tmp_path / "calls.db"
    store = open_store(path)
    with store.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO failures (path_key, path, stage, reason, transient, attempts, "
            "analysis_key, failed_utc) VALUES ('k', '/exports/anna.wav', 'decode', 'r', 0, 1, "
            "'a', '2026-11-27 08:00:00')"
        )
    settle(store)
    assert b"anna.wav" in content(path)
    with store.begin() as connection:
        connection.execute(delete(t.failures))
    assert failures(store) == {}
    settle(store)
    assert b"anna.wav" not in content(path)
    store.dispose()
