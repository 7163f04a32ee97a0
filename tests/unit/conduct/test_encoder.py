"""The sentence encoder: the version that the reader was trained on, and its vectors."""

from __future__ import annotations

import numpy as np
import pytest

from voicecheck.conduct import encoder
from voicecheck.conduct.encoder import MAX_LETTERS, SIZE, encode, installed
from voicecheck.errors import ModelError

SAME = ("Das tut mir wirklich leid.", "I am really sorry about that.")
OTHER = "Die Rechnung kommt mit der Post."


def test_it_is_part_of_the_offline_installation() -> None:
    assert installed()


def test_sentences_of_one_meaning_lie_closer() -> None:
    one, two, other = encode([*SAME, OTHER])
    assert one.shape == (SIZE,)
    assert np.linalg.norm(one) == pytest.approx(1, abs=1e-3)
    assert one @ two > one @ other


def test_a_text_has_the_same_vector_in_any_company() -> None:
    alone = encode([OTHER])
    among = encode([SAME[0], OTHER, "", SAME[1], OTHER])
    assert np.allclose(among[1], alone[0], atol=1e-4)
    assert np.array_equal(among[1], among[4])
    assert not among[2].any()
    assert encode([]).shape == (0, SIZE)


def test_a_text_without_end_is_cut() -> None:
    long = "immer wieder " * 10_000
    assert np.array_equal(encode([long]), encode([long[:MAX_LETTERS]]))


def test_it_is_loaded_once_and_beside_other_work(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []
    monkeypatch.setattr(
        encoder, "_open", lambda: opened.append(1) or (lambda texts: [[1.0] * SIZE])
    )
    encoder._loading.cache_clear()
    monkeypatch.setattr(encoder, "installed", lambda: False)
    encoder.begin_loading()
    assert not encoder._loading.cache_info().currsize
    monkeypatch.setattr(encoder, "installed", lambda: True)
    encoder.begin_loading()
    encoder.begin_loading()
    assert encode(["a"]).sum() == SIZE and opened == [1]
    encoder._loading.cache_clear()


def test_other_weights_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "FILES", {"sp.model": "0" * 64})
    encoder._loading.cache_clear()
    with pytest.raises(ModelError, match=r"sp\.model is not the sentence encoder.*reinstall fast"):
        encode(["anything"])
    encoder._loading.cache_clear()
