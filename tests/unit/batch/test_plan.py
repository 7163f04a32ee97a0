"""What there is to do, and in which order: of two copies the one with metadata comes first."""

from __future__ import annotations

import os
import shutil
import threading
import wave
from pathlib import Path

import pytest

import voicecheck
from tests.engines import Here
from voicecheck.batch.prepare import BatchOptions, Prepared, prepare
from voicecheck.batch.run import run_batch
from voicecheck.batch.worker import Task, Unusable
from voicecheck.types.text import Text

CONFIG = voicecheck.Config(checks={"select": ["M4"]})  # type: ignore[arg-type]  # hears no words


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    """Three calls of one size, the second twice: its later copy lies beside a table."""
    folder = tmp_path / "in"
    (folder / "z").mkdir(parents=True)
    for i, name in enumerate(("a.wav", "b.wav", "c.wav")):
        with wave.open(str(folder / name), "wb") as file:
            file.setparams((1, 2, 8000, 0, "NONE", ""))
            file.writeframes(bytes([i, 0]) * 800)
    shutil.copy(folder / "b.wav", folder / "z" / "b.wav")
    (folder / "z" / "calls.csv").write_text("file,agent,queue\nb.wav,anna,Repairs\n")
    for path in folder.rglob("*.wav"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    return folder


def ready(folder: Path, tmp_path: Path) -> Prepared:
    return prepare(str(folder), str(tmp_path / "calls.db"), CONFIG, BatchOptions())


def test_of_two_copies_the_one_with_metadata_is_kept(copies: Path, tmp_path: Path) -> None:
    made = ready(copies, tmp_path)
    heard: list[Task] = []

    def work(task: object) -> object:
        assert isinstance(task, Task)
        heard.append(task)
        return Unusable("decode", Text("nichts", "nothing"))

    stop = threading.Event()
    run_batch(made.context, made.plan, Here(work), stop=stop, tell=lambda *_: None)
    agents = {Path(task.path).relative_to(copies).as_posix(): task.info.agent for task in heard}
    names = list(agents)
    assert agents["z/b.wav"] == "anna"
    assert "b.wav" not in names or names.index("z/b.wav") < names.index("b.wav")


def test_without_metadata_the_order_is_that_of_names(copies: Path, tmp_path: Path) -> None:
    (copies / "z" / "calls.csv").unlink()
    names = [file.name for file in ready(copies, tmp_path).plan.todo]
    assert names == ["a.wav", "b.wav", "c.wav", "z/b.wav"]
