"""What holds for the store, on SQLite and on PostgreSQL.

What is written, read, forgotten and exported only shows in the other modules of the store.
"""

from __future__ import annotations

import contextlib
import csv
import re
import sqlite3
import stat
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, create_engine, func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import NullPool

import voicecheck
from tests.nights import entries, fill
from tests.rows import failures
from voicecheck.analysis.pipeline import Analysis
from voicecheck.errors import StoreError
from voicecheck.store import connect, forget, read, runs
from voicecheck.store import tables as t
from voicecheck.store.connect import open_store, open_to_read, read_only, shown
from voicecheck.store.export import export
from voicecheck.store.sqlite import settle
from voicecheck.store.views import VIEWS
from voicecheck.store.write import save_call, save_card, save_failure, save_file

# Neither SQLAlchemy nor Alembic reads from SQLite what an index of an expression is about.
NO_EXPRESSIONS = pytest.mark.filterwarnings("ignore:.*expression-based index")
FIRST_SCHEMA = Path(__file__).parent / "golden" / "store_0004.sql"


def count(store: Engine, table: object) -> int:
    with read_only(store) as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())  # type: ignore[arg-type]


def indexes(store: Engine) -> dict[str, str]:
    with store.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        )
        return {name: sql for name, sql in rows}


@NO_EXPRESSIONS
def test_the_migrations_lead_to_the_tables_as_they_are(store: Engine) -> None:
    with store.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), t.metadata) == []


@pytest.mark.parametrize(
    "address", [pytest.param("postgres", marks=pytest.mark.needs("postgresql"))], indirect=True
)
def test_a_server_of_the_first_schema_gets_the_indexes_of_a_fresh_one(
    store: Engine, address: str
) -> None:
    def found() -> dict[str, str]:
        with read_only(store) as connection:
            query = text("SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'")
            return {name: made for name, made in connection.execute(query)}

    fresh = found()
    later = (
        "ix_recordings_moment", "ix_recordings_judgement_key_lexicon_key", "ix_failures_sha256",
        "ix_failures_failed_utc", "ix_measures_name_recording_id_value_unit",
        "ix_results_recording_id_code_verdict_severity",
    )  # fmt: skip
    with store.begin() as connection:
        for name in later:
            connection.execute(text(f"DROP INDEX {name}"))
        connection.execute(text("CREATE INDEX ix_measures_name ON measures (name)"))
        connection.execute(text("CREATE INDEX ix_results_recording_id ON results (recording_id)"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0004'"))
    open_store(address).dispose()
    assert found() == fresh


@NO_EXPRESSIONS
def test_a_store_of_the_first_schema_is_brought_to_the_tables_as_they_are(tmp_path: Path) -> None:
    """Fails where tables change without a migration."""
    path = tmp_path / "calls.db"
    with contextlib.closing(sqlite3.connect(path)) as raw:
        raw.executescript(FIRST_SCHEMA.read_text("utf-8"))
    store, fresh = open_store(path), open_store(tmp_path / "fresh.db")
    with store.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), t.metadata) == []
    assert indexes(store) == indexes(fresh)
    fresh.dispose()
    assert {name: read.view(store, name) for name in VIEWS} == {name: [] for name in VIEWS}
    store.dispose()


def test_two_openings_at_once_make_one_schema(address: str) -> None:
    problems: list[Exception] = []

    def opened() -> None:
        try:
            open_store(address).dispose()
        except Exception as error:
            problems.append(error)

    threads = [threading.Thread(target=opened) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    store = open_store(address)
    assert read.count(store) == 0
    store.dispose()


def test_a_store_that_is_away_for_a_moment_is_tried_again(
    store: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connect, "FIRST_WAIT_S", 0.0)
    tried: list[int] = []

    def change(connection: Connection) -> str:
        tried.append(1)
        if len(tried) < 5:
            if store.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
            connection.execute(text("SELECT * FROM nowhere"))
        return "done"

    assert connect.in_transaction(store, change) == "done"
    tried.clear()
    monkeypatch.setattr(connect, "AWAY_S", 0.0)
    where = shown(str(store.url))
    with pytest.raises(StoreError, match=f"^{re.escape(where)}: cannot be read or written \\(."):
        connect.in_transaction(
            store, lambda connection: connection.execute(text("SELECT * FROM nowhere"))
        )


def test_the_same_row_written_by_two_runs_at_once_stands_once(store: Engine) -> None:
    other = create_engine(store.url, poolclass=NullPool)
    tried: list[int] = []

    def change(connection: Connection) -> None:
        tried.append(1)
        if len(tried) == 1 and store.dialect.name == "postgresql":
            # Between another run's look and its writing.
            save_file(connection, "k", sha256="0" * 64, size=1, modified="1")
            with other.begin() as first:
                first.execute(text("SET lock_timeout = 100"))
                first.execute(text("INSERT INTO files VALUES ('j', :s, 1, '1')"), {"s": "0" * 64})
            connection.execute(text("INSERT INTO files VALUES ('j', :s, 1, '1')"), {"s": "0" * 64})
        save_file(connection, "j", sha256="1" * 64, size=1, modified="1")

    connect.in_transaction(store, change)
    assert read.seen_files(store, ["j"])["j"][2] == "1" * 64
    with pytest.raises(IntegrityError):
        connect.in_transaction(
            store, lambda c: c.execute(text("INSERT INTO files VALUES ('j', 'x', 1, '1')"))
        )


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    before = tmp_path.stat().st_mode
    with pytest.raises(StoreError, match="is a folder; name a file"):
        open_store(tmp_path)
    assert tmp_path.stat().st_mode == before


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ("postgresql://u:pw@h/d", "postgresql://u:***@h/d"),
        ("postgresql://u@h/d?password=pw", "postgresql://u@h/d?password=hidden"),
        ("postgresql://u:pw@h:port/d", "postgresql://…"),
        ("sqlite:////x/calls.db", "/x/calls.db"),
    ],
)
def test_stores_are_named_without_passwords(where: str, says: str) -> None:
    assert shown(where) == says


def test_connections_that_the_server_closed_are_opened_anew(store: Engine) -> None:
    with store.connect() as connection:
        assert connection.execute(text("SELECT 1")).scalar() == 1
    if store.dialect.name == "postgresql":
        admin = create_engine(store.url, poolclass=NullPool)
        with admin.connect() as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
    assert read.count(store) == 0


def test_what_is_written_is_read_back(store: Engine, german: Analysis) -> None:
    fill(store, german.features, 3)
    rows = list(read.stored_features(store))
    written = list(entries(german.features, 3))
    assert [features for _, features in rows] == [entry.features for entry in written]
    assert [row["agent"] for row, _ in rows] == ["agent00", "agent01", "agent02"]
    assert rows[0][0]["week"] == "2026-W37"
    with read_only(store) as connection:
        first = connection.execute(
            select(t.results).where(t.results.c.recording_id == 1).order_by(t.results.c.id)
        ).mappings()
        for row, line in zip(first, written[0].card.results, strict=True):
            assert (row["code"], row["verdict"], row["severity"]) == (
                line.code,
                line.verdict,
                pytest.approx(line.severity),
            )


def test_the_same_sound_stands_there_once(store: Engine, german: Analysis) -> None:
    entry = next(entries(german.features, 1))
    for _ in range(2):
        with store.begin() as connection:
            save_call(connection, entry, run_id=None)
    assert count(store, t.recordings) == 1
    assert count(store, t.results) == len(entry.card.results)
    assert count(store, t.measures) == len(entry.features.measures)
    assert count(store, t.provenance) == 1


def test_another_card_takes_the_place_of_the_first(store: Engine, german: Analysis) -> None:
    entry = next(entries(german.features, 1))
    with store.begin() as connection:
        number = save_call(connection, entry, run_id=None)
    english = voicecheck.judge(entry.features, config=voicecheck.Config(lang="en"))
    with store.begin() as connection:
        save_card(connection, number, english, key="k" * 64)
    assert count(store, t.results) == len(english.results)
    with read_only(store) as connection:
        finding = connection.execute(
            select(t.results.c.finding).where(t.results.c.code == "M4")
        ).scalar()
        assert finding == english.results["M4"].finding
        assert connection.execute(select(t.recordings.c.lang)).scalar() == "en"


def test_a_file_that_failed_goes_when_it_succeeds(store: Engine, german: Analysis) -> None:
    from voicecheck.store.entries import FailedFile

    entry = next(entries(german.features, 1))
    failed = FailedFile(entry.path, entry.path_key, None, "time", "too long", True, "a" * 64)
    for _ in range(2):
        with store.begin() as connection:
            save_failure(connection, failed, run_id=None)
    assert failures(store)[entry.path_key]["attempts"] == 2
    with store.begin() as connection:
        save_call(connection, entry, run_id=None)
    assert failures(store) == {}


def test_the_views_answer_their_questions(store: Engine, german: Analysis) -> None:
    fill(store, german.features, 120, agents=12)
    assert {name: bool(read.view(store, name)) for name in VIEWS} == dict.fromkeys(VIEWS, True)
    calls = read.view(store, "calls")
    assert len(calls) == 120
    per_check = {row["code"]: row for row in read.view(store, "per_check")}
    for code in ("M1", "M4", "M7"):
        verdicts = [row[f"{code.lower()}_verdict"] for row in calls]
        assert per_check[code]["n_calls"] == 120
        assert per_check[code]["n_fail"] == verdicts.count("fail")
        spread = [row for row in read.view(store, "distribution") if row["code"] == code]
        severities = [row[f"{code.lower()}_severity"] for row in calls]
        tenths = [min(9, int(s * 10 + 1e-9)) for s in severities if s is not None]
        assert {row["tenth"]: row["n_calls"] for row in spread} == {
            tenth: tenths.count(tenth) for tenth in set(tenths)
        }


def test_small_teams_stay_hidden(store: Engine, german: Analysis) -> None:
    fill(store, german.features, 40, agents=8)  # two queues of four people
    assert read.view(store, "per_team_week") == []
    assert read.view(store, "per_agent_week") != []


def test_a_claim_holds_until_its_run_ends_or_dies(store: Engine, german: Analysis) -> None:
    first = runs.start_run(store, folder="/a", n_found=1)
    second = runs.start_run(store, folder="/a", n_found=1)
    take = {"analysis_key": "a" * 64}
    assert runs.claim(store, "s" * 64, run_id=first, **take)
    assert runs.claim(store, "s" * 64, run_id=first, **take)
    assert not runs.claim(store, "s" * 64, run_id=second, **take)
    with store.begin() as connection:
        connection.execute(
            t.runs.update()
            .where(t.runs.c.id == first)
            .values(alive_utc=t.runs.c.started_utc.type.python_type(2020, 1, 1))
        )
    assert runs.claim(store, "s" * 64, run_id=second, **take)
    with store.begin() as connection:
        runs.update_run(connection, second, counts={"n_done": 1}, ended=True)
    third = runs.start_run(store, folder="/a", n_found=1)
    assert runs.claim(store, "s" * 64, run_id=third, **take)
    entry = next(entries(german.features, 1))
    with store.begin() as connection:
        save_call(connection, entry, run_id=third)
    done = entry.features.source.sha256
    assert not runs.claim(store, done, run_id=third, analysis_key=entry.analysis_key)
    assert runs.claim(store, done, run_id=third, analysis_key="b" * 64)


def test_claims_of_a_killed_run_of_this_machine_are_free_at_once(store: Engine) -> None:
    dead = runs.start_run(store, folder="/a", n_found=1)
    assert runs.claim(store, "s" * 64, run_id=dead, analysis_key="a")
    with subprocess.Popen(["true"]) as gone:
        gone.wait()
    with store.begin() as connection:
        connection.execute(t.runs.update().where(t.runs.c.id == dead).values(pid=gone.pid))
    new = runs.start_run(store, folder="/a", n_found=1)
    assert runs.claim(store, "s" * 64, run_id=new, analysis_key="a")


def test_what_is_forgotten_is_gone(store: Engine, german: Analysis) -> None:
    fill(store, german.features, 24)
    assert len(forget.forget_agent(store, "agent03")) == 3
    assert forget.forget_call(store, "call00000.wav") == [next(entries(german.features, 24)).page]
    assert forget.forget_call(store, "call99999.wav") == []
    assert read.count(store) == 20
    assert count(store, t.forgotten) == 4
    with read_only(store) as connection:
        left = set(connection.execute(select(t.recordings.c.id)).scalars())
        for table in (t.results, t.measures, t.evidence, t.features):
            assert set(connection.execute(select(table.c.recording_id)).scalars()) == left
    assert len(forget.purge(store, days=0)) == 20
    assert read.count(store) == 0


def test_nothing_of_a_forgotten_call_stays_in_the_file(tmp_path: Path, german: Analysis) -> None:
    store = open_store(tmp_path / "calls.db")
    fill(store, german.features, 4)
    forget.forget_agent(store, "agent02")
    settle(store, anew=True)
    store.dispose()
    left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"agent01" in left
    assert b"agent02" not in left
    assert b"call00002" not in left


@pytest.mark.needs("parquet")
def test_tables_and_views_go_out(store: Engine, german: Analysis, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    fill(store, german.features, 30, agents=12)
    written = export(store, tmp_path / "csv", kind="csv")
    also = export(store, tmp_path / "parquet", kind="parquet")
    assert [path.stem for path in written] == [path.stem for path in also]
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in (*written, *also))
    for path in written:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        table = pq.read_table(tmp_path / "parquet" / f"{path.stem}.parquet")
        assert table.num_rows == len(rows)
    calls = pq.read_table(tmp_path / "parquet" / "calls.parquet").to_pylist()
    assert calls[0]["started_at"] == next(entries(german.features, 30, agents=12)).info.started_at
    assert isinstance(calls[0]["m4_severity"], float)


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "calls.db"
    path.touch(mode=0o644)
    path.chmod(0o644)
    open_store(path).dispose()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_reader_is_not_held_back_by_the_writer(tmp_path: Path, german: Analysis) -> None:
    store = open_store(tmp_path / "calls.db")
    with store.begin() as connection:
        save_call(connection, next(entries(german.features, 1)), run_id=None)
        assert read.count(store) == 0
    assert read.count(store) == 1
    store.dispose()


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda path: None, "there is no store here"),
        (
            lambda path: path.write_text("no database at all, but long enough " * 9),
            "not a database",
        ),
    ],
)
def test_no_store_is_told_in_words(tmp_path: Path, make: object, says: str) -> None:
    path = tmp_path / "calls.db"
    make(path)  # type: ignore[operator]
    with pytest.raises(StoreError, match=says):
        open_store(path, must_exist=True)


def test_a_newer_store_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "calls.db"
    open_store(path).dispose()
    with contextlib.closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="newer voicecheck"):
        open_store(path)


def test_no_password_is_shown() -> None:
    assert shown("postgresql+psycopg://me:secret@host/calls") == (
        "postgresql+psycopg://me:***@host/calls"
    )
    with pytest.raises(StoreError) as caught:
        open_store("postgresql+psycopg://me:secret@127.0.0.1:1/calls")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("opened", [open_store, open_to_read])
def test_a_server_that_cannot_be_reached_is_said_in_one_sentence(
    opened: Callable[[str], Engine],
) -> None:
    where = "postgresql+psycopg://me:***@127.0.0.1:1/calls"
    with pytest.raises(StoreError) as caught:
        opened("postgres://me:secret@127.0.0.1:1/calls")
    said = caught.value.text
    assert re.fullmatch(
        re.escape(where) + r": the store cannot be reached \(.*refused.*\)", said.en
    )
    assert said.de.startswith(f"{where}: die Ablage ist nicht zu erreichen (")
    assert "secret" not in said.de and "\n" not in said.de


@pytest.mark.parametrize("schema", ["0001", "0003"])
def test_a_store_from_before_the_first_release_is_refused(
    address: str, store: Engine, schema: str
) -> None:
    with store.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :s"), {"s": schema})
    where = re.escape(shown(address))
    with pytest.raises(StoreError, match=rf"^{where}: .* older, unreleased .* into a new store$"):
        open_store(address)


def test_quotes_may_have_no_probability(address: str, store: Engine, german: Analysis) -> None:
    from voicecheck.store.cards import all_cards

    fill(store, german.features, 1)
    with store.begin() as connection:
        connection.execute(t.evidence.update().values(probability=None))
    ((_, card),) = all_cards(address)
    found = [item for line in card["results"] for item in line["evidence"]]
    assert any(item["quote"] for item in found)
    assert all(item["probability"] is None for item in found)


def test_cards_of_a_store_have_the_shape_of_their_json(
    address: str, store: Engine, german: Analysis
) -> None:
    from voicecheck.calibration.marks import judged_calls
    from voicecheck.store.cards import all_cards
    from voicecheck.types.codec import to_dict

    fill(store, german.features, 3)
    found = [card for _, card in all_cards(address)]
    written = [to_dict(entry.card) for entry in entries(german.features, 3)]
    for card, whole in zip(found, written, strict=True):
        assert card["source"]["sha256"] == whole["source"]["sha256"]
        for line, said in zip(card["results"], whole["results"], strict=True):
            same = ("code", "title", "verdict", "finding", "reason", "advice")
            assert {name: line[name] for name in same} == {name: said[name] for name in same}
            for item, heard in zip(line["evidence"], said["evidence"], strict=True):
                assert item["quote"] == heard["quote"]
                assert item["probability"] == heard["probability"]
                assert item["value"] == pytest.approx(heard["value"])
                if heard["norm"]:
                    assert heard["norm"].items() >= item["norm"].items()
    assert judged_calls(address)["call00000.wav"]["M4"].norms["greeting_syllables"]["fail"] > 0
    assert any(e["probability"] for card in found for r in card["results"] for e in r["evidence"])
    table = voicecheck.batch_frame(address)
    assert len(table) == 24
    assert set(table["agent"]) == {"agent00", "agent01", "agent02"}
