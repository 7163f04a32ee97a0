"""``voicecheck check``: from recordings to scorecards."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from voicecheck.cli.options import (
    Agent,
    ConfigFile,
    Files,
    LangOption,
    Language,
    Model,
    OwnChecks,
    Raw,
    Transcriber,
    settings,
)
from voicecheck.report import FORMATS

if TYPE_CHECKING:
    from voicecheck.types.audio import Recording
    from voicecheck.types.judgement import Scorecard
    from voicecheck.types.progress import Progress


def check(
    files: Files,
    agent: Agent = None,
    language: Language = None,
    lang: LangOption = None,
    transcriber: Transcriber = None,
    model: Model = None,
    select: Annotated[
        list[str] | None, typer.Option(help="Only these checks, by code or name. Repeatable.")
    ] = None,
    ignore: Annotated[list[str] | None, typer.Option(help="Not these checks. Repeatable.")] = None,
    fail_on: Annotated[
        str | None, typer.Option(help="Exit with 1 from this verdict on: warn, fail, never.")
    ] = None,
    output: Annotated[str, typer.Option("--format", help=f"{', '.join(FORMATS)}.")] = "terminal",
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Every measure and norm, not the answer alone.")
    ] = False,
    raw: Raw = False,
    own_checks: OwnChecks = None,
    config: ConfigFile = None,
) -> None:
    """Judge recordings against the checklist.

    Exit code 0: no mistake found; 1: mistakes found, or some recordings could not be read; 2:
    nothing could be judged.
    """
    from voicecheck import api
    from voicecheck.cli.run import each
    from voicecheck.report import reporter

    write = reporter(output, raw=raw, full=verbose)
    checks = {
        "select": [code for word in select for code in word.split(",")] if select else None,
        "ignore": [code for word in ignore for code in word.split(",")] if ignore else None,
    }
    options = settings(
        config,
        recordings=files,
        own_checks=own_checks,
        agent=agent,
        language=language,
        lang=lang,
        transcriber=transcriber,
        model=model,
        fail_on=fail_on,
        checks={key: value for key, value in checks.items() if value} or None,
    )

    def judge(recording: Recording, progress: Progress) -> Scorecard:
        analysis = api.analyze(recording, config=options, progress=progress)
        return api.judge(analysis.features, config=options)

    cards, failures = each(files, options, judge)
    write(cards, failures, sys.stdout)
    if not cards:
        raise typer.Exit(2)
    if failures or any(api.mistakes(card, options.fail_on) for card in cards):
        raise typer.Exit(1)
