"""Calls written straight into the tables: measures alone, without the cost of judging."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Engine, insert, select

from voicecheck.store import tables as t
from voicecheck.store.connect import open_store, read_only

START = datetime(2026, 9, 7, 8, 0)
FILE: dict[str, Any] = {
    "codec": "pcm_alaw",
    "sample_rate": 8000,
    "n_channels": 2,
    "analysis_key": "a" * 64,
}
# Rates, shares that are mostly nothing, and small counts: as real measures are.
KINDS = ("tempo.articulation_rate", "quality.dropout_ratio", "wording.push")


def empty_store(path: Path | str) -> Engine:
    store = open_store(path)
    with store.begin() as connection:
        connection.execute(
            insert(t.provenance).values(
                id=1, digest="d", voicecheck="1", config_hash="c", stages="{}", tools="{}"
            )
        )
    return store


def write(
    store: Engine,
    calls: Sequence[tuple[str | None, datetime | None, dict[str, float | None]]],
    *,
    unit: str = "u",
    method: str = "",
    file: Callable[[datetime], dict[str, Any]] = lambda at: FILE,
    analysed: datetime = START,
) -> None:
    """Write calls: agent, start, measures."""
    with store.begin() as connection:
        before = connection.exec_driver_sql(
            "SELECT COALESCE(MAX(id), 0) FROM recordings"
        ).scalar_one()
        recordings = [
            {
                "id": number,
                "sha256": f"{number:064d}",
                "path": f"/exports/{number}.wav",
                "duration_s": 200.0,
                "agent": agent,
                "started_at": at,
                "agent_confidence": 1.0,
                "lang": "de",
                "coverage": 1.0,
                "lexicon_key": "l",
                "judgement_key": "j",
                "norms_edition": "n",
                "provenance_id": 1,
                "analysed_utc": analysed,
                "judged_utc": analysed,
                "seconds": 1.0,
                **file(at or analysed),
            }
            for number, (agent, at, _) in enumerate(calls, start=before + 1)
        ]
        measures = [
            {
                "recording_id": number,
                "name": name,
                "value": value,
                "unit": unit,
                "n": 1.0,
                "n_unit": "x",
                "method": method,
            }
            for number, (_, _, values) in enumerate(calls, start=before + 1)
            for name, value in values.items()
        ]
        connection.execute(insert(t.recordings), recordings)
        connection.execute(insert(t.measures), measures)


def failures(store: Engine) -> dict[str, dict[str, Any]]:
    """Return all failures by the key of their path."""
    with read_only(store) as connection:
        rows = connection.execute(select(t.failures)).mappings()
        return {str(row["path_key"]): dict(row) for row in rows}


def made_up(
    seed: int,
    *,
    agents: int = 8,
    per_agent_day: float = 1.0,
    measures: int = 30,
    spread: float = 0.15,
    shift: Callable[[int, datetime, str], float] = lambda agent, at, name: 1.0,
    days: int = 35,
    named: bool = True,
) -> list[tuple[str | None, datetime | None, dict[str, float | None]]]:
    """Make calls up: agents differ, calls differ, `shift` moves a measure of an agent's call."""
    rng = np.random.default_rng(seed)
    names = [f"{KINDS[i % 3]}{i}" for i in range(measures)]
    own = rng.lognormal(0.0, spread, (agents, measures))
    found: list[tuple[str | None, datetime | None, dict[str, float | None]]] = []
    n = round(agents * days * per_agent_day)
    for i in range(n):
        agent = i % agents
        at = START + timedelta(days=days * (i + float(rng.uniform())) / n)
        values: dict[str, float | None] = {}
        for j, name in enumerate(names):
            middle = own[agent, j] * shift(agent, at, name)
            values[name] = float(
                4.5 * middle * rng.lognormal(0.0, spread)
                if j % 3 == 0
                else max(0.0, 0.02 * middle * rng.normal(0.0, 1.0))
                if j % 3 == 1
                else rng.poisson(2.0 * middle)
            )
        found.append((f"agent{agent:02d}" if named else None, at, values))
    return found
