"""A PostgreSQL of the tests' own, that can be stopped and started again."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from tests import needs
from tests.keeper import kept


class Server:
    """A server's folder, port and address; it runs while `running` does."""

    def __init__(self) -> None:
        # PostgreSQL refuses to run as root; a short path, because it makes a socket there.
        self.user = "postgres" if os.geteuid() == 0 else None
        self.folder = Path(tempfile.mkdtemp(prefix="vc-pg-", dir="/tmp"))
        self.port = _port()
        if self.user:
            shutil.chown(self.folder, self.user)
        self.address = f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres"

    @contextlib.contextmanager
    def running(self, *, last: bool = True) -> Iterator[int]:
        """Start the server, its folder made where there is none, and yield its process id."""
        begin = (
            '{ [ -d "$3/data" ] || "$1" -D "$3/data" -U postgres --auth=trust -E UTF8 -N; } '
            '>"$3/log" 2>&1 && '
            'exec "$2" -D "$3/data" -p "$4" -k "$3" -h 127.0.0.1 >>"$3/log" 2>&1'
        )
        programs = [str(needs.program(name)) for name in ("initdb", "postgres")]
        command = ("sh", "-c", begin, "sh", *programs, self.folder, str(self.port))
        folder = self.folder if last else None
        # SIGINT: a fast end, which does not wait for clients.
        with kept(*command, folder=folder, user=self.user, ending=signal.SIGINT) as number:
            self._wait()
            yield number

    def _wait(self) -> None:
        for _ in range(300):  # initdb on a busy machine
            engine = create_engine(self.address, poolclass=NullPool)
            try:
                engine.connect().close()
            except OperationalError:
                time.sleep(0.1)
            else:
                return
        log = (self.folder / "log").read_text("utf-8")
        raise AssertionError(f"PostgreSQL did not start: {log[-500:]}")


def _port() -> int:
    """Find a port that stays free while the server is away.

    Of those that systems give to clients, whoever knocks meanwhile may get the server's own.
    """
    for port in random.SystemRandom().sample(range(20_000, 32_000), 100):
        with socket.socket() as free, contextlib.suppress(OSError):
            free.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")
