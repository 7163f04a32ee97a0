"""How far the writers of the bank and a second labeller agree: Cohen's kappa.

python -m benchmarks.conduct.agreement
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING

from sklearn.metrics import cohen_kappa_score

from benchmarks.conduct.bank import DIALOGUES
from benchmarks.conduct.spoken import written
from voicecheck.conduct.kinds import ACCUSING, AGENT, CALLER, PRAISED

if TYPE_CHECKING:
    from collections.abc import Mapping

SECOND = DIALOGUES.parent / "second.jsonl"
GROUPS = {"any accusing": ACCUSING, "any praised": PRAISED}


def kappas() -> Mapping[str, float]:
    """Return kappa over all labels, over the groups, and of each label."""
    bank = written()
    pairs: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for line in SECOND.read_text("utf-8").splitlines():
        second = json.loads(line)
        for i, turn in enumerate(bank[second["id"]]["turns"], 1):
            for j, sentence in enumerate(turn["s"], 1):
                own, theirs = set(sentence["l"]), set(second["labels"][f"{i}.{j}"])
                for kind in AGENT if turn["who"] == "A" else CALLER:
                    pairs[kind].append((kind in own, kind in theirs))
                    pairs["all labels"].append((kind in own, kind in theirs))
                if turn["who"] == "A":
                    for name, kinds in GROUPS.items():
                        pairs[name].append((bool(own & {*kinds}), bool(theirs & {*kinds})))
    return {
        name: float(cohen_kappa_score(*zip(*both, strict=True))) for name, both in pairs.items()
    }


def main() -> None:
    for name, kappa in sorted(kappas().items(), key=lambda item: item[1]):
        print(f"{name:14} {kappa:.2f}")


if __name__ == "__main__":
    main()
