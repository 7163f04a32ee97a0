"""Both databases, for real: an SQLite file, and a PostgreSQL server started for the tests."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from voicecheck.store.connect import open_store


def _program(name: str) -> str | None:
    found = shutil.which(name)
    if found:
        return found
    return next(iter(sorted(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{name}")))), None)


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Address of a PostgreSQL server of its own."""
    initdb, server = _program("initdb"), _program("postgres")
    if initdb is None or server is None:
        assert not os.environ.get("VOICECHECK_NEEDS_POSTGRES"), "PostgreSQL is missing"
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    # PostgreSQL refuses to run as root; a short path, because it makes a socket there.
    user = "postgres" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="vc-pg-", dir="/tmp"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    if user:
        shutil.chown(folder, user)
    subprocess.run(
        [initdb, "-D", folder / "data", "-U", "postgres", "--auth=trust", "-E", "UTF8", "-N"],
        check=True,
        capture_output=True,
        user=user,
        cwd="/tmp",
    )
    process = subprocess.Popen(
        [server, "-D", folder / "data", "-p", str(port), "-k", folder, "-h", "127.0.0.1"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        user=user,
        cwd="/tmp",
    )
    address = f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
    _wait(address)
    yield address
    process.send_signal(signal.SIGINT)  # fast: it does not wait for clients
    process.wait(60)  # the machine may be busy
    shutil.rmtree(folder, ignore_errors=True)


def _wait(address: str) -> None:
    for _ in range(100):
        engine = create_engine(address, poolclass=NullPool)
        try:
            engine.connect().close()
        except OperationalError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("PostgreSQL did not start")


@pytest.fixture(params=["sqlite", "postgres"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a fresh store is to be."""
    if request.param == "sqlite":
        return str(tmp_path / "calls.db")
    server: str = request.getfixturevalue("postgres")
    name = "t" + os.urandom(6).hex()
    engine = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    return server.rpartition("/")[0] + f"/{name}"


@pytest.fixture
def store(address: str) -> Iterator[Engine]:
    """A fresh, empty store."""
    engine = open_store(address)
    yield engine
    engine.dispose()
