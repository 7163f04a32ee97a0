"""``voicecheck report``: a page per call, to see and to hear."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicecheck.cli.options import (
    Agent,
    ConfigFile,
    Files,
    Folder,
    KeepNumbers,
    LangOption,
    Language,
    Model,
    OwnChecks,
    Transcriber,
    settings,
    unused,
)
from voicecheck.cli.say import say
from voicecheck.types.files import whole

if TYPE_CHECKING:
    from voicecheck.types.audio import Recording
    from voicecheck.types.progress import Progress


def report(
    files: Files,
    output: Folder,
    agent: Agent = None,
    language: Language = None,
    lang: LangOption = None,
    transcriber: Transcriber = None,
    model: Model = None,
    audio: Annotated[
        str,
        typer.Option(
            help="Sound inside the page: clips (the passages named), full (the call), none."
        ),
    ] = "clips",
    keep_numbers: KeepNumbers = False,
    own_checks: OwnChecks = None,
    config: ConfigFile = None,
) -> None:
    """Write a page per recording: card, timeline, words and sound in one HTML file.

    The page needs no network and can be sent by mail; it holds the callers' words and voices.
    Exit code 0: all pages written; 1: some recordings could not be read; 2: none.
    """
    from voicecheck import api
    from voicecheck.cli.run import each
    from voicecheck.errors import ConfigError, suggest
    from voicecheck.report.file_names import distinct
    from voicecheck.report.html.page import AUDIO, render

    if audio not in AUDIO:
        raise ConfigError(f"there is no sound '{audio}': {suggest(audio, AUDIO).en}")
    options = settings(
        config,
        recordings=files,
        own_checks=own_checks,
        agent=agent,
        language=language,
        lang=lang,
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

    pages, failures = each(files, options, write)
    for page in pages:
        say(page)
    if failures:
        raise typer.Exit(1 if pages else 2)
