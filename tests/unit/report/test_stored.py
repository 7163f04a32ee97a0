"""A store as tables: what analysts get without SQL, on both databases."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine

import voicecheck
from tests.made_features import features
from tests.nights import fill
from voicecheck.store import tables as t

N = 12
PAGE = Path(__file__).parents[3] / "docs" / "python.md"
pytestmark = pytest.mark.needs("pandas")


@pytest.fixture
def night(store: Engine, address: str) -> voicecheck.Store:
    """Twelve made-up calls with mistakes of tempo and greeting, and two files that failed."""
    bad = features(tempo__articulation_rate=9.0, greeting__greeting_syllables=20.0)
    fill(store, bad, N, spread=0.02)
    return voicecheck.open_store(address)


def test_a_call_is_a_row_with_its_verdicts_side_by_side(night: voicecheck.Store) -> None:
    table = night.calls()
    assert len(table) == N and table.index.name == "recording_id"
    assert set(table["m7_verdict"]) == {"fail"} and table["m7_severity"].between(0.7, 1).all()
    assert table["started_at"].dt.year.eq(2026).all()
    assert table["agent"].nunique() == 8
    assert (
        table.attrs["units"]["duration_s"] == "s" and table.attrs["units"]["m1_severity"] == "0-1"
    )


def test_findings_come_worst_first_with_a_place_to_listen_to(night: voicecheck.Store) -> None:
    table = night.findings()
    assert set(table["verdict"]) <= {"warn", "fail"} and set(table["check"]) >= {"M4", "M7"}
    assert table["severity"].is_monotonic_decreasing
    assert not table.reset_index().duplicated(["recording_id", "check"]).any()
    calls = night.calls()
    stands_out = calls.filter(like="_verdict").isin(["warn", "fail"]).sum().sum()
    assert len(table) == stands_out
    tempo = table[table["check"] == "M7"]
    assert (tempo["start_s"] < tempo["end_s"]).all() and tempo["finding"].str.len().min() > 10


def test_measures_are_a_row_each_and_can_be_held_against_each_other(
    night: voicecheck.Store,
) -> None:
    both = ("tempo.articulation_rate", "pitch.f0_range_semitones")
    table = night.measures(*both)
    assert len(table) == 2 * N and set(table["measure"]) == set(both)
    assert set(table.loc[table["measure"] == both[0], "unit"]) == {"syllables/s"}
    wide = table.pivot(columns="measure", values="value")
    assert wide.shape == (N, 2) and wide.notna().all(axis=None)
    assert night.calls().join(wide).shape[0] == N
    assert len(night.measures()) > 40 * N


def test_a_measure_that_does_not_exist_is_named_with_the_nearest(night: voicecheck.Store) -> None:
    with pytest.raises(voicecheck.ConfigError, match=r"did you mean 'tempo\.articulation_rate'"):
        night.measures("tempo.articulationrate")


def test_failures_say_what_is_wrong(night: voicecheck.Store) -> None:
    table = night.failures()
    assert sorted(table["stage"]) == ["decode", "time"]
    assert table["reason"].str.contains("Export it again").all()
    assert pd.api.types.is_datetime64_any_dtype(table["failed_utc"])


def test_an_empty_store_has_the_same_columns(store: Engine, address: str) -> None:
    empty = voicecheck.open_store(address)
    for name in ("calls", "findings", "measures", "failures"):
        table = getattr(empty, name)()
        assert len(table) == 0 and len(table.columns) > 5
    assert empty.calls()["score"].dtype == float
    fill(store, features(), 1)
    assert list(voicecheck.open_store(address).calls().columns) == list(empty.calls().columns)


def test_no_store_and_no_writing(store: Engine, address: str, tmp_path: Path) -> None:
    with pytest.raises(voicecheck.VoicecheckError, match="no store"):
        voicecheck.open_store(tmp_path / "none.db")
    reader = voicecheck.open_store(address)
    fill(store, features(), 1)  # who reads holds nobody back
    assert len(reader.calls()) == 1
    with store.begin() as connection:
        connection.execute(t.failures.delete())
    assert reader.failures().empty


def test_its_line_holds_no_password(tmp_path: Path, store: Engine, address: str) -> None:
    assert repr(voicecheck.open_store(address)).startswith("<Store ")
    assert "\n" not in repr(voicecheck.open_store(address))


def test_the_page_names_every_column(night: voicecheck.Store) -> None:
    rows = [row for row in PAGE.read_text("utf-8").splitlines() if row.startswith("| `store.")]
    said = {row.split("`")[1].split("(")[0]: row for row in rows}
    known = {"path", "agent", "queue", "direction", "started_at", "language"}
    for name in ("calls", "findings", "measures", "failures"):
        row = said[f"store.{name}"]
        columns = {one for one in getattr(night, name)().columns if not re.match("m[2-8]_", one)}
        columns -= known if "the call's" in row else set()
        assert set(re.findall("`([^`]+)`", row)) >= columns, name
