"""A PostgreSQL of a benchmark's own, gone when it is over."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE_S = 60.0


def program(name: str) -> str | None:
    """Return where one of PostgreSQL's programs lies."""
    servers = sorted(map(str, Path("/usr/lib/postgresql").glob(f"*/bin/{name}")))
    return shutil.which(name) or (servers[-1] if servers else None)


@contextlib.contextmanager
def server(folder: Path) -> Iterator[str]:
    """Run a server over a folder, new or of the last time, and yield its address."""
    initdb, postgres = program("initdb"), program("postgres")
    assert initdb and postgres
    # PostgreSQL refuses to run as root.
    user = "postgres" if os.geteuid() == 0 else None
    folder.mkdir(exist_ok=True)
    if user:
        folder.parent.chmod(folder.parent.stat().st_mode | 0o011)
        shutil.chown(folder, user)
    data = folder / "data"
    if not data.is_dir():
        command = [initdb, "-D", data, "-U", "postgres", "--auth=trust", "-E", "UTF8", "-N"]
        subprocess.run(command, user=user, cwd="/", stdout=subprocess.DEVNULL, check=True)
    port = _port()
    command = [postgres, "-D", data, "-p", str(port), "-k", folder, "-h", "127.0.0.1"]
    with (
        (folder / "log").open("ab") as log,
        subprocess.Popen(command, user=user, cwd="/", stdout=log, stderr=log) as running,
    ):
        try:
            yield _answering(f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres")
        finally:
            running.send_signal(signal.SIGINT)  # a fast end, which does not wait for clients


def _answering(address: str) -> str:
    engine = create_engine(address, poolclass=NullPool)
    end = time.monotonic() + PATIENCE_S
    while True:
        try:
            engine.connect().close()
        except OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
        else:
            return address


def _port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
