"""Goes through recordings one by one: one bad file stops nothing, and says so."""

from __future__ import annotations

import traceback
from collections import Counter
from pathlib import PurePath
from typing import TYPE_CHECKING, TypeVar

from voicecheck.cli.file_progress import FileProgress
from voicecheck.cli.language import both, language, said
from voicecheck.cli.say import complain
from voicecheck.errors import AudioError, ChannelError, VoicecheckError
from voicecheck.recorders.halves import find_halves, known_endings, others_of
from voicecheck.types.formats import SUFFIXES, kind_of_skipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from voicecheck.config import Config
    from voicecheck.types.audio import Recording
    from voicecheck.types.progress import Progress
    from voicecheck.types.text import Text

T = TypeVar("T")

NAMED_KINDS = 8


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
            found.update(dict.fromkeys(inside))
        else:
            found[path] = None
    return list(found), skipped


def kinds_line(skipped: Mapping[Text, int]) -> str:
    """Name what lies among recordings and is none, the most frequent kinds first."""
    kinds = sorted(skipped.items(), key=lambda item: (-item[1], item[0].en))
    return ", ".join(f"{n} {kind[language()]}" for kind, n in kinds[:NAMED_KINDS])


def skipped_line(skipped: Mapping[Text, int]) -> str:
    """Say what lies among the recordings and is none; empty where nothing does."""
    if not skipped:
        return ""
    more = len(skipped) - NAMED_KINDS
    key = "run.skipped_more" if more > 0 else "run.skipped"
    return said(key, kinds=kinds_line(skipped), **({"n": more} if more > 0 else {}))


def each(
    paths: Sequence[Path],
    config: Config,
    work: Callable[[Recording, Progress], T],
    *,
    quiet: bool = False,
) -> tuple[list[T], list[AudioError]]:
    """Do some work on each recording; the two files of a call are one."""
    from voicecheck import api

    results: list[T] = []
    failures: list[AudioError] = []
    files, skipped = expand(paths)
    empty = [path for path in paths if path.is_dir() and not _any_inside(path, files)]
    for folder in empty:
        complain(nothing_in(folder, skipped))
    if skipped and files and not quiet:
        complain(skipped_line(skipped))
    calls, alone = _calls(files, config)
    for path, beside in _beside(paths, files, config):
        complain(said("run.alone", path=path, other=beside))
    model = config.model if config.transcriber == "whisper" else config.transcriber
    with FileProgress([path for path, _ in calls], model=model, quiet=quiet) as progress:
        for index, (path, other) in enumerate(calls):
            progress.begin(index)
            try:
                if path in alone and path not in paths:
                    half = both("run.half").format(name=alone[path])
                    raise AudioError(str(path), half, both("run.both"))
                recording = api.load(path, other, config=config)
                progress.loaded(recording)
                results.append(work(recording, progress.tell))
                progress.done()
            except Exception as error:
                progress.done(failed=True)
                failure = _of_this_file(path, error)
                if failure is None:
                    raise
                failures.append(failure)
                complain(failure)
    return results, failures


def _any_inside(folder: Path, files: Sequence[Path]) -> bool:
    return any(file.is_relative_to(folder) for file in files)


def nothing_in(folder: Path | str, skipped: Mapping[Text, int]) -> str:
    """Say that a folder holds no recording, and what it holds instead."""
    if not skipped:
        return said("run.no_recordings", folder=folder)
    return said("run.no_recordings_but", folder=folder, kinds=kinds_line(skipped))


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
        return AudioError(str(path), error.text, both("run.name_another"))
    if isinstance(error, VoicecheckError | BrokenPipeError):
        return None
    if isinstance(error, OSError):
        return AudioError(str(path), both("run.system_error").format(what=error), both("run.disk"))
    at = traceback.extract_tb(error.__traceback__)[-1]
    what = f"{type(error).__name__}: {error} ({PurePath(at.filename).name}, {at.lineno})"
    return AudioError(str(path), both("run.program_error").format(what=what), both("run.report_it"))
