"""``voicecheck measure``: every measure of the agent's voice, no judgement."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from voicecheck.cli.options import (
    Agent,
    ConfigFile,
    Files,
    LangOption,
    Language,
    Model,
    Raw,
    Transcriber,
    settings,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from voicecheck.features import Features
    from voicecheck.types.audio import Recording
    from voicecheck.types.progress import Progress


def measure(
    files: Files,
    agent: Agent = None,
    language: Language = None,
    lang: LangOption = None,
    transcriber: Transcriber = None,
    model: Model = None,
    output: Annotated[str, typer.Option("--format", help="terminal, json or csv.")] = "terminal",
    raw: Raw = False,
    config: ConfigFile = None,
) -> None:
    """Print every measure with its unit, basis and method, or the reason why there is none.

    Exit code 0: all recordings measured; 1: some could not be read; 2: none.
    """
    from voicecheck import api
    from voicecheck.cli.run import each
    from voicecheck.errors import ConfigError, suggest
    from voicecheck.report import json, table, terminal_full

    writers: dict[str, Callable[..., None]] = {
        "terminal": terminal_full.write_measures,
        "json": json.write_measures,
        "csv": partial(table.write_measures, raw=raw),
    }
    if output not in writers:
        raise ConfigError(f"there is no format '{output}': {suggest(output, writers).en}")
    if raw and output != "csv":
        raise ConfigError("--raw is for --format csv: other formats are raw")
    options = settings(
        config,
        recordings=files,
        agent=agent,
        language=language,
        lang=lang,
        transcriber=transcriber,
        model=model,
    )

    def features(recording: Recording, progress: Progress) -> Features:
        return api.analyze(recording, config=options, progress=progress).features

    measured, failures = each(files, options, features)
    writers[output](measured, failures, options.lang, sys.stdout)
    if failures:
        raise typer.Exit(1 if measured else 2)
