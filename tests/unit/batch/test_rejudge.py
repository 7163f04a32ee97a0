"""Judging again from stored measures, with other norms, a baseline, or another lexicon."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, update

import voicecheck
from tests.nights import entries, fill
from voicecheck.analysis.pipeline import Analysis
from voicecheck.batch import rejudge as judging
from voicecheck.batch.cache_keys import judgement_key, lexicon_key
from voicecheck.batch.rejudge import rejudge
from voicecheck.checks import CHECKLIST
from voicecheck.monitoring import baselines
from voicecheck.store import tables as t
from voicecheck.store.connect import open_store, read_only
from voicecheck.store.forget import forget_call
from voicecheck.store.write import save_call
from voicecheck.types.codec import to_dict

STRICT = voicecheck.Config(
    norms={"articulation_rate": {"good": 0.5, "bad": 1.0, "source": "a test"}}
)


def verdicts(store: Engine, code: str) -> list[str]:
    with read_only(store) as connection:
        query = select(t.results.c.verdict).where(t.results.c.code == code)
        return sorted(connection.execute(query.order_by(t.results.c.id)).scalars())


def again(store: Engine, config: voicecheck.Config | None = None) -> object:
    return rejudge(
        store,
        config or voicecheck.Config(),
        baseline=baselines.load(store),
        tell=lambda n: None,
    )


def test_other_norms_turn_stored_verdicts(
    tmp_path: Path, german: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "AT_ONCE", 40)
    store = open_store(tmp_path / "calls.db")
    fill(store, german.features, 50)
    before = verdicts(store, "M7")
    done = again(store, STRICT)
    assert before.count("pass") > 20
    assert done.calls == 50  # type: ignore[attr-defined]
    assert done.turned >= before.count("pass")  # type: ignore[attr-defined]
    assert set(verdicts(store, "M7")) <= {"warn", "fail", "not_assessed"}
    again(store)
    assert verdicts(store, "M7") == before
    store.dispose()


def test_calls_that_are_forgotten_or_stored_meanwhile_keep_what_they_have(
    store: Engine, german: Analysis
) -> None:
    """On SQLite the new call gets the number of the last one, which went."""
    first, second, other = entries(german.features, 3)
    with store.begin() as connection:
        for entry in (first, second):
            save_call(connection, entry, run_id=None)

    def meanwhile(_info: object) -> None:
        if forget_call(store, second.path):
            with store.begin() as connection:
                save_call(connection, other, run_id=None)

    done = rejudge(store, voicecheck.Config(), baseline=meanwhile, tell=lambda n: None)
    assert done.calls == 2
    with read_only(store) as connection:
        query = select(t.recordings.c.path, t.recordings.c.judgement_key)
        keys = {path: key for path, key in connection.execute(query)}
    assert keys == {first.path: judgement_key(voicecheck.Config()), other.path: "j" * 64}


def test_cards_speak_of_the_agents_own_average(tmp_path: Path, german: Analysis) -> None:
    store = open_store(tmp_path / "calls.db")
    fill(store, german.features, 64)
    baselines.save(store, baselines.compute(store))
    before = {code: verdicts(store, code) for code in CHECKLIST}
    assert "fail" not in before["M1"]
    again(store)
    # Own values bear some of M1's warnings out, and change nothing else.
    assert "fail" in verdicts(store, "M1")
    assert {code: verdicts(store, code) for code in before if code != "M1"} == {
        code: found for code, found in before.items() if code != "M1"
    }
    with read_only(store) as connection:
        found = connection.execute(
            select(t.results.c.finding).where(t.results.c.code == "M1")
        ).scalars()
        findings = list(found)
    assert all("Gegen den eigenen Durchschnitt (" in finding for finding in findings)
    store.dispose()


def test_a_new_lexicon_reaches_calls_whose_words_are_kept(tmp_path: Path, german: Analysis) -> None:
    store = open_store(tmp_path / "calls.db")
    first, second = entries(german.features, 2)
    words = json.dumps(to_dict(german.conversation))
    plain = replace(first, features=replace(german.features, source=first.features.source))
    with store.begin() as connection:
        save_call(connection, replace(plain, conversation=words), run_id=None)
        save_call(connection, second, run_id=None)
    done = again(store)
    assert (done.calls, done.wordless) == (2, 1)  # type: ignore[attr-defined]
    with read_only(store) as connection:
        keys = list(
            connection.execute(
                select(t.recordings.c.lexicon_key).order_by(t.recordings.c.id)
            ).scalars()
        )
    assert keys == [lexicon_key(), "l" * 64]
    with store.begin() as connection:
        connection.execute(update(t.recordings).values(lexicon_key=lexicon_key()))
    assert again(store).wordless == 0  # type: ignore[attr-defined]
    store.dispose()
