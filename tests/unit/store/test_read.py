"""Questions about many files and recordings: a few hundred at once, each answered once."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.nights import fill
from tests.rows import failures
from voicecheck.analysis.pipeline import Analysis
from voicecheck.store import read
from voicecheck.store import tables as t
from voicecheck.store.connect import read_only
from voicecheck.store.runs import start_run
from voicecheck.types.hashing import value_sha256


@pytest.mark.parametrize("at_once", [1, 2, 3, 900])
def test_files_are_asked_for_in_parts(
    store: Engine, german: Analysis, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(read, "AT_ONCE", at_once)
    fill(store, german.features, 3)
    with store.begin() as connection:
        for i in range(3):
            seen = {"path_key": f"k{i}", "sha256": "s", "size": i, "modified": "m"}
            connection.execute(t.files.insert().values(seen))
    assert read.seen_files(store, ["k2", "k7", "k0"]) == {"k0": (0, "m", "s"), "k2": (2, "m", "s")}
    assert read.seen_files(store, []) == {}
    contents = [value_sha256([1, i]) for i in range(5)]
    assert read.analysis_keys(store, contents) == dict.fromkeys(contents[:3], "a" * 64)
    known = failures(store)
    assert len(known) == 2
    assert read.failed(store, ["none", *known]) == known


def test_what_another_run_stores_meanwhile_is_none_of_this_ones(
    store: Engine, german: Analysis
) -> None:
    mine, other = (start_run(store, folder="/a", n_found=1) for _ in range(2))
    fill(store, german.features, 1, seed=1)
    newest = read.newest(store)
    fill(store, german.features, 1, seed=2, run_id=mine)
    fill(store, german.features, 1, seed=3, run_id=other)
    with read_only(store) as connection:
        assert len(connection.execute(t.recordings.select()).all()) == 3
    keys = [
        read.stored_key(store, value_sha256([seed, 0]), newest=newest, run_id=mine)
        for seed in (1, 2, 3, 4)
    ]
    assert keys == ["a" * 64, "a" * 64, None, None]
