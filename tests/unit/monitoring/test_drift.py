"""Alarms: found where everyone moves, silent where one does, or nobody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats
from sqlalchemy import Engine, event

from tests.nights import fill
from tests.rows import FILE, START, empty_store, made_up, write
from voicecheck.analysis.pipeline import Analysis
from voicecheck.monitoring.drift import _effect, _holm, _sign_test, alarms
from voicecheck.report.formatting import alarm_line
from voicecheck.store.connect import open_store
from voicecheck.store.forget import forget_agent
from voicecheck.types.alarm import Alarm
from voicecheck.types.judgement import Scorecard

RATE = "tempo.articulation_rate0"
TURN = START + timedelta(days=28)


@pytest.fixture
def store(tmp_path: Path) -> Engine:
    return empty_store(tmp_path / "calls.db")


def raised(
    by: float, name: str = RATE, *, agents: range = range(99)
) -> Callable[[int, datetime, str], float]:
    return lambda agent, at, measure: (
        by if at > TURN and measure == name and agent in agents else 1.0
    )


def of(store: Engine, seed: int = 1, **how: Any) -> list[Alarm]:
    write(store, made_up(seed, **how), unit="syllables/s")
    return alarms(store)


@pytest.mark.parametrize(
    "address", [pytest.param("postgres", marks=pytest.mark.needs("postgresql"))], indirect=True
)
def test_calls_that_are_forgotten_meanwhile_raise_no_alarm(address: str) -> None:
    """On a server the second question may find nothing of what the first one found."""
    store, other = empty_store(address), open_store(address)
    long_ago = START - timedelta(days=200)
    write(store, [("bert", long_ago, {RATE: 1.0}), ("anna", START, {RATE: 1.0})])

    def meanwhile(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT max("):
            forget_agent(other, "anna")

    event.listen(store, "after_cursor_execute", meanwhile)
    assert alarms(store) == []
    for one in (store, other):
        one.dispose()


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("by", [1.3, 1 / 1.3])
def test_a_shift_of_all_eight_is_found_and_nothing_else(
    store: Engine, seed: int, by: float
) -> None:
    (alarm,) = of(store, seed, per_agent_day=2.0, shift=raised(by))
    assert alarm.measure == RATE
    assert alarm.n_agents == 8
    assert 110 <= alarm.n_calls <= 114
    assert alarm.after / alarm.before == pytest.approx(by, rel=0.1)


@pytest.mark.slow
def test_shifts_in_twenty_random_stores_are_none(tmp_path: Path) -> None:
    """30 measures each, from five agents with few calls to twenty, and calls of nobody."""
    found = []
    for seed in range(20):
        store = empty_store(tmp_path / f"{seed}.db")
        how: dict[str, Any] = (
            {"agents": 5},
            {"agents": 8},
            {"agents": 20, "per_agent_day": 0.8},
            {"agents": 5, "named": False},
        )[seed % 4]
        found += of(store, 100 + seed, **how)
        store.dispose()
    assert found == []


@pytest.mark.parametrize("by", [1.5, 3.0])
def test_one_agent_alone_gives_no_alarm(store: Engine, by: float) -> None:
    assert of(store, per_agent_day=2.0, shift=raised(by, agents=range(1))) == []


def test_half_of_the_agents_give_no_alarm(store: Engine) -> None:
    assert of(store, per_agent_day=2.0, shift=raised(2.0, agents=range(4))) == []


def test_nearly_all_of_many_agents_are_enough(store: Engine) -> None:
    (alarm,) = of(store, agents=40, measures=4, shift=raised(1.4, agents=range(38)))
    assert alarm.measure == RATE
    assert "von 40 Agent/innen zugleich" in alarm.text.de
    assert "of 40 agents at once" in alarm.text.en


def test_a_small_shift_is_no_alarm_however_sure(store: Engine) -> None:
    """All eight move by 8 %, over enough calls that chance is ruled out."""
    assert of(store, per_agent_day=15.0, measures=1, shift=raised(1.08)) == []


def test_a_large_shift_over_few_calls_is_no_alarm(store: Engine) -> None:
    """All five move, by a Cliff's delta of .52: with five calls each, p is .002."""
    calls: list[Any] = []
    for agent in range(5):
        calls += [
            (f"a{agent}", TURN - timedelta(days=5), {RATE: x}) for x in (1.0, 2.0, 3.0, 4.0, 5.0)
        ]
        calls += [
            (f"a{agent}", TURN + timedelta(days=7), {RATE: x}) for x in (2.5, 3.5, 4.5, 5.2, 5.5)
        ]
    write(store, calls)
    assert alarms(store) == []


def test_another_mix_of_agents_moves_nothing(store: Engine) -> None:
    """The fast half takes most calls of the last week, the slow half most of those before."""
    rng = np.random.default_rng(3)
    calls: list[Any] = []
    for agent in range(10):
        fast = agent >= 5
        for newer, n in ((False, 8 if fast else 60), (True, 60 if fast else 8)):
            at = TURN + timedelta(days=3 if newer else -10)
            values = rng.normal(6.0 if fast else 4.0, 0.4, n)
            calls += [(f"a{agent}", at, {RATE: float(x)}) for x in values]
    write(store, [*calls, ("a0", START + timedelta(days=35), {RATE: 4.0})])
    assert alarms(store) == []


def test_four_agents_are_too_few_whatever_moves(store: Engine) -> None:
    assert of(store, agents=4, per_agent_day=5.0, shift=raised(3.0)) == []


def test_agents_with_four_calls_do_not_count(store: Engine) -> None:
    calls: list[Any] = []
    for agent in range(6):
        n = 5 if agent < 4 else 4
        for at, middle in ((TURN - timedelta(days=5), 4.0), (TURN + timedelta(days=7), 8.0)):
            calls += [(f"a{agent}", at, {RATE: middle + i / 100}) for i in range(n)]
    write(store, calls)
    assert alarms(store) == []
    more = [(TURN - timedelta(days=5), 4.2), (TURN + timedelta(days=7), 8.2)]
    write(store, [("a4", at, {RATE: value}) for at, value in more])
    assert [alarm.n_agents for alarm in alarms(store)] == [5]


def test_calls_of_nobody_are_compared_as_one(store: Engine) -> None:
    (alarm,) = of(store, agents=6, named=False, shift=raised(1.6))
    assert (alarm.measure, alarm.n_agents) == (RATE, 0)
    assert "auch andere Agent/innen sein als zuvor" in alarm.text.de
    assert "may also be other agents" in alarm.text.en


@pytest.mark.parametrize(("n", "expected"), [(19, 0), (20, 1)])
def test_twenty_calls_of_nobody_are_needed_on_both_sides(
    store: Engine, n: int, expected: int
) -> None:
    for at, middle in ((TURN - timedelta(days=5), 4.0), (TURN + timedelta(days=7), 8.0)):
        write(store, [(None, at, {RATE: middle + i / 100}) for i in range(n)])
    assert len(alarms(store)) == expected


def test_the_text_says_how_much_and_where_to_look(store: Engine) -> None:
    (alarm,) = of(store, shift=raised(1.3))
    before, after = (f"{x:.3g}" for x in (alarm.before, alarm.after))
    # A name of a test's own has no way to be shown: the number stands with its unit.
    german, english = (alarm_line(alarm, lang) for lang in ("de", "en"))
    comma = f"von {before} Silben/s auf {after} Silben/s".replace(".", ",")
    assert "Bei allen 8 Agent/innen zugleich verschoben" in alarm.text.de
    assert comma in german
    assert f"from {before} syllables/s to {after} syllables/s" in english
    assert f"{alarm.n_calls} Gespräche der letzten 7 Tage gegen die 28 Tage davor" in alarm.text.de
    assert "Leitung, Rekorder oder Codec" in alarm.text.de
    assert "the line, the recorder or the codec" in alarm.text.en
    assert "blieben gleich" in alarm.text.de
    assert "stayed the same" in alarm.text.en


def test_a_ratio_is_told_in_percent(store: Engine) -> None:
    """As on a card; what is no share of a whole is none in an alarm either."""
    for name in ("pausing.pause_ratio", "pausing.acceleration"):
        renamed = [
            (agent, at, {name: values[RATE]})
            for agent, at, values in made_up(1, shift=raised(1.4), measures=1)
        ]
        write(store, renamed, unit="1")
    by_name = {alarm.measure: alarm_line(alarm, "en") for alarm in alarms(store)}
    assert "to 673 % in the median" in by_name["pausing.pause_ratio"]
    assert "to 6.73 in the median" in by_name["pausing.acceleration"]


def test_a_new_codec_is_named_with_figures(store: Engine) -> None:
    calls = made_up(1, shift=raised(1.4))

    def file(at: datetime) -> dict[str, Any]:
        new = {"codec": "opus", "sample_rate": 16000, "analysis_key": "b" * 64}
        return FILE | (new if at > TURN + timedelta(days=1) else {})

    write(store, calls, file=file)
    text = alarms(store)[0].text
    newest = max(at for _, at, _ in calls if at)
    last = [at for _, at, _ in calls if at and at > newest - timedelta(days=7)]
    share = 100 * sum(at > TURN + timedelta(days=1) for at in last) / len(last)
    assert f"Codec opus: zuvor 0 %, jetzt {share:.0f} %" in text.de
    assert f"Codec pcm_alaw: zuvor 100 %, jetzt {100 - share:.0f} %" in text.de
    assert f"sampling rate (Hz) 16000: 0 % before, {share:.0f} % now" in text.en
    assert f"way of measuring (analysis_key) bbbbbbbbbbbb: 0 % before, {share:.0f} % now" in text.en
    assert "channels" not in text.en


def test_windows_are_those_asked_for(store: Engine) -> None:
    late = START + timedelta(days=25)
    calls = made_up(
        1,
        per_agent_day=2.0,
        shift=lambda agent, at, name: 1.5 if name == RATE and at > late else 1.0,
    )
    write(store, calls)
    assert [alarm.measure for alarm in alarms(store, days=10, before_days=20)] == [RATE]
    # Both windows lie behind the change, so there is nothing to tell them apart.
    assert alarms(store, days=4, before_days=5) == []


def test_an_empty_store_and_a_first_night_have_no_alarms(store: Engine) -> None:
    assert alarms(store) == []
    assert of(store, days=6) == []


def test_a_measure_that_stays_at_nothing_gives_no_alarm(store: Engine) -> None:
    write(
        store,
        [(f"a{i % 8}", START + timedelta(hours=3 * i), {"wording.push": 0.0}) for i in range(280)],
    )
    assert alarms(store) == []


def test_the_effect_is_cliffs_delta_and_its_p_mann_and_whitneys() -> None:
    rng = np.random.default_rng(4)
    before, after = rng.normal(0.0, 1.0, 40), rng.normal(0.6, 1.0, 25)
    delta, p = _effect([(list(before), list(after))])
    assert delta == pytest.approx(np.sign(after[:, None] - before).mean())
    scipys = stats.mannwhitneyu(after, before, method="asymptotic", use_continuity=False)
    assert p == pytest.approx(scipys.pvalue)


def test_the_p_within_groups_is_not_too_small() -> None:
    """Where nothing changed, p is below 5 % in no more than about 5 % of 2,000 trials."""
    rng = np.random.default_rng(5)
    low = 0
    for _ in range(2000):
        groups = [(list(rng.normal(i, 1, 6)), list(rng.normal(i, 1, 5))) for i in range(5)]
        low += _effect(groups)[1] < 0.05
    assert 0.03 < low / 2000 < 0.065


@pytest.mark.parametrize(("n_moved", "n"), [(8, 8), (28, 30), (20, 30)])
def test_the_sign_test_is_scipys(n_moved: int, n: int) -> None:
    assert _sign_test(n_moved, n) == pytest.approx(stats.binomtest(n_moved, n).pvalue)


def test_nobody_moving_is_no_sign() -> None:
    assert _sign_test(0, 30) == 1.0


def test_holm_adjusts_step_by_step() -> None:
    # Holm (1979) by hand: 4 × .01, 3 × .02, then 2 × .03 and never less than the one before.
    assert _holm([0.03, 0.01, 0.02, 0.9]) == pytest.approx([0.06, 0.04, 0.06, 0.9])


def test_a_real_calls_measures_move_together(
    tmp_path: Path, german: Analysis, card: Scorecard
) -> None:
    store = open_store(tmp_path / "nights.db")
    turn = datetime(2026, 10, 27)

    def shift(at: datetime, name: str) -> float:
        return 1.3 if at >= turn and name in ("quality.snr_db", "pitch.f0_median_hz") else 1.0

    fill(store, german.features, 500, shift=shift, card=card)
    found = alarms(store)
    assert [alarm.measure for alarm in found] == ["pitch.f0_median_hz", "quality.snr_db"]
    assert found[1].unit == "dB"
