"""Sentences from the field that once counted, or did not, wrongly: with both readers, as in a call.

The lexicon, the sentence encoder and its reader decide together.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from benchmarks.conduct.bank import CASES, words_of
from voicecheck.conduct import CALLER, read_conduct
from voicecheck.languages import load_pack
from voicecheck.types.audio import Role
from voicecheck.types.speech import Dialogue, Turn

with Path(CASES).open(encoding="utf-8", newline="") as file:
    ROWS = [tuple(row.values()) for row in csv.DictReader(file)]


@pytest.mark.parametrize(("language", "kind", "counts", "text"), ROWS)
def test_a_sentence_counts_as_a_listener_would_say(
    language: str, kind: str, counts: str, text: str
) -> None:
    words = words_of(text)
    span = words[0].span | words[-1].span
    role = Role.CUSTOMER if kind in CALLER else Role.AGENT
    said = Dialogue((Turn(role, span, (span,), words),), (), (), ())
    found = read_conduct(said, load_pack(language)).of(kind)
    assert bool(found) == (counts == "yes")
