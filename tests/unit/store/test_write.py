"""Any call that the types allow is written, read back equal, and replaced without remains."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, func, select

from tests.nouns import noun
from tests.rows import empty_store
from voicecheck.features import Features
from voicecheck.store import read
from voicecheck.store import tables as t
from voicecheck.store.cards import all_cards
from voicecheck.store.connect import read_only
from voicecheck.store.entries import Entry
from voicecheck.store.write import RESULT, STRENGTH, save_call, save_card
from voicecheck.types.call import CallInfo
from voicecheck.types.catalogue import CATALOGUE
from voicecheck.types.codec import to_dict
from voicecheck.types.judgement import CheckResult, Evidence, Results, Scorecard
from voicecheck.types.measure import Measure

# What no database takes, NUL and lone surrogates, is stored as it is shown (types/inert.py).
words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=8)
OF_NORM = ("name", "good", "watch", "fail", "bad", "source", "strength")
SLOW = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("write") / "calls.db")


@pytest.fixture(scope="module")
def store(where: str) -> Iterator[Engine]:
    engine = empty_store(where)
    yield engine
    engine.dispose()


def cleared(store: Engine) -> None:
    with store.begin() as connection:
        for table in (t.recordings, t.provenance):
            connection.execute(delete(table))


def one_of_each(lines: tuple[Any, ...]) -> tuple[Any, ...]:
    """Lines of a card have codes of their own."""
    return tuple({line.code: line for line in lines}.values())


cards = noun(Scorecard, text=words).map(
    lambda card: replace(
        card,
        results=Results(
            tuple(
                replace(line, code=f"M{i}")
                for i, line in enumerate(one_of_each(tuple(card.results)))
            )
        ),
        strengths=tuple(
            replace(line, code=f"P{i}") for i, line in enumerate(one_of_each(card.strengths))
        ),
    )
)
measures = st.lists(st.sampled_from(sorted(CATALOGUE)), max_size=3, unique=True).flatmap(
    lambda names: st.fixed_dictionaries(
        {
            name: noun(Measure, text=words).map(lambda one, n=name: replace(one, name=n))
            for name in names
        }
    )
)


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    features = draw(noun(Features, text=words))
    return Entry(
        path=draw(words),
        path_key=draw(words),
        info=draw(noun(CallInfo, text=words)),
        features=replace(features, measures=draw(measures)),
        card=draw(cards),
        conversation=draw(st.none() | words),
        analysis_key=draw(words),
        lexicon_key=draw(words),
        judgement_key=draw(words),
        seconds=draw(st.floats(0, 1e6)),
        page=draw(st.none() | words),
    )


def as_stored(card: Scorecard) -> list[dict[str, Any]]:
    """What a store keeps of the lines of a card."""

    def of(line: CheckResult) -> dict[str, Any]:
        return {name: to_dict(getattr(line, name)) for name in RESULT} | {
            "evidence": [of_evidence(item) for item in line.evidence]
        }

    def of_evidence(item: Evidence) -> dict[str, Any]:
        found: dict[str, Any] = to_dict(item)
        norm = found["norm"]
        return found | {"norm": norm and {name: norm[name] for name in OF_NORM}}

    return [of(line) for line in card.results]


def stored_lines(where: str) -> list[dict[str, Any]]:
    ((_, found),) = all_cards(where)
    keys = (*RESULT, "evidence")
    return [{key: line[key] for key in keys} for line in found["results"]]


@SLOW
@given(entries())
def test_what_is_written_is_read_back(where: str, store: Engine, entry: Entry) -> None:
    cleared(store)
    with store.begin() as connection:
        save_call(connection, entry, run_id=None)
    ((row, features),) = read.stored_features(store)
    assert features == entry.features
    assert row["conversation"] == entry.conversation
    info, source = entry.info, entry.features.source
    for name in ("call_id", "agent", "queue", "direction", "transferred"):
        assert row[name] == getattr(info, name)
    assert row["started_at"] == (info.started_at and info.started_at.replace(tzinfo=None))
    for name in ("sha256", "codec", "sample_rate", "n_channels", "duration_s"):
        assert row[name] == getattr(source, name)
    for name in ("path", "page", "seconds", "analysis_key", "lexicon_key", "judgement_key"):
        assert row[name] == getattr(entry, name)
    for name in ("lang", "language", "score", "coverage"):
        assert row[name] == getattr(entry.card, name)
    assert stored_lines(where) == as_stored(entry.card)
    with read_only(store) as connection:
        strengths = connection.execute(select(t.strengths).order_by(t.strengths.c.id)).mappings()
        assert [{name: one[name] for name in STRENGTH} for one in strengths] == [
            {name: getattr(line, name) for name in STRENGTH} for line in entry.card.strengths
        ]


@SLOW
@given(entries(), entries(), cards)
def test_what_takes_the_place_of_another_leaves_nothing_of_it(
    where: str, store: Engine, first: Entry, second: Entry, card: Scorecard
) -> None:
    cleared(store)
    second = replace(
        second,
        features=replace(
            second.features,
            source=replace(second.features.source, sha256=first.features.source.sha256),
        ),
    )
    with store.begin() as connection:
        for entry in (first, first, second):
            number = save_call(connection, entry, run_id=None)
    assert stored_lines(where) == as_stored(second.card)
    with store.begin() as connection:
        save_card(connection, number, card, key="k")
    assert stored_lines(where) == as_stored(card)
    ((_, features),) = read.stored_features(store)
    assert features == second.features
    evidence = sum(len(line.evidence) for line in (*card.results, *card.strengths))
    n_rows = {
        t.evidence: evidence,
        t.notices: len(card.notices),
        t.measures: len(features.measures),
    }
    with read_only(store) as connection:
        for table, n in n_rows.items():
            assert connection.execute(select(func.count()).select_from(table)).scalar() == n
