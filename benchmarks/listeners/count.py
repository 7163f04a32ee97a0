"""From measures and marks to agreement: partial rank correlations, and how far listeners agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import rankdata

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Array = np.ndarray

MARKS = ("lively", "clear", "halting", "friendly")
CEILING = "one listener"
PITCH_LEVEL = "pitch.f0_median_hz"
MIN_SPEAKERS = 20
DRAWS = 1000
SEED = 0
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Person:
    """One speaker: marked once, by the same listeners as all others.

    Parameters
    ----------
    speaker, sex : str
        From the manifest.
    marks : dict of str to tuple of float
        One number per listener.
    values : dict of str to float
        Measures by full name and checks by code, means over the speaker's recordings.
    """

    speaker: str
    sex: str
    marks: Mapping[str, tuple[float, ...]]
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Row:
    """How far something agrees with what listeners marked.

    Parameters
    ----------
    name : str
        Full name of a measure, code of a check, or `CEILING`.
    mark : str
        One of `MARKS`.
    rho : float
        Partial rank correlation.
    n : int
        Speakers.
    low, high : float
        95 % interval, by bootstrap over speakers.
    """

    name: str
    mark: str
    rho: float
    n: int
    low: float
    high: float


def persons(
    manifest: Sequence[Mapping[str, str]], heard: Sequence[Mapping[str, float]]
) -> list[Person]:
    """Put the recordings of each speaker together.

    Parameters
    ----------
    manifest : sequence of mapping
        One row per recording.
    heard : sequence of mapping
        What was measured of each, in the same order; what has no value is left out.

    Returns
    -------
    list of Person

    Raises
    ------
    ValueError
        If two recordings of a speaker bear different marks: it is the person who was marked.
    """
    own: dict[str, list[int]] = {}
    for index, row in enumerate(manifest):
        own.setdefault(row["speaker"], []).append(index)
    found = []
    for speaker, indices in own.items():
        first = manifest[indices[0]]
        if any(manifest[i][mark] != first[mark] for i in indices for mark in MARKS):
            raise ValueError(f"speaker {speaker} bears different marks in different rows")
        names = {name for i in indices for name in heard[i]}
        values = {
            name: float(np.mean([heard[i][name] for i in indices if name in heard[i]]))
            for name in names
        }
        marks = {mark: tuple(map(float, first[mark].split())) for mark in MARKS}
        found.append(Person(speaker, first["sex"], marks, values))
    return found


def agreement(people: Sequence[Person]) -> list[Row]:
    """Hold everything that was measured against every mark, and the listeners against each other.

    Parameters
    ----------
    people : sequence of Person
        Who has no pitch level is left out: it could not be taken out of the marks.

    Returns
    -------
    list of Row
        Measures, then checks, in order of their names, and the ceilings; nothing where there are
        fewer than `MIN_SPEAKERS`, or where hardly anybody differs from the others.
    """
    people = [person for person in people if PITCH_LEVEL in person.values]
    names = {name for person in people for name in person.values} - {PITCH_LEVEL}
    rows = []
    for name in sorted(names, key=lambda name: ("." not in name, name)):
        known = [person for person in people if name in person.values]
        values = np.array([person.values[name] for person in known])
        rows += [_row(name, mark, known, [(values, _sums(known, mark))]) for mark in MARKS]
    for mark in MARKS:
        marks = np.array([person.marks[mark] for person in people])
        pairs = [(marks[:, i], np.delete(marks, i, 1).sum(1)) for i in range(marks.shape[1])]
        rows.append(_row(CEILING, mark, people, pairs))
    return [row for row in rows if row is not None]


def partial(x: Array, y: Array, sex: Array, pitch: Array) -> Array:
    """Correlate ranks, with sex and the rank of the pitch level taken out of both.

    Parameters
    ----------
    x, y, sex, pitch : np.ndarray [shape=(..., n)]
        Sex in two numbers.

    Returns
    -------
    np.ndarray [shape=(...)]
        NaN where sex and pitch level explain one of the two in full, or it does not vary.
    """
    controls = np.stack([sex, rankdata(pitch, axis=-1)], axis=-1)
    controls = controls - controls.mean(axis=-2, keepdims=True)
    a, b = (_left_over(rankdata(values, axis=-1), controls) for values in (x, y))
    with np.errstate(invalid="ignore"):
        return (a * b).sum(-1) / np.sqrt((a**2).sum(-1) * (b**2).sum(-1))


def _left_over(values: Array, controls: Array) -> Array:
    values = values - values.mean(axis=-1, keepdims=True)
    fitted = controls @ (np.linalg.pinv(controls) @ values[..., None])
    left = values - fitted[..., 0]
    in_full = (left**2).sum(-1, keepdims=True) <= ROUNDING * (values**2).sum(-1, keepdims=True)
    return np.where(in_full, 0.0, left)


def _row(
    name: str, mark: str, people: Sequence[Person], pairs: Sequence[tuple[Array, Array]]
) -> Row | None:
    """Return the mean correlation of pairs of columns over the same people."""
    n = len(people)
    if n < MIN_SPEAKERS:
        return None
    sex = np.array([person.sex == "f" for person in people], dtype=float)
    pitch = np.array([person.values[PITCH_LEVEL] for person in people])

    def figure(i: Array) -> Array:
        return np.mean([partial(x[i], y[i], sex[i], pitch[i]) for x, y in pairs], axis=0)

    rho = figure(np.arange(n))
    if np.isnan(rho):
        return None
    draws = figure(np.random.default_rng(SEED).integers(0, n, (DRAWS, n)))
    if np.isnan(draws).any():
        return None
    low, high = np.percentile(draws, [2.5, 97.5])
    return Row(name, mark, float(rho), n, float(low), float(high))


def _sums(people: Sequence[Person], mark: str) -> Array:
    return np.array([sum(person.marks[mark]) for person in people])
