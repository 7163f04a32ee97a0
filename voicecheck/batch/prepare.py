"""A run made ready: settings and options become a plan, a store and the options of the workers."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from voicecheck.api import what_to_measure
from voicecheck.batch.cache_keys import analysis_key, judgement_key, lexicon_key
from voicecheck.batch.context import BatchContext
from voicecheck.batch.plan import Plan, make_plan
from voicecheck.batch.sources import Source
from voicecheck.batch.worker import WorkerOptions
from voicecheck.errors import ConfigError
from voicecheck.monitoring.baselines import load
from voicecheck.recorders.halves import without_ending
from voicecheck.recorders.metadata import MetadataSettings, call_info, filled, open_sidecars
from voicecheck.speech import transcribers
from voicecheck.speech.models import available, find_model
from voicecheck.speech.whisper import find_device
from voicecheck.store.connect import open_store
from voicecheck.types.inert import well_formed
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from voicecheck.batch.sources import FoundFile
    from voicecheck.config import Config
    from voicecheck.types.call import CallInfo


MAX_LOOKED = 2000  # recordings whose side files --dry-run reads: seconds, on a share a minute


@dataclass(frozen=True, slots=True)
class BatchOptions:
    """What the user asked for, beside the settings."""

    include: tuple[str, ...] = ()  # patterns over file names
    since: str | None = None  # first day, 2026-11-24
    limit: int | None = None  # at most so many calls
    retry: bool = False  # whether what failed for good is tried again
    quarantine: Path | None = None  # folders for unusable files and for the calls' pages
    reports: Path | None = None
    keep_numbers: bool = False  # telephone numbers, in the names of pages
    digest: Path | None = None
    audio: str = ""
    pseudonymise: Path | None = None
    redact: bool = False
    keep_transcripts: bool = False
    send_bytes: bool = False  # whether workers get the bytes


@dataclass(frozen=True, slots=True)
class Prepared:
    """A run, ready to go."""

    plan: Plan
    context: BatchContext
    options: WorkerOptions
    metadata: CallMetadata


def prepare(source: str, store: str, config: Config, options: BatchOptions) -> Prepared:
    """Make a run ready; everything that can be wrong with settings comes out here."""
    since = _day(options.since)
    model_path = ""
    folder = Source(source, recorder=config.recorder, halves=config.halves)
    if what_to_measure(config).words:
        model_path = _words(config, near=folder.local and not options.send_bytes)
    engine = open_store(store)
    metadata = CallMetadata(folder, config, options)
    for made in (options.reports, options.quarantine, options.digest and options.digest.parent):
        if made is not None:
            _folder(made)
    key = analysis_key(config, masked=options.redact)
    plan = make_plan(
        folder,
        engine,
        analysis_key=key,
        # What was masked once is not heard again to be unmasked.
        as_good=frozenset({analysis_key(config, masked=True)}),
        patterns=options.include,
        since=since,
        limit=options.limit,
        retry=options.retry,
        info=metadata.info,
    )
    context = BatchContext(
        source=folder,
        store=engine,
        analysis_key=key,
        lexicon_key=lexicon_key(),
        judgement_key=judgement_key(config),
        lang=config.lang,
        info=metadata.info,
        shown=metadata.shown,
        baseline=load(engine),
        reports=options.reports,
        keep_numbers=options.keep_numbers,
        quarantine=options.quarantine,
        own_checks=config.checks.files,
        send_bytes=options.send_bytes or not folder.local,
    )
    worker = WorkerOptions(
        config, options.audio, options.redact, options.keep_transcripts, model_path
    )
    return Prepared(plan, context, worker, metadata)


class CallMetadata:
    """What is known about calls, with names and numbers hidden where asked."""

    def __init__(self, source: Source, config: Config, options: BatchOptions) -> None:
        settings = MetadataSettings(
            config.recorder, config.file_pattern, **config.metadata.model_dump()
        )
        sidecars = open_sidecars(settings, read=source.read, listing=source.listing)
        self._source, self._sidecars = source, sidecars
        self._find = partial(call_info, settings=settings, sidecars=sidecars)
        self._redact = options.redact
        self._pseudonym = _pseudonyms(options.pseudonymise)
        self._hides = options.pseudonymise is not None
        self._known: dict[str, CallInfo] = {}

    def info(self, file: FoundFile) -> CallInfo:
        """Return what is known about a call, the agent under a pseudonym where asked."""
        info = self._plain(file)
        return replace(info, agent=self._pseudonym(info.agent)) if info.agent else info

    def shown(self, file: FoundFile) -> str:
        """Return the path as it may be stored."""
        path = well_formed(file.path)
        agent = self._plain(file).agent if self._hides else None
        if agent:
            path = _without(agent, path, self._pseudonym(agent))
        if self._redact:
            from voicecheck.privacy.redact import redact_file_name

            folder, slash, name = path.rpartition("/")
            path = f"{folder}{slash}{redact_file_name(name)}"
        return path

    def look(self, files: Sequence[FoundFile]) -> int:
        """Look at what lies beside some recordings, the first so many; return how many."""
        for file in files[:MAX_LOOKED]:
            self._plain(file)
        return min(len(files), MAX_LOOKED)

    def unread(self) -> list[Text]:
        """Return what was seen beside recordings and not understood, a line each."""
        self._sidecars.finish()
        return self._sidecars.unread.lines()

    def _plain(self, file: FoundFile) -> CallInfo:
        if file.key not in self._known:
            inner = self._source.inner(file)
            info = self._find(inner)
            if file.other is not None:  # what is said of either file, or of both without ending
                other = self._source.inner(file.other)
                for path in (other, without_ending(inner, other)):
                    info = filled(info, self._find(path))
            self._known = {file.key: info}
        return self._known[file.key]


def _without(agent: str, path: str, name: str) -> str:
    """Put another name for an agent into a path.

    An extension like 103 is no part of 20261030: what is left of a date would give it away. Where
    it stands nowhere by itself, it goes wherever it stands.
    """
    alone = f"(?<![0-9]){re.escape(agent)}(?![0-9])"
    hidden, n = re.subn(alone, name, path, flags=re.IGNORECASE)
    return hidden if n else re.sub(re.escape(agent), name, path, flags=re.IGNORECASE)


def _pseudonyms(key_file: Path | None) -> Callable[[str], str]:
    if key_file is None:
        return str
    from voicecheck.privacy.pseudonym import load_key, pseudonym

    return partial(pseudonym, key=load_key(key_file))


def _words(config: Config, *, near: bool) -> str:
    """Find what words need, before any call is heard; return the folder of a model, if it is one.

    Workers stand elsewhere: a relative path would mean another folder to them.
    """
    transcribers.find(config.transcriber)
    if config.transcriber == transcribers.SIDECAR and not near:
        raise ConfigError(_TOO_FAR)
    if config.transcriber != transcribers.WHISPER:
        named = config.model not in {known.name for known in available()}
        folder = Path(config.model).expanduser()
        return str(folder.resolve()) if named and folder.is_dir() else ""
    files = find_model(config.model)
    find_device(config.device)
    return str(files.path.resolve()) if files.source == "path" else ""


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ConfigError(_NO_DAY.format(text=text)) from error


def _folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ConfigError(_NOT_MADE.format(path=path, why=error.strerror)) from error


_TOO_FAR = Text(
    "Transkripte neben Aufnahmen werden gelesen, wo die Arbeitsprozesse den Ordner sehen: nicht "
    "von s3://, sftp://, az:// und nicht mit --send-bytes. Den Ordner hierher kopieren oder "
    "einhängen",
    "transcripts beside recordings are read where workers see the folder: not from s3://, sftp://, "
    "az:// nor with --send-bytes. Copy or mount the folder here",
)
_NO_DAY = Text(
    "--since {text}: ist kein Tag; zu schreiben wie 2026-11-24",
    "--since {text}: is no day; write it like 2026-11-24",
)
_NOT_MADE = Text("{path}: lässt sich nicht anlegen ({why})", "{path}: cannot be made ({why})")
