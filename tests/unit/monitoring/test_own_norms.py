"""Norms from own calls: percentiles by plain arithmetic, refusals with numbers, and back again."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

import voicecheck
from tests.made_features import features
from tests.rows import FILE, START, empty_store, write
from voicecheck.checks.norms import is_own, load_norms
from voicecheck.cli.baseline import baseline
from voicecheck.config import Config, load_config
from voicecheck.errors import StoreError
from voicecheck.monitoring.own_norms import MIN_CALLS, own_norms
from voicecheck.types.norm import Backing
from voicecheck.types.text import Text

RATE = "tempo.articulation_rate"


@pytest.fixture
def store(tmp_path: Path) -> Engine:
    return empty_store(tmp_path / "calls.db")


def add(
    store: Engine,
    values: list[float],
    *,
    measure: str = RATE,
    language: str | None = "de",
    unit: str = "syllables/s",
    method: str = "words/vad",
    agents: int = 0,
    more: dict[str, float] | None = None,
) -> None:
    calls: list[Any] = [
        (
            f"agent{i % agents}" if agents else None,
            START + timedelta(hours=i),
            {measure: value} | (more or {}),
        )
        for i, value in enumerate(values)
    ]
    write(store, calls, unit=unit, method=method, file=lambda at: FILE | {"language": language})


def rising(n: int = 201) -> list[float]:
    """Values whose percentiles are plain: from 3 to 7, evenly."""
    return [float(x) for x in np.random.default_rng(1).permutation(np.linspace(3.0, 7.0, n))]


def test_the_percentiles_are_those_of_the_calls_and_load_norms_takes_them(address: str) -> None:
    store = empty_store(address)
    add(store, rising())
    own = own_norms(store)
    fields = own.tables["articulation_rate"]
    assert own.language == "de" and list(own.tables) == ["articulation_rate"]
    assert fields["percentiles"] == {"p2_5": 3.1, "p10": 3.4, "p50": 5, "p90": 6.6, "p97_5": 6.9}
    assert fields["source"] == "own calls, n = 201, 2026-09-07 to 2026-09-15"
    assert "calls, not of people" in fields["population"]
    norm = load_norms("de", own.tables)["articulation_rate"]
    assert (norm.good, norm.watch, norm.fail, norm.bad) == (5, 6.6, 6.9, 7.2)
    assert norm.strength is Backing.PRACTICE and is_own(norm)
    assert norm.percentiles is not None and norm.percentiles.n == 201
    store.dispose()


def test_two_hundred_calls_are_enough_and_one_less_is_not(store: Engine) -> None:
    add(store, rising(MIN_CALLS - 1))
    with pytest.raises(StoreError, match=r"articulation_rate: 199 calls, 200 are needed"):
        own_norms(store)
    add(store, [5.0])
    assert own_norms(store).tables["articulation_rate"]["n"] == 200


def test_a_measure_with_too_few_calls_is_named_and_the_others_written(store: Engine) -> None:
    add(store, rising())
    add(store, [0.15] * 40, measure="pausing.pause_ratio", unit="1", method="silero-8k-vad")
    own = own_norms(store)
    assert list(own.tables) == ["articulation_rate"]
    assert own.refused == (
        Text(
            "pausing.pause_ratio: Gespräche: 40, nötig sind 200",
            "pausing.pause_ratio: 40 calls, 200 are needed",
        ),
    )


def test_values_measured_otherwise_do_not_count(store: Engine) -> None:
    add(store, rising())
    add(store, [280.0] * 300, unit="syllables/min")
    add(store, [4.0] * 300, method="guess")
    add(store, [4.0] * 300, language=None)
    assert own_norms(store).tables["articulation_rate"]["n"] == 201


def test_several_languages_are_not_mixed(store: Engine) -> None:
    add(store, rising())
    add(store, [x + 1 for x in rising()], language="en")
    with pytest.raises(StoreError, match=r"201 in 'de', 201 in 'en'.*--call-language"):
        own_norms(store)
    own = own_norms(store, language="en")
    assert own.language == "en"
    assert own.tables["articulation_rate"]["percentiles"]["p50"] == 6
    with pytest.raises(StoreError, match="no call has a language"):
        own_norms(store, since=date(2027, 1, 1))


def test_calls_that_are_all_alike_make_no_norm(store: Engine) -> None:
    silences = {"measure": "turn_taking.long_silences", "unit": "1/10min"}
    add(store, [0.0] * 290 + [1.0] * 10, method="turns from silero-8k-vad", **silences)
    with pytest.raises(StoreError, match=r"long_silences: too many of the calls"):
        own_norms(store)


def test_a_few_agents_are_no_group(store: Engine) -> None:
    add(store, rising(), agents=4)
    with pytest.raises(StoreError, match="4 agents known, 5 are needed"):
        own_norms(store)
    add(store, rising(), agents=5)
    text = str(own_norms(store).tables)
    assert "agent" not in text and "export" not in text


def test_days_are_taken_as_whole_days(store: Engine) -> None:
    add(store, rising(480))
    own = own_norms(store, since=date(2026, 9, 8), until=date(2026, 9, 17))
    assert own.tables["articulation_rate"]["n"] == 240
    assert own.tables["articulation_rate"]["source"].endswith("2026-09-08 to 2026-09-17")


def command(*words: object) -> Result:
    app = typer.Typer()
    app.command()(baseline)
    return CliRunner().invoke(app, [str(word) for word in words])


def test_the_written_file_is_what_check_takes(store: Engine, tmp_path: Path) -> None:
    add(store, rising(), more={"wording.push": 0.0})
    out = tmp_path / "own.toml"
    done = command(tmp_path / "calls.db", "--norms", out)
    assert done.exit_code == 0, done.exception
    assert "1 Richtwert aus eigenen Gesprächen" in done.stderr
    assert set(tomllib.loads(out.read_text("utf-8"))) == {"norms"}
    norms = load_norms("de", load_config(out).norms)
    assert norms["articulation_rate"].fail == 6.9
    assert norms.edition.endswith("+own")


def test_findings_then_speak_of_the_reference_group(store: Engine) -> None:
    add(store, [x - 1.4 for x in rising()])
    call = features(tempo__articulation_rate=5.45)
    shipped, own = (
        voicecheck.judge(call, config=Config(lang="de", norms=tables)).results["M7"].finding
        for tables in ({}, own_norms(store).tables)
    )
    assert shipped is not None and "als bei" not in shipped
    assert own is not None and "schneller als bei 9 von 10 aus der Vergleichsgruppe." in own


def test_too_few_calls_write_nothing(store: Engine, tmp_path: Path) -> None:
    add(store, rising(60))
    done = command(tmp_path / "calls.db", "--norms", tmp_path / "own.toml")
    assert done.exit_code != 0
    assert "60 calls, 200 are needed" in str(done.exception)
    assert not (tmp_path / "own.toml").exists()


def test_a_language_is_for_norms_alone(store: Engine, tmp_path: Path) -> None:
    add(store, rising(60))
    assert "--norms" in str(command(tmp_path / "calls.db", "--language", "de").exception)
