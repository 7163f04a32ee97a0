"""The checks, run on the committed figures of ordinary people: who is flagged, who fails."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.ordinary.sides import QUIET_SNR_DB, Side
from voicecheck.checks.base import run
from voicecheck.checks.norms import load_norms
from voicecheck.checks.registry import all_checks
from voicecheck.errors import NotMeasured
from voicecheck.features import Features
from voicecheck.types.audio import AudioFile
from voicecheck.types.catalogue import names_of, taken
from voicecheck.types.judgement import Agent, Provenance, Verdict
from voicecheck.types.measure import Passage
from voicecheck.types.text import Text
from voicecheck.types.time import Span

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.types.measure import Measure

TABLE = Path(__file__).with_name("sides.csv")
MEASURED_CHECKS = ("M2", "M3", "M5", "M7", "M8")
FAMILY_NAMES = ("turn_taking", "pausing", "tempo", "wording")
PLACES = ":places"
DIGITS = 5
NOT_TAKEN = Text("nicht gemessen", "not measured")


@dataclass(frozen=True, slots=True)
class Judged:
    """What one check says of one side.

    Parameters
    ----------
    side : Side
        Whom.
    check : str
        Code.
    verdict : Verdict
        The outcome.
    points : float
        Of the check.
    """

    side: Side
    check: str
    verdict: Verdict
    points: float


def save(sides: Sequence[Side], path: Path = TABLE) -> None:
    """Write the figures, one line per side."""
    names = sorted({name for side in sides for name in side.values})
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["corpus", "language", "call", *(c for n in names for c in (n, n + PLACES))])
        for side in sides:
            row: list[Any] = [side.corpus, side.language, side.call]
            for name in names:
                value = side.values.get(name)
                row += ["" if value is None else f"{value:.{DIGITS}g}", side.counts.get(name, "")]
            table.writerow(row)


def load(path: Path = TABLE) -> list[Side]:
    """Read the figures back."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = []
    for row in rows:
        taken = {
            name: value
            for name, value in row.items()
            if "." in name and not name.endswith(PLACES) and value
        }
        found.append(
            Side(
                row["corpus"],
                row["language"],
                int(row["call"]),
                {name: float(value) for name, value in taken.items()},
                {name: int(row[name + PLACES]) for name in taken},
            )
        )
    return found


def judge(sides: Sequence[Side]) -> list[Judged]:
    """Run every check that needs no sound on every side that has what it requires."""
    checks = [check for check in all_checks() if check.code in MEASURED_CHECKS]
    found = []
    for side in sides:
        norms = load_norms(side.language)
        features = features_of(side)
        for check in checks:
            if any(features[name].value is None for name in check.requires):
                continue
            line = run(check, features, norms, lang="en")
            try:
                first = check.judge(features, norms).evidence[0]
            except NotMeasured:
                continue
            assert isinstance(first.value, int | float)
            found.append(Judged(side, check.code, line.verdict, float(first.value)))
    return found


def features_of(side: Side) -> Features:
    """Rebuild a call's measures from the figures of a side; nothing is known of its sound."""
    measures = [_measure(side, name) for family in FAMILY_NAMES for name in names_of(family)]
    measures.append(taken("quality.snr_db", QUIET_SNR_DB))
    return Features(
        AudioFile(f"{side.corpus} {side.call}", "", "", 8000, 2, 0.0),
        Agent(0, 1.0),
        side.language,
        (),
        Provenance("", {}, {}, None, "", "", ""),
        measures={measure.name: measure for measure in measures},
    )


def _measure(side: Side, name: str) -> Measure:
    value = side.values.get(name)
    if value is None:
        return taken(name, None, why=NOT_TAKEN)
    places = [Passage(Span(9.0 * i, 9.0 * i + 3), value) for i in range(side.counts[name])]
    return taken(name, value, 1.0, places)
