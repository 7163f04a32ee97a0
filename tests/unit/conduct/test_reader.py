"""The linear readers: what they are told, and what they make of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.conduct.bank import APART, Labelled, of_role, read_files
from benchmarks.conduct.fit import Kept
from benchmarks.conduct.report import kinds_found, read_with
from benchmarks.conduct.score import of_classes, of_dialogues, of_sentences
from voicecheck.conduct import reader
from voicecheck.conduct.kinds import ACCUSING, PRAISED
from voicecheck.conduct.reader import load_reader, vectors_of
from voicecheck.errors import ModelError
from voicecheck.types.audio import Role

ROWS = of_role(read_files(APART), Role.AGENT)
ENCODE = Kept()


def _vectors(rows: list[Labelled], *found: frozenset[str]) -> np.ndarray:
    return vectors_of(
        [one.sentence for one in rows], found or [frozenset()] * len(rows), encode=ENCODE
    )


def test_the_packaged_readers_fit_what_they_are_told() -> None:
    for role in (Role.AGENT, Role.CUSTOMER):
        rows = of_role(read_files(APART), role)[:20]
        likely = load_reader(role).probabilities(_vectors(rows))
        assert likely.shape == (20, len(load_reader(role).kinds))
        assert np.all((likely >= 0) & (likely <= 1))


def test_the_same_sentence_is_another_one_in_another_context() -> None:
    one = ROWS[3]
    moved = replace(one, sentence=replace(one.sentence, heard=ROWS[30].sentence.heard))
    assert not np.array_equal(_vectors([one]), _vectors([moved]))


def test_what_the_lexicon_finds_is_part_of_it() -> None:
    without, found = _vectors(ROWS[:1]), _vectors(ROWS[:1], frozenset({"refusal"}))
    assert (without != found).sum() == 1


@pytest.mark.slow
@pytest.mark.parametrize("language", ["de", "en"])
def test_writers_that_nobody_has_seen_are_read_as_listeners_would(language: str) -> None:
    rows = [one for one in ROWS if one.language == language]
    found = kinds_found(read_with(rows, load_reader(Role.AGENT), ENCODE))
    accusing = of_classes(rows, found, ACCUSING)
    praised = of_classes(rows, found, PRAISED)
    ordinary, faulty = of_dialogues(rows, found)
    assert of_sentences(rows, found, ACCUSING).precision >= 0.9
    assert accusing.recall >= 0.45
    assert (praised.precision, praised.recall) >= (0.9, 0.6)
    assert ordinary <= 0.1
    assert faulty >= 0.9


def test_other_readers_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "WEIGHTS_SHA256", "0" * 64)
    load_reader.cache_clear()
    with pytest.raises(ModelError, match=r"reader\.npz is not the reader of conduct.*reinstall"):
        load_reader(Role.AGENT)
