"""How far a command is with its recordings: a bar on a terminal, lines elsewhere."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from pathlib import PurePath
from typing import TYPE_CHECKING, Self

from voicecheck.cli.language import said
from voicecheck.cli.pace import STAGES, Pace
from voicecheck.cli.say import say
from voicecheck.errors import VoicecheckError
from voicecheck.types.inert import visible

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from voicecheck.types.audio import Recording

LINE_EVERY_S = 30.0
DRAWN_EVERY_S = 0.5
LOOKED_AT = 50  # recordings that are asked how long they are: milliseconds each
UNKNOWN_S = 180.0  # length of a call that cannot be told before it is read
BAR_W, SHORTEST_NAME = 45, 9  # columns: of the bar with share and rest; letters of a name
SLOWEST = 2.0  # how far this call's pace may differ from that of others before
TRUST = 0.5  # in one stage's pace for the next: they load the machine in different ways
LONGER = 0.12  # of the time in a stage that takes longer than expected: so much more, and on


class FileProgress:
    """Follows recordings through their stages and says how long the rest will take.

    The rest is what the stages took on this machine before, times how this run's stages compare
    with that; the share of the work follows from it, so that the bar moves with the time.
    """

    def __init__(self, paths: Sequence[Path], *, model: str, quiet: bool) -> None:
        self._paths = paths
        self._sizes = [_size(path) for path in paths]
        self._lengths: dict[int, float] = {}  # of recordings that told before they are read
        self._pace = Pace(model)
        self._silent = quiet
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._index, self._stage, self._share = 0, "", 0.0
        self._expected: dict[str, float] = {}
        self._took: dict[str, float] = {}
        self._sound_s = 0.0
        self._heard_s, self._heard_bytes = 0.0, 0
        self._began = self._entered = self._told = time.monotonic()
        self._shown = 0.0

    def __enter__(self) -> Self:
        """Begin to show."""
        if not self._silent:
            self._look()
            self._thread = threading.Thread(target=self._show, daemon=True)
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the terminal clean, and remember how long things took."""
        self._over.set()
        if not self._silent:
            self._thread.join()
        if self._heard_s:
            self._pace.keep()

    def begin(self, index: int) -> None:
        """Begin with a recording."""
        with self._lock:
            self._index, self._stage, self._share = index, "", 0.0
            self._expected, self._took, self._sound_s = {}, {}, 0.0
            self._entered = time.monotonic()

    def loaded(self, recording: Recording) -> None:
        """Take over how long a recording is."""
        with self._lock:
            self._sound_s = recording.duration_s
            mixed = recording.n_channels == 1
            self._expected = self._pace.expected_s(self._sound_s, mixed=mixed)

    def tell(self, stage: str, share: float) -> None:
        """Take over how far the current recording is."""
        now = time.monotonic()
        with self._lock:
            if stage != self._stage:
                self._stage, self._entered = stage, now
            self._share = share
            if share >= 1.0:
                self._took[stage] = now - self._entered

    def done(self, *, failed: bool = False) -> None:
        """End a recording."""
        with self._lock:
            if not failed:
                self._pace.learn(self._took, self._sound_s)
                self._heard_s += self._sound_s
                self._heard_bytes += self._sizes[self._index]
            took_s = sum(self._took.values())
        if not failed and not self._silent and len(self._paths) > 1 and not _drawn():
            from voicecheck.report.formatting import moment

            line = said("progress.done", took=moment(took_s), **self._named())
            say(f"voicecheck: {line}", err=True)

    def left_s(self) -> float:
        """Return how long the rest will take."""
        with self._lock:
            return self._left_here_s() + self._left_after_s()

    def share(self) -> float:
        """Return the share of the work that is done, never less than before."""
        spent_s, left_s = time.monotonic() - self._began, self.left_s()
        self._shown = max(self._shown, spent_s / (spent_s + left_s) if left_s else 1.0)
        return self._shown

    def _left_here_s(self) -> float:
        if not self._expected:
            sound_s = self._sound_of(self._index) if self._paths else 0.0
            return sum(self._pace.expected_s(sound_s, mixed=False).values())
        before = [name for name in self._took if name in self._expected]
        usual_s = sum(self._expected[name] for name in before)
        factor = sum(self._took[name] for name in before) / usual_s if usual_s > 0 else 1.0
        factor = float(min(SLOWEST, max(1 / SLOWEST, factor)) ** TRUST)
        place = STAGES.index(self._stage) if self._stage in STAGES else -1
        after_s = sum(
            factor * self._expected[name]
            for name in STAGES[place + 1 :]
            if name in self._expected and name not in self._took
        )
        if self._stage not in self._expected or self._stage in self._took:
            return after_s
        in_stage_s = time.monotonic() - self._entered
        expected_s = factor * self._expected[self._stage]
        usual_here_s = max(LONGER * in_stage_s, expected_s - in_stage_s)
        if 0.1 < self._share < 1.0:  # the stage tells itself, as of when it told
            usual_here_s = max(usual_here_s / 2, in_stage_s / self._share - in_stage_s)
        return after_s + usual_here_s

    def _left_after_s(self) -> float:
        later = range(self._index + 1, len(self._paths))
        return sum(
            sum(self._pace.expected_s(self._sound_of(i), mixed=False).values()) for i in later
        )

    def _look(self) -> None:
        """Ask the first recordings how long they are; what cannot be told is guessed by size."""
        from voicecheck.audio.decode import length_s

        for i, path in enumerate(self._paths[:LOOKED_AT]):
            with contextlib.suppress(VoicecheckError, OSError):
                if (sound_s := length_s(path)) > 0:
                    self._lengths[i] = sound_s

    def _sound_of(self, index: int) -> float:
        """Return the length of a recording: as it told, else as its size among those heard."""
        if index in self._lengths:
            return self._lengths[index]
        size = self._sizes[index]
        if self._sound_s and self._sizes[self._index]:
            return size * self._sound_s / self._sizes[self._index]
        if self._heard_bytes:
            return size * self._heard_s / self._heard_bytes
        return UNKNOWN_S

    def _named(self) -> dict[str, object]:
        name = PurePath(self._paths[self._index]).name
        return {"name": visible(name), "n": self._index + 1, "total": len(self._paths)}

    def _show(self) -> None:
        if _drawn():
            self._draw()
            return
        while not self._over.wait(DRAWN_EVERY_S):
            if time.monotonic() - self._told >= LINE_EVERY_S:
                self._told = time.monotonic()
                share = f"{100 * self.share():.0f}"
                line = said("progress.line", share=share, left=left(self.left_s()), **self._named())
                with contextlib.suppress(OSError):
                    say(f"voicecheck: {line}", err=True)

    def _line(self, stage: str, room: int) -> str:
        """Say which recording is at which stage; a name that is too long loses its beginning."""
        named = self._named()
        rest = said("progress.file", stage=stage, **{**named, "name": ""}).rstrip(": ")
        name, name_room = str(named["name"]), max(SHORTEST_NAME, room - len(rest))
        return (name if len(name) <= name_room else f"…{name[1 - name_room :]}") + rest

    def _draw(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=20),
            TextColumn("{task.percentage:3.0f} % · {task.fields[left]}", markup=False),
        )
        console = Console(stderr=True)
        with Progress(*columns, console=console, transient=True, redirect_stdout=False) as bar:
            task = bar.add_task("", total=1.0, left="")
            while not self._over.wait(DRAWN_EVERY_S):
                stage = said(f"progress.{self._stage}") if self._stage else ""
                shown = self._line(stage, console.width - BAR_W)
                bar.update(
                    task, completed=self.share(), description=shown, left=left(self.left_s())
                )


def left(seconds: float) -> str:
    """Write a remaining time as people say it."""
    if seconds < 100:
        return said("progress.left_s", n=max(5, 5 * round(seconds / 5)))
    if seconds < 100 * 60:
        return said("progress.left_min", n=round(seconds / 60))
    return said("progress.left_h", n=round(seconds / 3600, 1))


def _drawn() -> bool:
    return sys.stderr.isatty()


def _size(path: Path) -> int:
    with contextlib.suppress(OSError):
        return path.stat().st_size
    return 0
