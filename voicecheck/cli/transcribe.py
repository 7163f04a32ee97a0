"""``voicecheck transcribe``: who said what, when, for people and other programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicecheck.cli.options import (
    Agent,
    ConfigFile,
    Files,
    LangOption,
    Language,
    Model,
    OptionalFolder,
    Transcriber,
    settings,
    unused,
)

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
    config: ConfigFile = None,
) -> None:
    """Write the turns of each call with their words and times.

    Exit code 0: all recordings written; 1: some could not be read; 2: none.
    """
    from voicecheck import api
    from voicecheck.cli.run import each
    from voicecheck.errors import ConfigError, suggest
    from voicecheck.report.transcript import FORMATS, SUFFIXES

    if kind not in FORMATS:
        raise ConfigError(f"there is no format '{kind}': {suggest(kind, FORMATS)}")
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
        target = output / f"{unused(Path(recording.source.path).stem, taken)}{SUFFIXES[kind]}"
        target.write_text(said, encoding="utf-8")
        return f"{target}\n"

    done, failures = each(files, options, write)
    for said in done:
        typer.echo(said, nl=False)
    if failures:
        raise typer.Exit(1 if done else 2)
