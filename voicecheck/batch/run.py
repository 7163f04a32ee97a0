"""The run itself: jobs out, results in; this process alone writes.

A call is stored in one transaction when it comes back, so that a killed run loses the calls in
flight and nothing else. What goes wrong with one call is a row; what goes wrong with the store
ends the run, in words, with everything before it kept.
"""

from __future__ import annotations

import contextlib
import shutil
import threading
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from sqlalchemy.exc import StatementError

from voicecheck.batch.engine import Job
from voicecheck.batch.worker import Done, Task, Unusable, unreadable
from voicecheck.errors import AudioError, SourceError, StoreError
from voicecheck.store.connect import in_transaction
from voicecheck.store.entries import Entry, FailedFile
from voicecheck.store.runs import claim, release, start_run, update_run
from voicecheck.store.write import fill_info, save_call, save_failure, save_file
from voicecheck.types.hashing import file_sha256
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sqlalchemy import Connection, Engine

    from voicecheck.batch.engine import Engine as Workers
    from voicecheck.batch.engine import Outcome
    from voicecheck.batch.plan import Plan
    from voicecheck.batch.sources import FoundFile, Source
    from voicecheck.types.baseline import Baseline
    from voicecheck.types.call import CallInfo
    from voicecheck.types.text import Lang

HEARTBEAT_S = 30.0


@dataclass(frozen=True, slots=True)
class BatchContext:
    """Where a run reads and writes, and how."""

    source: Source  # where the recordings lie
    store: Engine  # where the results go
    analysis_key: str  # what measures, phrases and results depend on
    lexicon_key: str
    judgement_key: str
    lang: Lang  # of what is written down
    # what is known about a file's call (pseudonyms and masks applied)
    info: Callable[[FoundFile], CallInfo]
    shown: Callable[[FoundFile], str]  # how a file is named in the store (masked where asked)
    baseline: Callable[[CallInfo], Baseline | None]  # what is usual for the agent of a call
    reports: Path | None = None  # folder for the calls' pages
    quarantine: Path | None = None  # folder that files without usable sound are moved to
    own_checks: Mapping[str, str] = field(default_factory=dict)  # path to text of each file
    send_bytes: bool = False  # whether workers get the bytes, because they cannot reach the file


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
    peak_rss_mb: dict[str, list[float]] = field(default_factory=dict)

    @property
    def handled(self) -> int:
        """Files that need no more looking at in this run."""
        return self.done + self.failed + self.duplicates + self.waiting + self.elsewhere


@dataclass(frozen=True, slots=True)
class _InFlight:
    file: FoundFile
    task: Task
    copy: Path


def run_batch(
    context: BatchContext,
    plan: Plan,
    workers: Workers,
    *,
    stop: threading.Event,
    tell: Callable[[RunCounts, str], None],
) -> RunCounts:
    """Do what a plan says."""
    run = _Run(context, plan, tell)
    heartbeat = threading.Thread(target=run.heartbeat, daemon=True)
    heartbeat.start()
    outcomes = workers.run(run.jobs(stop), stop=stop)
    broken = True  # then what broke first is what the user is to hear of
    try:
        for outcome in outcomes:
            run.take(outcome)
        broken = False
    except StoreError as error:
        raise StoreError(
            f"{error}. {run.counts.done} calls of this run are stored; mend it and start again"
        ) from error
    finally:
        outcomes.close()
        run.over.set()
        heartbeat.join()
        with contextlib.suppress(StoreError) if broken else contextlib.nullcontext():
            run.end()
    return run.counts


class _Run:
    """One run: what is in flight, and what came of it."""

    def __init__(
        self, context: BatchContext, plan: Plan, tell: Callable[[RunCounts, str], None]
    ) -> None:
        self.context, self.plan, self.tell = context, plan, tell
        self.stored = dict(plan.stored)
        self.flying: dict[str, _InFlight] = {}
        self.over = threading.Event()
        self.id = start_run(context.store, folder=context.source.where, n_found=plan.found)
        self.counts = RunCounts(self.id, waiting=len(plan.waiting))

    def jobs(self, stop: threading.Event) -> Iterator[Job]:
        """Read what is to be done, one file at a time, as workers come free."""
        for file in self.plan.todo:
            if stop.is_set():
                return
            copy = job = None
            try:
                copy = self.context.source.fetch(file)
                job = self._job(file, copy)
            except FileNotFoundError:
                self._later(file, "is gone")
            except OSError as error:
                reason = _RIGHTS.format(what=error.strerror)[self.context.lang]
                self._fail(file, None, "decode", reason, transient=True)
            except SourceError as error:
                self._fail(file, None, "disk", str(error), transient=True)
            if job is not None:
                yield job
            elif copy is not None:
                self.context.source.drop(copy)

    def _job(self, file: FoundFile, copy: Path) -> Job | None:
        """Return the work on a file, or None where there is none: known, copied, growing, empty."""
        sha256 = file_sha256(copy)
        if self.context.source.look_again(file) != file:
            self._later(file, "still being written, left for the next run")
            return None
        self._write(
            lambda connection: save_file(
                connection, file.key, sha256=sha256, size=file.size, modified=file.modified
            )
        )
        if file.size == 0:
            self._empty(file, copy, sha256)
            return None
        if sha256 in self.plan.forgotten:
            self.counts.elsewhere += 1
            self.tell(self.counts, f"{self.context.shown(file)}: forgotten on purpose")
            return None
        if self.stored.get(sha256) in self.plan.fine or sha256 in self.flying:
            self.counts.duplicates += 1
            if sha256 in self.stored:
                self._write(partial(fill_info, sha256=sha256, info=self.context.info(file)))
            self.tell(self.counts, f"{self.context.shown(file)}: a copy of another file")
            return None
        context = self.context
        if not claim(context.store, sha256, run_id=self.id, analysis_key=context.analysis_key):
            self.counts.elsewhere += 1
            self.tell(self.counts, f"{self.context.shown(file)}: another run is at it")
            return None
        info = context.info(file)
        path, body = ("", copy.read_bytes()) if context.send_bytes else (str(copy), b"")
        task = Task(context.shown(file), info, path, body, context.baseline(info))
        self.flying[sha256] = _InFlight(file, task, copy)
        return Job(sha256, task)

    def take(self, outcome: Outcome) -> None:
        """Write what came back."""
        flight = self.flying.pop(outcome.key)
        self.context.source.drop(flight.copy)
        self.counts.peak_rss_mb.setdefault(outcome.answer.worker, []).append(
            outcome.answer.peak_rss_mb
        )
        value = outcome.answer.value
        if isinstance(value, Done):
            if value.features.source.sha256 != outcome.key:
                self._write(lambda connection: release(connection, outcome.key))
                self._later(flight.file, "changed while being read, left for the next run")
                return
            self._store(flight, value, outcome.answer.seconds)
        elif isinstance(value, Unusable):
            self._unusable(flight.file, outcome.key, value)
        else:
            failure = outcome.answer.failure
            assert failure is not None
            reason = failure.reason[self.context.lang]
            self._fail(flight.file, outcome.key, failure.stage, reason, failure.transient)

    def _store(self, flight: _InFlight, value: Done, seconds: float) -> None:
        sha256 = value.features.source.sha256
        try:
            page = self._page(flight.task.shown, sha256, value.page)
        except OSError as error:
            reason = _PAGE.format(what=error.strerror)[self.context.lang]
            self._fail(flight.file, sha256, "disk", reason, transient=True)
            return
        entry = Entry(
            path=flight.task.shown,
            path_key=flight.file.key,
            info=flight.task.info,
            features=value.features,
            card=value.card,
            conversation=value.conversation,
            analysis_key=self.context.analysis_key,
            lexicon_key=self.context.lexicon_key,
            judgement_key=self.context.judgement_key,
            seconds=seconds,
            page=page,
        )

        def write(connection: Connection) -> None:
            save_call(connection, entry, run_id=self.id)
            release(connection, sha256)
            counts = self._counts()
            update_run(connection, self.id, counts=counts | {"n_done": counts["n_done"] + 1})

        try:
            self._write(write)
        except (StatementError, ValueError, OverflowError) as error:
            # Something about the call that no column takes. What the database says of it may hold
            # the words of the call: they go nowhere.
            if page is not None and self.context.reports is not None:
                (self.context.reports / page).unlink(missing_ok=True)
            kind = type(getattr(error, "orig", None) or error).__name__
            reason = _NO_COLUMN.format(what=kind)[self.context.lang]
            self._fail(flight.file, sha256, "program", reason, transient=False)
            return
        self.counts.done += 1
        self.counts.sound_s += value.features.source.duration_s
        self.stored[sha256] = self.context.analysis_key
        self.tell(self.counts, flight.task.shown)

    def _page(self, name: str, sha256: str, html: str | None) -> str | None:
        if html is None or self.context.reports is None:
            return None
        stem = PurePosixPath(name.replace("\\", "/")).stem
        page = self.context.reports / f"{stem}-{sha256[:8]}.html"
        page.touch(mode=0o600)
        page.write_text(html, encoding="utf-8")
        return page.name

    def _later(self, file: FoundFile, why: str) -> None:
        self.counts.waiting += 1
        self.tell(self.counts, f"{self.context.shown(file)}: {why}")

    def _fail(
        self, file: FoundFile, sha256: str | None, stage: str, reason: str, transient: bool
    ) -> None:
        self.counts.failed += 1
        failed = FailedFile(
            self.context.shown(file), file.key, sha256, stage, reason, transient,
            self.context.analysis_key,
        )  # fmt: skip

        def write(connection: Connection) -> None:
            save_failure(connection, failed, run_id=self.id)
            if sha256 is not None:
                release(connection, sha256)
            update_run(connection, self.id, counts=self._counts())

        self._write(write)
        self.tell(self.counts, f"{self.context.shown(file)}: {reason}")

    def _empty(self, file: FoundFile, copy: Path, sha256: str) -> None:
        """Let the decoder say what it says about an empty file; all of them share one content."""
        from voicecheck import api

        try:
            api.load(copy)
        except AudioError as error:
            value = unreadable(error)
            self._unusable(file, sha256, value)

    def _unusable(self, file: FoundFile, sha256: str, value: Unusable) -> None:
        reason = value.reason[self.context.lang]
        self._fail(file, sha256, value.stage, reason, value.transient)
        self._set_aside(file, value)

    def _set_aside(self, file: FoundFile, value: Unusable) -> None:
        """Move a file without usable sound out of the way; never over another."""
        if (
            self.context.quarantine is None
            or not self.context.source.local
            or value.stage != "decode"
        ):
            return
        target = self.context.quarantine / file.name
        n = 1
        while target.exists():
            n += 1
            target = target.with_name(f"{PurePosixPath(file.name).stem}-{n}{target.suffix}")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(file.path, target)
        except OSError as error:
            self.tell(self.counts, f"{self.context.shown(file)}: cannot be moved away: {error}")

    def _counts(self) -> dict[str, int]:
        return {
            "n_known": self.plan.known + self.counts.elsewhere,
            "n_duplicates": self.counts.duplicates,
            "n_waiting": self.counts.waiting,
            "n_done": self.counts.done,
            "n_failed": self.counts.failed,
        }

    def _write(self, change: Callable[[Connection], None]) -> None:
        in_transaction(self.context.store, change)

    def heartbeat(self) -> None:
        """Give signs of life while long calls are running."""
        while not self.over.wait(HEARTBEAT_S):
            # Where the store cannot be written, the next call to be stored says so.
            with contextlib.suppress(StoreError), self.context.store.begin() as connection:
                update_run(connection, self.id, counts={})

    def end(self) -> None:
        """Close the run; claims on what was not finished go with it."""
        for flight in self.flying.values():
            self.context.source.drop(flight.copy)
        self._write(
            lambda connection: update_run(connection, self.id, counts=self._counts(), ended=True)
        )


_RIGHTS = Text("{what}. Zugriffsrechte der Datei prüfen", "{what}. Check the file's rights")
_NO_COLUMN = Text(
    "die Ablage nimmt das Ergebnis nicht an ({what}), bitte melden",
    "the store does not take the result ({what}), please report",
)
_PAGE = Text(
    "die Seite des Gesprächs lässt sich nicht schreiben: {what}",
    "the call's page cannot be written: {what}",
)
