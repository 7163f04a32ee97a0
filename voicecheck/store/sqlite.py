"""What SQLite has to be told: how to wait, and that nothing deleted stays in the file."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

from sqlalchemy import event

from voicecheck.errors import StoreError
from voicecheck.store.write import now_utc
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

BUSY_MS = 60_000  # another run may be writing; a card takes milliseconds
ANEW_DAYS = 7  # a purge writes the file anew where that was so long ago


def set_up(engine: Engine) -> None:
    """Let every connection of a store behave."""
    event.listen(engine, "connect", _connected)
    event.listen(engine, "begin", _begin_immediate)


def only_read(engine: Engine) -> None:
    """Let no connection change anything."""
    event.listen(engine, "connect", _query_only)


def settle(engine: Engine, *, anew: bool = False) -> None:
    """Leave nothing of what was deleted in the file and beside it."""
    # SQLite overwrites what is deleted, but not the copies that its pages keep of rows it once
    # moved: those go when the file is written anew, which takes as long as the whole store is
    # large. The file itself says on which day that was: user_version.
    if engine.dialect.name != "sqlite":
        return
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        connection.rollback()
        try:
            if anew:  # where it fails the next purge makes up for it
                raw.execute("PRAGMA user_version = 0")
            (written,) = raw.execute("PRAGMA user_version").fetchone()
            today = now_utc().toordinal()
            if not written <= today < written + ANEW_DAYS:
                raw.execute("VACUUM")
                raw.execute(f"PRAGMA user_version = {today}")
            (busy, *_) = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.Error as error:
            raise StoreError(_STILL_THERE.format(store=engine.url.database, why=error)) from error
        if busy:
            why = "wal_checkpoint: busy"
            raise StoreError(_STILL_THERE.format(store=engine.url.database, why=why))


def _connected(connection: Any, _record: Any) -> None:
    # SQLAlchemy's own recipe: the driver must not begin transactions by itself.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    # What is deleted is overwritten at once: the file need not be written anew for it.
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.close()


def _query_only(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA query_only = ON")


def _begin_immediate(connection: Connection) -> None:
    # A reader that turns writer cannot wait for another writer: say at once what it will be.
    reads = connection.get_execution_options().get("voicecheck_reads")
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


_STILL_THERE = Text(
    "{store}: was gelöscht ist, steht noch lesbar in der Datei ({why}); der nächste Lauf von "
    "voicecheck purge holt es nach, wenn kein anderes Programm sie festhält und Platz ist",
    "{store}: what was deleted can still be read in the file ({why}); the next run of voicecheck "
    "purge makes up for it when no other program holds the file and there is room",
)
