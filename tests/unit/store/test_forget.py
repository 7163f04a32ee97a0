"""A call is forgotten by its name, and no other with it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, event, func, select, update

from tests.rows import empty_store, write
from voicecheck.store import tables as t
from voicecheck.store.connect import open_store, read_only
from voicecheck.store.forget import forget_call, purge

names = st.text("aA_%-/\\.", min_size=1, max_size=4).filter(lambda name: not name.endswith("/"))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = empty_store(tmp_path_factory.mktemp("forget") / "calls.db")
    yield engine
    engine.dispose()


@given(st.lists(names, min_size=1, max_size=4, unique=True), st.data())
def test_a_call_is_forgotten_by_its_name_alone(
    store: Engine, called: list[str], data: st.DataObject
) -> None:
    with store.begin() as connection:
        for table in (t.recordings, t.forgotten):
            connection.execute(delete(table))
    write(store, [(None, None, {"tempo.syllables": 1.0})] * len(called))
    paths = [f"/exports/{name}" for name in called]
    with store.begin() as connection:
        for number, path in enumerate(paths, start=1):
            row = t.recordings.c.id == number
            connection.execute(update(t.recordings).where(row).values(path=path))
    one = data.draw(st.sampled_from(paths))
    said = data.draw(st.sampled_from([one, one.removeprefix("/exports/"), one.rsplit("/", 1)[-1]]))
    forget_call(store, said)
    with read_only(store) as connection:
        left = connection.execute(select(t.recordings.c.path)).scalars().all()
    assert sorted(left) == sorted(
        path for path in paths if path != said and not path.endswith(f"/{said}")
    )


@pytest.mark.parametrize(
    "address", [pytest.param("postgres", marks=pytest.mark.needs("postgresql"))], indirect=True
)
def test_a_call_stored_while_a_purge_looks_is_left_to_the_next_one(address: str) -> None:
    """On a server nobody waits: the purge's second statement sees more calls than its first."""
    engine, other = empty_store(address), open_store(address)
    write(engine, [(None, None, {"tempo.syllables": 1.0})])
    stored: list[str] = []

    def meanwhile(_c: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT recordings.sha256") and not stored:
            stored.append(statement)
            write(other, [(None, None, {"tempo.syllables": 1.0})])

    event.listen(engine, "after_cursor_execute", meanwhile)
    for n in (1, 2):
        assert len(purge(engine, days=1)) == 1
        with read_only(engine) as connection:
            calls, notes = (
                connection.execute(select(func.count()).select_from(table)).scalar_one()
                for table in (t.recordings, t.forgotten)
            )
        assert (calls, notes) == (2 - n, n)
    for one in (engine, other):
        one.dispose()
