"""What the engines are given to do in tests: importable, so that a spawned process finds it."""

from __future__ import annotations

import errno
import os
import signal
import time
from pathlib import Path


def chore(payload: object) -> object:
    """Do what the payload says."""
    what, _, rest = str(payload).partition(":")
    if what == "sleep":
        time.sleep(float(rest))
    elif what == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    elif what == "die-once" and not Path(rest).exists():
        Path(rest).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    elif what == "memory":
        raise MemoryError
    elif what == "disk":
        raise OSError(errno.ENOSPC, "No space left on device")
    elif what == "error":
        raise ValueError(rest)
    elif what == "folder":
        return os.getcwd()
    elif what == "threads":
        return os.environ["OMP_NUM_THREADS"]
    return f"{what} {os.getpid()}"
