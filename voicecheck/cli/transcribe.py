"""``voicecheck transcribe``: who said what, when, for people and other programs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicecheck.cli.help import OUTPUT, option
from voicecheck.cli.language import said
from voicecheck.cli.options import (
    Agent,
    CallLanguage,
    ConfigFile,
    Device,
    Files,
    KeepNumbers,
    Model,
    OptionalFolder,
    Quiet,
    ReportLanguage,
    Transcriber,
    settings,
    unknown,
    unused,
)
from voicecheck.types.files import whole
from voicecheck.types.inert import visible

if TYPE_CHECKING:
    from voicecheck.types.audio import Recording
    from voicecheck.types.progress import Progress

Format = Annotated[
    str,
    option(
        said("options.format", formats="text, json, srt, vtt, textgrid, audacity, audacity-turns"),
        "--format",
        panel=OUTPUT,
        metavar="format",
        show_default=True,
    ),
]


def transcribe(
    files: Files,
    output: OptionalFolder = None,
    agent: Agent = None,
    call_language: CallLanguage = None,
    report_language: ReportLanguage = None,
    transcriber: Transcriber = None,
    model: Model = None,
    device: Device = None,
    kind: Format = "text",
    quiet: Quiet = False,
    keep_numbers: KeepNumbers = False,
    config: ConfigFile = None,
) -> None:
    """Write the turns of each call with their words and times."""
    from voicecheck import api
    from voicecheck.cli.run import each
    from voicecheck.report.file_names import distinct
    from voicecheck.report.transcript import FORMATS, SUFFIXES

    if kind not in FORMATS:
        raise unknown("run.no_format", kind, FORMATS)
    options = settings(
        config,
        recordings=files,
        agent=agent,
        language=call_language,
        lang=report_language,
        transcriber=transcriber,
        model=model,
        device=device,
    )
    if output is not None:
        output.mkdir(parents=True, exist_ok=True)
    taken: set[str] = set()

    def write(recording: Recording, progress: Progress) -> str:
        analysis = api.analyze(recording, config=options, progress=progress)
        card = api.judge(analysis.features, config=options)  # instant; some formats hold findings
        said = FORMATS[kind](analysis, card)
        if output is None:
            return said
        source = analysis.source
        stem = distinct(Path(source.path).name, source.sha256, keep_numbers=keep_numbers)
        target = output / f"{unused(stem, taken)}{SUFFIXES[kind]}"
        with whole(target) as draft:
            draft.write_text(said, encoding="utf-8")
        return f"{visible(str(target))}\n"

    done, failures = each(files, options, write, quiet=quiet)
    for text in done:
        sys.stdout.write(text)
    if failures:
        raise typer.Exit(1 if done else 2)
