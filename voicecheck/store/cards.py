"""Cards wherever they lie: JSON of ``voicecheck check``, or a store of ``voicecheck batch``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, true

from voicecheck.checks.registry import all_checks
from voicecheck.errors import VoicecheckError
from voicecheck.store import tables as t
from voicecheck.store.connect import open_store, read_only
from voicecheck.types.text import Text

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine, Table

_MAGIC = b"SQLite format 3\0"
_BATCH = 200
_CALL = ("agent", "queue", "direction", "started_at")
_NORM = ("good", "watch", "fail", "bad", "source", "strength")


def all_cards(where: str | os.PathLike[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Go through cards."""
    if not _is_store(str(where)):
        for path, card in read_cards(Path(where)):
            yield str(path), card
        return
    engine = open_store(where, must_exist=True)
    try:
        for card in stored(engine):
            yield str(where), card
    finally:
        engine.dispose()


def read_cards(store: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Read every scorecard of a file or folder."""
    n_found = 0
    for path in sorted(store.glob("*.json")) if store.is_dir() else [store]:
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise VoicecheckError(_NO_JSON.format(path=path, why=error)) from error
        for card in document.get("scorecards", []) if isinstance(document, dict) else []:
            n_found += 1
            yield path, card
    if not n_found:
        raise VoicecheckError(_NO_CARDS.format(path=store))


_NO_JSON = Text(
    "{path}: lässt sich nicht als JSON lesen ({why})", "{path}: cannot be read as JSON ({why})"
)
_NO_CARDS = Text(
    "{path}: hier sind keine Karten; sie schreibt: voicecheck check ANRUFE --format json",
    "{path}: no scorecards here; write them with: voicecheck check CALLS --format json",
)


def _is_store(where: str) -> bool:
    if "://" in where:
        return True
    path = Path(where)
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def stored(engine: Engine, *, run_id: int | None = None) -> Iterator[dict[str, Any]]:
    """Go through the cards of a store, or through those of one run."""
    wanted = true() if run_id is None else t.recordings.c.run_id == run_id
    titles = {check.code: check.title for check in all_checks()}
    after = 0
    while True:
        with read_only(engine) as connection:
            calls = [
                dict(row)
                for row in connection.execute(
                    select(t.recordings)
                    .where(t.recordings.c.id > after, wanted)
                    .order_by(t.recordings.c.id)
                    .limit(_BATCH)
                ).mappings()
            ]
            if not calls:
                return
            first, after = calls[0]["id"], calls[-1]["id"]
            results = _of_calls(connection, t.results, first, after)
            evidence = _of_calls(connection, t.evidence, first, after)
        for call in calls:
            yield {
                "source": {name: call[name] for name in ("path", "sha256", "duration_s")},
                "call": {name: call[name] for name in _CALL},
                "lang": call["lang"],
                "language": call["language"],
                "score": call["score"],
                "coverage": call["coverage"],
                "results": [
                    {
                        **line,
                        "title": titles[line["code"]][call["lang"]]
                        if line["code"] in titles
                        else line["name"],
                        "evidence": [
                            _evidence(item)
                            for item in evidence.get(call["id"], [])
                            if item["code"] == line["code"]
                        ],
                    }
                    for line in results.get(call["id"], [])
                ],
            }


def _of_calls(
    connection: Connection, table: Table, first: int, last: int
) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    query = (
        select(table)
        .where(table.c.recording_id >= first, table.c.recording_id <= last)
        .order_by(table.c.id)
    )
    for row in connection.execute(query).mappings():
        found.setdefault(int(row["recording_id"]), []).append(dict(row))
    return found


def _evidence(row: dict[str, Any]) -> dict[str, Any]:
    norm = None
    if row["norm"]:
        norm = {"name": row["norm"]}
        norm |= {name: row[f"norm_{name}"] for name in _NORM}
    value = row["words"] if row["value"] is None else row["value"]
    return {
        "measure": row["measure"],
        "value": value,
        "unit": row["unit"],
        "norm": norm,
        "start_s": row["start_s"],
        "end_s": row["end_s"],
        "quote": row["quote"],
        "probability": row["probability"],
    }
