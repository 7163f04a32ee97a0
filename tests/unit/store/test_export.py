"""Exports stand whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from voicecheck.errors import StoreError
from voicecheck.store import export as exporting
from voicecheck.store.export import export


def test_a_full_disk_leaves_no_half_table(
    store: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, write = tmp_path / "tables", exporting.KINDS["csv"]

    def half(connection: Connection, name: str, path: Path, raw: bool) -> None:
        write(connection, name, path, raw)
        if name == "results":
            path.write_bytes(path.read_bytes()[:5])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setitem(exporting.KINDS, "csv", half)
    with pytest.raises(StoreError, match="tables: cannot be written to"):
        export(store, folder, kind="csv")
    assert sorted(path.name for path in folder.iterdir()) == ["measures.csv", "recordings.csv"]
