"""All cards anew from stored measures: no sound is read.

Norms, checks and report language need the measures alone. A changed lexicon needs the words: calls
whose transcript was kept are measured again from it, the others are counted and left as they were
measured.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from voicecheck import api
from voicecheck.analysis import pipeline
from voicecheck.batch.cache_keys import judgement_key, lexicon_key
from voicecheck.store import read
from voicecheck.store import tables as t
from voicecheck.store.connect import in_transaction
from voicecheck.store.write import save_card, save_features
from voicecheck.types.call import CallInfo, Direction
from voicecheck.types.codec import from_dict
from voicecheck.types.speech import Conversation

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from sqlalchemy import Connection, Engine

    from voicecheck.config import Config
    from voicecheck.features import Features
    from voicecheck.types.baseline import Baseline
    from voicecheck.types.judgement import Scorecard

AT_ONCE = 200  # calls per transaction


@dataclass(frozen=True, slots=True)
class Rejudged:
    """What came of it."""

    calls: int
    turned: int  # of these, with at least one other verdict than before
    # calls without stored words: their phrases are still those of the lexicon of their day
    wordless: int


def rejudge(
    store: Engine,
    config: Config,
    *,
    baseline: Callable[[CallInfo], Baseline | None],
    tell: Callable[[int], None],
) -> Rejudged:
    """Judge all stored calls again."""
    key, lexicon = judgement_key(config), lexicon_key()
    calls = turned = wordless = 0
    block: list[tuple[dict[str, Any], Features, Scorecard, bool]] = []
    for row, features in read.stored_features(store):
        info = _info(row)
        stale = row["lexicon_key"] != lexicon
        anew = stale and row["conversation"] is not None
        if anew:
            words = from_dict(Conversation, json.loads(row["conversation"]))
            features = pipeline.remeasure(features, words, call=info)
        card = api.judge(features, config=config, baseline=baseline(info))
        calls += 1
        wordless += stale and not anew
        block.append((row, features, card, anew))
        if len(block) == AT_ONCE:
            turned += _write(store, block, key, lexicon)
            block.clear()
            tell(calls)
    turned += _write(store, block, key, lexicon)
    tell(calls)
    return Rejudged(calls, turned, wordless)


def _write(
    store: Engine,
    block: list[tuple[dict[str, Any], Features, Scorecard, bool]],
    key: str,
    lexicon: str,
) -> int:
    """Put these cards in the place of the old ones; return how many say something else."""
    if not block:
        return 0

    def put(connection: Connection) -> int:
        first, last = block[0][0]["id"], block[-1][0]["id"]
        r = t.recordings.c
        # SQLite gives the last number out again; the key is empty where more was learnt of a call.
        same = (r.id, r.sha256, r.analysis_key, r.judgement_key)
        query = select(*same).where(r.id.between(first, last)).with_for_update()
        there = {tuple(row) for row in connection.execute(query)}
        before = read.verdicts(connection, first, last)
        turned = 0
        for row, features, card, anew in block:
            if tuple(row[column.name] for column in same) not in there:
                continue  # forgotten meanwhile, or another card than the one that was read
            now = {line.code: str(line.verdict) for line in card.results}
            turned += before.get(row["id"]) != now
            save_card(connection, row["id"], card, key=key)
            if anew:
                save_features(connection, row["id"], features, lang=card.lang)
                connection.execute(
                    update(t.recordings).where(r.id == row["id"]).values(lexicon_key=lexicon)
                )
        return turned

    return in_transaction(store, put)


def _info(row: dict[str, Any]) -> CallInfo:
    return CallInfo(
        call_id=row["call_id"],
        agent=row["agent"],
        queue=row["queue"],
        direction=Direction(row["direction"]) if row["direction"] else None,
        transferred=row["transferred"],
        started_at=row["started_at"],
        agent_channel=row["agent_channel"],
    )
