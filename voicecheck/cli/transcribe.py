"""``voicecheck transcribe``: who said what, when, for people and other programs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicecheck.cli.options import (
    Agent,
    ConfigFile,
    Files,
    KeepNumbers,
    LangOption,
    Language,
    Model,
    OptionalFolder,
    Transcriber,
    settings,
    unused,
)
from voicecheck.types.files import whole
from voicecheck.types.inert import visible

if TYPE_CHECKING:
    from voicecheck.types.audio import Recording
    from voicecheck.types.progress import Progress


def transcribe(
    files: Files,
    output: OptionalFolder = None,
    agent: Agent = None,
    language: Language = None,
    lang: LangOption = None,
    transcriber: Transcriber = None,
    model: Model = None,
    kind: Annotated[
        str, typer.Option("--format", help="text, json, srt or textgrid (opens in Praat).")
    ] = "text",
    keep_numbers: KeepNumbers = False,
    config: ConfigFile = None,
) -> None:
    """Write the turns of each call with their words and times.

    Exit code 0: all recordings written; 1: some could not be read; 2: none.
    """
    from voicecheck import api
    from voicecheck.cli.run import each
    from voicecheck.errors import ConfigError, suggest
    from voicecheck.report.file_names import distinct
    from voicecheck.report.transcript import FORMATS, SUFFIXES

    if kind not in FORMATS:
        raise ConfigError(f"there is no format '{kind}': {suggest(kind, FORMATS).en}")
    options = settings(
        config,
        recordings=files,
        agent=agent,
        language=language,
        lang=lang,
        transcriber=transcriber,
        model=model,
    )
    if output is not None:
        output.mkdir(parents=True, exist_ok=True)
    taken: set[str] = set()

    def write(recording: Recording, progress: Progress) -> str:
        analysis = api.analyze(recording, config=options, progress=progress)
        said = FORMATS[kind](analysis, options.lang)
        if output is None:
            return said
        source = analysis.source
        stem = distinct(Path(source.path).name, source.sha256, keep_numbers=keep_numbers)
        target = output / f"{unused(stem, taken)}{SUFFIXES[kind]}"
        with whole(target) as draft:
            draft.write_text(said, encoding="utf-8")
        return f"{visible(str(target))}\n"

    done, failures = each(files, options, write)
    for said in done:
        sys.stdout.write(said)
    if failures:
        raise typer.Exit(1 if done else 2)
