"""What the morning page is told: counted by hand in small stores, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, insert, select, text, update

import voicecheck
from tests.nights import START, entries, fill
from voicecheck.analysis.pipeline import Analysis
from voicecheck.monitoring import morning as reading
from voicecheck.monitoring.morning import MOST_FILES, N_WORTH, _in_one, _pattern, collect
from voicecheck.store import tables as t
from voicecheck.store.entries import FailedFile
from voicecheck.store.runs import start_run, update_run
from voicecheck.store.write import save_call, save_failure
from voicecheck.types.hashing import value_sha256
from voicecheck.types.judgement import Verdict
from voicecheck.types.morning import Morning


def run_with(
    store: Engine, german: Analysis, n: int, *, seed: int = 2, spread: float = 0.35
) -> int:
    run_id = start_run(store, folder="/exports", n_found=n + 7)
    fill(store, german.features, n, run_id=run_id, seed=seed, spread=spread, days=1)
    counts = {"n_known": 2, "n_duplicates": 1, "n_waiting": 1, "n_done": n, "n_failed": 2}
    with store.begin() as connection:
        update_run(connection, run_id, counts=counts, ended=True)
    return run_id


def told(store: Engine, run_id: int) -> Morning:
    return collect(
        store,
        run_id=run_id,
        judgement_key="j" * 64,
        lexicon_key="l" * 64,
        alarms=(),
        has_page=lambda name: "1" in name[:9],
    )


def test_a_night_is_counted(store: Engine, german: Analysis) -> None:
    run_id = run_with(store, german, 12)
    morning = told(store, run_id)
    run = morning.run
    assert (run.found, run.known, run.done, run.failed, run.left) == (19, 2, 12, 2, 1)
    assert run.sound_s == pytest.approx(12 * german.source.duration_s)
    assert [(group.stage, group.n) for group in morning.failed] == [("decode", 1), ("time", 1)]
    assert morning.failed_before == 0
    assert morning.n_calls == len(morning.calls) == 12
    assert morning.outdated == 0
    assert all(call.new for call in morning.calls)
    times = [call.at for call in morning.calls if call.at]
    assert times == sorted(times, reverse=True)
    assert {call.page is not None for call in morning.calls} == {True, False}
    for found in morning.distributions:
        verdicts = [call.results[found.code][0].value for call in morning.calls]
        assert found.now.verdicts == {v: verdicts.count(v) for v in set(verdicts)}
        assert sum(found.now.tenths) == sum(v != "not_assessed" for v in verdicts)
        assert found.before.n == 0


def test_severities_are_counted_by_tenths(store: Engine, german: Analysis) -> None:
    given = (0.0, 0.0999, 0.1, 0.3, 0.6, 0.7, 0.8999, 0.9, 0.95, 1.0)
    run_id = start_run(store, folder="/exports", n_found=len(given))
    fill(store, german.features, len(given), run_id=run_id)
    with store.begin() as connection:
        calls = connection.execute(select(t.recordings.c.id).order_by(t.recordings.c.id)).scalars()
        for call, severity in zip(calls.all(), given, strict=True):
            of_call = (t.results.c.recording_id == call, t.results.c.code == "M4")
            connection.execute(update(t.results).where(*of_call).values(severity=severity))
    (found,) = (one for one in told(store, run_id).distributions if one.code == "M4")
    assert found.now.tenths == (2, 1, 0, 1, 0, 0, 1, 1, 1, 3)


def test_of_many_calls_the_last_are_listed_and_those_of_the_night_first(
    store: Engine, german: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 5)
    plain, *_ = entries(german.features, 1)
    run_id = start_run(store, folder="/exports", n_found=2)
    for i in range(40):  # all of one moment, two of the night
        source = replace(plain.features.source, sha256=value_sha256(i))
        call = replace(plain, path=f"/{i}", features=replace(plain.features, source=source))
        with store.begin() as connection:
            save_call(connection, call, run_id=run_id if i in (1, 5) else None)
    with store.begin() as connection:  # a server writes what changes behind all others
        again = update(t.recordings).where(t.recordings.c.path == "/10")
        connection.execute(again.values(judgement_key="k"))
    assert [call.name for call in told(store, run_id).calls] == ["39", "38", "37", "5", "1"]


def test_this_night_stands_beside_the_four_weeks_before(store: Engine, german: Analysis) -> None:
    first = run_with(store, german, 4)
    with store.begin() as connection:
        for i, entry in enumerate(entries(german.features, 6, seed=9)):
            days = (10, 20, 27, 29, 60, 90)[i]
            key = save_call(connection, entry, run_id=None)
            at = START + timedelta(days=100 - days)
            connection.execute(
                update(t.recordings).where(t.recordings.c.id == key).values(started_at=at)
            )
        connection.execute(
            update(t.recordings)
            .where(t.recordings.c.run_id == first)
            .values(started_at=START + timedelta(days=100))
        )
    morning = told(store, first)
    assert {(d.now.n, d.before.n) for d in morning.distributions} == {(4, 3)}
    assert [call.new for call in morning.calls] == [True] * 4 + [False] * 6


def test_calls_worth_hearing_are_grave_and_good(store: Engine, german: Analysis) -> None:
    # The sample call's greeting is a mistake: without it there are good calls too.
    unheard = {n: m for n, m in german.features.measures.items() if not n.startswith("greeting")}
    unmet = replace(german, features=replace(german.features, measures=unheard))
    morning = told(store, run_with(store, unmet, 40))
    grave, good = morning.grave, morning.good
    assert len(grave) == N_WORTH
    assert len({worth.call.name for worth in grave}) == N_WORTH
    by_name = {call.name: call for call in morning.calls}
    standing_out = {
        code
        for call in morning.calls
        for code, (verdict, _) in call.results.items()
        if verdict in (Verdict.WARN, Verdict.FAIL)
    }
    assert len({worth.code for worth in grave}) == min(N_WORTH, len(standing_out))
    for worth in grave:
        assert by_name[worth.call.name].results[worth.code][0] in (Verdict.WARN, Verdict.FAIL)
        assert worth.finding
    assert good
    for worth in good:
        assert worth.code.startswith("P")
        assert worth.quote and worth.start_s is not None
        results = by_name[worth.call.name].results.values()
        assert Verdict.FAIL not in [verdict for verdict, _ in results]
    best = text(
        "SELECT MAX(r.score) FROM recordings r JOIN strengths p ON p.recording_id = r.id "
        "WHERE p.heard AND r.coverage >= 0.75 AND NOT EXISTS (SELECT 1 FROM results s "
        "WHERE s.recording_id = r.id AND s.verdict = 'fail')"
    )
    with store.connect() as connection:
        assert good[0].call.score == connection.execute(best).scalar_one()


def test_among_equals_it_does_not_count_who_was_done_first(store: Engine, german: Analysis) -> None:
    card = voicecheck.judge(german.features)
    calls = list(entries(german.features, 6, card=card))
    found = []
    for done in (calls, calls[::-1]):
        run_id = start_run(store, folder="/exports", n_found=6)
        with store.begin() as connection:
            for entry in done:
                save_call(connection, entry, run_id=run_id)
        morning = told(store, run_id)
        found.append((morning.grave, morning.good, morning.withheld))
    assert found[0] == found[1]
    assert found[0][0][0].call.name == calls[0].path.rpartition("/")[2]


def test_a_night_with_nothing_new(store: Engine, german: Analysis) -> None:
    run_with(store, german, 3)
    empty = start_run(store, folder="/exports", n_found=5)
    with store.begin() as connection:
        update_run(connection, empty, counts={"n_known": 5}, ended=True)
    morning = told(store, empty)
    assert (morning.run.done, morning.run.left, morning.run.sound_s) == (0, 0, 0.0)
    assert (morning.grave, morning.good, morning.withheld, morning.failed) == ((), (), (), ())
    assert morning.failed_before == 2
    assert [call.new for call in morning.calls] == [False] * 3


def test_the_very_first_night_may_be_empty(store: Engine) -> None:
    morning = told(store, start_run(store, folder="/exports", n_found=0))
    assert morning.calls == () and morning.distributions == ()


def test_many_failures_of_one_kind_are_one_line(store: Engine) -> None:
    run_id = start_run(store, folder="/exports", n_found=80)
    with store.begin() as connection:
        for i in range(80):
            path = f"/exports/bad{i:02d}.wav"
            reason = f"holds 0.{i + 10} s of sound, too short for speech"
            failed = FailedFile(path, value_sha256(path), None, "decode", reason, False, "a" * 64)
            save_failure(connection, failed, run_id=run_id)
    (group,) = told(store, run_id).failed
    assert (group.n, len(group.files)) == (80, MOST_FILES)
    assert group.reason == "holds 0.10–0.89 s of sound, too short for speech"


def test_reasons_that_differ_in_figures_alone_are_one() -> None:
    texts = ["nur 9 s, 40 nötig", "nur 31,5 s, 40 nötig", "nur 12 s, 40 nötig"]
    assert len({_pattern(text) for text in texts}) == 1
    assert _in_one(texts) == "nur 9–31,5 s, 40 nötig"
    assert _in_one(texts[:1]) == texts[0]
    assert _pattern("zu leise") != _pattern("zu laut")


def test_cards_of_other_norms_are_counted(store: Engine, german: Analysis) -> None:
    run_id = run_with(store, german, 4)
    with store.begin() as connection:
        one = t.recordings.c.path.like("%call00001.wav")
        connection.execute(update(t.recordings).where(one).values(judgement_key="k" * 64))
    assert told(store, run_id).outdated == 1


def test_cards_of_another_lexicon_count_where_their_words_are_kept(
    store: Engine, german: Analysis
) -> None:
    run_id = run_with(store, german, 4)
    with store.begin() as connection:
        connection.execute(update(t.recordings).values(lexicon_key="m" * 64))
        first = select(func.min(t.recordings.c.id)).scalar_subquery()
        connection.execute(insert(t.conversations).values(recording_id=first, body="{}"))
    assert told(store, run_id).outdated == 1


def test_no_agent_is_named(store: Engine, german: Analysis) -> None:
    assert "agent0" not in repr(told(store, run_with(store, german, 10)))
