"""Goes through recordings one by one: progress on standard error, one bad file stops nothing."""

from __future__ import annotations

import contextlib
import sys
import traceback
from collections import Counter
from pathlib import PurePath
from typing import TYPE_CHECKING, TypeVar

from voicecheck.cli.say import say
from voicecheck.errors import AudioError, ChannelError, VoicecheckError
from voicecheck.recorders.halves import find_halves, known_endings, others_of
from voicecheck.types.formats import SUFFIXES, kind_of_skipped
from voicecheck.types.inert import visible
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from voicecheck.config import Config
    from voicecheck.types.audio import Recording
    from voicecheck.types.progress import Progress

T = TypeVar("T")

NAMED_KINDS = 8

# Rough shares of the time that the stages take, for the progress bar alone.
STAGE_END = {
    "speech": 0.1,
    "words": 0.9,
    "voices": 0.92,
    "faults": 0.94,
    "pitch": 0.98,
    "features": 1.0,
}


def expand(paths: Sequence[Path]) -> tuple[list[Path], Counter[Text]]:
    """Replace folders by the recordings in them, sorted, each once; count what else lies there."""
    found: dict[Path, None] = {}
    skipped: Counter[Text] = Counter()
    for path in paths:
        if path.is_dir():
            inside = []
            for file in sorted(path.rglob("*")):
                if any(part.startswith(".") for part in file.relative_to(path).parts):
                    continue
                if file.suffix.lower() in SUFFIXES:
                    inside.append(file)
                elif (kind := kind_of_skipped(file.name)) and file.is_file():
                    skipped[kind] += 1
            found.update(dict.fromkeys(inside or [path]))
        else:
            found[path] = None
    return list(found), skipped


def skipped_line(skipped: Mapping[Text, int]) -> str:
    """Say what lies among the recordings and is none; empty where nothing does."""
    kinds = sorted(skipped.items(), key=lambda item: (-item[1], item[0].en))
    named = ", ".join(f"{n} {kind.en}" for kind, n in kinds[:NAMED_KINDS])
    more = f" and {len(kinds) - NAMED_KINDS} kinds more" if len(kinds) > NAMED_KINDS else ""
    return f"skipped, no recordings: {named}{more}" if kinds else ""


def each(
    paths: Sequence[Path], config: Config, work: Callable[[Recording, Progress], T]
) -> tuple[list[T], list[AudioError]]:
    """Do some work on each recording; the two files of a call are one."""
    from voicecheck import api

    results: list[T] = []
    failures: list[AudioError] = []
    files, skipped = expand(paths)
    if skipped:
        say(f"voicecheck: {skipped_line(skipped)}", err=True)
    calls, alone = _calls(files, config)
    for path, beside in _beside(paths, files, config):
        say(
            f"voicecheck: {path}: judged alone; what may be the other half of the call lies beside "
            f"it: {beside}",
            err=True,
        )
    with _bar(len(calls)) as tell:
        for index, (path, other) in enumerate(calls):
            try:
                if path in alone and path not in paths:
                    raise AudioError(str(path), _HALF.format(name=alone[path]), _BOTH)
                recording = api.load(path, other, config=config)
                results.append(work(recording, tell(index, path)))
            except Exception as error:
                failure = _of_this_file(path, error)
                if failure is None:
                    raise
                failures.append(failure)
                say(f"voicecheck: {failure}", err=True)
    return results, failures


def _calls(
    files: Sequence[Path], config: Config
) -> tuple[list[tuple[Path, Path | None]], dict[Path, str]]:
    """Put the two files of a call together; tell which have lost their other half."""
    by_name = {file.as_posix(): file for file in files}
    endings = known_endings(config.recorder, config.halves)
    halves = find_halves(by_name, endings, surely=bool(config.halves))
    second = {by_name[one]: by_name[other] for one, other in halves.second.items()}
    alone = {by_name[one]: other for one, (other, _) in halves.missing.items()}
    taken = set(second.values())
    return [(file, second.get(file)) for file in files if file not in taken], alone


def _beside(
    given: Sequence[Path], files: Sequence[Path], config: Config
) -> Iterator[tuple[Path, str]]:
    """Find the other halves of files that were given without them."""
    endings = known_endings(config.recorder, config.halves)
    for path in given:
        for other in map(path.with_name, others_of(path.name, endings)):
            if path.is_file() and other.is_file() and other not in files:
                yield path, other.name


def _of_this_file(path: Path, error: Exception) -> AudioError | None:
    """Return what one recording failed of; None for what would befall every other one, too."""
    if isinstance(error, AudioError):
        return error
    if isinstance(error, ChannelError):
        return AudioError(str(path), Text.of(str(error)), _NAME_ANOTHER)
    if isinstance(error, VoicecheckError | BrokenPipeError):
        return None
    if isinstance(error, OSError):
        return AudioError(str(path), _SYSTEM_ERROR.format(what=error), _DISK)
    at = traceback.extract_tb(error.__traceback__)[-1]
    what = f"{type(error).__name__}: {error} ({PurePath(at.filename).name}, {at.lineno})"
    return AudioError(str(path), _PROGRAM_ERROR.format(what=what), _REPORT)


_HALF = Text(
    "ist die Hälfte eines Gesprächs; die andere fehlt: {name}",
    "is one half of a call; the other is missing: {name}",
)
_BOTH = Text(
    "Beide in einen Ordner legen, oder in voicecheck.toml halves = [] setzen, wenn jede Datei ein "
    "Gespräch für sich ist",
    "Put both into one folder, or set halves = [] in voicecheck.toml if every file is a call",
)
_NAME_ANOTHER = Text("Mit --agent einen anderen nennen", "Name another by --agent")
_SYSTEM_ERROR = Text("ging nicht zu Ende ({what})", "was not finished ({what})")
_DISK = Text("Datenträger und Rechte prüfen", "Check the disk and the rights")
_PROGRAM_ERROR = Text("Programmfehler: {what}", "error of the program: {what}")
_REPORT = Text("Bitte melden", "Please report it")


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
