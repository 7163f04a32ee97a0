"""Leaves the morning page where the team finds it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from voicecheck.errors import StoreError
from voicecheck.monitoring.morning import collect
from voicecheck.report.html.morning import render_morning
from voicecheck.types.files import whole
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.batch.context import BatchContext
    from voicecheck.types.alarm import Alarm


def write_digest(
    path: Path, context: BatchContext, *, run_id: int, alarms: Sequence[Alarm]
) -> None:
    """Write the page of a run, readable by its owner only."""
    reports = context.reports
    morning = collect(
        context.store,
        run_id=run_id,
        judgement_key=context.judgement_key,
        lexicon_key=context.lexicon_key,
        alarms=alarms,
        has_page=lambda name: reports is not None and (reports / name).is_file(),
    )
    pages = _way(path, reports) if reports is not None else None
    html = render_morning(morning, lang=context.lang, pages=pages, own_checks=context.own_checks)
    try:
        with whole(path) as draft:
            draft.write_text(html, encoding="utf-8")
    except OSError as error:
        raise StoreError(_NOT_WRITTEN.format(path=path, why=error.strerror)) from error


_NOT_WRITTEN = Text(
    "{path}: die Morgenseite lässt sich nicht schreiben ({why}). Die Ergebnisse sind gespeichert; "
    "mit --digest einen anderen Ort nennen und noch einmal starten",
    "{path}: the morning page cannot be written ({why}). The results are stored; name another "
    "place with --digest and run again",
)


def _way(page: Path, folder: Path) -> str:
    """Return how a browser gets from the page to the folder."""
    try:
        way = os.path.relpath(folder.resolve(), page.resolve().parent)
    except ValueError:  # another drive
        return folder.resolve().as_uri()
    return quote(Path(way).as_posix())
