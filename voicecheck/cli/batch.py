"""``voicecheck batch``: from a folder of exported calls to a store, night after night."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicecheck.cli.options import (
    Agent,
    ConfigFile,
    KeepNumbers,
    LangOption,
    Language,
    Model,
    OwnChecks,
    StoreName,
    Transcriber,
    settings,
)
from voicecheck.cli.say import say

if TYPE_CHECKING:
    from types import FrameType

    from voicecheck.batch.engine import Engine
    from voicecheck.batch.worker import WorkerOptions

Source = Annotated[
    str, typer.Argument(help="Folder of recordings, or s3://, sftp://, az:// …", show_default=False)
]
Quarantine = Annotated[Path | None, typer.Option(help="Move files without usable sound there.")]
Reports = Annotated[Path | None, typer.Option(help="Write a page per call there.")]
Digest = Annotated[Path | None, typer.Option(help="Write the morning page there (HTML).")]
Key = Annotated[
    Path | None,
    typer.Option(help="Store agents under names of their own: file with the key, made if missing."),
]


def batch(
    source: Source,
    store: StoreName,
    include: Annotated[
        list[str] | None, typer.Option(help="Only files like this (*.wav, 2026/*). Repeatable.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="Only calls from this day on (2026-11-24).")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="At most so many calls.")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done, and how long it would take.")
    ] = False,
    retry: Annotated[bool, typer.Option("--retry", help="Try again what failed for good.")] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes side by side. Default: one per core.")
    ] = None,
    time_limit: Annotated[
        float, typer.Option(min=1.0, help="Seconds that one call may take.")
    ] = 1800.0,
    engine: Annotated[str, typer.Option(help="Who does the work: local, or dask.")] = "local",
    scheduler: Annotated[
        str, typer.Option(help="Address of the Dask scheduler: tcp://host:8786.")
    ] = "",
    send_bytes: Annotated[
        bool,
        typer.Option(
            "--send-bytes", help="Send recordings to Dask workers that cannot reach them."
        ),
    ] = False,
    quarantine: Quarantine = None,
    reports: Reports = None,
    digest: Digest = None,
    audio: Annotated[
        str, typer.Option(help="Sound inside the pages: clips, full, none.")
    ] = "clips",
    keep_numbers: KeepNumbers = False,
    pseudonymise: Key = None,
    redact: Annotated[
        bool, typer.Option("--redact", help="Mask personal data in words, mute them in sound.")
    ] = False,
    keep_transcripts: Annotated[
        bool, typer.Option("--keep-transcripts", help="Keep every word in the store.")
    ] = False,
    agent: Agent = None,
    language: Language = None,
    lang: LangOption = None,
    transcriber: Transcriber = None,
    model: Model = None,
    own_checks: OwnChecks = None,
    config: ConfigFile = None,
) -> None:
    """Judge every new recording of a folder and keep the results in a store.

    What the store has already is left out, so it can run every night. Files that are still being
    written wait for the next run. Exit code 0: all went well, or it was told to stop and did; 1:
    some recordings failed, or the folder went away; 2: could not run, or could not go on; 130:
    stopped at once by a second signal.
    """
    stop = threading.Event()
    _until_told(stop)
    from joblib import cpu_count  # those this process may use: containers are given few of many

    from voicecheck.batch.digest import write_digest
    from voicecheck.batch.prepare import BatchOptions, prepare
    from voicecheck.batch.run import run_batch
    from voicecheck.cli.progress import (
        BatchProgress,
        estimate_line,
        side_file_lines,
        tell,
    )
    from voicecheck.errors import ConfigError, suggest
    from voicecheck.monitoring.drift import alarms
    from voicecheck.report.formatting import alarm_line
    from voicecheck.report.html.page import AUDIO
    from voicecheck.store import read
    from voicecheck.store.connect import shown
    from voicecheck.store.runs import found_before

    if audio not in AUDIO:
        raise ConfigError(f"there is no sound '{audio}': {suggest(audio, AUDIO).en}")
    options = settings(
        config,
        source=source,
        own_checks=own_checks,
        agent=agent,
        language=language,
        lang=lang,
        transcriber=transcriber,
        model=model,
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
        tell(f"{folder}: holds no recordings, a run before found {n}; is the share mounted?")
    n_workers = workers or cpu_count()
    if dry_run:
        for line in estimate_line(prepared, n_workers).splitlines():
            say(line)
        for line in side_file_lines(prepared, look=True):
            say(line)
        return
    pool = _engine(engine, prepared.options, n_workers, time_limit, scheduler)
    with BatchProgress(prepared.plan) as progress:
        counts = run_batch(prepared.context, prepared.plan, pool, stop=stop, tell=progress.tell)
    moved = alarms(prepared.context.store)
    for alarm in moved:
        tell(f"{alarm.measure}: {alarm_line(alarm, options.lang)}")
    context = prepared.context
    if old := read.outdated(context.store, context.judgement_key, context.lexicon_key):
        tell(
            f"{old} cards rest on other norms, checks, phrases or metadata than today's: "
            f"voicecheck rejudge {shown(store)}"
        )
    with contextlib.suppress(OSError):  # the results are stored, even where the log's disk is full
        for line in side_file_lines(prepared, look=False):
            say(line)
        for line in progress.summary(counts, stopped=stop.is_set()).splitlines():
            say(line)
    for line in (*counts.waits, *filter(None, [counts.ended_by])):
        tell(line)
    if digest is not None:
        write_digest(digest, prepared.context, run_id=counts.run_id, alarms=moved)
    if counts.failed or counts.ended_by:
        raise typer.Exit(1)


def _engine(
    name: str, options: WorkerOptions, workers: int, limit_s: float, scheduler: str
) -> Engine:
    from voicecheck.batch.worker import work_on
    from voicecheck.errors import ConfigError, suggest

    work = partial(work_on, options=options)
    if name == "dask":
        from voicecheck.batch.cluster import DaskEngine

        if not scheduler:
            raise ConfigError("--engine dask needs the address of a scheduler: --scheduler tcp://…")
        return DaskEngine(work, scheduler=scheduler, limit_s=limit_s)
    if name != "local":
        raise ConfigError(f"there is no engine '{name}': {suggest(name, ['local', 'dask']).en}")
    from voicecheck.batch.local import LocalEngine

    return LocalEngine(work, workers=workers, limit_s=limit_s)


def _until_told(stop: threading.Event) -> None:
    """Finish cleanly at the first signal, leave at once at the second."""

    def told(_number: int, _frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        _write_now("voicecheck: finishing the calls in hand; once more to stop at once\n")

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # SIGHUP: the terminal was closed
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:  # nohup
            signal.signal(number, told)


def _write_now(line: str) -> None:
    """Write past the buffers, which the interrupted code may hold."""
    with contextlib.suppress(OSError, ValueError):
        os.write(sys.stderr.fileno(), line.encode())
