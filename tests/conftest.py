"""The sample calls, both databases for real, the browser, and what tests may need."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

import voicecheck
from benchmarks import goldens
from tests import needs
from tests.servers import Server
from voicecheck.analysis.pipeline import Analysis
from voicecheck.cli.language import use
from voicecheck.store.connect import open_store
from voicecheck.types.audio import Recording
from voicecheck.types.judgement import Scorecard

STEREO, ALAW = goldens.CALLS
pytest.register_assert_rewrite("tests.made_features")
# The same examples every time, however busy the machine; `--hypothesis-profile=search` looks further.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("search", max_examples=2000, deadline=None)
settings.load_profile("repeatable")


@pytest.hookimpl(tryfirst=True)  # before `-m "not slow"` chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if any(mark.args[0] in needs.SLOW for mark in item.iter_markers("needs")):
            item.add_marker("slow")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("needs"):
        needs.require(mark.args[0])


@pytest.fixture(autouse=True)
def _german() -> None:
    """Let the command line speak German, whatever the machine's locale or the test before."""
    use("de")


@pytest.fixture(scope="session")
def samples() -> Path:
    return goldens.SAMPLES


@pytest.fixture(scope="session")
def recording() -> Recording:
    """The German sample call as it is on disk."""
    return voicecheck.load(goldens.SAMPLES / STEREO)


@pytest.fixture(scope="session")
def german(recording: Recording) -> Analysis:
    """The German sample call, all the way, with the words that the speech model once heard."""
    _, words = goldens.read_words()
    return voicecheck.analyze(recording, transcriber=goldens.KeptWords(words[STEREO]))


@pytest.fixture(scope="session")
def heard_german(recording: Recording) -> Analysis:
    """The German sample call with the words that are heard now: its tests need the speech model."""
    return voicecheck.analyze(recording)


@pytest.fixture(scope="session")
def heard_english() -> Analysis:
    """The English sample call, A-law, heard now."""
    return voicecheck.analyze(voicecheck.load(goldens.SAMPLES / ALAW))


@pytest.fixture(scope="session")
def card(german: Analysis) -> Scorecard:
    """The card of the German sample call."""
    return voicecheck.judge(german.features)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    quiet = (
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--autoplay-policy=no-user-gesture-required",
    )
    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=needs.chromium(), args=list(quiet))
        try:
            yield found
        finally:
            found.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """Address of a PostgreSQL server of its own."""
    server = Server()
    with server.running():
        yield server.address


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.needs("postgresql"))])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a fresh store is to be."""
    if request.param == "sqlite":
        return str(tmp_path / "calls.db")
    server: str = request.getfixturevalue("postgres")
    name = "t" + os.urandom(6).hex()
    engine = create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    return server.rpartition("/")[0] + f"/{name}"


@pytest.fixture
def store(address: str) -> Iterator[Engine]:
    """A fresh, empty store."""
    engine = open_store(address)
    yield engine
    engine.dispose()
