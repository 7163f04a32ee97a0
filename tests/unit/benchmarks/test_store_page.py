"""docs/store.md: what it says about the views holds on SQLite and PostgreSQL."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import Engine, text

from benchmarks.pages import DOCS
from benchmarks.store_page import HEAD, store_page
from tests.rows import write
from voicecheck.errors import StoreError
from voicecheck.store.views import VIEWS, as_table

BLOCKS = re.findall(r"```sql\n(.*?)```", HEAD.read_text("utf-8"), re.DOTALL)
STATEMENTS = [one.strip() for block in BLOCKS for one in block.split(";") if one.strip()]
QUERIES = [one for one in STATEMENTS if "SELECT" in one and "GRANT" not in one]


def test_the_page_in_docs_is_this_one() -> None:
    assert (DOCS / "store.md").read_text("utf-8") == store_page()


def test_every_column_of_every_view_is_described(store: Engine) -> None:
    page = store_page()
    with store.connect() as connection:
        for name in VIEWS:
            _, _, after = page.partition(f"### {name}\n")
            rows = re.findall(r"^\| (\w+) \|.*\| (.*) \|$", after.partition("\n## ")[0], re.M)
            described = {column for column, about in rows if about}
            assert set(as_table(connection, name).columns.keys()) <= described


def test_every_question_has_a_view() -> None:
    table = HEAD.read_text("utf-8").partition("| question |")[2].partition("\n\n")[0]
    asked = re.findall(r"^\| .*\? \| `(\w+)` \|", table, re.M)
    assert sorted(asked) == sorted(VIEWS)


def _filled(store: Engine) -> None:
    """Five agents of one queue with a call each: too fast in one of four that could be judged."""
    with store.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO provenance (id, digest, voicecheck, model, config_hash, stages, tools)"
                " VALUES (1, 'd', '1', '', 'c', '{}', '{}')"
            )
        )
    write(store, [(f"a{i}", None, {"tempo.articulation_rate": 5.0}) for i in range(5)])
    with store.begin() as connection:
        connection.execute(text("UPDATE recordings SET queue = 'q', week = '2026-W48'"))
        for i, (verdict, severity) in enumerate(
            [("fail", 0.8), ("pass", 0.1), ("pass", 0.1), ("pass", 0.2), ("not_assessed", None)], 1
        ):
            connection.execute(
                text(
                    "INSERT INTO results (recording_id, code, name, kind, version, verdict,"
                    " severity, finding, reason, advice)"
                    " VALUES (:i, 'M7', 'too_fast', 'delivery', 1, :v, :s, '', '', '')"
                ),
                {"i": i, "v": verdict, "s": severity},
            )


def test_the_queries_answer(store: Engine) -> None:
    _filled(store)
    assert len(QUERIES) == 3
    with store.connect() as connection:
        team, calls, judged = ([tuple(r) for r in connection.execute(text(q))] for q in QUERIES)
    assert team == [("q", "2026-W48", "M7", 4, 25.0)]
    assert [round(row[3]) for row in calls] == [80, 20, 10, 10]
    assert judged == [("M7", 80.0)]


@pytest.mark.needs("postgresql")
@pytest.mark.parametrize("address", ["postgres"], indirect=True)
def test_the_user_for_boards_sees_figures_and_no_words(store: Engine) -> None:
    _filled(store)
    grants = [one for one in STATEMENTS if "bi" in one.split()]
    assert len(grants) == 2
    with store.begin() as connection:
        connection.execute(text("DROP ROLE IF EXISTS bi"))
        for statement in grants:
            connection.execute(text(statement))
        connection.execute(text("SET LOCAL ROLE bi"))
        assert connection.execute(text("SELECT COUNT(*) FROM per_team_week")).scalar_one() == 1
        for closed in ("evidence", "conversations", "calls"):
            nested = connection.begin_nested()
            with pytest.raises(StoreError, match="permission denied"):
                connection.execute(text(f"SELECT * FROM {closed}"))
            nested.rollback()
        connection.execute(text("RESET ROLE"))
        connection.execute(text("DROP OWNED BY bi"))
        connection.execute(text("DROP ROLE bi"))
