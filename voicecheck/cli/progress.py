"""How a night shows that it is alive, and what it says of itself: a bar, or lines in a log."""

from __future__ import annotations

import contextlib
import sys
import time
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from voicecheck.cli.file_progress import LINE_EVERY_S, left
from voicecheck.cli.language import counted, said
from voicecheck.cli.run import skipped_line
from voicecheck.cli.say import say
from voicecheck.report.formatting import moment
from voicecheck.types.inert import visible

if TYPE_CHECKING:
    from voicecheck.batch.counts import RunCounts
    from voicecheck.batch.estimate import Estimate
    from voicecheck.batch.plan import Plan
    from voicecheck.batch.prepare import Prepared


class BatchProgress:
    """Tells how far a run is; failures are told at once."""

    def __init__(self, plan: Plan, *, quiet: bool = False) -> None:
        self._plan, self._total, self._quiet = plan, len(plan.todo), quiet
        self._began = self._told = time.monotonic()
        self._failed = 0
        self._bar: Progress | None = None
        if sys.stderr.isatty() and not quiet:
            columns = (
                TextColumn("{task.description}", markup=False),
                BarColumn(bar_width=20),
                MofNCompleteColumn(),
                TextColumn("{task.fields[left]}", markup=False),
            )
            self._bar = Progress(*columns, console=Console(stderr=True), transient=True)

    def __enter__(self) -> Self:
        """Begin to show."""
        if self._bar is not None:
            self._bar.start()
            self._task = self._bar.add_task("", total=self._total, left="")
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
            self._say(said("progress.failed", line=line))
        if self._bar is not None:
            with contextlib.suppress(OSError):
                shown = visible(line)[-30:]
                rest = left(self._left_s(counts))
                self._bar.update(self._task, completed=counts.handled, description=shown, left=rest)
        elif not self._quiet and time.monotonic() - self._told >= LINE_EVERY_S:
            self._told = time.monotonic()
            self._say(self._rate(counts))

    def summary(self, counts: RunCounts, *, stopped: bool) -> str:
        """Return the last line of a run."""
        left_over = self._total + len(self._plan.waiting) - counts.handled
        parts = [
            said("progress.summary_done", n=counts.done, sound=_clock(counts.sound_s)),
            said("progress.summary_failed", n=counts.failed),
            said("progress.summary_known", n=self._plan.known + counts.elsewhere),
            counted("progress.summary_copies", counts.duplicates),
            said("progress.summary_waiting", n=counts.waiting),
        ] + ([said("progress.summary_left", n=left_over)] if left_over else [])
        line = ", ".join(parts)
        if stopped:
            line = said("progress.stopped", line=line)
        line = said("progress.took", line=line, took=moment(round(time.monotonic() - self._began)))
        return "\n".join(filter(None, (line, skipped_line(self._plan.skipped))))

    def _left_s(self, counts: RunCounts) -> float:
        """Return how long the rest will take: by bytes, calls are of unlike lengths."""
        gone_s = time.monotonic() - self._began
        if counts.bytes_heard:
            rest = max(0, self._plan.bytes_todo - counts.bytes_heard)
            return gone_s * rest / counts.bytes_heard
        return gone_s / max(1, counts.handled) * (self._total - counts.handled)

    def _rate(self, counts: RunCounts) -> str:
        gone_s = time.monotonic() - self._began
        return said(
            "progress.rate",
            done=counts.handled,
            total=self._total,
            failed=counts.failed,
            pace=round(60 * counts.handled / gone_s, 1),
            left=left(self._left_s(counts)),
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


def estimate_lines(plan: Plan, found: Estimate, workers: int) -> list[str]:
    """Say what a run would do and how long it would take."""
    lines = [
        counted(
            "progress.found",
            plan.found,
            found=plan.found,
            todo=len(plan.todo),
            known=plan.known,
            waiting=len(plan.waiting),
        )
    ]
    if plan.again:
        lines.append(said("progress.again", n=plan.again))
    if found.sound_s is not None and found.work_s is not None:
        lines.append(
            counted(
                "progress.estimate",
                workers,
                sound=_clock(found.sound_s),
                work=_clock(found.work_s),
                workers=workers,
                basis=said(f"progress.{found.basis}", seconds=round(found.probed_s)),
            )
        )
    lines.append(skipped_line(plan.skipped))
    return list(filter(None, lines))


def side_file_lines(prepared: Prepared, *, look: bool) -> list[str]:
    """Say what beside the recordings was not understood; look first where no run has."""
    metadata, todo = prepared.metadata, prepared.plan.todo
    n_looked = metadata.look(todo) if look else len(todo)
    lines = metadata.unread()
    if lines and n_looked < len(todo):
        line = said("progress.looked", n=n_looked, total=len(todo))
        return [*(one[prepared.context.lang] for one in lines), line]
    return [one[prepared.context.lang] for one in lines]


def _clock(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes >= 60:
        return said("progress.hours", n=f"{minutes // 60}:{minutes % 60:02d}")
    return said("progress.minutes", n=round(seconds / 60, 1))
