"""Times the stages of the road and passes their progress on."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from voicecheck.types.progress import Progress


class Clock:
    """Times the stages and passes their progress on."""

    def __init__(self, progress: Progress | None) -> None:
        self.seconds: dict[str, float] = {}
        self._progress = progress

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a stage."""
        start = time.perf_counter()
        self._tell(name, 0.0)
        yield
        self.seconds[name] = time.perf_counter() - start
        self._tell(name, 1.0)

    def inner(self, name: str) -> Callable[[float], None]:
        """Return what a stage calls with its own share done."""
        return lambda share: self._tell(name, share)

    def _tell(self, name: str, share: float) -> None:
        if self._progress is not None:
            self._progress(name, share)
