"""``voicecheck check``: from recordings to scorecards."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from voicecheck.cli.help import JUDGE, OUTPUT, option
from voicecheck.cli.language import said
from voicecheck.cli.options import (
    Agent,
    CallLanguage,
    ConfigFile,
    Device,
    Files,
    Model,
    OwnChecks,
    Quiet,
    Raw,
    ReportLanguage,
    Transcriber,
    settings,
)
from voicecheck.report import FORMATS

if TYPE_CHECKING:
    from voicecheck.types.audio import Recording
    from voicecheck.types.judgement import Scorecard
    from voicecheck.types.progress import Progress

Select = Annotated[
    list[str] | None, option(said("options.select"), "--select", panel=JUDGE, metavar="check")
]
Ignore = Annotated[
    list[str] | None, option(said("options.ignore"), "--ignore", panel=JUDGE, metavar="check")
]
FailOn = Annotated[
    str | None, option(said("options.fail_on"), "--fail-on", panel=JUDGE, metavar="verdict")
]
Format = Annotated[
    str,
    option(
        said("options.format", formats=", ".join(FORMATS)),
        "--format",
        panel=OUTPUT,
        metavar="format",
        show_default=True,
    ),
]
Verbose = Annotated[bool, option(said("options.verbose"), "--verbose", "-v", panel=OUTPUT)]


def check(
    files: Files,
    agent: Agent = None,
    call_language: CallLanguage = None,
    select: Select = None,
    ignore: Ignore = None,
    fail_on: FailOn = None,
    own_checks: OwnChecks = None,
    config: ConfigFile = None,
    output: Format = "terminal",
    verbose: Verbose = False,
    quiet: Quiet = False,
    report_language: ReportLanguage = None,
    raw: Raw = False,
    transcriber: Transcriber = None,
    model: Model = None,
    device: Device = None,
) -> None:
    """Judge recordings against the checklist."""
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
        language=call_language,
        lang=report_language,
        transcriber=transcriber,
        model=model,
        device=device,
        fail_on=fail_on,
        checks={key: value for key, value in checks.items() if value} or None,
    )

    def judge(recording: Recording, progress: Progress) -> Scorecard:
        analysis = api.analyze(recording, config=options, progress=progress)
        return api.judge(analysis.features, config=options)

    cards, failures = each(files, options, judge, quiet=quiet)
    write(cards, failures, sys.stdout)
    if not cards:
        raise typer.Exit(2)
    if failures or any(api.mistakes(card, options.fail_on) for card in cards):
        raise typer.Exit(1)
