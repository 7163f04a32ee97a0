"""``voicecheck report``: a page per call, to see and to hear."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicecheck.cli.help import OUTPUT, option
from voicecheck.cli.language import said
from voicecheck.cli.options import (
    Agent,
    CallLanguage,
    ConfigFile,
    Files,
    Folder,
    KeepNumbers,
    Model,
    OwnChecks,
    Quiet,
    ReportLanguage,
    Transcriber,
    settings,
    unknown,
    unused,
)
from voicecheck.cli.say import say
from voicecheck.types.files import whole

if TYPE_CHECKING:
    from voicecheck.types.audio import Recording
    from voicecheck.types.progress import Progress

Audio = Annotated[
    str,
    option(said("options.audio"), "--audio", panel=OUTPUT, metavar="sound", show_default=True),
]


def report(
    files: Files,
    output: Folder,
    agent: Agent = None,
    call_language: CallLanguage = None,
    report_language: ReportLanguage = None,
    transcriber: Transcriber = None,
    model: Model = None,
    audio: Audio = "clips",
    quiet: Quiet = False,
    keep_numbers: KeepNumbers = False,
    own_checks: OwnChecks = None,
    config: ConfigFile = None,
) -> None:
    """Write a page per recording."""
    from voicecheck import api
    from voicecheck.cli.run import each
    from voicecheck.report.file_names import distinct
    from voicecheck.report.html.page import AUDIO, render

    if audio not in AUDIO:
        raise unknown("run.no_sound", audio, AUDIO)
    options = settings(
        config,
        recordings=files,
        own_checks=own_checks,
        agent=agent,
        language=call_language,
        lang=report_language,
        transcriber=transcriber,
        model=model,
    )
    output.mkdir(parents=True, exist_ok=True)
    taken: set[str] = set()

    def write(recording: Recording, progress: Progress) -> Path:
        analysis = api.analyze(recording, config=options, progress=progress)
        card = api.judge(analysis.features, config=options)
        source = recording.source
        stem = distinct(Path(source.path).name, source.sha256, keep_numbers=keep_numbers)
        page = output / f"{unused(stem, taken)}.html"
        html = render(recording, analysis, card, audio=audio)
        with whole(page) as draft:
            draft.write_text(html, encoding="utf-8")
        return page

    pages, failures = each(files, options, write, quiet=quiet)
    for page in pages:
        say(page)
    if failures:
        raise typer.Exit(1 if pages else 2)
