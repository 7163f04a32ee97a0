"""Speaker embeddings parted in two, and how much each resembles its own part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Embeddings = npt.NDArray[np.float32]  # [shape=(n, n_dimensions)], unit length
    People = npt.NDArray[np.intp]  # [shape=(n,)], 0 or 1
    Numbers = npt.NDArray[np.float64]


def in_two(embeddings: Embeddings, how: Literal["ward", "average"] = "ward") -> People:
    """Part embeddings in two by a tree."""
    from scipy.cluster.hierarchy import fcluster, linkage

    metric: Literal["euclidean", "cosine"] = "euclidean" if how == "ward" else "cosine"
    tree = linkage(embeddings.astype(np.float64), how, metric=metric)
    return (fcluster(tree, 2, "maxclust") - 1).astype(np.intp)


def both_there(people: People, least: int = 1) -> bool:
    """Tell whether each of two people has at least so many."""
    second = int(np.count_nonzero(people))
    return min(second, len(people) - second) >= least


def towards_first(
    embeddings: Embeddings, people: People, seconds: npt.NDArray[Any] | None = None
) -> Numbers:
    """Return how much more each resembles the first person than the second (cosines)."""
    weighted = embeddings if seconds is None else embeddings * seconds[:, None]
    likeness = np.zeros((2, len(people)))
    for person in (0, 1):
        own = people == person
        without = weighted[own].sum(axis=0) - weighted * own[:, None]
        norm = np.maximum(np.linalg.norm(without, axis=1), 1e-9)
        likeness[person] = (embeddings * without).sum(axis=1) / norm
    lead: Numbers = likeness[0] - likeness[1]
    return lead


def towards_own(
    embeddings: Embeddings, people: People, seconds: npt.NDArray[Any] | None = None
) -> Numbers:
    """Return how much more each resembles its own person than the other."""
    lead = towards_first(embeddings, people, seconds)
    return np.where(people == 0, lead, -lead)


def cosine(first: npt.NDArray[Any], second: npt.NDArray[Any]) -> float:
    """Return the cosine of two directions of any length."""
    norm = float(np.linalg.norm(first)) * float(np.linalg.norm(second))
    return float(first @ second) / max(norm, 1e-9)
