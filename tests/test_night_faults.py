"""What a night goes through and what is left in the morning: docs/faults.md, row by row.

Real processes, signals, stores and folders; only the listening is played (tests/faults.py). Nothing
is lost, nothing doubled, and one line says what happened.
"""

from __future__ import annotations

import contextlib
import random
import re
import signal
import sqlite3
import time
from pathlib import Path

import psutil
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from tests.faults import Night, count, ended, make_calls, night, stored, until, whole_night
from tests.servers import Server
from voicecheck.store.connect import open_store

ROOT = Path(__file__).parent.parent
STOPPED = "voicecheck: hört nach den laufenden Gesprächen auf; noch einmal beendet sofort"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    make_calls(tmp_path / "in", 40)
    return tmp_path / "in"


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "calls.db"


def all_is_there(folder: Path, store: Path | str) -> None:
    """Run the next night, and hold what is stored against the folder."""
    following = whole_night(folder, store)
    assert (following.code, following.faults) == (0, [])
    found = count(folder, store)
    assert (found.stored, found.lost, found.doubled) == (found.there, 0, 0)
    assert (found.failed, found.claims) == (0, 0)


def one_line(ended: Night, says: str) -> None:
    """Check that a night says what happened in one line."""
    assert len(ended.lines) == 1 and re.search(says, ended.said), ended.said


def test_a_share_that_is_gone_for_a_moment_is_waited_for(folder: Path, store: Path) -> None:
    away = folder.with_name("away")
    with night(folder, store, takes_s=0.05) as running:
        until(lambda: stored(store) >= 5)
        folder.rename(away)
        time.sleep(5.0)
        away.rename(folder)
        over = ended(running)
    assert any(re.search(r"/in: war \d+ s lang nicht zu erreichen$", line) for line in over.lines)
    found = count(folder, store)
    # Calls in hand may have failed for this night; none is given up, none is called gone.
    assert (found.lost, found.doubled) == (0, 0)
    assert found.stored + found.failed + over.said.count("verschwand beim Lesen") >= found.there - 4
    all_is_there(folder, store)


def test_a_share_that_stays_away_fails_nothing(folder: Path, store: Path) -> None:
    away = folder.with_name("away")
    with night(
        folder, store, takes_s=0.05, settings={"voicecheck.batch.sources.AWAY_S": 1.0}
    ) as running:
        until(lambda: stored(store) >= 5)
        folder.rename(away)
        over = ended(running)
    away.rename(folder)
    assert over.code == 1
    assert re.search(
        r"/in: ist noch nicht wieder da; was übrig ist, erledigt der nächste Lauf$", over.said
    )
    found = count(folder, store)
    assert (found.failed, found.lost, found.doubled, found.claims) == (0, 0, 0, 0)
    all_is_there(folder, store)


def test_a_folder_that_is_not_there_is_one_line(tmp_path: Path, store: Path) -> None:
    over = whole_night(tmp_path / "gone", store)
    assert over.code == 2
    one_line(over, "gone: einen solchen Ordner gibt es nicht$")


def test_an_empty_mount_point_is_asked_about(folder: Path, store: Path) -> None:
    whole_night(folder, store)
    folder.rename(folder.with_name("away"))
    folder.mkdir()
    over = whole_night(folder, store)
    assert over.code == 0
    one_line(
        over,
        r"/in: enthält keine Aufnahmen, ein früherer Lauf fand 40; ist das Laufwerk eingebunden\?$",
    )
    assert stored(store) == 40


def test_a_call_that_kills_its_worker_twice_costs_itself_alone(folder: Path, store: Path) -> None:
    make_calls(folder, 1, start=100, name="die")
    over = whole_night(folder, store)
    assert over.code == 1
    one_line(over, r"gescheitert: .*die-00100\.wav: .*starb zweimal")
    found = count(folder, store)
    assert (found.stored, found.failed, found.lost, found.doubled) == (40, 1, 0, 0)


def test_workers_killed_before_they_begin_are_started_anew(tmp_path: Path, store: Path) -> None:
    folder = tmp_path / "in"
    make_calls(folder, 5, name="slow")
    killed: set[int] = set()
    with night(folder, store, workers=2) as running:
        parent = psutil.Process(running.pid)

        def two_are() -> bool:
            with contextlib.suppress(psutil.Error):
                for child in parent.children():
                    if "spawn_main" in " ".join(child.cmdline()) and len(killed) < 2:
                        killed.add(child.pid)
                        child.kill()
            return len(killed) == 2

        until(two_are)
        over = ended(running)
    assert (over.code, over.faults) == (0, [])
    all_is_there(folder, store)


@pytest.mark.slow
def test_a_signal_at_any_moment_loses_nothing(tmp_path: Path, store: Path) -> None:
    """Ten nights in a row over a folder that grows: each goes on where the one before stopped."""
    chance, folder = random.Random(23), tmp_path / "in"
    for attempt in range(10):
        make_calls(folder, 15, start=15 * attempt)
        before = stored(store)
        with night(folder, store, takes_s=0.05) as running:
            time.sleep(chance.uniform(0.0, 4.0))
            running.send_signal(signal.SIGTERM)
            over = ended(running)
        said = re.search(r"(\d+) fertig", over.summary)
        # Before Python reads the command line and after it has said what was done, the system
        # ends it: nothing has begun, or all is over.
        assert over.code in (0, -signal.SIGTERM), over
        assert over.faults in ([], [STOPPED])
        assert stored(store) - before == (int(said[1]) if said else 0)
        if store.exists():
            assert count(folder, store).claims == 0
    all_is_there(folder, store)


def test_a_second_signal_stops_at_once(folder: Path, store: Path) -> None:
    with night(folder, store, takes_s=5.0) as running:
        until(store.exists)
        time.sleep(1.0)
        running.send_signal(signal.SIGINT)
        time.sleep(0.3)
        running.send_signal(signal.SIGINT)
        over = ended(running)
    assert over.code == 130
    assert over.lines[0] == STOPPED
    assert count(folder, store).claims == 0
    all_is_there(folder, store)


def test_a_closed_terminal_stops_the_run_cleanly(folder: Path, store: Path) -> None:
    with night(folder, store, takes_s=0.1) as running:
        until(lambda: stored(store) >= 3)
        running.send_signal(signal.SIGHUP)
        over = ended(running)
    assert over.code == 0 and over.summary.startswith("abgebrochen: ")
    one_line(over, STOPPED)
    all_is_there(folder, store)


def test_a_log_that_takes_no_more_ends_no_night(tmp_path: Path, store: Path) -> None:
    folder = tmp_path / "in"
    make_calls(folder, 1, start=100, name="die")
    make_calls(folder, 5, name="ring")
    with Path("/dev/full").open("w") as full, night(folder, store, stderr=full.fileno()) as running:
        over = ended(running)
    assert over.code == 1 and over.summary.startswith("5 fertig")
    assert count(folder, store).stored == 5


def test_a_store_that_is_held_for_a_moment_is_waited_for(folder: Path, store: Path) -> None:
    with night(folder, store, takes_s=0.05) as running:
        until(lambda: stored(store) >= 3)
        with contextlib.closing(sqlite3.connect(store, isolation_level=None, timeout=30)) as other:
            other.execute("BEGIN IMMEDIATE")
            time.sleep(5.0)
            other.execute("ROLLBACK")
        over = ended(running)
    assert over.code == 0
    one_line(over, r"in die Ablage ließ sich \d+ s lang nicht schreiben")
    all_is_there(folder, store)


def test_a_store_that_is_held_for_ever_ends_the_run(folder: Path, store: Path) -> None:
    connect = "voicecheck.store.connect"
    settings = {"voicecheck.store.sqlite.BUSY_MS": 300, f"{connect}.AWAY_S": 1.0}
    with night(folder, store, takes_s=0.05, settings=settings) as running:
        until(lambda: stored(store) >= 3)
        with contextlib.closing(sqlite3.connect(store, isolation_level=None, timeout=30)) as other:
            other.execute("BEGIN IMMEDIATE")
            over = ended(running)
    assert over.code == 2
    one_line(
        over,
        r"database is locked\); ein anderes Programm hält sie fest.*\. \d+ Gespräche dieses Laufs sind",
    )
    all_is_there(folder, store)


def test_a_store_that_may_only_be_read_is_one_line(folder: Path, store: Path) -> None:
    whole_night(folder, store)
    make_calls(folder, 3, start=50)
    over = whole_night(folder, f"sqlite:///file:{store}?mode=ro&uri=true")
    assert over.code == 2
    one_line(
        over, r"readonly database\); wer voicecheck startet, muss die Datei und ihren Ordner besch"
    )
    all_is_there(folder, store)


def test_what_is_no_store_is_one_line(folder: Path, store: Path) -> None:
    store.write_bytes(b"ledger of 2019\n" * 1000)
    over = whole_night(folder, store)
    assert over.code == 2
    one_line(over, "file is not a database")
    store.unlink()
    open_store(store).dispose()
    with contextlib.closing(sqlite3.connect(store)) as newer, newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
    over = whole_night(folder, store)
    assert over.code == 2
    one_line(over, "stammt von einem neueren voicecheck")


@pytest.mark.slow
def test_two_runs_at_once_do_every_call_once(folder: Path, address: str) -> None:
    with (
        night(folder, address, takes_s=0.05) as first,
        night(folder, address, takes_s=0.05) as second,
    ):
        both = ended(first), ended(second)
    assert [(one.code, one.faults) for one in both] == [(0, [])] * 2
    found = count(folder, address)
    assert (found.stored, found.doubled, found.failed) == (40, 0, 0)


def test_a_killed_run_gives_its_calls_to_the_next(folder: Path, address: str) -> None:
    with night(folder, address, takes_s=0.2) as first:
        until(lambda: stored(address) >= 3)
        first.kill()
        ended(first)
    assert count(folder, address).claims > 0
    # n_done of the killed run was written with each call, so nothing is counted as heard twice.
    all_is_there(folder, address)


@pytest.mark.needs("postgresql")
def test_a_database_restarted_in_the_middle_is_waited_for(folder: Path) -> None:
    server = Server()
    make_calls(folder, 60, start=40)
    with contextlib.ExitStack() as stack:
        with server.running(last=False):
            running = stack.enter_context(night(folder, server.address, takes_s=0.15))
            until(lambda: stored(server.address) >= 10)
        time.sleep(4.0)
        with server.running(last=False):
            # Thrown out within transactions, again and again, then restarted once more.
            engine = create_engine(server.address, poolclass=NullPool, isolation_level="AUTOCOMMIT")
            for _ in range(10):
                with engine.connect() as connection:
                    connection.execute(text(_THROW_OUT))
                time.sleep(0.05)
        with server.running():
            over = ended(running)
            assert over.code == 0, over
            assert any("in die Ablage ließ sich" in line for line in over.lines)
            found = count(folder, server.address)
            assert (found.stored, found.lost, found.doubled) == (100, 0, 0)
            all_is_there(folder, server.address)


_THROW_OUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


def test_every_row_of_the_table_names_its_test() -> None:
    rows = re.findall(r"^\|.*\|$", (ROOT / "docs" / "faults.md").read_text("utf-8"), re.M)[2:]
    tests = {
        name
        for path in (ROOT / "tests").glob("**/test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.M)
    }
    named = [re.findall(r"`(test_\w+)`", row.rsplit("|", 2)[1]) for row in rows]
    assert len(rows) >= 20 and all(named)
    assert [name for names in named for name in names if name not in tests] == []
    here = set(re.findall(r"^def (test_\w+)", Path(__file__).read_text("utf-8"), re.M))
    assert here - {name for names in named for name in names} == {
        "test_every_row_of_the_table_names_its_test"
    }
