"""Keep a server only as long as whoever started it lives, however that ends.

Usage: python keeper.py FOLDER USER SIGNAL COMMAND [ARGUMENT ...]. The server is a process group of its
own; its process id is printed. When the standard input closes, which the kernel does for a killed
test run too, the group gets SIGNAL, after ten seconds SIGKILL, and FOLDER ("" for none) is removed.
USER ("" for the same) runs the server.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

PATIENCE_S = 10


def keep(folder: str, user: str, ending: int, command: Sequence[str]) -> None:
    """Run the command until the standard input closes."""
    with contextlib.ExitStack() as stack:
        if folder:
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
        server = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=None,
            start_new_session=True,
            user=user or None,
            cwd="/tmp",
        )
        stack.callback(_end, server, ending)
        print(server.pid, flush=True)
        sys.stdin.buffer.read()


def _end(server: subprocess.Popen[bytes], ending: int) -> None:
    for number in (ending, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(PATIENCE_S)


@contextlib.contextmanager
def kept(
    *command: str | Path,
    folder: Path | None = None,
    user: str | None = None,
    ending: int = signal.SIGKILL,
    environment: dict[str, str] | None = None,
) -> Iterator[int]:
    """Start a server and yield its process id; it ends with the block or with this process."""
    keeper = subprocess.Popen(
        [
            sys.executable,
            __file__,
            str(folder or ""),
            user or "",
            str(int(ending)),
            *map(str, command),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,  # a Ctrl-C in the terminal reaches the tests, not the keeper
    )
    assert keeper.stdin is not None and keeper.stdout is not None
    try:
        yield int(keeper.stdout.readline())
    finally:
        keeper.stdin.close()
        keeper.wait(3 * PATIENCE_S)
        keeper.stdout.close()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    keep(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:])
