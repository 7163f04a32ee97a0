"""Who works on which call, whatever happens to runs and clocks."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest
from sqlalchemy import Engine, insert, update

from voicecheck.store import runs
from voicecheck.store import tables as t
from voicecheck.store.connect import read_only
from voicecheck.store.runs import SILENT_S, claim, start_run

CALL = "0" * 64


def elsewhere(store: Engine, *, alive_ago_s: float) -> int:
    """Open a run of another machine that gave a sign of life so long ago."""
    run = start_run(store, folder="/in", n_found=1)
    with store.begin() as connection:
        alive = runs._now(connection) - timedelta(seconds=alive_ago_s)
        moved = update(t.runs).where(t.runs.c.id == run)
        connection.execute(moved.values(host="elsewhere", alive_utc=alive))
        connection.execute(insert(t.claims).values(sha256=CALL, run_id=run))
    return run


@pytest.mark.parametrize(
    ("alive_ago_s", "free"),
    [
        (0, False),
        (SILENT_S / 2, False),
        (2 * SILENT_S, True),
        (-SILENT_S / 2, False),  # clocks a little apart
        (-3600, True),  # the clock was set back since: no run is waited for until then
    ],
)
def test_signs_of_life_from_the_past_and_the_future(
    store: Engine, alive_ago_s: float, free: bool
) -> None:
    mine = start_run(store, folder="/in", n_found=1)
    elsewhere(store, alive_ago_s=alive_ago_s)
    assert claim(store, CALL, run_id=mine, analysis_key="a") is free


def test_a_call_of_a_run_killed_meanwhile_is_taken_over(store: Engine) -> None:
    mine = start_run(store, folder="/in", n_found=1)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        killed = start_run(store, folder="/in", n_found=1)
        with store.begin() as connection:
            at = update(t.runs).where(t.runs.c.id == killed)
            connection.execute(at.values(pid=other.pid))
        assert claim(store, CALL, run_id=killed, analysis_key="a")
        assert not claim(store, CALL, run_id=mine, analysis_key="a")
        other.kill()
    assert claim(store, CALL, run_id=mine, analysis_key="a")


def test_signs_of_life_are_given_by_the_clock_of_the_server(
    store: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two machines whose clocks are an hour apart take each other for living."""
    slow = runs.now_utc() - timedelta(hours=1)
    with store.begin() as connection:
        before = runs._now(connection)
        monkeypatch.setattr(runs, "now_utc", lambda: slow)
        after = runs._now(connection)
    here = store.dialect.name == "sqlite"  # one file, one machine, one clock
    assert after == slow if here else abs(after - before) < timedelta(minutes=1)


def test_a_run_started_by_a_fast_clock_ends_all_the_same(store: Engine) -> None:
    run = elsewhere(store, alive_ago_s=-7200)
    with store.begin() as connection:
        runs.update_run(connection, run, counts={}, ended=True)
    with read_only(store) as connection:
        assert connection.execute(t.claims.select()).all() == []
