"""What SQLite has to be told: how to wait, and that nothing deleted stays in the file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import event

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

BUSY_MS = 60_000  # another run may be writing; a card takes milliseconds
MOST_FREE = 0.5  # of the file, before it is written anew and smaller


def set_up(engine: Engine) -> None:
    """Let every connection of a store behave."""
    event.listen(engine, "connect", _connected)
    event.listen(engine, "begin", _begin_immediate)


def only_read(engine: Engine) -> None:
    """Let no connection change anything."""
    event.listen(engine, "connect", _query_only)


def settle(engine: Engine, *, anew: bool = False) -> None:
    """Leave nothing of what was deleted beside the file, and give back room where there is much.

    Writing the file anew takes as long as the whole store is large: where more than half of it is
    free, that is less than was deleted.
    """
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        connection.rollback()
        pages, free = (
            raw.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count")
        )
        if anew or free > MOST_FREE * pages:
            raw.execute("VACUUM")
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


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
