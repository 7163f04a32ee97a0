"""What there is to do: few questions, whatever the clock says and however many files there are."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, insert

import voicecheck
from tests.faults import make_calls
from voicecheck.batch import plan as planning
from voicecheck.batch.plan import Plan
from voicecheck.batch.prepare import BatchOptions, Prepared, prepare
from voicecheck.batch.sources import Source
from voicecheck.store import tables as t

CONFIG = voicecheck.Config(transcriber="sidecar")
DAY_S = 86_400


def made(folder: Path, **options: object) -> Prepared:
    return prepare(str(folder), str(folder.with_name("calls.db")), CONFIG, BatchOptions(**options))  # type: ignore[arg-type]


def names(plan: Plan) -> list[str]:
    return [file.name for file in plan.todo]


@pytest.mark.parametrize("n", [10, 3000])
def test_questions_do_not_grow_with_the_files(
    n: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for i in range(n):
        path = folder / f"external-10{i % 9}-0171555{i:05d}-20260312-091500-1773303302.{i}.wav"
        path.touch()
        os.utime(path, (1_700_000_000, 1_700_000_000))
    asked = {"listings": 0, "statements": 0}

    def counting(name: str) -> None:
        before = getattr(Source, name)

        def counted(self: Source, *args: object) -> object:
            asked["listings"] += 1
            return before(self, *args)

        monkeypatch.setattr(Source, name, counted)

    for name in ("find", "listing", "look_again", "open", "read"):
        counting(name)

    def statement(*_: object) -> None:
        asked["statements"] += 1

    event.listen(Engine, "before_cursor_execute", statement)
    try:
        assert len(made(folder, since="2026-01-01").plan.todo) == n
    finally:
        event.remove(Engine, "before_cursor_execute", statement)
    assert asked["listings"] <= 3  # the recordings, and once what lies beside them
    assert asked["statements"] < 120  # making the tables, then one question each


def test_a_file_from_the_future_is_looked_at_twice_and_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As left by a clock that was set back, or by a recorder whose clock is fast."""
    folder = tmp_path / "in"
    path = make_calls(folder, 2)[0]
    os.utime(path, (time.time() + DAY_S, time.time() + DAY_S))
    waited: list[float] = []
    monkeypatch.setattr(planning.time, "sleep", waited.append)
    assert len(names(made(folder).plan)) == 2
    assert waited == [planning.LOOK_S]


def test_what_failed_before_comes_last_and_a_full_disk_is_no_attempt(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    make_calls(folder, 4)
    first = made(folder)
    with first.context.store.begin() as connection:
        for file, stage in zip(first.plan.todo[:3], ("disk", "memory", "decode"), strict=True):
            about = {"path_key": file.key, "sha256": "0" * 64}
            connection.execute(
                insert(t.files).values(**about, size=file.size, modified=file.modified)
            )
            connection.execute(
                insert(t.failures).values(
                    **about,
                    path=file.path,
                    stage=stage,
                    reason="r",
                    transient=stage != "decode",
                    attempts=planning.MAX_ATTEMPTS,
                    analysis_key=first.context.analysis_key,
                    failed_utc=planning.datetime(2026, 1, 1),
                )
            )
    again = made(folder).plan
    assert names(again) == ["call-00003.wav", "call-00000.wav"]
    assert again.known == 2
