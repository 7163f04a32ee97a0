"""One row per recording and check, for spreadsheets."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from voicecheck.report.formatting import quoted, without_noise
from voicecheck.types.inert import cell, raw_cell
from voicecheck.types.speech import unsure

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from voicecheck.errors import VoicecheckError
    from voicecheck.features import Features
    from voicecheck.types.judgement import Evidence, Scorecard
    from voicecheck.types.text import Lang

COLUMNS = (
    "path",
    "sha256",
    "code",
    "name",
    "verdict",
    "severity",
    "confidence",
    "measure",
    "value",
    "unit",
    "norm_good",
    "norm_watch",
    "norm_fail",
    "norm_bad",
    "norm_source",
    "listen_start_s",
    "listen_end_s",
    "quote",
    "finding",
    "reason",
    "advice",
    "probability",
)
MEASURE_COLUMNS = ("path", "sha256", "measure", "value", "unit", "n", "n_unit", "method", "reason")


def write(
    cards: Sequence[Scorecard],
    failures: Sequence[VoicecheckError],
    out: TextIO,
    *,
    raw: bool = False,
) -> None:
    """Write scorecards as CSV; a check's first evidence and first place to listen to.

    Words that were not recognised surely are marked in the column ``quote``; ``probability`` is
    the speech model's own, of the quoted words. What a spreadsheet would take for a formula is
    made text, unless ``raw``.
    """
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for card in cards:
        for line in card.results:
            first = line.evidence[0] if line.evidence else None
            norm = first.norm if first else None
            place = next((e for e in line.evidence if e.span is not None), None)
            row = without_noise(
                [
                    card.source.path,
                    card.source.sha256,
                    line.code,
                    line.name,
                    line.verdict.value,
                    line.severity,
                    line.confidence,
                    *((first.measure, first.value, first.unit) if first else (None,) * 3),
                    *(
                        (norm.good, norm.watch, norm.fail, norm.bad, norm.source)
                        if norm
                        else (None,) * 5
                    ),
                    place.span.start_s if place and place.span else None,
                    place.span.end_s if place and place.span else None,
                    _quote(place, card.lang) if place else None,
                    line.finding,
                    line.reason,
                    line.advice,
                    place.probability if place else None,
                ]
            )
            writer.writerow(map(raw_cell if raw else cell, row))


def _quote(place: Evidence, lang: Lang) -> str | None:
    if place.quote and unsure(place.probability):
        return quoted(place.quote, place.probability, lang)
    return place.quote


def write_measures(
    measured: Sequence[Features],
    failures: Sequence[VoicecheckError],
    lang: Lang,
    out: TextIO,
    *,
    raw: bool = False,
) -> None:
    """Write measures as CSV, one row each."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(MEASURE_COLUMNS)
    for features in measured:
        for name, m in features.measures.items():
            reason = m.reason[lang] if m.reason else None
            source = features.source
            row = [source.path, source.sha256, name, m.value, m.unit, m.n, m.n_unit, m.method]
            writer.writerow(map(raw_cell if raw else cell, without_noise([*row, reason])))
