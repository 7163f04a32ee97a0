"""Tables and views as CSV or Parquet files."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from sqlalchemy import BigInteger, Boolean, DateTime, Float, Integer, select

from voicecheck.errors import StoreError
from voicecheck.store.connect import read_only
from voicecheck.store.views import VIEWS, as_table
from voicecheck.types.files import whole
from voicecheck.types.inert import cell, raw_cell
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sqlalchemy import Connection, Engine, Row

TABLES = (
    "recordings", "measures", "results", "strengths", "evidence", "notices", "failures",
    "provenance", "runs", "baselines",
)  # fmt: skip
ROWS = 10_000  # held at once


def export(engine: Engine, folder: Path, *, kind: str, raw: bool = False) -> list[Path]:
    """Write every table and view to a file of its own; ``raw`` leaves texts in CSV as they are."""
    paths = [folder / f"{name}.{kind}" for name in (*TABLES, *VIEWS)]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with read_only(engine) as connection:
            for path in paths:
                with whole(path) as draft:
                    KINDS[kind](connection, path.stem, draft, raw)
    except OSError as error:
        raise StoreError(_NOT_WRITTEN.format(folder=folder, why=error.strerror)) from error
    return paths


def _blocks(connection: Connection, name: str) -> Iterator[Sequence[Row[Any]]]:
    source = as_table(connection, name)
    query = select(source).order_by(*source.primary_key)
    found = connection.execution_options(yield_per=ROWS).execute(query)
    yield from found.partitions(ROWS)


def _csv(connection: Connection, name: str, path: Path, raw: bool) -> None:
    written = raw_cell if raw else cell
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(as_table(connection, name).columns.keys())
        for block in _blocks(connection, name):
            writer.writerows(map(written, row) for row in block)


def _parquet(connection: Connection, name: str, path: Path, _raw: bool) -> None:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise StoreError(_NO_PARQUET) from error
    kinds = {
        Boolean: pa.bool_(),
        BigInteger: pa.int64(),
        DateTime: pa.timestamp("s"),
        Float: pa.float64(),
        Integer: pa.int64(),
    }
    source = as_table(connection, name)
    schema = pa.schema(
        [(column.name, kinds.get(type(column.type), pa.string())) for column in source.columns]
    )
    with parquet.ParquetWriter(path, schema) as writer:
        for block in _blocks(connection, name):
            columns = [list(column) for column in zip(*block, strict=True)]
            writer.write_table(pa.table(columns, schema=schema))


_NOT_WRITTEN = Text(
    "{folder}: dorthin lässt sich nicht schreiben ({why})", "{folder}: cannot be written to ({why})"
)
_NO_PARQUET = Text(
    'Parquet braucht noch ein Paket: pip install "voicecheck[parquet]"',
    'Parquet needs one more package: pip install "voicecheck[parquet]"',
)
KINDS = {"csv": _csv, "parquet": _parquet}
