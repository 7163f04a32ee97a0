"""Stores full of made-up calls: one real call's measures, varied per agent and per call."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import voicecheck
from voicecheck.features import Features
from voicecheck.store.entries import Entry, FailedFile
from voicecheck.store.write import save_call, save_failure
from voicecheck.types.call import CallInfo, Direction
from voicecheck.types.hashing import value_sha256

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Engine

    from voicecheck.types.judgement import Scorecard

START = datetime(2026, 9, 7, 8, 0)


def varied(features: Features, factor: Callable[[str], float], sha256: str, path: str) -> Features:
    """Return the same call with every measure times a factor of its own."""
    changed = {
        name: replace(measure, value=measure.value * factor(name))
        for name, measure in features.measures.items()
        if measure.value is not None
    }
    source = replace(features.source, sha256=sha256, path=path)
    return replace(features, source=source, measures=features.measures | changed)


def entries(
    features: Features,
    n: int,
    *,
    agents: int = 8,
    days: int = 56,
    spread: float = 0.15,
    shift: Callable[[datetime, str], float] = lambda at, name: 1.0,
    seed: int = 1,
    card: Scorecard | None = None,
) -> Iterator[Entry]:
    """Make calls up: agents differ, calls differ, and `shift` may move a measure from a day on.

    `card` is that of all of them, where only measures count: judging is what costs.
    """
    chance = random.Random(seed)
    own = {
        (agent, name): chance.lognormvariate(0.0, spread)
        for agent in range(agents)
        for name in features.measures
    }
    for i in range(n):
        agent = i % agents
        at = START + timedelta(days=days * i / n, minutes=chance.randrange(480))
        path = f"/exports/{at:%Y/%m/%d}/call{i:05d}.wav"

        def factor(name: str, agent: int = agent, at: datetime = at) -> float:
            return own[agent, name] * chance.lognormvariate(0.0, spread) * shift(at, name)

        measured = varied(features, factor, value_sha256([seed, i]), path)
        info = CallInfo(
            call_id=f"c{i}",
            agent=f"agent{agent:02d}",
            queue=("service", "sales")[agent % 2],
            direction=Direction.INBOUND,
            started_at=at,
        )
        yield Entry(
            path=path,
            path_key=value_sha256(path),
            info=info,
            features=measured,
            card=card or voicecheck.judge(measured),
            conversation=None,
            analysis_key="a" * 64,
            lexicon_key="l" * 64,
            judgement_key="j" * 64,
            seconds=12.0 + chance.random(),
            page=f"call{i:05d}-{value_sha256([seed, i])[:8]}.html",
        )


def fill(
    store: Engine, features: Features, n: int, *, run_id: int | None = None, **how: object
) -> None:
    """Write made-up calls, and two files that failed."""
    with store.begin() as connection:
        for entry in entries(features, n, **how):  # type: ignore[arg-type]
            save_call(connection, entry, run_id=run_id)
        for i, stage in enumerate(("decode", "time")):
            path = f"/exports/bad{i}.wav"
            reason = "holds no sound, only a header. Export it again"
            failed = FailedFile(
                path, value_sha256(path), None, stage, reason, stage == "time", "a" * 64
            )
            save_failure(connection, failed, run_id=run_id)
