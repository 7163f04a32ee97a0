"""What there is to do: what lies in the folder, minus what the store has already."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from voicecheck.batch.sources import BOTH
from voicecheck.errors import SourceError
from voicecheck.store import read

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from sqlalchemy import Engine

    from voicecheck.batch.sources import FoundFile, Source
    from voicecheck.types.call import CallInfo
    from voicecheck.types.text import Text

RECENT_S = 120.0  # a file changed so lately may still be written
LOOK_S = 2.0  # two looks so far apart tell: telephone systems write several times a second
MAX_ATTEMPTS = 3  # of what may go well another time; the rest fails until something changes


@dataclass(frozen=True, slots=True)
class Plan:
    """What there is to do."""

    found: int  # recordings in the folder
    # not in the store yet, or analysed in another way; in order of their names
    todo: tuple[FoundFile, ...]
    known: int  # done before, forgotten on purpose, or failed for good
    waiting: tuple[FoundFile, ...]  # still being written: left for the next run
    again: int = 0  # how many to do have a card already, measured by other means than today's
    newest: int = 0  # the recording stored last; what another run stores meanwhile comes after it
    fine: frozenset[str] = frozenset()  # analysis keys with which nothing has to be done again
    skipped: Mapping[Text, int] = field(default_factory=dict)  # what is no recording, by suffix

    @property
    def bytes_todo(self) -> int:
        """Size of what there is to do."""
        return sum(file.size for file in self.todo)


def make_plan(
    source: Source,
    store: Engine,
    *,
    analysis_key: str,
    as_good: frozenset[str] = frozenset(),
    patterns: Sequence[str] = (),
    since: date | None = None,
    limit: int | None = None,
    retry: bool = False,
    info: Callable[[FoundFile], CallInfo],
) -> Plan:
    """Find out what there is to do. Nothing is read but names, sizes and times."""
    files = source.find(patterns)
    newest = read.newest(store)
    keys = [file.key for file in files]
    seen, failures = read.seen_files(store, keys), read.failed(store, keys)
    contents = list({sha256 for _, _, sha256 in seen.values()})
    stored, forgotten = read.analysis_keys(store, contents), read.forgotten(store, contents)
    fine = as_good | {analysis_key}
    todo: list[FoundFile] = []
    known = 0
    for file, key in zip(files, keys, strict=True):
        size, modified, sha256 = seen.get(key, (-1, "", ""))
        same = (size, modified) == (file.size, file.modified)
        failed = failures.get(key)
        if same and (stored.get(sha256) in fine or sha256 in forgotten):
            known += 1
        elif same and failed and failed["analysis_key"] in fine and not retry:
            # A full disk or a share that is away says nothing about the call, however often.
            few = failed["attempts"] < MAX_ATTEMPTS or failed["stage"] == "disk"
            again = failed["transient"] and few
            todo += [file] if again else []
            known += not again
        elif since is None or _began(file, info(file)) >= since:
            todo.append(file)
    waiting = _growing(source, todo)
    growing = set(waiting)
    ready = [file for file in todo if file not in growing]
    # What has a card already, by other means of measuring, can wait until the new calls have one;
    # so does what failed before: a disk that cannot be read may end the run.
    stale = {key for key, (_, _, sha256) in seen.items() if sha256 in stored}
    ready = _best_copy_first(ready, info)
    ready.sort(key=lambda file: (file.key in stale, file.key in failures))
    chosen = tuple(ready[:limit])
    again = sum(file.key in stale for file in chosen)
    return Plan(len(files), chosen, known, waiting, again, newest, fine, dict(source.skipped))


def _best_copy_first(
    files: Sequence[FoundFile], info: Callable[[FoundFile], CallInfo]
) -> list[FoundFile]:
    """Let files of one size, which may be copies, change places: the one of most metadata first.

    The first of two copies is the one that is kept. Nothing is read to tell whether they are
    copies; among files that are none, the order says nothing.
    """
    sizes = Counter(file.size for file in files)
    known = {file.path: _n_known(info(file)) for file in files if sizes[file.size] > 1}
    places: dict[int, list[FoundFile]] = {}
    for file in files:
        places.setdefault(file.size, []).append(file)
    for same in places.values():
        same.sort(key=lambda file: (-known.get(file.path, 0), file.path), reverse=True)
    return [places[file.size].pop() for file in files]


def _n_known(info: CallInfo) -> int:
    return sum(getattr(info, one.name) is not None for one in fields(info))


def _began(file: FoundFile, info: CallInfo) -> date:
    if info.started_at is not None:
        return info.started_at.date()
    return (_changed(file) or datetime.now(UTC)).date()


def _changed(file: FoundFile) -> datetime | None:
    """Read when a call's file, or the later of its two, was changed."""
    times = [_time(stamp) for stamp in file.modified.split(BOTH)]
    return max((time for time in times if time is not None), default=None)


def _time(stamp: str) -> datetime | None:
    """Read a time stamp, where it is one (an entity tag is not)."""
    try:
        return datetime.fromtimestamp(float(stamp), UTC)
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(stamp).astimezone(UTC)
    except ValueError:
        return None


def _growing(source: Source, files: Sequence[FoundFile]) -> tuple[FoundFile, ...]:
    now = datetime.now(UTC)
    recent = [
        file
        for file in files
        if (changed := _changed(file)) and (now - changed).total_seconds() < RECENT_S
    ]
    if not recent:
        return ()
    time.sleep(LOOK_S)
    return tuple(file for file in recent if _changes(source, file))


def _changes(source: Source, file: FoundFile) -> bool:
    """Tell whether a file is still written; one that cannot be looked at waits as well."""
    try:
        return source.look_again(file) != file
    except SourceError:
        return True
