"""What was read, against the labels: by class, by sentence and by dialogue."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicecheck.conduct.kinds import ACCUSING, PRAISED

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from benchmarks.conduct.bank import Labelled


@dataclass(frozen=True, slots=True)
class Score:
    """Hits, false alarms and misses of some classes."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Share of what was found that is right; NaN where nothing was found."""
        found = self.right + self.wrong
        return self.right / found if found else float("nan")

    @property
    def recall(self) -> float:
        """Share of what is there that was found; NaN where there is nothing."""
        there = self.right + self.missed
        return self.right / there if there else float("nan")

    def __str__(self) -> str:
        return f"{self.precision:.2f} / {self.recall:.2f}"


def of_classes(
    rows: Sequence[Labelled], read: Sequence[Collection[str]], kinds: Collection[str]
) -> Score:
    """Count pairs of sentence and class: the class itself has to be right."""
    pairs = [
        (kind in one.labels, kind in found)
        for one, found in zip(rows, read, strict=True)
        for kind in kinds
    ]
    return _score(pairs)


def of_sentences(
    rows: Sequence[Labelled], read: Sequence[Collection[str]], kinds: Collection[str]
) -> Score:
    """Count sentences: any of the classes will do."""
    wanted = set(kinds)
    return _score(
        [
            (bool(wanted & set(one.labels)), bool(wanted & set(found)))
            for one, found in zip(rows, read, strict=True)
        ]
    )


def of_dialogues(rows: Sequence[Labelled], read: Sequence[Collection[str]]) -> tuple[float, float]:
    """Return the share of ordinary dialogues with an accusation, and of faulty ones with one."""
    accused: dict[str, bool] = defaultdict(bool)
    faulty: dict[str, bool] = {}
    for one, found in zip(rows, read, strict=True):
        accused[one.dialogue] |= bool(set(ACCUSING) & set(found))
        faulty[one.dialogue] = one.faulty
    ordinary = [accused[name] for name, bad in faulty.items() if not bad]
    bad = [accused[name] for name, bad in faulty.items() if bad]
    return sum(ordinary) / max(1, len(ordinary)), sum(bad) / max(1, len(bad))


def _score(pairs: Sequence[tuple[bool, bool]]) -> Score:
    return Score(
        sum(there and found for there, found in pairs),
        sum(found and not there for there, found in pairs),
        sum(there and not found for there, found in pairs),
    )


GROUPS = {"accusing": ACCUSING, "praised": PRAISED}
