"""How well marks agree with each other and with voicecheck, and where cut-offs would lie."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from voicecheck.calibration.marks import Mark, Pair

# Below these no figure is worth writing down: a proposal of voicecheck (2026). With 40 calls the
# interval of a rank correlation of .6 still spans .35 to .77.
MIN_CALLS = 40
MIN_EACH_SIDE = 10
FROM_MARK = {"watch": 2.0, "fail": 3.0}  # the lowest mark that a cut-off stands for
FOLDS = 5
DRAWS = 500
SEED = 0

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval (bootstrap over calls)."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Cutoffs:
    """Proposed cut-offs of one norm."""

    norm: str
    watch: Estimate  # in the norm's unit
    fail: Estimate
    good: float  # moved along with them, so that the norm keeps its proportions
    bad: float
    # balanced accuracy of both cut-offs on calls that they were not set on, 0.5 to 1
    held_out: float
    n: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the marks say of one check."""

    check: str
    n_calls: int  # marked calls, those of them that voicecheck assessed, and raters
    n_judged: int
    n_raters: int
    # krippendorff's alpha, ordinal; None below two raters or without any variation
    alpha: float | None
    rank_correlation: Estimate | None  # spearman's, of severity and median mark
    auc: Estimate | None  # area under the ROC curve of severity against marks from 3 on
    cutoffs: tuple[Cutoffs, ...]  # where they could be set
    refused: tuple[Text, ...]  # why something is missing


def agreement(check: str, marks: Sequence[Mark], pairs: Sequence[Pair]) -> Agreement:
    """Hold the marks of one check against each other and against voicecheck."""
    judged = [pair for pair in pairs if pair.judged.severity is not None]
    n_raters = len({mark.rater for mark in marks})
    alpha = ordinal_alpha(marks)
    refused: list[Text] = []
    if n_raters < 2:
        refused.append(
            Text(
                "nur eine Person hat bewertet: keine Einigkeit berechnet",
                "one rater only: no agreement computed",
            )
        )
    if len(judged) < MIN_CALLS:
        refused.append(
            Text(
                "bewertete und beurteilte Aufnahmen: {n}, nötig sind {needed}",
                "{n} calls both marked and assessed, {needed} are needed",
            ).format(n=len(judged), needed=MIN_CALLS)
        )
        return Agreement(
            check, len(pairs), len(judged), n_raters, alpha, None, None, (), tuple(refused)
        )
    given = np.array([pair.mark for pair in judged])
    severity = np.array([pair.judged.severity for pair in judged], dtype=float)
    auc = None
    if _enough(given, FROM_MARK["fail"]):
        auc = _estimated(_auc, severity, given)
    else:
        refused.append(_one_sided("fail"))
    cutoffs = []
    for name, norm in _norms(judged).items():
        found = propose(name, norm, judged)
        if isinstance(found, Cutoffs):
            cutoffs.append(found)
        elif found not in refused:
            refused.append(found)
    return Agreement(
        check,
        len(pairs),
        len(judged),
        n_raters,
        alpha,
        _estimated(_spearman, severity, given),
        auc,
        tuple(cutoffs),
        tuple(refused),
    )


def ordinal_alpha(marks: Sequence[Mark]) -> float | None:
    """Return Krippendorff's alpha of the raters, for ordinal marks."""
    import krippendorff

    raters = sorted({mark.rater for mark in marks})
    files = sorted({mark.file for mark in marks})
    table = np.full((len(raters), len(files)), np.nan)
    for mark in marks:
        table[raters.index(mark.rater), files.index(mark.file)] = mark.mark
    shared = table[:, np.isfinite(table).sum(axis=0) >= 2]
    if len(raters) < 2 or len(np.unique(shared[np.isfinite(shared)])) < 2:
        return None
    return float(krippendorff.alpha(reliability_data=table, level_of_measurement="ordinal"))


def propose(name: str, norm: Mapping[str, Any], judged: Sequence[Pair]) -> Cutoffs | Text:
    """Set the two cut-offs of a norm where they part the marks best."""
    kept = [pair for pair in judged if name in pair.judged.values]
    given = np.array([pair.mark for pair in kept])
    direction = 1.0 if norm["bad"] > norm["good"] else -1.0
    values = direction * np.array([pair.judged.values[name] for pair in kept])
    if len(kept) < MIN_CALLS:
        return Text(
            "Norm {name}: {n} Aufnahmen, {needed} sind nötig",
            "norm {name}: {n} calls, {needed} are needed",
        ).format(name=name, n=len(kept), needed=MIN_CALLS)
    for level, mark in FROM_MARK.items():
        if not _enough(given, mark):
            return _one_sided(level)
    trend = _estimated(_spearman, values, given)
    if not trend.low > 0:
        return Text(
            "Norm {name}: die Noten steigen nicht nachweisbar mit dem Messwert",
            "norm {name}: the marks do not rise demonstrably with the measure",
        ).format(name=name)
    watch, fail = (
        _turned(_estimated(functools.partial(_cut_at, mark), values, given), direction)
        for mark in FROM_MARK.values()
    )
    if not direction * fail.value > direction * watch.value:
        return Text(
            "Norm {name}: die Noten {watch:g} und {fail:g} trennt derselbe Messwert",
            "norm {name}: the same value parts marks {watch:g} and {fail:g}",
        ).format(name=name, **FROM_MARK)
    stretch = (fail.value - watch.value) / (norm["fail"] - norm["watch"])
    return Cutoffs(
        name,
        watch,
        fail,
        watch.value + (norm["good"] - norm["watch"]) * stretch,
        fail.value + (norm["bad"] - norm["fail"]) * stretch,
        _held_out(values, given),
        len(kept),
    )


def _norms(judged: Sequence[Pair]) -> dict[str, dict[str, Any]]:
    return {name: norm for pair in judged for name, norm in pair.judged.norms.items()}


def _one_sided(level: str) -> Text:
    return Text(
        "für die Grenze '{level}' fehlen Aufnahmen: je {n} über und unter Note {mark} sind nötig",
        "too few calls for cut-off '{level}': {n} on each side of mark {mark} are needed",
    ).format(level=level, n=MIN_EACH_SIDE, mark=int(FROM_MARK[level]))


def _enough(given: Floats, mark: float) -> bool:
    above = int((given >= mark).sum())
    return min(above, len(given) - above) >= MIN_EACH_SIDE


def _spearman(values: Floats, given: Floats) -> float:
    from scipy.stats import spearmanr

    if len(np.unique(values)) < 2 or len(np.unique(given)) < 2:
        return 0.0
    return float(spearmanr(values, given).statistic)


def _auc(values: Floats, given: Floats) -> float:
    from scipy.stats import mannwhitneyu

    high = given >= FROM_MARK["fail"]
    if high.all() or not high.any():
        return 0.5
    u = mannwhitneyu(values[high], values[~high]).statistic
    return float(u / (high.sum() * (~high).sum()))


def _cut_at(mark: float, values: Floats, given: Floats) -> float:
    """Return the value from which on calls have at least a mark, by balanced accuracy."""
    high = given >= mark
    if high.all() or not high.any() or len(np.unique(values)) < 2:
        return float(np.median(values))
    order = np.argsort(values, kind="stable")
    ranked, marked = values[order], high[order]
    # Cut behind each value but the last: what lies below it is said to be fine.
    right = np.cumsum(~marked)[:-1] / (~high).sum() - np.cumsum(marked)[:-1] / high.sum()
    right[ranked[1:] == ranked[:-1]] = -np.inf
    best = np.flatnonzero(np.isclose(right, right.max()))
    at = best[len(best) // 2]
    return float((ranked[at] + ranked[at + 1]) / 2)


def _balanced(said: npt.NDArray[np.bool_], high: npt.NDArray[np.bool_]) -> float:
    return float((said[high].mean() + (~said[~high]).mean()) / 2)


def _held_out(values: Floats, given: Floats) -> float:
    """Cross-validate: mean balanced accuracy of both cut-offs, five folds over shuffled calls."""
    order = np.random.default_rng(SEED).permutation(len(values))
    scores = []
    for mark in FROM_MARK.values():
        high = given >= mark
        said = np.zeros(len(values), dtype=bool)
        for fold in range(FOLDS):
            left_out = order[fold::FOLDS]
            rest = np.setdiff1d(order, left_out)
            said[left_out] = values[left_out] >= _cut_at(mark, values[rest], given[rest])
        scores.append(_balanced(said, high))
    return float(np.mean(scores))


def _estimated(figure: Callable[[Floats, Floats], float], a: Floats, b: Floats) -> Estimate:
    rng = np.random.default_rng(SEED)
    drawn = [figure(a[i], b[i]) for i in (rng.integers(0, len(a), len(a)) for _ in range(DRAWS))]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Estimate(figure(a, b), float(low), float(high))


def _turned(estimate: Estimate, direction: float) -> Estimate:
    if direction > 0:
        return estimate
    return Estimate(-estimate.value, -estimate.high, -estimate.low)
