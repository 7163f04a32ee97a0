"""Goes through recordings one by one: progress on standard error, one bad file stops nothing."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING, TypeVar

from voicecheck.audio.formats import SUFFIXES
from voicecheck.cli.say import say
from voicecheck.errors import AudioError
from voicecheck.types.inert import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from voicecheck.types.progress import Progress

T = TypeVar("T")

# Rough shares of the time that the stages take, for the progress bar alone.
STAGE_END = {
    "speech": 0.1,
    "words": 0.9,
    "voices": 0.92,
    "faults": 0.94,
    "pitch": 0.98,
    "features": 1.0,
}


def expand(paths: Sequence[Path]) -> list[Path]:
    """Replace folders by the recordings in them, sorted, each once."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES)
            found.update(dict.fromkeys(inside or [path]))
        else:
            found[path] = None
    return list(found)


def each(
    paths: Sequence[Path], work: Callable[[Path, Progress], T]
) -> tuple[list[T], list[AudioError]]:
    """Do some work on each recording."""
    results: list[T] = []
    failures: list[AudioError] = []
    files = expand(paths)
    with _bar(len(files)) as tell:
        for index, path in enumerate(files):
            try:
                results.append(work(path, tell(index, path)))
            except AudioError as error:
                failures.append(error)
                say(f"voicecheck: {error}", err=True)
    return results, failures


@contextlib.contextmanager
def _bar(n_files: int) -> Iterator[Callable[[int, Path], Progress]]:
    """Show a bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda index, path: lambda stage, share: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.percentage:3.0f} %"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=float(n_files))

        def of_file(index: int, path: Path) -> Callable[[str, float], None]:
            def tell(stage: str, share: float) -> None:
                ends = list(STAGE_END.values())
                place = list(STAGE_END).index(stage)
                begin = ends[place - 1] if place else 0.0
                done = index + begin + share * (ends[place] - begin)
                bar.update(task, completed=done, description=visible(f"{path.name}: {stage}"))

            return tell

        yield of_file
