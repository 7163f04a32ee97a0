"""What is usual: figures against plain arithmetic, small groups, and the way onto the card."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import typer
from sqlalchemy import Engine, select
from typer.testing import CliRunner, Result

from tests.rows import START, empty_store, write
from voicecheck.checks.comparison import compared
from voicecheck.checks.registry import all_checks, find
from voicecheck.cli.baseline import baseline
from voicecheck.errors import StoreError
from voicecheck.monitoring.baselines import OwnValue, compute, load, save
from voicecheck.store import tables as t
from voicecheck.types.baseline import Reference
from voicecheck.types.call import CallInfo

RATE = "tempo.articulation_rate"


@pytest.fixture
def store(tmp_path: Path) -> Engine:
    return empty_store(tmp_path / "calls.db")


def rates(agent: str | None, values: Sequence[float | None], *, day: int = 0) -> list:
    return [
        (agent, START + timedelta(days=day + i), {RATE: value}) for i, value in enumerate(values)
    ]


def team_of(n_agents: int, n_calls: int, *, seed: int = 1) -> list:
    rng = np.random.default_rng(seed)
    return [
        call
        for agent in range(n_agents)
        for call in rates(
            f"agent{agent:02d}", [float(x) for x in rng.normal(4.5 + agent / 10, 0.4, n_calls)]
        )
    ]


def one(values: Sequence[OwnValue], who: str = "") -> OwnValue:
    (found,) = [own for own in values if own.who == who and own.reference.measure == RATE]
    return found


def test_figures_are_those_of_plain_arithmetic(store: Engine) -> None:
    write(store, rates(None, [float(x) for x in range(1, 21)]), unit="syllables/s")
    own = one(compute(store))
    # Of 20 values the 6th and the 15th enclose the median in 95.9 % (binomial table).
    assert own == OwnValue(
        "",
        Reference("team", RATE, "syllables/s", 20, 10.5, 6.0, 15.0, 5.75, 15.25),
        "2026-09-07",
        "2026-09-26",
    )


def test_the_interval_holds_what_it_promises(tmp_path: Path) -> None:
    """The true median of a skewed measure lies inside in 95 % of 400 samples."""
    rng = np.random.default_rng(7)
    store = empty_store(tmp_path / "many.db")
    samples = rng.lognormal(0.0, 0.8, (400, 25))
    for i, sample in enumerate(samples):
        write(store, rates(f"agent{i:03d}", [float(x) for x in sample]))
    agents = [own.reference for own in compute(store) if own.who]
    inside = sum(one.low <= 1.0 <= one.high for one in agents)
    assert len(agents) == 400
    assert 0.93 * 400 <= inside < 400


def test_five_calls_are_enough_for_an_agent_and_four_are_not(store: Engine) -> None:
    write(store, rates("anna", [4.0, 5.0, 4.5, 4.2, 4.8]) + rates("ben", [4.0, 5.0, 4.5, 4.2]))
    values = compute(store)
    assert [own.who for own in values] == ["anna"]
    assert (values[0].reference.low, values[0].reference.high) == (4.0, 5.0)


def test_a_team_of_four_gets_no_values(store: Engine) -> None:
    write(store, team_of(4, 30))
    assert {own.reference.scope for own in compute(store)} == {"agent"}
    write(store, rates("eve", [4.0]))
    assert one(compute(store)).reference.n == 121


def test_calls_of_nobody_do_not_hide_a_small_group(store: Engine) -> None:
    write(store, team_of(2, 3) + rates(None, [4.0] * 50))
    with pytest.raises(StoreError, match="2 agents known"):
        compute(store)


@pytest.mark.parametrize(
    ("calls", "message"),
    [
        (
            rates(None, [4.0] * 12),
            "12 assessed calls, their agents unknown; 20 are needed, 8 are missing",
        ),
        (
            rates("anna", [4.0] * 2) + rates("ben", [4.0]),
            "3 assessed calls, 2 agents known; .* at least 3 more",
        ),
        (rates("anna", [None] * 9), "0 assessed calls, .* 20 are missing"),
    ],
)
def test_too_few_calls_are_counted(store: Engine, calls: list, message: str) -> None:
    write(store, calls)
    with pytest.raises(StoreError, match=message):
        compute(store)


def test_calls_without_a_value_do_not_count(store: Engine) -> None:
    write(store, rates(None, [4.0] * 20 + [None] * 10))
    assert one(compute(store)).reference.n == 20


def test_an_older_unit_is_left_out(store: Engine) -> None:
    write(store, rates(None, [280.0] * 30), unit="syllables/min")
    write(store, rates(None, [4.5] * 25), unit="syllables/s")
    reference = one(compute(store)).reference
    assert (reference.unit, reference.n, reference.median) == ("syllables/s", 25, 4.5)


def test_days_are_taken_as_whole_days(store: Engine) -> None:
    write(store, rates(None, [float(x) for x in range(30)]))
    own = one(compute(store, since=date(2026, 9, 8), until=date(2026, 9, 27)))
    assert (own.reference.n, own.since, own.until) == (20, "2026-09-08", "2026-09-27")


def test_calls_without_a_start_are_dated_by_their_analysis(store: Engine) -> None:
    calls = [(None, None, {RATE: 4.0})] * 20
    write(store, calls, analysed=datetime(2026, 10, 1, 3, 0))
    assert one(compute(store, since=date(2026, 10, 1))).since == "2026-10-01"
    with pytest.raises(StoreError):
        compute(store, since=date(2026, 10, 2))


def test_every_measure_that_a_card_compares_gets_a_value(store: Engine) -> None:
    names = {name for check in all_checks() for name in (*check.requires, *check.reads)}
    others = {"pausing.turns", "wording.lix"}
    values = dict.fromkeys(names | others, 1.0)
    write(store, [(None, START, values)] * 20)
    found = {own.reference.measure for own in compute(store)}
    assert names <= found
    assert not others & found


def test_saved_and_loaded_again_the_own_before_the_teams(store: Engine) -> None:
    write(store, team_of(6, 8))
    values = compute(store)
    save(store, values)
    save(store, values)
    with store.connect() as connection:
        assert len(connection.execute(select(t.baselines)).all()) == len(values) == 7
    usual = load(store)
    own, team = (usual(CallInfo(agent=name)) for name in ("agent03", "somebody new"))
    assert own is not None
    assert team is not None
    assert own.of(RATE) == one(values, "agent03").reference
    assert team.of(RATE) == one(values).reference
    assert usual(CallInfo()) == team


def test_an_empty_store_compares_nothing(store: Engine) -> None:
    assert load(store)(CallInfo(agent="agent03")) is None


def test_an_agent_without_a_team_gets_their_own(store: Engine) -> None:
    write(store, rates("anna", [4.0] * 6))
    save(store, compute(store))
    usual = load(store)
    assert usual(CallInfo(agent="anna")) is not None
    assert usual(CallInfo(agent="ben")) is None


def test_a_failed_save_leaves_what_was_there(store: Engine) -> None:
    write(store, team_of(6, 8))
    values = compute(store)
    save(store, values)
    with pytest.raises(Exception, match="UNIQUE"):
        save(store, [values[0], values[0]])
    with store.connect() as connection:
        assert len(connection.execute(select(t.baselines)).all()) == 7


def test_the_card_says_how_the_call_compares(store: Engine) -> None:
    import voicecheck
    from tests.made_features import features

    write(store, rates("anna", [4.0, 4.1, 4.2, 4.3, 4.4, 4.5]), unit="syllables/s")
    save(store, compute(store))
    usual = load(store)(CallInfo(agent="anna"))
    assert usual is not None
    call = features(tempo__articulation_rate=5.0)
    line = next(line for line in voicecheck.judge(call).results if line.code == "M7")
    found = compared(line, find(all_checks(), "M7"), call, usual, "de").finding
    assert found is not None
    assert "Gegen den eigenen Durchschnitt (4,25" in found
    assert "höher als üblich" in found


def command(*words: object) -> Result:
    app = typer.Typer()
    app.command()(baseline)
    return CliRunner().invoke(app, [str(word) for word in words])


def test_the_command_prints_the_team_alone_and_keeps_all(store: Engine, tmp_path: Path) -> None:
    write(store, team_of(6, 8), unit="syllables/s")
    done = command(tmp_path / "calls.db", "--lang", "de")
    assert done.exit_code == 0, done.output
    row = next(line for line in done.stdout.splitlines() if "Sprechtempo" in line)
    median = f"{one(compute(store)).reference.median:.3g}".replace(".", ",")
    assert f"48 │ {median} [" in row
    assert "Silben/s" in row
    assert "agent0" not in done.stdout
    assert load(store)(CallInfo(agent="agent05")) is not None


def test_agents_stand_in_the_order_of_their_names(store: Engine, tmp_path: Path) -> None:
    middles = {"Zoe": 4.0, "ben": 6.0, "[b]Anna": 5.0, "Dirk": 3.0, "carl": 7.0}
    write(store, [call for name, x in middles.items() for call in rates(name, [x] * 6)])
    done = command(tmp_path / "calls.db", "--agents", "--lang", "en")
    titles = [line.split(", 2026")[0] for line in done.stdout.splitlines() if ", 2026" in line]
    assert titles == ["Team", "[b]Anna", "ben", "carl", "Dirk", "Zoe"]


def test_the_command_says_that_a_team_is_too_small(store: Engine, tmp_path: Path) -> None:
    write(store, team_of(2, 8))
    done = command(tmp_path / "calls.db")
    assert done.exit_code == 0
    assert done.stdout == ""
    assert "keine Werte des Teams: dafür braucht es fünf Agent/innen" in done.stderr


def test_that_calls_are_missing_is_one_line_and_no_failure(store: Engine, tmp_path: Path) -> None:
    write(store, rates(None, [4.0] * 12))
    done = command(tmp_path / "calls.db")
    assert done.exit_code == 0
    (line,) = done.stderr.splitlines()
    assert "es fehlen 8" in line
    late = command(tmp_path / "calls.db", "--since", "2027-01-01")
    assert late.exit_code == 0 and "es fehlen 20" in late.stderr
