"""Recordings behind a URL: found, copied, kept apart from their passwords."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import fsspec
import pytest
from sqlalchemy import select

import voicecheck
from tests.engines import Here
from voicecheck.analysis.pipeline import Analysis
from voicecheck.batch.prepare import BatchOptions, prepare
from voicecheck.batch.run import run_batch
from voicecheck.batch.sources import Source
from voicecheck.batch.worker import Done, Task
from voicecheck.errors import ConfigError, SourceError
from voicecheck.store import tables as t
from voicecheck.store.connect import read_only
from voicecheck.types.hashing import file_sha256

NAME = "external-104-01715551234-20260312-091500-1773303302.1"


@pytest.fixture
def bucket() -> Iterator[str]:
    files = fsspec.filesystem("memory")
    files.pipe(f"/exports/2026/{NAME}.wav", b"sound")
    files.pipe(f"/exports/2026/{NAME}.json", b'{"queue": "repairs"}')
    files.pipe("/exports/readme.txt", b"not ours")
    yield "memory://exports"
    files.rm("/exports", recursive=True)


def test_a_bucket_is_searched_like_a_folder(bucket: str) -> None:
    source = Source(bucket)
    (found,) = source.find()
    assert (found.path, found.name, found.size) == (
        f"memory://exports/2026/{NAME}.wav", f"2026/{NAME}.wav", 5,
    )  # fmt: skip
    assert source.look_again(found) == found
    copy = source.fetch(found)
    assert copy.read_bytes() == b"sound"
    source.drop(copy)
    assert not copy.parent.exists()
    fsspec.filesystem("memory").rm(f"/exports/2026/{NAME}.wav")
    assert source.look_again(found) is None
    with pytest.raises(FileNotFoundError):
        source.fetch(found)


def test_a_broken_connection_is_said_without_passwords(
    bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Source(bucket)
    (found,) = source.find()
    monkeypatch.setattr(source, "_password", "s3cret")

    def broken(*_: object, **__: object) -> None:
        raise ConnectionResetError("reset by bob:s3cret@host")

    for name in ("get_file", "info", "find"):
        monkeypatch.setattr(source._fs, name, broken)
    with pytest.raises(SourceError, match=r"cannot be copied here \(reset by bob:\*\*\*@host\)"):
        source.fetch(found)
    with pytest.raises(SourceError, match=r"cannot be looked at \(reset by bob:\*\*\*@host"):
        source.look_again(found)
    with pytest.raises(ConfigError, match=r"cannot be listed \(reset by bob:\*\*\*@host"):
        source.find()


def test_a_night_over_a_bucket(bucket: str, tmp_path: Path, german: Analysis) -> None:
    made = prepare(bucket, str(tmp_path / "calls.db"), voicecheck.Config(), BatchOptions())
    seen: list[bytes] = []

    def work(task: object) -> object:
        assert isinstance(task, Task) and not task.path
        seen.append(task.body)
        (tmp_path / "same").write_bytes(task.body)
        sha256 = file_sha256(tmp_path / "same")
        source = replace(german.features.source, path=task.shown, sha256=sha256)
        features = replace(german.features, source=source)
        return Done(features, voicecheck.judge(features), None, None)

    tally = run_batch(
        made.context, made.plan, Here(work), stop=threading.Event(), tell=lambda *_: None
    )
    assert (tally.done, seen) == (1, [b"sound"])
    with read_only(made.context.store) as connection:
        row = connection.execute(select(t.recordings)).mappings().one()
    assert (row["path"], row["agent"], row["queue"]) == (
        f"memory://exports/2026/{NAME}.wav", "104", "repairs",
    )  # fmt: skip
    assert prepare(
        bucket, str(tmp_path / "calls.db"), voicecheck.Config(), BatchOptions()
    ).plan.known


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ("memory://nowhere", "memory://nowhere: there is no such folder"),
        ("nosuch://x", r"nosuch://x: cannot be reached \(Protocol not known: nosuch\)"),
        ("sftp://bob:secret@127.0.0.1:1/x", "^sftp://bob@127.0.0.1:1/x: cannot be reached"),
        ("sftp://bob:s@secret@127.0.0.1:1/x", "^sftp://bob@127.0.0.1:1/x: cannot be reached"),
        ("/no/such/folder", "/no/such/folder: there is no such folder"),
    ],
)
def test_what_cannot_be_reached_is_said_without_passwords(where: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says) as told:
        Source(where)
    assert "secret" not in str(told.value)
