"""The linear readers: probabilities of the classes of conduct, from sentences in context.

One logistic regression per class, trained on the dialogues of many writers (`python -m
benchmarks.conduct --train`), its probabilities calibrated on writers it had not seen. What is put
side by side: the sentence, what was heard before it, what the turn goes on to say and how the next
turn begins, as vectors of the encoder; the sentence's words and pairs of words; its place; and the
classes that the lexicon finds in it.
"""

from __future__ import annotations

import functools
import zlib
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.conduct.encoder import SIZE, encode
from voicecheck.conduct.kinds import AGENT, CALLER
from voicecheck.conduct.sentences import text_of
from voicecheck.languages import normalised
from voicecheck.types.audio import Role
from voicecheck.types.hashing import check_file
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from voicecheck.conduct.sentences import Sentence

    Encode = Callable[[Sequence[str]], NDArray[np.float32]]

WEIGHTS = Path(__file__).parent / "weights" / "reader.npz"
WEIGHTS_SHA256 = "e289893c1f79f1f105d5d14ca4e634969b8b8272c8aa9d2ac02decba5a43e57a"
# How much each part counts beside the sentence's own vector.
HEARD, AFTER, ANSWER, LEXICON, WORDS = 0.5, 0.5, 0.3, 5.0, 30.0
N_BUCKETS = 8192  # that words and pairs of words are hashed into
LONG_SENTENCE = 20  # words


@dataclass(frozen=True, slots=True)
class Reader:
    """Linear weights of some classes."""

    kinds: tuple[str, ...]
    weights: NDArray[np.float32]  # calibration is part of them
    bias: NDArray[np.float32]

    def probabilities(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the probability of each class for each sentence."""
        logits = vectors @ self.weights.T + self.bias
        return np.asarray(1 / (1 + np.exp(-np.clip(logits, -30, 30))), np.float32)


def kinds_of(role: Role) -> tuple[str, ...]:
    """Return the classes that a party's sentences can have."""
    return AGENT if role is Role.AGENT else CALLER


def vectors_of(
    sentences: Sequence[Sentence], found: Sequence[frozenset[str]], *, encode: Encode = encode
) -> NDArray[np.float32]:
    """Put what is known of each sentence side by side."""
    kinds = kinds_of(sentences[0].role)
    scale = np.float32(np.sqrt(SIZE))
    return np.hstack(
        [
            scale * encode([text_of(s.words) for s in sentences]),
            scale * HEARD * encode([text_of(s.heard) for s in sentences]),
            scale * AFTER * encode([text_of(s.after) for s in sentences]),
            scale * ANSWER * encode([text_of(s.answer) for s in sentences]),
            np.array([_place(s) for s in sentences], np.float32),
            LEXICON * np.array([[kind in one for kind in kinds] for one in found], np.float32),
            WORDS * np.array([_hashed(s) for s in sentences]),
        ]
    ).astype(np.float32)


def _place(sentence: Sentence) -> tuple[float, ...]:
    return (
        sentence.opens,
        sentence.ends,
        sentence.asked,
        sentence.words[-1].text.endswith("?"),
        min(len(sentence.words), LONG_SENTENCE) / 10,
        sentence.early,
        sentence.late,
    )


def _hashed(sentence: Sentence) -> NDArray[np.float32]:
    """Return a unit vector of the words and pairs of words, by signed feature hashing."""
    row = np.zeros(N_BUCKETS, np.float32)
    words = [text for word in sentence.words if (text := normalised(word.text))]
    for text in (*words, *(f"{one} {other}" for one, other in pairwise(words))):
        code = zlib.crc32(text.encode())
        row[code % N_BUCKETS] += 1.0 if code & 1 << 31 else -1.0
    return row / max(1.0, float(np.linalg.norm(row)))


_NAME = Text("Erkennung des Verhaltens", "reader of conduct")


@functools.cache
def load_reader(role: Role) -> Reader:
    """Return the packaged reader of a party's sentences."""
    check_file(WEIGHTS, WEIGHTS_SHA256, _NAME, "voicecheck")
    with np.load(WEIGHTS, allow_pickle=False) as file:
        return Reader(
            kinds_of(role),
            file[f"{role.value}.weights"].astype(np.float32),
            file[f"{role.value}.bias"],
        )
