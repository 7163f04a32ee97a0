"""The conduct lexicon on its labelled sentences: benchmarks.lexicon prints the same figures.

The sentences lie in tests/lexicon; a lexicon belongs to no module.
"""

from __future__ import annotations

import pytest

from benchmarks.lexicon import classes, labelled, score
from voicecheck.languages import available, load_pack

# Below these a change of the lexicon does more harm than good; the figures reached stand in
# docs/accuracy.md. Accusations must be right (precision), praise and findings may be missed.
MIN_PRECISION = 0.70
MIN_RECALL = 0.35
MEAN_PRECISION, MEAN_RECALL = 0.88, 0.70


@pytest.mark.parametrize("name", classes())
def test_the_set_is_large_and_without_repetition(name: str) -> None:
    rows = [row for language in available() for row in labelled(name, language)]
    assert sum(positive for _, positive, _ in rows) >= 60
    assert sum(not positive for _, positive, _ in rows) >= 60
    assert len({text for text, _, _ in rows}) == len(rows)


def test_every_class_that_judges_is_in_the_set() -> None:
    judging = {
        name.partition(".")[2]
        for name in load_pack("de").rules
        if name.startswith(("conduct.", "caller."))
    }
    assert judging == set(classes())


@pytest.mark.parametrize("language", available())
@pytest.mark.parametrize("name", classes())
def test_held_out_sentences_are_told_apart(name: str, language: str) -> None:
    held_out = score(name, language, "held-out")
    assert held_out.precision >= MIN_PRECISION
    assert held_out.recall >= MIN_RECALL


def test_on_average_accusations_are_right() -> None:
    scores = [score(name, lang, "held-out") for name in classes() for lang in available()]
    assert sum(s.precision for s in scores) / len(scores) >= MEAN_PRECISION
    assert sum(s.recall for s in scores) / len(scores) >= MEAN_RECALL
