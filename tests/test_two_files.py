"""A folder in which calls lie in two files each, from the plan to the store and the next night."""

from __future__ import annotations

import os
import threading
import wave
from dataclasses import replace
from pathlib import Path

import pytest

import voicecheck
from tests.engines import Here
from tests.rows import failures
from voicecheck.analysis.pipeline import Analysis
from voicecheck.batch.counts import RunCounts
from voicecheck.batch.prepare import BatchOptions, Prepared, prepare
from voicecheck.batch.run import run_batch
from voicecheck.batch.worker import Done, Task
from voicecheck.store.connect import open_store
from voicecheck.types.hashing import call_sha256

CONFIG = voicecheck.Config()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three calls of two files, one half, one call in one file."""
    inside = tmp_path / "in"
    inside.mkdir()
    names = ["1-in", "1-out", "2-in", "2-out", "3-in", "3-out", "4-out", "whole"]
    for i, name in enumerate(names):
        put(inside / f"{name}.wav", i)
    (inside / "2.json").write_text('{"agent": "anna", "queue": "Repairs"}', encoding="utf-8")
    return inside


def put(path: Path, i: int) -> None:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes([i + 1, 0]) * (8000 + i))
    os.utime(path, (1_700_000_000, 1_700_000_000))


def night(
    folder: Path, german: Analysis, **options: object
) -> tuple[RunCounts, Prepared, list[Task]]:
    heard: list[Task] = []

    def work(task: object) -> object:
        assert isinstance(task, Task)
        heard.append(task)
        bodies = [body for body in (task.body, task.other_body) if body]
        paths = [Path(path) for path in (task.path, task.other) if path]
        for i, body in enumerate(bodies):
            paths.append(folder.parent / f"sent{i}")
            paths[-1].write_bytes(body)
        source = replace(german.features.source, path=task.shown, sha256=call_sha256(paths))
        features = replace(german.features, source=source)
        return Done(features, voicecheck.judge(features), None, None)

    store = str(folder.parent / "calls.db")
    made = prepare(str(folder), store, CONFIG, BatchOptions(**options))  # type: ignore[arg-type]
    counts = run_batch(
        made.context, made.plan, Here(work), stop=threading.Event(), tell=lambda *_: None
    )
    return counts, made, heard


@pytest.mark.parametrize("send_bytes", [False, True])
def test_two_files_are_one_call_and_a_half_is_one_line(
    folder: Path, german: Analysis, send_bytes: bool
) -> None:
    counts, made, heard = night(folder, german, send_bytes=send_bytes)
    assert made.plan.found == 5
    assert (counts.done, counts.failed) == (4, 1)
    two = {Path(task.shown).name: bool(task.other or task.other_body) for task in heard}
    assert two == {"1-in.wav": True, "2-in.wav": True, "3-in.wav": True, "whole.wav": False}
    assert next(t.info.agent for t in heard if t.shown.endswith("2-in.wav")) == "anna"
    engine = open_store(str(folder.parent / "calls.db"), must_exist=True)
    (failure,) = failures(engine).values()
    assert "4-in.wav" in failure["reason"]
    engine.dispose()


def test_the_next_night_does_nothing_until_the_half_comes(folder: Path, german: Analysis) -> None:
    night(folder, german)
    for _ in range(2):
        counts, made, _ = night(folder, german)
        assert (counts.done, made.plan.known) == (0, 4)
    counts, made, _ = night(folder, german)
    assert (counts.failed, made.plan.known) == (0, 5)  # tried enough
    put(folder / "4-in.wav", 50)
    counts, _, heard = night(folder, german)
    assert (counts.done, counts.failed) == (1, 0)
    assert heard[0].shown.endswith("4-in.wav")
    engine = open_store(str(folder.parent / "calls.db"), must_exist=True)
    assert failures(engine) == {}
    engine.dispose()
    counts, made, _ = night(folder, german)
    assert (counts.done, made.plan.known) == (0, 5)


def test_a_half_that_changes_is_heard_again(folder: Path, german: Analysis) -> None:
    night(folder, german)
    put(folder / "3-out.wav", 70)
    counts, _, heard = night(folder, german)
    assert [Path(task.shown).name for task in heard] == ["3-in.wav"]
    assert counts.done == 1
