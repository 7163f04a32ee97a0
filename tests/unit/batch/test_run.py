"""The night with every kind of file; workers are played by this process."""

from __future__ import annotations

import errno
import os
import re
import shutil
import stat
import threading
import wave
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from urllib.parse import unquote

import pytest
from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import DataError

import voicecheck
from tests.engines import Here
from tests.faults import hear, make_calls
from tests.rows import failures
from voicecheck.analysis.pipeline import Analysis
from voicecheck.batch import plan as planning
from voicecheck.batch import run as running
from voicecheck.batch.counts import RunCounts
from voicecheck.batch.digest import write_digest
from voicecheck.batch.estimate import Estimate, estimate
from voicecheck.batch.plan import MAX_ATTEMPTS
from voicecheck.batch.prepare import BatchOptions, Prepared, _without, prepare
from voicecheck.batch.run import run_batch
from voicecheck.batch.sources import FoundFile
from voicecheck.batch.worker import Done, Task, Unusable, WorkerOptions, work_on
from voicecheck.cli.progress import estimate_lines
from voicecheck.errors import ConfigError, RunError, SourceError, StoreError
from voicecheck.store import connect, read, runs
from voicecheck.store import tables as t
from voicecheck.store.connect import open_store, read_only
from voicecheck.store.entries import Entry
from voicecheck.types.call import Direction
from voicecheck.types.hashing import file_sha256


def listening(german: Analysis) -> Callable[[object], object]:
    """Hear the German call in whatever can be decoded."""

    def work(task: object) -> object:
        assert isinstance(task, Task)
        path = Path(task.path)
        if path.name.startswith("bad"):
            return work_on(task, WorkerOptions(voicecheck.Config()))
        source = replace(
            german.features.source, path=task.shown, sha256=file_sha256(path) if path else ""
        )
        features = replace(german.features, source=source)
        return Done(features, voicecheck.judge(features), None, "<p>page</p>")

    return work


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    """Five calls, one of them twice, and three files without sound; all old enough."""
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    for i in range(4):
        name = f"external-10{i}-0171555123{i}-20260312-09150{i}-1773303302.{i}.wav"
        with wave.open(str(folder / name), "wb") as file:
            file.setparams((1, 2, 8000, 0, "NONE", ""))
            file.writeframes(bytes([i, 0]) * 8000)
    shutil.copy(next(folder.glob("*.wav")), folder / "sub" / "copy.wav")
    (folder / "bad1.wav").write_bytes(b"no sound")
    (folder / "bad2.mp3").write_bytes(b"")
    (folder / "bad3.mp3").write_bytes(b"")
    (folder / "notes.txt").write_text("not ours")
    (folder / ".hidden.wav").write_bytes(b"x")
    for path in folder.rglob("*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    return folder


def run_once(
    calls: Path, store: Path, german: Analysis, **options: object
) -> tuple[RunCounts, Prepared]:
    made = prepare(str(calls), str(store), voicecheck.Config(), BatchOptions(**options))  # type: ignore[arg-type]
    lines: list[str] = []
    tally = run_batch(
        made.context,
        made.plan,
        Here(listening(german)),
        stop=threading.Event(),
        tell=lambda tally, line: lines.append(line),
    )
    return tally, made


def stored(store: Path) -> Engine:
    return open_store(store, must_exist=True)


def test_a_night_and_the_one_after(calls: Path, tmp_path: Path, german: Analysis) -> None:
    store = tmp_path / "calls.db"
    tally, made = run_once(calls, store, german)
    assert made.plan.found == 8
    assert (tally.done, tally.failed, tally.duplicates, tally.waiting) == (4, 3, 1, 0)
    again, made = run_once(calls, store, german)
    assert (again.done, again.failed, len(made.plan.todo), made.plan.known) == (0, 0, 0, 8)
    retried, _ = run_once(calls, store, german, retry=True)
    assert (retried.done, retried.failed) == (0, 3)
    with read_only(stored(store)) as connection:
        rows = connection.execute(select(t.recordings).order_by(t.recordings.c.path)).mappings()
        first = dict(next(rows))
        run = dict(connection.execute(select(t.runs)).mappings().first() or {})
        assert connection.execute(select(t.claims)).all() == []
    assert (first["agent"], first["direction"], first["day"]) == ("100", "inbound", "2026-03-12")
    assert (run["n_found"], run["n_done"], run["n_failed"], run["n_duplicates"]) == (8, 4, 3, 1)
    assert run["ended_utc"] is not None
    reasons = {
        row["path"].rpartition("/")[2]: row["reason"] for row in failures(stored(store)).values()
    }
    assert set(reasons) == {"bad1.wav", "bad2.mp3", "bad3.mp3"}
    assert "ist leer" in reasons["bad2.mp3"]


def test_moved_and_renamed_calls_are_known(calls: Path, tmp_path: Path, german: Analysis) -> None:
    store = tmp_path / "calls.db"
    run_once(calls, store, german)
    calls.rename(tmp_path / "elsewhere")
    tally, _ = run_once(tmp_path / "elsewhere", store, german)
    assert (tally.done, tally.duplicates) == (0, 5)


def test_a_copy_that_comes_later_fills_what_was_not_known(
    calls: Path, tmp_path: Path, german: Analysis
) -> None:
    store = tmp_path / "calls.db"
    run_once(calls, store, german)
    late = calls / "late"
    late.mkdir()
    shutil.copy(next(calls.glob("external-101*")), late / "x.wav")
    (late / "calls.csv").write_text("file,agent,queue\nx.wav,anna,Repairs\n")
    tally, made = run_once(calls, store, german)
    assert (tally.done, tally.duplicates) == (0, 1)
    with read_only(stored(store)) as connection:
        query = select(t.recordings.c.queue).where(t.recordings.c.agent == "101")
        assert connection.execute(query).scalars().all() == ["Repairs"]
    assert read.outdated(stored(store), made.context.judgement_key, made.context.lexicon_key) == 1
    run_once(calls, store, german)  # and once only


def test_new_calls_come_before_those_to_be_heard_again(
    calls: Path, tmp_path: Path, german: Analysis
) -> None:
    store = tmp_path / "calls.db"
    run_once(calls, store, german, include=("external-100*", "external-101*"))
    other = voicecheck.Config(agent="left")
    made = prepare(str(calls), str(store), other, BatchOptions())
    again = [file.key for file in made.plan.todo[-made.plan.again :]]
    assert made.plan.again == 2 and len(made.plan.todo) == 8
    keys = [file.key for file in made.plan.todo]
    assert again == [key for key in keys if key in read.seen_files(made.context.store, keys)]
    again_line = estimate_lines(made.plan, Estimate(None, None), 1)[1]
    assert again_line.startswith("2 davon haben schon eine Karte")


def test_workers_find_a_model_named_by_a_folder_beside_the_run(
    calls: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "own").mkdir()
    for name in ("model.bin", "config.json", "tokenizer.json", "vocabulary.txt"):
        (tmp_path / "own" / name).touch()
    monkeypatch.chdir(tmp_path)
    made = prepare(str(calls), "calls.db", voicecheck.Config(model="own"), BatchOptions())
    assert made.options.model_path == str(tmp_path / "own")
    assert (
        prepare(str(calls), "calls.db", voicecheck.Config(), BatchOptions()).options.model_path
        == ""
    )


def test_the_estimate_follows_no_playlist(samples: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    item = f"#EXTINF:6,\n{(samples / 'call_en.mp3').as_uri()}\n"
    path = folder / "list.m3u8"
    path.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:6\n{item}#EXT-X-ENDLIST\n")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    options = BatchOptions(include=("*.m3u8",))
    made = prepare(str(folder), str(tmp_path / "s.db"), voicecheck.Config(), options)
    assert len(made.plan.todo) == 1
    assert estimate(made.context.source, made.context.store, made.plan, workers=1).sound_s is None


def test_a_file_that_still_grows_waits(
    calls: Path, tmp_path: Path, german: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    growing = next(calls.glob("external-100*"))
    growing.touch()

    def grow(_: float) -> None:
        with growing.open("ab") as file:
            file.write(b"\0\0")

    monkeypatch.setattr(planning.time, "sleep", grow)
    tally, made = run_once(calls, tmp_path / "calls.db", german)
    assert [file.name for file in made.plan.waiting] == [growing.name]
    assert (tally.done, tally.waiting) == (4, 1)  # its copy is a call of its own now


def test_what_may_go_well_is_tried_again_thrice(
    calls: Path, tmp_path: Path, german: Analysis
) -> None:
    def full(task: object) -> object:
        raise MemoryError

    store = str(tmp_path / "calls.db")
    tried = []
    for _ in range(MAX_ATTEMPTS + 2):
        made = prepare(str(calls), store, voicecheck.Config(), BatchOptions(include=("external*",)))
        engine = Here(full)
        run_batch(made.context, made.plan, engine, stop=threading.Event(), tell=lambda *_: None)
        tried.append(engine.n_done)
    assert tried == [4] * MAX_ATTEMPTS + [0, 0]
    with read_only(stored(Path(store))) as connection:
        stages = set(connection.execute(select(t.failures.c.stage)).scalars())
    assert stages == {"memory"}
    tally, _ = run_once(calls, Path(store), german, retry=True)
    assert tally.done == 4
    assert {row["stage"] for row in failures(stored(Path(store))).values()} == {"decode"}


def test_unusable_files_are_set_aside(calls: Path, tmp_path: Path, german: Analysis) -> None:
    run_once(calls, tmp_path / "calls.db", german, quarantine=tmp_path / "aside")
    assert {path.name for path in (tmp_path / "aside").iterdir()} == {
        "bad1.wav",
        "bad2.mp3",
        "bad3.mp3",
    }
    assert not list(calls.glob("bad*"))


def test_pages_are_written_for_their_owner(calls: Path, tmp_path: Path, german: Analysis) -> None:
    run_once(calls, tmp_path / "calls.db", german, reports=tmp_path / "pages", audio="clips")
    pages = list((tmp_path / "pages").iterdir())
    assert len(pages) == 4
    assert all(stat.S_IMODE(page.stat().st_mode) == 0o600 for page in pages)
    with read_only(stored(tmp_path / "calls.db")) as connection:
        named = set(connection.execute(select(t.recordings.c.page)).scalars())
    assert named == {page.name for page in pages}


def test_pages_carry_numbers_only_where_wished_and_none_is_left_behind(
    calls: Path, tmp_path: Path, german: Analysis
) -> None:
    pages = tmp_path / "pages"
    how = {"reports": pages, "audio": "clips"}
    run_once(calls, tmp_path / "calls.db", german, keep_numbers=True, **how)
    assert all("0171555123" in page.name for page in pages.iterdir())
    tally, _ = run_once(calls, tmp_path / "calls.db", german, redact=True, **how)
    assert tally.done == 4
    names = [page.name for page in pages.iterdir()]
    assert len(names) == 4 and not any("0171555123" in name for name in names)
    run_once(calls, tmp_path / "other.db", german, reports=tmp_path / "new", audio="clips")
    assert not any("0171555123" in page.name for page in (tmp_path / "new").iterdir())


def test_the_morning_page_is_the_way_into_the_calls(
    calls: Path, tmp_path: Path, german: Analysis
) -> None:
    digest, pages = tmp_path / "new" / "digest.html", tmp_path / "pages of calls"
    how = {"reports": pages, "audio": "clips", "digest": digest}
    tally, made = run_once(calls, tmp_path / "calls.db", german, **how)
    write_digest(digest, made.context, run_id=tally.run_id, alarms=())
    text = digest.read_text("utf-8")
    links = set(re.findall(r'href="([^"#]+)', text))
    targets = {(digest.parent / unquote(link)).resolve() for link in links}
    assert targets == {page.resolve() for page in pages.iterdir()} and len(targets) == 4
    assert stat.S_IMODE(digest.stat().st_mode) == 0o600
    next(pages.iterdir()).unlink()
    write_digest(digest, made.context, run_id=tally.run_id, alarms=())
    assert len(set(re.findall(r'href="([^"#]+)', digest.read_text("utf-8")))) == 3
    assert [path.name for path in digest.parent.iterdir()] == ["digest.html"]


def test_a_morning_page_that_cannot_be_written_is_said_in_words(
    calls: Path, tmp_path: Path, german: Analysis
) -> None:
    tally, made = run_once(calls, tmp_path / "calls.db", german)
    (tmp_path / "taken").mkdir()
    with pytest.raises(StoreError, match="taken: the morning page cannot be written"):
        write_digest(tmp_path / "taken", made.context, run_id=tally.run_id, alarms=())
    assert [path.name for path in tmp_path.glob(".taken*")] == []


def test_agents_get_names_of_their_own(calls: Path, tmp_path: Path, german: Analysis) -> None:
    beside = next(calls.glob("external-100*"))
    beside.with_suffix(".json").write_text('{"agent": "Sonja Kern"}', encoding="utf-8")
    named = beside.with_name("call of sonja kern.wav")
    beside.rename(named)
    beside.with_suffix(".json").rename(named.with_suffix(".json"))
    store = tmp_path / "calls.db"
    run_once(calls, store, german, pseudonymise=tmp_path / "key")
    engine = stored(store)
    with read_only(engine) as connection:
        agents = set(connection.execute(select(t.recordings.c.agent)).scalars())
    assert all(agent.startswith("A-") for agent in agents)
    engine.dispose()
    left = b"".join(path.read_bytes() for path in tmp_path.glob("calls.db*"))
    assert b"onja" not in left


def test_what_was_masked_is_not_heard_again_to_be_unmasked(
    calls: Path, tmp_path: Path, german: Analysis
) -> None:
    store = tmp_path / "calls.db"
    run_once(calls, store, german, redact=True)
    plain, made = run_once(calls, store, german)
    assert (plain.done, made.plan.known) == (0, 8)
    store = tmp_path / "other.db"
    run_once(calls, store, german)
    masked, made = run_once(calls, store, german, redact=True)
    assert (masked.done, made.plan.again) == (4, 5)


@pytest.mark.parametrize(
    ("agent", "path", "hidden"),
    [
        ("103", "/in/external-103-0171-20261030-1.wav", "/in/external-X-0171-20261030-1.wav"),
        ("anna", "/in/Anna/agentanna-1.wav", "/in/X/agentX-1.wav"),
        ("7", "/in/70177-1.wav", "/in/X01XX-1.wav"),
    ],
)
def test_an_extension_is_no_part_of_a_date(agent: str, path: str, hidden: str) -> None:
    assert _without(agent, path, "X") == hidden


def test_another_run_at_the_same_call_is_left_alone(
    calls: Path, tmp_path: Path, german: Analysis
) -> None:
    store = tmp_path / "calls.db"
    other = runs.start_run(open_store(store), folder="/other", n_found=1)
    taken = file_sha256(next(calls.glob("external-101*")))
    assert runs.claim(open_store(store), taken, run_id=other, analysis_key="x")
    tally, _ = run_once(calls, store, german)
    assert (tally.done, tally.elsewhere) == (3, 1)


def test_what_was_forgotten_does_not_come_back(
    calls: Path, tmp_path: Path, german: Analysis
) -> None:
    from voicecheck.store.forget import forget_agent

    store = tmp_path / "calls.db"
    run_once(calls, store, german)
    assert len(forget_agent(open_store(store), "101")) == 1
    tally, made = run_once(calls, store, german)
    assert (tally.done, made.plan.known) == (0, 7)
    assert tally.elsewhere == 1
    assert read.count(stored(store)) == 3


def test_what_is_forgotten_while_it_is_heard_again_does_not_come_back(
    calls: Path, tmp_path: Path, german: Analysis
) -> None:
    from voicecheck.store.forget import forget_agent

    store, pages = tmp_path / "calls.db", tmp_path / "pages"
    run_once(calls, store, german, reports=pages)
    other = voicecheck.Config(agent="left")
    made = prepare(str(calls), str(store), other, BatchOptions(reports=pages))
    work, gone = listening(german), []

    def meanwhile(task: object) -> object:
        assert isinstance(task, Task)
        if task.info.agent == "101":
            gone.extend(forget_agent(made.context.store, "101"))
        return work(task)

    lines: list[str] = []
    tally = run_batch(
        made.context, made.plan, Here(meanwhile), stop=threading.Event(),
        tell=lambda _, line: lines.append(line),
    )  # fmt: skip
    assert (tally.done, tally.elsewhere) == (3, 1)
    assert sum("mit Absicht vergessen" in line for line in lines) == 1
    assert read.count(stored(store)) == 3
    assert len(gone) == 1 and gone[0] not in {page.name for page in pages.iterdir()}


def test_a_store_that_cannot_be_written_ends_the_run_in_words(
    calls: Path, tmp_path: Path, german: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = prepare(str(calls), str(tmp_path / "calls.db"), voicecheck.Config(), BatchOptions())
    monkeypatch.setattr(connect, "AWAY_S", 0.0)

    def tell(tally: RunCounts, line: str) -> None:
        if tally.done == 2:
            # As if the disk were full: SQLite says so itself when its page limit is reached.
            with made.context.store.begin() as connection:
                pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
                connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    with pytest.raises(StoreError, match=r"full.*of this run are stored"):
        run_batch(
            made.context, made.plan, Here(listening(german)), stop=threading.Event(), tell=tell
        )
    made.context.store.dispose()
    assert read.count(stored(tmp_path / "calls.db")) >= 2
    tally, _ = run_once(calls, tmp_path / "calls.db", german)
    assert tally.done + 2 <= 4
    assert read.count(stored(tmp_path / "calls.db")) == 4


def test_what_went_wrong_first_is_said(
    calls: Path, tmp_path: Path, german: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = prepare(str(calls), str(tmp_path / "calls.db"), voicecheck.Config(), BatchOptions())

    def never(*_: object, **__: object) -> None:
        raise StoreError("full")

    monkeypatch.setattr(running, "update_run", never)
    with pytest.raises(StoreError, match=r"^full\. 0 calls of this run are stored"):
        run_batch(
            made.context, made.plan, Here(listening(german)),
            stop=threading.Event(), tell=lambda *_: None,
        )  # fmt: skip


def test_a_file_that_cannot_be_had_costs_itself_alone(
    calls: Path, tmp_path: Path, german: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = prepare(str(calls), str(tmp_path / "calls.db"), voicecheck.Config(), BatchOptions())
    gone, closed, broken = (file.path for file in made.plan.todo[2:5])
    Path(gone).unlink()
    fetch = made.context.source.fetch

    def fetching(file: FoundFile) -> Path:
        if file.path == closed:
            raise PermissionError(13, "Permission denied")
        if file.path == broken:
            raise SourceError("cannot be copied here: connection reset")
        return fetch(file)

    monkeypatch.setattr(made.context.source, "fetch", fetching)
    lines: list[str] = []
    tally = run_batch(
        made.context, made.plan, Here(listening(german)),
        stop=threading.Event(), tell=lambda _, line: lines.append(line),
    )  # fmt: skip
    assert tally.handled == 8 and (tally.failed, tally.waiting) == (4, 1)
    assert f"{gone}: ist nicht mehr da" in lines
    reasons = {row["path"]: row for row in failures(made.context.store).values()}
    assert "Zugriffsrechte" in reasons[closed]["reason"] and reasons[closed]["transient"]
    assert "connection reset" in reasons[broken]["reason"] and reasons[broken]["transient"]


def test_a_call_that_the_store_cannot_take_costs_itself_alone(
    calls: Path, tmp_path: Path, german: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = running.save_call

    def saving(connection: Connection, entry: Entry, *, run_id: int | None) -> int:
        if "external-102" in entry.path:
            raise DataError("insert", {}, ValueError("value of 4711 Erika too long"))
        return save(connection, entry, run_id=run_id)

    monkeypatch.setattr(running, "save_call", saving)
    tally, _ = run_once(
        calls, tmp_path / "calls.db", german, reports=tmp_path / "pages", audio="clips"
    )
    assert (tally.done, tally.failed) == (3, 4)
    failed = failures(stored(tmp_path / "calls.db")).values()
    (reason,) = (row["reason"] for row in failed if row["stage"] == "program")
    assert reason == "die Ablage nimmt das Ergebnis nicht an (ValueError), bitte melden"
    assert len(list((tmp_path / "pages").iterdir())) == 3


def played(
    folder: Path,
    work: Callable[[object], object],
    tell: Callable[[RunCounts, str], None] = lambda *_: None,
    **options: object,
) -> RunCounts:
    """Run a night over made calls."""
    config = voicecheck.Config(transcriber="sidecar")
    store = str(folder.with_name("calls.db"))
    made = prepare(str(folder), store, config, BatchOptions(**options))  # type: ignore[arg-type]
    return run_batch(made.context, made.plan, Here(work), stop=threading.Event(), tell=tell)


def kept(folder: Path) -> tuple[int, int]:
    """Return how many calls are stored and how many failed."""
    store = stored(folder.with_name("calls.db"))
    return read.count(store), len(failures(store))


def test_a_full_disk_for_pages_ends_the_run_and_fails_no_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, write = tmp_path / "in", running.write_page
    make_calls(folder, 6)
    written: list[str] = []

    def full(*page: object, **how: object) -> str:
        if len(written) == 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written.append(write(*page, **how))  # type: ignore[arg-type]
        return written[-1]

    monkeypatch.setattr(running, "write_page", full)
    pages = {"reports": tmp_path / "pages", "audio": "none"}
    with pytest.raises(
        RunError, match=r"pages: .*No space left.*\. 2 calls of this run are stored"
    ):
        played(folder, partial(hear, page=True), **pages)
    assert kept(folder) == (2, 0)
    monkeypatch.setattr(running, "write_page", write)
    assert played(folder, partial(hear, page=True), **pages).done == 4
    assert len(list((tmp_path / "pages").iterdir())) == 6


def test_a_disk_that_is_full_for_all_ends_the_run(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    make_calls(folder, 30)

    def full(_: object) -> object:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    for _ in range(MAX_ATTEMPTS + 1):
        with pytest.raises(RunError, match=r"10 calls in a row .*disk is full") as ended:
            played(folder, full)
        assert ended.value.text.de == (
            "10 Gespräche nacheinander ließen sich nicht lesen oder schreiben (der Datenträger ist "
            "voll). 0 Gespräche dieses Laufs sind gespeichert; Ursache beheben und noch einmal "
            "starten"
        )
    assert played(folder, hear).done == 30
    assert kept(folder) == (30, 0)


def test_a_share_that_was_away_for_a_worker_is_no_word_about_the_call(tmp_path: Path) -> None:
    folder, aside = tmp_path / "in", tmp_path / "aside"
    make_calls(folder, 3)

    def away(task: object) -> object:
        assert isinstance(task, Task)
        return hear(replace(task, path=task.path.replace("/in/", "/away/")))

    assert played(folder, away, quarantine=aside).failed == 3
    assert not list(aside.iterdir())
    assert played(folder, hear).done == 3
    assert kept(folder) == (3, 0)


def test_no_memory_for_the_run_itself_is_said_in_words(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    make_calls(folder, 4)

    def tell(counts: RunCounts, _: str) -> None:
        if counts.done == 2:
            raise MemoryError

    with pytest.raises(RunError, match=r"not enough memory.*\. 2 calls of this run are stored"):
        played(folder, hear, tell)
    assert played(folder, hear).done == 2
    assert kept(folder) == (4, 0)


def test_no_memory_for_one_call_costs_itself_alone(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    make_calls(folder, 3)
    make_calls(folder, 1, start=9, name="memory")
    counts = played(folder, hear)
    assert (counts.done, counts.failed) == (3, 1)
    assert played(folder, hear).failed == 1  # tried again


def test_a_file_on_a_broken_share_is_tried_every_night_and_a_closed_one_is_not_the_disk(
    calls: Path, tmp_path: Path, german: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = running.call_sha256

    def failing(paths: tuple[Path, ...]) -> str:
        (path,) = paths
        if "external-101" in path.name:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        if "external-102" in path.name:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return look(paths)

    monkeypatch.setattr(running, "call_sha256", failing)
    run_once(calls, tmp_path / "calls.db", german)
    failed = failures(stored(tmp_path / "calls.db")).values()
    stages = {row["path"].rpartition("/")[2][:12]: row["stage"] for row in failed}
    assert (stages["external-101"], stages["external-102"]) == ("disk", "decode")


def test_since_limit_and_patterns(calls: Path, tmp_path: Path, german: Analysis) -> None:
    store = str(tmp_path / "calls.db")

    def todo(**options: object) -> int:
        return len(
            prepare(str(calls), store, voicecheck.Config(), BatchOptions(**options)).plan.todo
        )  # type: ignore[arg-type]

    assert todo(include=("sub/*",)) == 1
    assert todo(since="2026-03-12") == 4  # the other files were last changed in 2023
    assert todo(since="2026-03-13") == 0
    assert todo(limit=2) == 2
    with pytest.raises(ConfigError, match="2026-11-24"):
        todo(since="yesterday")


def test_the_direction_of_a_call_reaches_its_card(german: Analysis) -> None:
    from voicecheck.analysis.pipeline import remeasure
    from voicecheck.types.call import CallInfo

    assert german.conversation is not None
    out = remeasure(
        german.features, german.conversation, call=CallInfo(direction=Direction.OUTBOUND)
    )
    assert voicecheck.judge(out).results["M4"].verdict == "not_assessed"
    assert remeasure(german.features, german.conversation, call=CallInfo()) == german.features


def test_unusable_is_an_answer(tmp_path: Path) -> None:
    path = tmp_path / "x.wav"
    path.write_bytes(b"nothing")
    from voicecheck.batch.worker import WorkerOptions
    from voicecheck.types.call import CallInfo

    answer = work_on(Task("shown.wav", CallInfo(), str(path)), WorkerOptions(voicecheck.Config()))
    assert isinstance(answer, Unusable)
    assert answer.reason.de.startswith("ist keine lesbare Tondatei. Das Gespräch noch einmal")
    assert str(tmp_path) not in answer.reason.de + answer.reason.en
