"""A store that is away, and what is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, select

from voicecheck.errors import StoreError
from voicecheck.store import connect
from voicecheck.store import tables as t
from voicecheck.store.connect import in_transaction, read_only


def away(_: Connection) -> None:
    raise connect._Away("calls.db: cannot be read or written: gone")


def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Let waiting take no time: the clock goes on by what is waited."""
    waited: list[float] = []
    monkeypatch.setattr(connect.time, "sleep", waited.append)
    monkeypatch.setattr(connect.time, "monotonic", lambda: sum(waited))
    return waited


def test_a_store_that_stays_away_is_given_up_after_a_minute(
    store: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited = waits(monkeypatch)
    with pytest.raises(StoreError, match="gone"):
        in_transaction(store, away)
    assert sum(waited) == connect.AWAY_S
    assert waited[:3] == [0.25, 0.5, 1.0] and max(waited) == connect.LONGEST_WAIT_S


def test_who_is_in_a_hurry_does_not_wait(store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    waited = waits(monkeypatch)
    with pytest.raises(StoreError, match="gone"):
        in_transaction(store, away, patient=False)
    assert waited == []


def test_reading_waits_for_a_store_as_well(store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    waited, connected = waits(monkeypatch), store.connect

    def later() -> Connection:
        if len(waited) < 3:
            raise connect._Away("gone")
        return connected()

    monkeypatch.setattr(store, "connect", later)
    with read_only(store) as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar_one() == 1
    assert len(waited) == 3


def test_what_a_database_says_is_one_line_and_what_to_do_follows(store: Engine) -> None:
    with pytest.raises(StoreError) as said, store.begin() as connection:
        connection.exec_driver_sql("SELECT *\nFROM nowhere")
    assert "\n" not in str(said.value)


def test_nothing_is_changed_through_the_door_for_reading(store: Engine, address: str) -> None:
    reader = connect.open_to_read(address)
    with read_only(reader) as connection:
        assert connection.execute(select(t.recordings)).all() == []
    with pytest.raises(StoreError, match=r"read-?only"), reader.begin() as connection:
        connection.execute(t.forgotten.delete())


def test_the_door_for_reading_makes_no_store_and_leaves_nothing_behind(tmp_path: Path) -> None:
    for where in (tmp_path / "none.db", f"sqlite:///{tmp_path}/none.db"):
        with pytest.raises(StoreError, match="no store"):
            connect.open_to_read(where)
    (tmp_path / "empty.db").touch()
    with pytest.raises(StoreError, match="no store"):
        connect.open_to_read(tmp_path / "empty.db")
    connect.open_store(tmp_path / "a ü%.db").dispose()
    with read_only(connect.open_to_read(tmp_path / "a ü%.db")) as connection:
        connection.execute(select(t.recordings))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a ü%.db", "empty.db"]


def test_a_store_of_another_version_is_refused_for_reading(tmp_path: Path) -> None:
    engine = connect.open_store(tmp_path / "calls.db")
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    with pytest.raises(StoreError, match="newer voicecheck"):
        connect.open_to_read(tmp_path / "calls.db")


@pytest.mark.needs("postgresql")
@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_server_is_named_as_other_programs_name_it(scheme: str, postgres: str) -> None:
    where = f"{scheme}://{postgres.partition('://')[2]}"
    engine = connect.open_store(where)
    try:
        with read_only(engine) as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM recordings").scalar_one() == 0
        assert engine.driver == "psycopg"
    finally:
        engine.dispose()


def test_a_network_that_fails_is_noticed_within_the_minute() -> None:
    told = connect._network("postgresql+psycopg://me@host/calls?connect_timeout=3")
    assert "connect_timeout" not in told
    assert told["keepalives_idle"] + told["keepalives_interval"] * told["keepalives_count"] <= 60
    assert connect._network("sqlite:///calls.db") == {}
