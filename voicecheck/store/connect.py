"""Opening a store: its file or server, its schema brought up to date, nobody else's eyes on it."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from alembic import command
from alembic.config import Config as Alembic
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    NoSuchModuleError,
    OperationalError,
)
from sqlalchemy.pool import NullPool

from voicecheck.errors import StoreError
from voicecheck.store import sqlite
from voicecheck.store.tables import metadata
from voicecheck.store.views import VIEWS
from voicecheck.types.inert import storable
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection, Engine
    from sqlalchemy.engine import ExceptionContext

T = TypeVar("T")

COLLISIONS = 3  # of two runs that write the same row; the second look sees the other's
# A database that is restarted is back in seconds, after a crash within a minute; who stops the run
# meanwhile waits no longer than systemd does (90 s).
AWAY_S = 60.0
FIRST_WAIT_S, LONGEST_WAIT_S = 0.25, 8.0  # twice as long each time
# A server that vanished without a word is noticed within the same minute, not after hours.
NETWORK = {
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": round(AWAY_S * 1000),
}
_RIGHTS = Text(
    "; wer voicecheck startet, muss die Datei und ihren Ordner beschreiben dürfen",
    "; this user must be able to write the file and its folder",
)
HINTS = {  # what SQLite's words ask for
    "unable to open": _RIGHTS,
    "readonly": _RIGHTS,
    "is locked": Text(
        "; ein anderes Programm hält sie fest: ein Lauf, eine Sicherung, ein Datenbank-Betrachter",
        "; another program holds it: a run, a backup, a browser of databases",
    ),
}
_NO_HINT = Text("", "")
_POSTGRES = ("postgres", "postgresql")  # as other programs write it; the driver is ours to choose
_ADVISORY = 7_016_017  # any number of our own: holds back two migrations at once


class _Away(StoreError):
    """A store that may be there again in a moment."""

    why = ""  # in the words of the driver


def open_store(where: str | os.PathLike[str], *, must_exist: bool = False) -> Engine:
    """Open a store and bring its schema up to date."""
    url = str(where)
    if "://" not in url:
        path = Path(url)
        if must_exist and not path.is_file():
            raise StoreError(_NO_STORE.format(path=path))
        _private(path)
        url = f"sqlite:///{path}"
    url = _with_driver(url)
    engine = _engine(url)
    with _opening(engine, shown(url)), engine.begin() as connection:
        _migrate(connection, shown(url))
    return engine


def open_to_read(where: str | os.PathLike[str]) -> Engine:
    """Open a store that is there; nothing in it can be changed through this door."""
    url = str(where).removeprefix("sqlite:///")
    if "://" not in url:
        if not Path(url).is_file():
            raise StoreError(_NO_STORE.format(path=url))
        url = f"sqlite:///{url}"
    url = _with_driver(url)
    # No connection is kept: nobody has to close what only looks something up.
    engine = _engine(url, poolclass=NullPool).execution_options(postgresql_readonly=True)
    if engine.dialect.name == "sqlite":
        sqlite.only_read(engine)
    reads = engine.execution_options(voicecheck_reads=True)
    with _opening(engine, shown(url)), reads.connect() as connection:
        have = MigrationContext.configure(connection).get_current_revision()
    scripts = _scripts(Alembic())
    if have is None:
        raise StoreError(_NO_STORE.format(path=shown(url)))
    _known(have, scripts, shown(url))
    if have != scripts.get_current_head():
        raise StoreError(_BEHIND.format(store=shown(url), schema=have))
    return engine


@contextlib.contextmanager
def _opening(engine: Engine, address: str) -> Iterator[None]:
    """Say at once what is wrong with a store that is opened: only later it is waited for."""
    try:
        yield
    except StoreError as error:
        engine.dispose()
        if isinstance(error, _Away) and engine.dialect.name != "sqlite":
            raise StoreError(_NOT_REACHED.format(store=address, why=error.why)) from error
        raise
    except (DBAPIError, OSError) as error:
        engine.dispose()
        raise StoreError(_NOT_OPENED.format(store=address, why=error)) from error


def _engine(url: str, **options: Any) -> Engine:
    try:
        engine = create_engine(
            url,
            pool_pre_ping=not url.startswith("sqlite"),
            hide_parameters=True,
            connect_args=_network(url),
            **options,
        )
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError) as error:
        lacks = isinstance(error, ImportError) and "postgres" in url
        hint = _NO_PACKAGE if lacks else _NO_HINT
        raise StoreError(_NO_ADDRESS.format(store=shown(url), why=error, hint=hint)) from error
    if engine.dialect.name == "sqlite":
        sqlite.set_up(engine)
    event.listen(engine, "handle_error", _in_words)
    event.listen(engine, "before_cursor_execute", _storable, retval=True)
    return engine


def _with_driver(url: str) -> str:
    """Name the driver that voicecheck comes with where an address names none."""
    scheme, _, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}" if scheme in _POSTGRES else url


def shown(where: str) -> str:
    """Return a store's address without its password."""
    if "://" not in where:
        return where
    try:
        url = make_url(where)
    except (ArgumentError, ValueError):
        return where.partition("://")[0] + "://…"
    hidden = {key: "hidden" for key in url.query if "pass" in key}
    url = url.update_query_dict(hidden)
    return url.database or where if url.drivername == "sqlite" else url.render_as_string()


def in_transaction(engine: Engine, change: Callable[[Connection], T], *, patient: bool = True) -> T:
    """Write in one transaction; where the store cannot be reached, try again for a while."""
    patience, collided = _Patience(), 0
    while True:
        try:
            with engine.begin() as connection:
                return change(connection)
        except IntegrityError:  # another run wrote the same row at the same moment
            collided += 1
            if collided == COLLISIONS:
                raise
        except _Away:
            if not patient or not patience.wait():
                raise


@contextlib.contextmanager
def read_only(engine: Engine) -> Iterator[Connection]:
    """Open a connection for reading; on SQLite it never holds back the writer."""
    with _connected(engine) as connection:
        yield connection.execution_options(voicecheck_reads=True)


def _connected(engine: Engine) -> Connection:
    patience = _Patience()
    while True:
        try:
            return engine.connect()
        except _Away:
            if not patience.wait():
                raise


class _Patience:
    """Waits between tries, longer each time, until a store has been away for too long."""

    def __init__(self) -> None:
        self._end, self._wait_s = time.monotonic() + AWAY_S, FIRST_WAIT_S

    def wait(self) -> bool:
        """Wait a moment; False where there is no more time."""
        left_s = self._end - time.monotonic()
        if left_s <= 0:
            return False
        time.sleep(min(self._wait_s, left_s))
        self._wait_s = min(2 * self._wait_s, LONGEST_WAIT_S)
        return True


def _network(url: str) -> dict[str, int]:
    """Return what libpq is told about a network that fails, but for what the address says."""
    parsed = make_url(url)
    if parsed.drivername not in ("postgresql", "postgresql+psycopg", "postgresql+psycopg2"):
        return {}
    return {name: value for name, value in NETWORK.items() if name not in parsed.query}


def _storable(
    _connection: Connection, _cursor: Any, statement: str, values: Any, *_: Any
) -> tuple[str, Any]:
    """Let no text fail a call: PostgreSQL takes no NUL, no database a lone surrogate."""
    return statement, _cleaned(values)


def _cleaned(values: Any) -> Any:
    if isinstance(values, str):
        return storable(values)
    if isinstance(values, dict):
        return {key: _cleaned(value) for key, value in values.items()}
    if isinstance(values, list | tuple):
        return type(values)(map(_cleaned, values))
    return values


def _in_words(context: ExceptionContext) -> StoreError | None:
    """Say what is wrong with a store; what is wrong with one row is for those who write it."""
    error = context.sqlalchemy_exception
    if context.is_pre_ping or not isinstance(error, DBAPIError):
        return None
    if isinstance(error, IntegrityError | DataError):
        return None
    where = shown(str(context.engine.url)) if context.engine else "store"
    why = " ".join(str(error.orig).split())  # one line, whatever the driver writes
    hint = next((hint for words, hint in HINTS.items() if words in why), _NO_HINT)
    said = _BROKEN.format(store=where, why=why, hint=hint)
    away = isinstance(error, OperationalError | InterfaceError) or context.is_disconnect
    if not away or "readonly" in why:
        return StoreError(said)
    gone = _Away(said)
    gone.why = why
    return gone


def _private(path: Path) -> None:
    """Make the file ours alone before SQLite does; it gives its journal the same rights."""
    if path.is_dir():
        raise StoreError(_IS_FOLDER.format(path=path))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        elif path.stat().st_mode & 0o077:
            path.chmod(0o600)
    except OSError as error:
        raise StoreError(_NOT_MADE.format(path=path, why=error.strerror)) from error


def _migrate(connection: Connection, address: str) -> None:
    """Make the tables, or run what is missing, in the one transaction; then the views anew."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_ADVISORY})"))
    settings = Alembic()
    scripts = _scripts(settings)
    have = MigrationContext.configure(connection).get_current_revision()
    if have == scripts.get_current_head():
        return
    settings.attributes["connection"] = connection
    if have is None:
        metadata.create_all(connection)
        command.stamp(settings, "head")
    else:
        _known(have, scripts, address)
        for name in VIEWS:
            connection.execute(text(f"DROP VIEW IF EXISTS {name}"))
        command.upgrade(settings, "head")
    for name, (_, query) in VIEWS.items():
        connection.execute(text(f"CREATE VIEW {name} AS {query}"))


def _scripts(settings: Alembic) -> ScriptDirectory:
    settings.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return ScriptDirectory.from_config(settings)


def _known(have: str, scripts: ScriptDirectory, address: str) -> None:
    revisions = {script.revision for script in scripts.walk_revisions()}
    if have < min(revisions):
        raise StoreError(_OLDER.format(store=address, schema=have))
    if have not in revisions:
        raise StoreError(_NEWER.format(store=address, schema=have))


_NO_STORE = Text(
    "{path}: hier ist keine Ablage; voicecheck batch legt eine an",
    "{path}: there is no store here; make one with: voicecheck batch",
)
_BEHIND = Text(
    "{store}: stammt von einem älteren voicecheck (Schema {schema}); der nächste Lauf von "
    "voicecheck batch bringt sie auf den Stand",
    "{store}: was written by an older voicecheck (schema {schema}); the next run of voicecheck "
    "batch brings it up to date",
)
_NO_ADDRESS = Text(
    "{store}: dort lässt sich keine Ablage öffnen ({why}){hint}",
    "{store}: no store can be opened there ({why}){hint}",
)
_NO_PACKAGE = Text(
    '; nötig ist: pip install "voicecheck[postgres]"',
    '; needed is: pip install "voicecheck[postgres]"',
)
_NOT_REACHED = Text(
    "{store}: die Ablage ist nicht zu erreichen ({why})",
    "{store}: the store cannot be reached ({why})",
)
_NOT_OPENED = Text(
    "{store}: lässt sich nicht als Ablage öffnen ({why})",
    "{store}: cannot be opened as a store ({why})",
)
_BROKEN = Text(
    "{store}: lässt sich nicht lesen oder schreiben ({why}){hint}",
    "{store}: cannot be read or written ({why}){hint}",
)
_IS_FOLDER = Text(
    "{path}: ist ein Ordner; die Ablage ist eine Datei, etwa {path}/calls.db",
    "{path}: is a folder; name a file for the store, like {path}/calls.db",
)
_NOT_MADE = Text(
    "{path}: hier lässt sich keine Ablage anlegen ({why})",
    "{path}: no store can be made here ({why})",
)
_OLDER = Text(
    "{store}: stammt von einer älteren, unveröffentlichten Fassung (Schema {schema}): den Lauf in "
    "eine neue Ablage schreiben",
    "{store}: was written by an older, unreleased version (schema {schema}): run the batch into a "
    "new store",
)
_NEWER = Text(
    "{store}: stammt von einem neueren voicecheck (Schema {schema}); voicecheck aktualisieren",
    "{store}: was written by a newer voicecheck (schema {schema}); update it",
)
