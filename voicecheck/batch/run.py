"""The run itself: jobs out, results in; this process alone writes.

A call is stored in one transaction when it comes back: a killed run loses the calls in flight and
nothing else. What goes wrong with one call is a row; what goes wrong with the machine ends the run,
in words, with all before it kept. A folder that goes away is waited for: its files have not failed.
"""

from __future__ import annotations

import contextlib
import errno
import threading
import time
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy.exc import StatementError

from voicecheck.batch import reasons
from voicecheck.batch.counts import RunCounts
from voicecheck.batch.engine import Job
from voicecheck.batch.folders import drop_page, set_aside, write_page
from voicecheck.batch.sources import wait_for
from voicecheck.batch.worker import Done, Task, Unusable, unreadable
from voicecheck.errors import AudioError, RunError, SourceError, StoreError
from voicecheck.store import read
from voicecheck.store.connect import in_transaction
from voicecheck.store.entries import Entry, FailedFile
from voicecheck.store.runs import claim, release, start_run, update_run
from voicecheck.store.write import fill_info, save_call, save_failure, save_file
from voicecheck.types.hashing import call_sha256, value_sha256

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection

    from voicecheck.batch.context import BatchContext
    from voicecheck.batch.engine import Engine as Workers
    from voicecheck.batch.engine import Outcome
    from voicecheck.batch.plan import Plan
    from voicecheck.batch.sources import FoundFile
    from voicecheck.types.text import Text

T = TypeVar("T")

HEARTBEAT_S = 30.0
TELL_S = 3.0  # a store that is asked for so long was away, or another program held it
NO_ROOM = 10  # calls in a row that found the disk full: it is the machine, not one call


@dataclass(frozen=True, slots=True)
class _InFlight:
    file: FoundFile
    task: Task
    copies: tuple[Path, ...]


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
    except (StoreError, RunError) as error:
        raise type(error)(reasons.with_kept(error.text, run.counts.done)) from error
    except MemoryError as error:
        raise RunError(reasons.with_kept(reasons.MEMORY, run.counts.done)) from error
    finally:
        outcomes.close()
        run.over.set()
        heartbeat.join()
        with contextlib.suppress(StoreError) if broken else contextlib.nullcontext():
            run.end(patient=not broken)
    return run.counts


class _Run:
    """One run: what is in flight, and what came of it."""

    def __init__(
        self, context: BatchContext, plan: Plan, tell: Callable[[RunCounts, str], None]
    ) -> None:
        self.context, self.plan, self.tell = context, plan, tell
        self.flying: dict[str, _InFlight] = {}
        self.no_room = 0  # calls in a row that found the disk full
        self.over = threading.Event()
        self.id = start_run(context.store, folder=context.source.where, n_found=plan.found)
        self.counts = RunCounts(self.id, waiting=len(plan.waiting))

    def jobs(self, stop: threading.Event) -> Iterator[Job]:
        """Read what is to be done, one file at a time, as workers come free."""
        for file in self.plan.todo:
            if stop.is_set():
                return
            try:
                job = self._fetched(file)
            except (OSError, SourceError):
                if not self._source_is_back(stop):
                    return
                job = self._fetched_or_failed(file)
            if job is not None:
                yield job

    def _fetched(self, file: FoundFile) -> Job | None:
        if file.missing:
            self._half_missing(file)
            return None
        copies = self.context.source.fetch_call(file)
        job = None
        try:
            job = self._job(file, copies)
        finally:
            if job is None:
                self._drop(copies)
        return job

    def _drop(self, copies: tuple[Path, ...]) -> None:
        for copy in copies:
            self.context.source.drop(copy)

    def _half_missing(self, file: FoundFile) -> None:
        """Say once that a call lacks one party's file, not that there are two calls."""
        sha256 = value_sha256(["half", file.key])
        self._saw(file, sha256)
        reason = reasons.HALF.format(name=file.missing)
        self._fail(file, sha256, "decode", reason, transient=True)

    def _saw(self, file: FoundFile, sha256: str) -> None:
        self._write(
            lambda connection: save_file(
                connection, file.key, sha256=sha256, size=file.size, modified=file.modified
            )
        )

    def _fetched_or_failed(self, file: FoundFile) -> Job | None:
        try:
            return self._fetched(file)
        except FileNotFoundError:
            self._later(file, reasons.GONE)
        except OSError as error:
            rights = isinstance(error, PermissionError)  # else the disk's or the share's fault
            stage, text = ("decode", reasons.RIGHTS) if rights else ("disk", reasons.DISK)
            reason = text.format(what=error.strerror or error)
            self._fail(file, None, stage, reason, transient=True)
        except SourceError as error:
            self._fail(file, None, "disk", error.text, transient=True)
        return None

    def _source_is_back(self, stop: threading.Event) -> bool:
        """Wait for a folder that went away; its files are not gone, and none has failed."""
        began = time.monotonic()
        back = wait_for(self.context.source, stop)
        away_s, folder = time.monotonic() - began, self.context.source.where
        if away_s > TELL_S:
            self.counts.waits.append(reasons.AWAY.format(folder=folder, away_s=away_s))
        if not back and not stop.is_set():
            self.counts.ended_by = reasons.NOT_BACK.format(folder=folder)
        return back

    def _job(self, file: FoundFile, copies: tuple[Path, ...]) -> Job | None:
        """Return the work on a file, or None where there is none: known, copied, growing, empty."""
        sha256 = call_sha256(copies)
        if self.context.source.look_again(file) != file:
            self._later(file, reasons.STILL_WRITTEN)
            return None
        self._saw(file, sha256)
        if file.size == 0:
            self._empty(file, copies[0], sha256)
            return None
        context = self.context
        if self._ask(lambda: read.forgotten(context.store, [sha256])):
            self.counts.elsewhere += 1
            self._tell(file, reasons.FORGOTTEN)
            return None
        before = {"newest": self.plan.newest, "run_id": self.id}
        stored = self._ask(lambda: read.stored_key(context.store, sha256, **before))
        if stored in self.plan.fine or sha256 in self.flying:
            self.counts.duplicates += 1
            if stored is not None:
                self._write(partial(fill_info, sha256=sha256, info=self.context.info(file)))
            self._tell(file, reasons.COPY)
            return None
        key = context.analysis_key
        if not self._ask(lambda: claim(context.store, sha256, run_id=self.id, analysis_key=key)):
            self.counts.elsewhere += 1
            self._tell(file, reasons.ELSEWHERE)
            return None
        info = context.info(file)
        task = Task(context.shown(file), info, baseline=context.baseline(info))
        if context.send_bytes:
            body, *more = (copy.read_bytes() for copy in copies)
            task = replace(task, body=body, other_body=b"".join(more))
        else:
            path, *others = map(str, copies)
            task = replace(task, path=path, other="".join(others))
        self.flying[sha256] = _InFlight(file, task, copies)
        return Job(sha256, task)

    def take(self, outcome: Outcome) -> None:
        """Write what came back."""
        flight = self.flying.pop(outcome.key)
        self.counts.bytes_heard += flight.file.size
        self._drop(flight.copies)
        self.counts.peak_rss_mb.setdefault(outcome.answer.worker, []).append(
            outcome.answer.peak_rss_mb
        )
        value = outcome.answer.value
        if isinstance(value, Done):
            if value.features.source.sha256 != outcome.key:
                self._write(lambda connection: release(connection, outcome.key))
                self._later(flight.file, reasons.CHANGED)
                return
            self._store(flight, value, outcome.answer.seconds)
        elif isinstance(value, Unusable):
            if self._is_as_it_was(flight.file):
                self._unusable(flight.file, outcome.key, value)
            else:
                self._write(lambda connection: release(connection, outcome.key))
                self._later(flight.file, reasons.WENT_AWAY)
        else:
            failure = outcome.answer.failure
            assert failure is not None
            self._fail(flight.file, outcome.key, failure.stage, failure.reason, failure.transient)

    def _store(self, flight: _InFlight, value: Done, seconds: float) -> None:
        sha256 = value.features.source.sha256
        page, reports = None, self.context.reports
        before = self._ask(lambda: read.page_of(self.context.store, sha256))
        try:
            if value.page is not None and reports is not None:
                keep = self.context.keep_numbers
                name = flight.task.shown
                page = write_page(reports, name, sha256, value.page, keep_numbers=keep)
        except OSError as error:
            if error.errno != errno.ENAMETOOLONG:  # not this call's page alone
                said = reasons.PAGES.format(folder=reports, what=error.strerror)
                raise RunError(said) from error
            reason = reasons.PAGE.format(what=error.strerror)
            self._fail(flight.file, sha256, "program", reason, transient=False)
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

        def write(connection: Connection) -> bool:
            new = save_call(connection, entry, run_id=self.id) is not None
            release(connection, sha256)
            counts = self._counts()
            update_run(connection, self.id, counts=counts | {"n_done": counts["n_done"] + new})
            return new

        try:
            new = self._ask(lambda: in_transaction(self.context.store, write))
        except (StatementError, ValueError, OverflowError) as error:
            # Something about the call that no column takes. What the database says of it may hold
            # the words of the call: they go nowhere.
            drop_page(reports, page)
            kind = type(getattr(error, "orig", None) or error).__name__
            reason = reasons.NO_COLUMN.format(what=kind)
            self._fail(flight.file, sha256, "program", reason, transient=False)
            return
        if not new:
            drop_page(reports, page)
            self.counts.elsewhere += 1
            self._tell(flight.file, reasons.FORGOTTEN)
            return
        if page is not None and before != page:
            # A page that no row names could not be forgotten with its call.
            drop_page(reports, before)
        self.no_room = 0
        self.counts.done += 1
        self.counts.sound_s += value.features.source.duration_s
        self.tell(self.counts, flight.task.shown)

    def _tell(self, file: FoundFile, what: Text) -> None:
        self.tell(self.counts, f"{self.context.shown(file)}: {what[self.context.lang]}")

    def _later(self, file: FoundFile, why: Text) -> None:
        self.counts.waiting += 1
        self._tell(file, why)

    def _fail(
        self, file: FoundFile, sha256: str | None, stage: str, reason: Text, transient: bool
    ) -> None:
        self.counts.failed += 1
        failed = FailedFile(
            self.context.shown(file), file.key, sha256, stage, reason[self.context.lang],
            transient, self.context.analysis_key,
        )  # fmt: skip

        def write(connection: Connection) -> None:
            save_failure(connection, failed, run_id=self.id)
            if sha256 is not None:
                release(connection, sha256)
            update_run(connection, self.id, counts=self._counts())

        self._write(write)
        self._tell(file, reason)
        self.no_room = self.no_room + 1 if stage == "disk" else 0
        if self.no_room == NO_ROOM:
            raise RunError(reasons.IN_A_ROW.format(n=NO_ROOM, reason=reason))

    def _is_as_it_was(self, file: FoundFile) -> bool:
        """Tell whether what was wrong with a file can be the file."""
        try:
            return self.context.source.look_again(file) == file
        except (OSError, SourceError):
            return False

    def _empty(self, file: FoundFile, copy: Path, sha256: str) -> None:
        """Let the decoder say what it says about an empty file; all of them share one content."""
        from voicecheck import api

        try:
            api.load(copy)
        except AudioError as error:
            self._unusable(file, sha256, unreadable(error))

    def _unusable(self, file: FoundFile, sha256: str, value: Unusable) -> None:
        self._fail(file, sha256, value.stage, value.reason, value.transient)
        self._set_aside(file, value)

    def _set_aside(self, file: FoundFile, value: Unusable) -> None:
        """Move a file without usable sound out of the way; never over another."""
        if (
            self.context.quarantine is None
            or not self.context.source.local
            or value.stage != "decode"
        ):
            return
        try:
            set_aside(file, self.context.quarantine)
        except OSError as error:
            self._tell(file, reasons.NOT_MOVED.format(what=error))

    def _counts(self) -> dict[str, int]:
        return {
            "n_known": self.plan.known + self.counts.elsewhere,
            "n_duplicates": self.counts.duplicates,
            "n_waiting": self.counts.waiting,
            "n_done": self.counts.done,
            "n_failed": self.counts.failed,
        }

    def _write(self, change: Callable[[Connection], None]) -> None:
        self._ask(lambda: in_transaction(self.context.store, change))

    def _ask(self, store: Callable[[], T]) -> T:
        """Ask something of the store, and remember where it took long."""
        began = time.monotonic()
        try:
            return store()
        finally:
            waited_s = time.monotonic() - began
            if waited_s > TELL_S:
                self.counts.waits.append(reasons.STORE_AWAY.format(away_s=waited_s))

    def heartbeat(self) -> None:
        """Give signs of life while long calls are running."""
        while not self.over.wait(HEARTBEAT_S):
            # Where the store cannot be written, the next call to be stored says so.
            with contextlib.suppress(StoreError), self.context.store.begin() as connection:
                update_run(connection, self.id, counts={})

    def end(self, *, patient: bool) -> None:
        """Close the run; claims on what was not finished go with it."""
        for flight in self.flying.values():
            self._drop(flight.copies)
        in_transaction(
            self.context.store,
            lambda connection: update_run(connection, self.id, counts=self._counts(), ended=True),
            patient=patient,
        )
