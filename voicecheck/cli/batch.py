"""``voicecheck batch``: from a folder of exported calls to a store, night after night."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voicecheck.cli.help import FILES, MACHINE, OUTPUT, argument, option
from voicecheck.cli.language import both, said
from voicecheck.cli.options import (
    Agent,
    CallLanguage,
    ConfigFile,
    Device,
    KeepNumbers,
    Model,
    OwnChecks,
    Quiet,
    ReportLanguage,
    StoreName,
    Transcriber,
    settings,
    unknown,
)
from voicecheck.cli.say import say

if TYPE_CHECKING:
    from types import FrameType

    from voicecheck.batch.engine import Engine
    from voicecheck.batch.worker import WorkerOptions

ENGINES = ("local", "dask")


def _option(name: str, *names: str, panel: str, metavar: str | None = None, **more: Any) -> Any:
    return option(said(f"batch.{name}"), *names, panel=panel, metavar=metavar, **more)


Source = Annotated[str, argument(said("batch.source"), metavar="folder")]
Include = Annotated[
    list[str] | None, _option("include", "--include", panel=FILES, metavar="pattern")
]
Since = Annotated[str | None, _option("since", "--since", panel=FILES, metavar="day")]
Limit = Annotated[int | None, _option("limit", "--limit", panel=FILES, metavar="number", min=1)]
DryRun = Annotated[bool, _option("dry_run", "--dry-run", panel=OUTPUT)]
Retry = Annotated[bool, _option("retry", "--retry", panel=FILES)]
Workers = Annotated[
    int | None, _option("workers", "--workers", panel=MACHINE, metavar="number", min=1)
]
TimeLimit = Annotated[
    float,
    _option(
        "time_limit", "--time-limit", panel=MACHINE, metavar="seconds", min=1.0, show_default=True
    ),
]
EngineName = Annotated[
    str, _option("engine", "--engine", panel=MACHINE, metavar="name", show_default=True)
]
Scheduler = Annotated[str, _option("scheduler", "--scheduler", panel=MACHINE, metavar="address")]
SendBytes = Annotated[bool, _option("send_bytes", "--send-bytes", panel=MACHINE)]
Quarantine = Annotated[
    Path | None, _option("quarantine", "--quarantine", panel=FILES, metavar="folder")
]
Reports = Annotated[Path | None, _option("reports", "--reports", panel=FILES, metavar="folder")]
Digest = Annotated[Path | None, _option("digest", "--digest", panel=FILES, metavar="file")]
Audio = Annotated[
    str, _option("audio", "--audio", panel=OUTPUT, metavar="sound", show_default=True)
]
Key = Annotated[
    Path | None, _option("pseudonymise", "--pseudonymise", panel=OUTPUT, metavar="file")
]
Redact = Annotated[bool, _option("redact", "--redact", panel=OUTPUT)]
KeepTranscripts = Annotated[bool, _option("keep_transcripts", "--keep-transcripts", panel=OUTPUT)]


def batch(
    source: Source,
    store: StoreName,
    agent: Agent = None,
    call_language: CallLanguage = None,
    own_checks: OwnChecks = None,
    include: Include = None,
    since: Since = None,
    limit: Limit = None,
    retry: Retry = False,
    reports: Reports = None,
    digest: Digest = None,
    quarantine: Quarantine = None,
    keep_numbers: KeepNumbers = False,
    config: ConfigFile = None,
    dry_run: DryRun = False,
    quiet: Quiet = False,
    report_language: ReportLanguage = None,
    audio: Audio = "auto",
    pseudonymise: Key = None,
    redact: Redact = False,
    keep_transcripts: KeepTranscripts = False,
    workers: Workers = None,
    time_limit: TimeLimit = 1800.0,
    engine: EngineName = "local",
    scheduler: Scheduler = "",
    send_bytes: SendBytes = False,
    transcriber: Transcriber = None,
    model: Model = None,
    device: Device = None,
) -> None:
    """Judge every new recording of a folder and keep the results in a store."""
    stop = threading.Event()
    _until_told(stop)
    from joblib import cpu_count  # those this process may use: containers are given few of many

    from voicecheck.batch.digest import write_digest
    from voicecheck.batch.estimate import estimate
    from voicecheck.batch.prepare import BatchOptions, prepare
    from voicecheck.batch.run import run_batch
    from voicecheck.cli.progress import BatchProgress, estimate_lines, side_file_lines, tell
    from voicecheck.cli.run import nothing_in
    from voicecheck.monitoring.drift import alarms
    from voicecheck.report.formatting import alarm_line
    from voicecheck.report.html.page import AUDIO
    from voicecheck.store import read
    from voicecheck.store.connect import shown
    from voicecheck.store.runs import found_before

    if audio not in AUDIO:
        raise unknown("run.no_sound", audio, AUDIO)
    options = settings(
        config,
        source=source,
        own_checks=own_checks,
        agent=agent,
        language=call_language,
        lang=report_language,
        transcriber=transcriber,
        model=model,
        device=device,
    )
    prepared = prepare(
        source,
        store,
        options,
        BatchOptions(
            include=tuple(include or ()),
            since=since,
            limit=limit,
            retry=retry,
            quarantine=quarantine,
            reports=reports,
            digest=digest,
            keep_numbers=keep_numbers,
            audio=audio if reports else "",
            pseudonymise=pseudonymise,
            redact=redact,
            keep_transcripts=keep_transcripts,
            send_bytes=send_bytes,
        ),
    )
    folder = prepared.context.source.where
    if not (prepared.plan.found or include) and (n := found_before(prepared.context.store, folder)):
        tell(said("batch.share_gone", folder=folder, n=n))
    elif not (prepared.plan.found or include):
        tell(nothing_in(folder, prepared.plan.skipped))
    n_workers = workers or cpu_count()
    if dry_run:
        context = prepared.context
        found = estimate(
            context.source, context.store, prepared.plan, workers=n_workers, config=options
        )
        for line in estimate_lines(prepared.plan, found, n_workers):
            say(line)
        for line in side_file_lines(prepared, look=True):
            say(line)
        return
    pool = _engine(engine, prepared.options, n_workers, time_limit, scheduler)
    with BatchProgress(prepared.plan, quiet=quiet) as progress:
        counts = run_batch(prepared.context, prepared.plan, pool, stop=stop, tell=progress.tell)
    moved = alarms(prepared.context.store)
    for alarm in moved:
        tell(f"{alarm.measure}: {alarm_line(alarm, options.lang)}")
    context = prepared.context
    if old := read.outdated(context.store, context.judgement_key, context.lexicon_key):
        tell(said("batch.outdated", n=old, store=shown(store)))
    with contextlib.suppress(OSError):  # the results are stored, even where the log's disk is full
        for line in side_file_lines(prepared, look=False):
            say(line)
        for line in progress.summary(counts, stopped=stop.is_set()).splitlines():
            say(line)
    for text in (*counts.waits, *filter(None, [counts.ended_by])):
        tell(text[options.lang])
    if digest is not None:
        write_digest(digest, prepared.context, run_id=counts.run_id, alarms=moved)
    if counts.failed or counts.ended_by:
        raise typer.Exit(1)


def _engine(
    name: str, options: WorkerOptions, workers: int, limit_s: float, scheduler: str
) -> Engine:
    from voicecheck.batch.worker import work_on
    from voicecheck.errors import ConfigError

    work = partial(work_on, options=options)
    if name == "dask":
        from voicecheck.batch.cluster import DaskEngine

        if not scheduler:
            raise ConfigError(both("batch.no_scheduler"))
        return DaskEngine(work, scheduler=scheduler, limit_s=limit_s)
    if name != "local":
        raise unknown("run.no_engine", name, ENGINES)
    from voicecheck.batch.local import LocalEngine

    return LocalEngine(work, workers=workers, limit_s=limit_s)


def _until_told(stop: threading.Event) -> None:
    """Finish cleanly at the first signal, leave at once at the second."""

    def told(_number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        _write_now(said("batch.one_after") + "\n")

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # SIGHUP: the terminal was closed
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:  # nohup
            signal.signal(number, told)


def _write_now(line: str) -> None:
    """Write past the buffers, which the interrupted code may hold."""
    with contextlib.suppress(OSError, ValueError):
        os.write(sys.stderr.fileno(), line.encode())
