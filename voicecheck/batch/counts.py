"""What came of a run so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voicecheck.types.text import Text


@dataclass(slots=True)
class RunCounts:
    """What happened so far."""

    run_id: int
    done: int = 0
    failed: int = 0
    duplicates: int = 0
    waiting: int = 0
    elsewhere: int = 0
    sound_s: float = 0.0
    bytes_heard: int = 0
    ended_by: Text | None = None  # what ended the run before all was done
    waits: list[Text] = field(default_factory=list)  # what the run had to wait for
    peak_rss_mb: dict[str, list[float]] = field(default_factory=dict)

    @property
    def handled(self) -> int:
        """Files that need no more looking at in this run."""
        return self.done + self.failed + self.duplicates + self.waiting + self.elsewhere
