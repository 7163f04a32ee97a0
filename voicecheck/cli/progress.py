"""How a run shows that it is alive: a bar on a terminal, lines in a log."""

from __future__ import annotations

import contextlib
import sys
import time
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from voicecheck.cli.run import skipped_line
from voicecheck.cli.say import say
from voicecheck.types.inert import visible
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from voicecheck.batch.counts import RunCounts
    from voicecheck.batch.plan import Plan
    from voicecheck.batch.prepare import Prepared

LINE_EVERY_S = 60.0  # in a log; failures are told at once


class BatchProgress:
    """Tells how far a run is."""

    def __init__(self, plan: Plan) -> None:
        self._plan, self._total = plan, len(plan.todo)
        self._began = self._told = time.monotonic()
        self._failed = 0
        self._bar: Progress | None = None
        if sys.stderr.isatty():
            columns = (
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
            )
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True)

    def __enter__(self) -> Self:
        """Begin to show."""
        if self._bar is not None:
            self._bar.start()
            self._task = self._bar.add_task("", total=self._total)
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the terminal clean."""
        if self._bar is not None:
            with contextlib.suppress(OSError):  # the terminal was closed
                self._bar.stop()

    def tell(self, counts: RunCounts, line: str) -> None:
        """Show a file that is through; failures get a line of their own."""
        if counts.failed > self._failed:
            self._failed = counts.failed
            self._say(f"failed: {line}")
        if self._bar is not None:
            with contextlib.suppress(OSError):
                shown = visible(line)[-40:]
                self._bar.update(self._task, completed=counts.handled, description=shown)
        elif time.monotonic() - self._told >= LINE_EVERY_S:
            self._told = time.monotonic()
            self._say(self._rate(counts))

    def summary(self, counts: RunCounts, *, stopped: bool) -> str:
        """Return the last line of a run."""
        minutes, seconds = divmod(round(time.monotonic() - self._began), 60)
        left = self._total + len(self._plan.waiting) - counts.handled
        parts = [
            f"{counts.done} done ({_clock(counts.sound_s)} of sound)",
            f"{counts.failed} failed",
            f"{self._plan.known + counts.elsewhere} known",
            f"{counts.duplicates} copies",
            f"{counts.waiting} still being written",
        ] + ([f"{left} left for the next run"] if left else [])
        line = f"{'stopped: ' if stopped else ''}{', '.join(parts)}; {minutes}:{seconds:02d} min"
        return "\n".join(filter(None, (line, skipped_line(self._plan.skipped))))

    def _rate(self, counts: RunCounts) -> str:
        gone_s = time.monotonic() - self._began
        left_s = gone_s / counts.handled * (self._total - counts.handled)
        return (
            f"{counts.handled} of {self._total}, {counts.failed} failed, "
            f"{60 * counts.handled / gone_s:.1f} calls/min, about {_clock(left_s)} left"
        )

    def _say(self, line: str) -> None:
        if self._bar is not None:
            with contextlib.suppress(OSError):
                self._bar.console.print(visible(line), markup=False, highlight=False)
        else:
            tell(line)


def tell(line: str) -> None:
    """Tell the log; a log that takes no more, or that nobody reads any more, ends no night."""
    with contextlib.suppress(OSError):
        say(f"voicecheck: {line}", err=True)


def estimate_line(prepared: Prepared, workers: int) -> str:
    """Say what a run would do and how long it would take."""
    from voicecheck.batch.estimate import estimate

    plan = prepared.plan
    found = estimate(prepared.context.source, prepared.context.store, plan, workers=workers)
    again = f" ({plan.again} of them again: model or measuring changed)" if plan.again else ""
    line = (
        f"{plan.found} recordings: {len(plan.todo)} to do{again}, {plan.known} known, "
        f"{len(plan.waiting)} still being written"
    )
    skipped = skipped_line(plan.skipped)
    if found.sound_s is None or found.work_s is None:
        return "\n".join(filter(None, (line, skipped)))
    basis = "as measured in this store" if found.measured else "assumed: nothing measured here yet"
    line = (
        f"{line}; about {_clock(found.sound_s)} of sound, {_clock(found.work_s)} with {workers} "
        f"workers ({basis})"
    )
    return "\n".join(filter(None, (line, skipped)))


def side_file_lines(prepared: Prepared, *, look: bool) -> list[str]:
    """Say what beside the recordings was not understood; look first where no run has."""
    metadata, todo = prepared.metadata, prepared.plan.todo
    n_looked = metadata.look(todo) if look else len(todo)
    lines = metadata.unread()
    if lines and n_looked < len(todo):
        lines.append(_FIRST_ONES.format(n=n_looked, all=len(todo)))
    return [line[prepared.context.lang] for line in lines]


_FIRST_ONES = Text(
    "Begleitdateien: nachgesehen wurde nur neben den ersten {n} von {all} Aufnahmen",
    "side files: looked beside the first {n} of {all} recordings",
)


def _clock(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes // 60}:{minutes % 60:02d} h" if minutes >= 60 else f"{seconds / 60:.1f} min"
