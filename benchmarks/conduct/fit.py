"""Trains the linear readers, and reads every writer with readers that have not seen that writer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from joblib import Parallel, delayed
from sklearn.linear_model import LogisticRegression
from tqdm import tqdm

from benchmarks.conduct.bank import Labelled, of_role
from voicecheck.conduct.encoder import encode
from voicecheck.conduct.read import hits_of
from voicecheck.conduct.reader import WEIGHTS, Reader, kinds_of, vectors_of
from voicecheck.languages import load_pack

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from voicecheck.types.audio import Role

STRENGTH = 0.003  # inverse regularisation, chosen once on six groups of writers
MAX_ROUNDS = 500
EVERYBODY = "everybody"
ALONE = 5.0


@dataclass(frozen=True, slots=True)
class Read:
    """One party's sentences with what the readers that had not seen their writers make of them.

    Parameters
    ----------
    rows : list of Labelled
        The sentences.
    likely : ndarray, shape (n_sentences, n_classes)
        Calibrated probabilities.
    apart : dict of str to Reader
        By writer: trained on all others.
    reader : Reader
        Trained on everybody.
    """

    rows: list[Labelled]
    likely: NDArray[np.float32]
    apart: dict[str, Reader]
    reader: Reader


class Kept:
    """Encodes texts once."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._known: dict[str, NDArray[np.float32]] = {}

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one vector per text."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(zip(new, encode(new), strict=True))
        return np.array([self._known[text] for text in texts])


def read_apart(
    bank: Sequence[Labelled],
    beside: Sequence[Labelled],
    role: Role,
    *,
    lexicon: bool,
    encode: Kept,
) -> Read:
    """Train on all writers but one, read that one; then train on all.

    Parameters
    ----------
    bank : sequence of Labelled
        The dialogues.
    beside : sequence of Labelled
        Joins all training and is not read: ordinary talkers, and sentences without a context.
    role : Role
        Whose sentences.
    lexicon : bool
        Whether what the lexicon finds is told to the reader.
    encode : Kept
        Encodes texts.

    Returns
    -------
    Read
    """
    rows, others = of_role(bank, role), of_role(beside, role)
    every = rows + others
    hits = [hits_of(one.sentence, load_pack(one.language)) for one in every]
    vectors = vectors_of(
        [one.sentence for one in every],
        [frozenset(found) if lexicon else frozenset() for found in hits],
        encode=encode,
    )
    kinds = kinds_of(role)
    # Sentences without a context are half positive: a weight of their own takes that up, and goes.
    alone = np.array(
        [not (one.sentence.heard or one.sentence.answer) for one in others], np.float32
    )
    vectors = np.c_[vectors, np.r_[np.zeros(len(rows), np.float32), ALONE * alone]]
    truth = np.array([[kind in one.labels for kind in kinds] for one in every])
    known = np.array([[kind in one.about for kind in kinds] for one in every])
    writer = np.array([one.writer for one in every])
    jobs = [
        (name, k)
        for name in [*sorted({one.writer for one in rows}), EVERYBODY]
        for k in range(len(kinds))
    ]
    fitted = Parallel(n_jobs=-1)(
        delayed(_fit)(vectors, truth[:, k], (writer != name) & known[:, k])
        for name, k in tqdm(jobs, role.value)
    )
    vectors = vectors[:, :-1]
    weights = {name: np.zeros((len(kinds), vectors.shape[1] + 1)) for name in dict(jobs)}
    for (name, k), own in zip(jobs, fitted, strict=True):
        weights[name][k] = own
    logits = np.zeros((len(rows), len(kinds)))
    for name in weights:
        mine = np.flatnonzero(writer == name)
        logits[mine] = vectors[mine] @ weights[name][:, :-1].T + weights[name][:, -1]
    scale = _calibration(logits, truth[: len(rows)])
    readers = {name: _reader(kinds, own, scale) for name, own in weights.items()}
    everybody = readers.pop(EVERYBODY)
    likely = np.zeros(logits.shape, np.float32)
    for name, reader in readers.items():
        mine = np.flatnonzero(writer == name)
        likely[mine] = reader.probabilities(vectors[mine])
    return Read(rows, likely, readers, everybody)


def save(reads: Mapping[Role, Read]) -> None:
    """Write the readers that were trained on everybody into the package."""
    arrays = {}
    for role, read in reads.items():
        arrays[f"{role.value}.weights"] = read.reader.weights
        arrays[f"{role.value}.bias"] = read.reader.bias
    np.savez_compressed(WEIGHTS, **arrays)


def _fit(
    vectors: NDArray[np.float32], truth: NDArray[np.bool_], chosen: NDArray[np.bool_]
) -> NDArray[np.float64]:
    model = LogisticRegression(C=STRENGTH, max_iter=MAX_ROUNDS, tol=1e-3)
    model.fit(vectors[chosen], truth[chosen])
    return np.append(model.coef_[0, :-1], model.intercept_[0])


def _calibration(logits: NDArray[np.float64], truth: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return slope and offset of each class, from sentences of unseen writers (Platt 1999)."""
    scale = np.zeros((logits.shape[1], 2))
    for k in range(logits.shape[1]):
        model = LogisticRegression(C=1e6).fit(logits[:, [k]], truth[:, k])
        scale[k] = model.coef_[0, 0], model.intercept_[0]
    return scale


def _reader(
    kinds: tuple[str, ...], weights: NDArray[np.float64], scale: NDArray[np.float64]
) -> Reader:
    scaled = weights * scale[:, :1]
    bias = scaled[:, -1] + scale[:, 1]
    return Reader(kinds, scaled[:, :-1].astype(np.float16), bias.astype(np.float32))
