"""Stores of before: measures by family, the greeting's phrases among its measures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sqlalchemy import update

import voicecheck
from tests.made_features import HIT, features
from tests.nights import entries
from voicecheck.store import read
from voicecheck.store import tables as t
from voicecheck.store.connect import open_store
from voicecheck.store.write import save_call
from voicecheck.types.catalogue import FAMILIES
from voicecheck.types.codec import to_dict


def by_family(body: dict[str, Any]) -> dict[str, Any]:
    """Write a document as it was written before."""
    measures, phrases = body.pop("measures"), body.pop("greeting_phrases")
    families: dict[str, Any] = dict.fromkeys((*FAMILIES, "intensity"))
    for name, one in measures.items():
        family, _, short = name.partition(".")
        families[family] = (families[family] or {}) | {short: one}
    families["greeting"]["phrases"] = phrases
    families["pitch"]["pvq"] = measures["pitch.voiced_s"] | {"name": "pitch.pvq"}
    return body | families


def test_a_call_stored_by_family_is_read_as_it_was(tmp_path: Path) -> None:
    call = features((HIT,))
    store = open_store(tmp_path / "calls.db")
    entry = next(entries(call, 1))
    with store.begin() as connection:
        save_call(connection, entry, run_id=None)
        body = json.dumps(by_family(to_dict(entry.features)))
        connection.execute(update(t.features).values(body=body))
    ((_, found),) = read.stored_features(store)
    assert found == entry.features
    assert voicecheck.judge(found) == entry.card
