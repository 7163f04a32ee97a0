"""``voicecheck measure``: every measure of the agent's voice, no judgement."""

from __future__ import annotations

import sys
from functools import partial
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
    Model,
    Quiet,
    Raw,
    ReportLanguage,
    Transcriber,
    settings,
    unknown,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from voicecheck.features import Features
    from voicecheck.types.audio import Recording
    from voicecheck.types.progress import Progress

Format = Annotated[
    str,
    option(
        said("options.format", formats="terminal, json, csv"),
        "--format",
        panel=OUTPUT,
        metavar="format",
        show_default=True,
    ),
]


def measure(
    files: Files,
    agent: Agent = None,
    call_language: CallLanguage = None,
    report_language: ReportLanguage = None,
    transcriber: Transcriber = None,
    model: Model = None,
    device: Device = None,
    output: Format = "terminal",
    quiet: Quiet = False,
    raw: Raw = False,
    config: ConfigFile = None,
) -> None:
    """Print every measure, or the reason why there is none."""
    from voicecheck import api
    from voicecheck.cli.run import each
    from voicecheck.errors import ConfigError
    from voicecheck.report import RAW_IS_FOR_CSV, json, table, terminal_full

    writers: dict[str, Callable[..., None]] = {
        "terminal": terminal_full.write_measures,
        "json": json.write_measures,
        "csv": partial(table.write_measures, raw=raw),
    }
    if output not in writers:
        raise unknown("run.no_format", output, writers)
    if raw and output != "csv":
        raise ConfigError(RAW_IS_FOR_CSV)
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

    def features(recording: Recording, progress: Progress) -> Features:
        return api.analyze(recording, config=options, progress=progress).features

    measured, failures = each(files, options, features, quiet=quiet)
    writers[output](measured, failures, options.lang, sys.stdout)
    if failures:
        raise typer.Exit(1 if measured else 2)
