"""Writing files whole: what is cut short, by a full disk or a kill, never stands under its name."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Yield a file beside the one to be written; it takes its place when all is there."""
    number, name = tempfile.mkstemp(prefix=".voicecheck-", dir=path.parent)  # its owner's alone
    os.close(number)
    draft = Path(name)
    try:
        yield draft
        draft.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise
