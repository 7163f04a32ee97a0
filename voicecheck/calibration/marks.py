"""Reads marks and scorecards, and lays them side by side."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path, PurePath
from statistics import median
from typing import TYPE_CHECKING, Any

from voicecheck.errors import VoicecheckError, suggest
from voicecheck.store.cards import all_cards
from voicecheck.types.text import Text

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
        raise VoicecheckError(_NO_TABLE.format(path=path, why=error)) from error
    header = text.partition("\n")[0]
    rows = csv.DictReader(
        text.splitlines(), delimiter=";" if header.count(";") > header.count(",") else ","
    )
    names = {(name or "").strip().lower(): name for name in rows.fieldnames or ()}
    missing = [column for column in COLUMNS if column not in names]
    if missing:
        columns = {"missing": ", ".join(missing), "all": ", ".join(COLUMNS)}
        raise VoicecheckError(_NO_COLUMN.format(path=path, **columns))
    found: dict[tuple[str, str, str], Mark] = {}
    for row in rows:
        file, check, mark, rater = ((row[names[c]] or "").strip() for c in COLUMNS)
        where = {"path": path, "line": rows.line_num}
        if not mark.isdecimal() or int(mark) > HIGHEST:
            raise VoicecheckError(_NO_MARK.format(mark=mark, highest=HIGHEST, **where))
        if not file or not rater:
            raise VoicecheckError(_EMPTY.format(**where))
        # Marks are made on Windows too: both kinds of slashes part folders.
        name = PurePath(file.replace("\\", "/")).name
        key = (name, check.upper(), rater)
        if key in found:
            said = {"rater": rater, "file": name, "check": check.upper()}
            raise VoicecheckError(_TWICE.format(**said, **where))
        found[key] = Mark(name, check.upper(), int(mark), rater)
    return list(found.values())


def judged_calls(store: str | os.PathLike[str]) -> dict[str, dict[str, Judged]]:
    """Read what was judged from cards."""
    found: dict[str, dict[str, Judged]] = {}
    for path, card in all_cards(store):
        name = PurePath(card["source"]["path"].replace("\\", "/")).name
        if name in found:
            raise VoicecheckError(_TWO_FILES.format(path=path, file=name))
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
            hint = suggest(check, list(cards[file]))
            raise VoicecheckError(_NO_CHECK.format(check=check, hint=hint))
        else:
            pairs.setdefault(check, []).append(Pair(median(given), cards[file][check]))
    if not pairs:
        raise VoicecheckError(_NO_CARD.format(n=len(unknown), first=next(iter(unknown), "-")))
    return pairs, list(unknown)


_NO_TABLE = Text(
    "{path}: lässt sich nicht als Tabelle lesen ({why})",
    "{path}: cannot be read as a table ({why})",
)
_NO_COLUMN = Text(
    "{path}: es fehlt die Spalte {missing}; nötig sind {all}",
    "{path}: no column {missing}; needed are {all}",
)
_NO_MARK = Text(
    "{path}, Zeile {line}: Note '{mark}' ist keine ganze Zahl von 0 bis {highest}",
    "{path}, line {line}: mark '{mark}' is no whole number from 0 to {highest}",
)
_EMPTY = Text(
    "{path}, Zeile {line}: file oder rater ist leer", "{path}, line {line}: file or rater is empty"
)
_TWICE = Text(
    "{path}, Zeile {line}: {rater} hat {file} {check} zweimal benotet",
    "{path}, line {line}: {rater} marked {file} {check} twice",
)
_TWO_FILES = Text(
    "{path}: {file} kommt zweimal vor; Noten nennen Dateien ohne Ordner, also darf es jeden Namen "
    "nur einmal geben",
    "{path}: {file} is there twice; marks name files without folders, so every name may occur once",
)
_NO_CHECK = Text("es gibt keine Prüfung '{check}': {hint}", "there is no check '{check}': {hint}")
_NO_CARD = Text(
    "keine der benoteten Dateien ({n}) hat eine Karte; die erste ist {first}: die Namen müssen mit "
    "denen der Aufnahmen übereinstimmen",
    "none of the {n} marked files has a scorecard; the first is {first}: names have to agree with "
    "those of the recordings",
)
