"""Reads marks and scorecards, and lays them side by side."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path, PurePath
from statistics import median
from typing import TYPE_CHECKING, Any

from voicecheck.errors import VoicecheckError, suggest
from voicecheck.store.cards import all_cards

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

COLUMNS = ("file", "check", "mark", "rater")
HIGHEST = 4


@dataclass(frozen=True, slots=True)
class Mark:
    """What one rater thought of one call."""

    file: str  # name of the recording, without folders
    check: str  # code, for example M7
    mark: int  # 0 (not at all) to 4 (a grave mistake)
    rater: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What voicecheck said of one check of one call."""

    severity: float | None  # 0 to 1; None where not assessed
    values: dict[str, float]  # measured values by the name of the norm that they were held against
    norms: dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Pair:
    """A call with both."""

    mark: float  # median of the raters
    judged: Judged


def read_marks(path: Path) -> list[Mark]:
    """Read a table of marks."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise VoicecheckError(f"{path}: cannot be read as a table: {error}") from error
    header = text.partition("\n")[0]
    rows = csv.DictReader(
        text.splitlines(), delimiter=";" if header.count(";") > header.count(",") else ","
    )
    names = {(name or "").strip().lower(): name for name in rows.fieldnames or ()}
    missing = [column for column in COLUMNS if column not in names]
    if missing:
        raise VoicecheckError(
            f"{path}: no column {', '.join(missing)}; needed are {', '.join(COLUMNS)}"
        )
    found: dict[tuple[str, str, str], Mark] = {}
    for row in rows:
        file, check, mark, rater = ((row[names[c]] or "").strip() for c in COLUMNS)
        where = f"{path}, line {rows.line_num}"
        if not mark.isdecimal() or int(mark) > HIGHEST:
            raise VoicecheckError(f"{where}: mark '{mark}' is no whole number from 0 to {HIGHEST}")
        if not file or not rater:
            raise VoicecheckError(f"{where}: file or rater is empty")
        # Marks are made on Windows too: both kinds of slashes part folders.
        name = PurePath(file.replace("\\", "/")).name
        key = (name, check.upper(), rater)
        if key in found:
            raise VoicecheckError(f"{where}: {rater} marked {name} {check.upper()} twice")
        found[key] = Mark(name, check.upper(), int(mark), rater)
    return list(found.values())


def judged_calls(store: str | os.PathLike[str]) -> dict[str, dict[str, Judged]]:
    """Read what was judged from cards."""
    found: dict[str, dict[str, Judged]] = {}
    for path, card in all_cards(store):
        name = PurePath(card["source"]["path"].replace("\\", "/")).name
        if name in found:
            raise VoicecheckError(
                f"{path}: {name} is there twice; marks name files without folders, so every "
                "name may occur once"
            )
        found[name] = {result["code"]: _judged(result) for result in card["results"]}
    return found


def _judged(result: dict[str, Any]) -> Judged:
    values: dict[str, float] = {}
    norms: dict[str, dict[str, Any]] = {}
    for evidence in result["evidence"]:
        norm, value = evidence["norm"], evidence["value"]
        # The first evidence of a norm is the call as a whole; single passages follow.
        if norm and norm["name"] not in values and isinstance(value, int | float):
            values[norm["name"]] = float(value)
            norms[norm["name"]] = norm
    return Judged(result["severity"], values, norms)


def paired(
    marks: Sequence[Mark], cards: dict[str, dict[str, Judged]]
) -> tuple[dict[str, list[Pair]], list[str]]:
    """Lay marks and cards side by side."""
    groups: dict[tuple[str, str], list[int]] = {}
    for mark in marks:
        groups.setdefault((mark.check, mark.file), []).append(mark.mark)
    pairs: dict[str, list[Pair]] = {}
    unknown: dict[str, None] = {}
    for (check, file), given in sorted(groups.items()):
        if file not in cards:
            unknown[file] = None
        elif check not in cards[file]:
            raise VoicecheckError(
                f"there is no check '{check}': {suggest(check, list(cards[file])).en}"
            )
        else:
            pairs.setdefault(check, []).append(Pair(median(given), cards[file][check]))
    if not pairs:
        raise VoicecheckError(
            f"none of the {len(unknown)} marked files has a scorecard; the first is "
            f"{next(iter(unknown), '-')}: names have to agree with those of the recordings"
        )
    return pairs, list(unknown)
