"""What there is to do, whatever was done, failed, forgotten or is still being written."""

from __future__ import annotations

import os
import shutil
import threading
import time
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, event, insert

import voicecheck
from tests.engines import Here
from tests.faults import make_calls
from tests.rows import FILE, START, empty_store, write
from voicecheck.batch import plan as planning
from voicecheck.batch.plan import MAX_ATTEMPTS, Plan, make_plan
from voicecheck.batch.prepare import BatchOptions, Prepared, prepare
from voicecheck.batch.run import run_batch
from voicecheck.batch.sources import FoundFile, Source
from voicecheck.batch.worker import Task, Unusable
from voicecheck.store import tables as t
from voicecheck.store.entries import FailedFile
from voicecheck.store.write import save_failure, save_file
from voicecheck.types.call import CallInfo
from voicecheck.types.text import Text

KEY, AS_GOOD, OLD = "k" * 64, "g" * 64, "o" * 64
STATES = (
    "new", "done", "as good", "other means", "forgotten", "changed since", "failed", "may go well",
    "tried enough", "failed by other means",
)  # fmt: skip
NOTHING_TO_DO = {"done", "as good", "forgotten", "failed", "tried enough"}


@dataclass
class Folder:
    """In place of a source: files, and which of them grow."""

    files: list[FoundFile]
    growing: frozenset[str] = frozenset()
    skipped: dict[str, int] = field(default_factory=dict)

    def find(self, patterns: Sequence[str] = ()) -> list[FoundFile]:
        return self.files

    def look_again(self, file: FoundFile) -> FoundFile | None:
        return replace(file, size=file.size + 1) if file.path in self.growing else file


@dataclass(frozen=True)
class Known:
    state: str
    recent: bool  # changed a moment ago
    grows: bool


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = empty_store(tmp_path_factory.mktemp("plan") / "calls.db")
    yield engine
    engine.dispose()


def filled(store: Engine, known: Sequence[Known]) -> Folder:
    """Bring the store into the state that these files say."""
    with store.begin() as connection:
        for table in (t.recordings, t.files, t.failures, t.forgotten):
            connection.execute(delete(table))
    now = datetime.now(UTC).timestamp()
    files = []
    for i, one in enumerate(known):
        modified = str(now if one.recent else 1_767_225_600.0 + i)
        files.append(FoundFile(f"/in/{i:03d}.wav", f"{i:03d}.wav", 1000 + i, modified))
    for file, one in zip(files, known, strict=True):
        remember(store, file, one.state)
    grows = frozenset(f.path for f, one in zip(files, known, strict=True) if one.grows)
    return Folder(files, grows)


def remember(store: Engine, file: FoundFile, state: str) -> None:
    sha256 = f"{int(file.name[:3]) + 1:064x}"
    if state == "new":
        return
    size = file.size - (state == "changed since")
    with store.begin() as connection:
        save_file(connection, file.key, sha256=sha256, size=size, modified=file.modified)
        if state == "forgotten":
            connection.execute(insert(t.forgotten).values(sha256=sha256, forgotten_utc=START))
        if state in ("failed", "may go well", "tried enough", "failed by other means"):
            for _ in range(MAX_ATTEMPTS if state == "tried enough" else 1):
                key = OLD if state == "failed by other means" else KEY
                often = state in ("may go well", "tried enough")
                failed = FailedFile(file.path, file.key, sha256, "time", "slow", often, key)
                save_failure(connection, failed, run_id=None)
    keys = {"done": KEY, "changed since": KEY, "as good": AS_GOOD, "other means": OLD}
    if state in keys:
        columns: dict[str, Any] = {**FILE, "analysis_key": keys[state], "sha256": sha256}
        write(store, [(None, None, {"tempo.syllables": 1.0})], file=lambda at: columns)


def planned(store: Engine, folder: Folder, **how: Any) -> Plan:
    with mock.patch.object(planning, "LOOK_S", 0.0):
        return make_plan(
            folder,  # type: ignore[arg-type]
            store,
            analysis_key=KEY,
            as_good=frozenset({AS_GOOD}),
            info=lambda file: CallInfo(),
            **how,
        )


folders = st.lists(
    st.builds(Known, st.sampled_from(STATES), st.booleans(), st.booleans()), max_size=8
)


@settings(max_examples=60)
@given(folders, st.booleans())
def test_every_file_is_to_do_known_or_waiting(
    store: Engine, known: list[Known], retry: bool
) -> None:
    folder = filled(store, known)
    plan = planned(store, folder, retry=retry)
    assert plan.found == len(plan.todo) + plan.known + len(plan.waiting)
    left = NOTHING_TO_DO - ({"failed", "tried enough"} if retry else set())
    wanted = {f.path for f, one in zip(folder.files, known, strict=True) if one.state not in left}
    grow = {f.path for f, one in zip(folder.files, known, strict=True) if one.recent and one.grows}
    assert {file.path for file in plan.waiting} == wanted & grow
    assert sorted(file.path for file in plan.todo) == sorted(wanted - grow)
    again = {
        f.path
        for f, one in zip(folder.files, known, strict=True)
        if one.state in ("other means", "changed since")
    }
    assert plan.again == len(again & {file.path for file in plan.todo})


@settings(max_examples=60)
@given(folders, st.integers(1, 5), st.randoms(use_true_random=False))
def test_the_order_of_the_listing_changes_nothing_but_the_order(
    store: Engine, known: list[Known], limit: int, chance: Any
) -> None:
    folder = filled(store, known)
    plan, some = planned(store, folder), planned(store, folder, limit=limit)
    assert some.todo == plan.todo[:limit]
    assert (some.found, some.known, some.waiting) == (plan.found, plan.known, plan.waiting)
    chance.shuffle(folder.files)
    other = planned(store, folder)
    assert set(other.todo) == set(plan.todo) and set(other.waiting) == set(plan.waiting)
    assert (other.known, other.again) == (plan.known, plan.again)


@settings(max_examples=60)
@given(folders, st.integers(1, 3))
def test_night_after_night_all_is_done_once(store: Engine, known: list[Known], limit: int) -> None:
    folder = filled(store, known)
    whole = planned(store, folder)
    done: list[FoundFile] = []
    while plan := planned(store, folder, limit=limit).todo:
        assert len(plan) <= limit
        for file in plan:
            sha256 = f"{int(file.name[:3]) + 1:064x}"
            with store.begin() as connection:
                connection.execute(delete(t.recordings).where(t.recordings.c.sha256 == sha256))
                connection.execute(delete(t.failures).where(t.failures.c.path_key == file.key))
            remember(store, file, "done")
        done += plan
    assert sorted(file.path for file in done) == sorted(file.path for file in whole.todo)
    assert planned(store, folder).known == whole.found - len(whole.waiting)


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

    for name in ("find", "listing", "look_again", "read"):
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


NO_WORDS = voicecheck.Config(checks={"select": ["M4"]})  # type: ignore[arg-type]


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
    return prepare(str(folder), str(tmp_path / "calls.db"), NO_WORDS, BatchOptions())


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
