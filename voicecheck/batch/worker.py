"""What a worker does with one recording: everything up to the card and its page."""

from __future__ import annotations

import functools
import json
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from voicecheck import api
from voicecheck.batch.cache_keys import measured_by
from voicecheck.errors import AudioError, StorageError, TranscriptError, VoicecheckError
from voicecheck.speech import transcribers
from voicecheck.types.codec import to_dict
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from voicecheck.analysis.pipeline import Analysis
    from voicecheck.config import Config
    from voicecheck.features import Features
    from voicecheck.speech.transcribe import Transcriber
    from voicecheck.types.audio import Recording
    from voicecheck.types.baseline import Baseline
    from voicecheck.types.call import CallInfo
    from voicecheck.types.judgement import Scorecard
    from voicecheck.types.time import Span


@dataclass(frozen=True, slots=True)
class Task:
    """One recording to listen to."""

    shown: str  # path to be shown and stored (masked where asked)
    info: CallInfo  # what the telephone system knows
    path: str = ""  # where a worker can read it; empty where the bytes come along
    body: bytes = b""  # the file itself, for workers that cannot reach it
    other: str = ""  # the other party's file, where the call has two
    other_body: bytes = b""
    baseline: Baseline | None = None  # own reference values of the agent or the team


@dataclass(frozen=True, slots=True)
class WorkerOptions:
    """How recordings are to be treated."""

    config: Config  # all settings of analysis and judgement
    audio: str = ""
    redact: bool = False
    keep_transcripts: bool = False
    model_path: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """A call, measured and judged; ``page`` is the HTML, ``conversation`` JSON, if asked for."""

    features: Features
    card: Scorecard
    conversation: str | None
    page: str | None


@dataclass(frozen=True, slots=True)
class Unusable:
    """A recording that could not be heard or judged, and what to do about it."""

    stage: str
    reason: Text
    transient: bool = False  # whether another night may help


def work_on(task: Task, options: WorkerOptions) -> Done | Unusable:
    """Listen to one recording."""
    try:
        if task.path:
            return _listen(task, options, task.path, task.other)
        with tempfile.TemporaryDirectory(prefix="voicecheck-") as folder:
            copy = Path(folder) / (PurePosixPath(task.shown).name or "recording")
            copy.write_bytes(task.body)
            other = copy.with_name(f"other{copy.suffix}") if task.other_body else None
            if other is not None:
                other.write_bytes(task.other_body)
            return _listen(task, options, str(copy), str(other or ""))
    except TranscriptError as error:  # it may come later, or be mended
        return replace(unreadable(error), stage="analysis", transient=True)
    except StorageError as error:
        return replace(unreadable(error), stage="disk", transient=True)
    except AudioError as error:
        return unreadable(error)
    except VoicecheckError as error:
        return Unusable("analysis", error.text)


def unreadable(error: AudioError) -> Unusable:
    """Return what the decoder says as an answer."""
    reason, remedy = error.reason, error.remedy
    said = Text(f"{reason.de}. {remedy.de}", f"{reason.en}. {remedy.en}")
    if isinstance(error.__cause__, OSError):  # says nothing about the recording
        return Unusable("disk", said, transient=True)
    return Unusable("decode", said)


@functools.cache
def _transcriber(name: str, model: str, vocabulary: tuple[str, ...], device: str) -> Transcriber:
    """Load the speech model once per worker; a worker is one thread, others use the other cores."""
    return transcribers.build(name, model=model, threads=1, vocabulary=vocabulary, device=device)


def _listen(task: Task, options: WorkerOptions, path: str, other: str) -> Done:
    config = options.config
    recording = api.load(path, other or None, config=config)
    model = options.model_path or config.model
    transcriber = _transcriber(config.transcriber, model, tuple(config.vocabulary), config.device)
    analysis = api.analyze(
        recording, config=measured_by(options.config), transcriber=transcriber, call=task.info
    )
    # Heard under its own name, by which what lies beside it is found; known under the one to show.
    source = replace(recording.source, path=task.shown)
    recording = replace(recording, source=source)
    analysis = replace(analysis, source=source, features=replace(analysis.features, source=source))
    silent: tuple[Span, ...] = ()
    audio = options.audio
    if options.redact:
        from voicecheck.privacy.mask import masked

        if audio and not all(one.has_word_times for one in analysis.transcripts):
            audio = "none"  # nobody knows when exactly a name is said: it cannot be muted
        analysis, silent = masked(analysis)
    card = api.judge(analysis.features, config=options.config, baseline=task.baseline)
    kept = options.keep_transcripts and analysis.conversation is not None
    return Done(
        analysis.features,
        card,
        json.dumps(to_dict(analysis.conversation), ensure_ascii=False) if kept else None,
        _page(recording, silent, analysis, card, audio) if audio else None,
    )


def _page(
    recording: Recording,
    silent: tuple[Span, ...],
    analysis: Analysis,
    card: Scorecard,
    audio: str,
) -> str:
    from voicecheck.report.html import render

    if silent:
        from voicecheck.privacy.mask import muted

        recording = muted(recording, silent)
    return render(recording, analysis, card, audio=audio)
