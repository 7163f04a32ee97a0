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
    Device,
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
    from voicecheck.types.judgement import Scorecard
    from voicecheck.types.progress import Progress

INDEX = "index"  # the name of the page that leads to the others

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
    device: Device = None,
    audio: Audio = "auto",
    quiet: Quiet = False,
    keep_numbers: KeepNumbers = False,
    own_checks: OwnChecks = None,
    config: ConfigFile = None,
) -> None:
    """Write a page per recording."""
    from voicecheck import api
    from voicecheck.cli.run import each
    from voicecheck.report.file_names import distinct
    from voicecheck.report.html.index import render_index
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
        device=device,
    )
    output.mkdir(parents=True, exist_ok=True)
    taken = {INDEX}  # no call's page takes its name

    def write(recording: Recording, progress: Progress) -> tuple[Scorecard, Path]:
        analysis = api.analyze(recording, config=options, progress=progress)
        card = api.judge(analysis.features, config=options)
        source = recording.source
        stem = distinct(Path(source.path).name, source.sha256, keep_numbers=keep_numbers)
        page = output / f"{unused(stem, taken)}.html"
        html = render(recording, analysis, card, audio=audio)
        with whole(page) as draft:
            draft.write_text(html, encoding="utf-8")
        return card, page

    pages, failures = each(files, options, write, quiet=quiet)
    if len(pages) > 1:
        index = output / f"{INDEX}.html"
        with whole(index) as draft:
            draft.write_text(
                render_index([(card, page.name) for card, page in pages]), encoding="utf-8"
            )
        say(index)
    for _, page in pages:
        say(page)
    if not pages:
        raise typer.Exit(2)
    if failures:
        raise typer.Exit(1)
