"""Marks of raters simulated with known noise, beside the cards that were marked."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np

from voicecheck.checks.norms import load_norms

NORM = "articulation_rate"


def norm_of(name: str) -> dict[str, Any]:
    norm = load_norms("de")[name]
    return {key: getattr(norm, key) for key in ("name", "good", "watch", "fail", "bad")}


def simulated(
    folder: Path, n_calls: int, noise: float, cuts: tuple[float, ...] = (4.8, 5.3, 5.8, 6.3)
) -> tuple[Path, Path]:
    """Write cards with rates of 4 to 7 and three raters' marks, which rise at known rates."""
    rng = np.random.default_rng(1)
    rates = rng.uniform(4.0, 7.0, n_calls)
    norm = load_norms("de")[NORM]
    cards = [
        {
            "source": {"path": f"/calls/{i}.wav"},
            "results": [
                {
                    "code": "M7",
                    "severity": norm.severity(rate),
                    "evidence": [
                        {"norm": norm_of(NORM), "value": rate, "span": None},
                        {"norm": norm_of(NORM), "value": 99.0, "span": {"start_s": 1, "end_s": 2}},
                    ],
                }
            ],
        }
        for i, rate in enumerate(rates)
    ]
    (folder / "cards.json").write_text(json.dumps({"scorecards": cards}))
    with (folder / "marks.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["file", "check", "mark", "rater"])
        for i, rate in enumerate(rates):
            for rater in "abc":
                heard = rate + noise * rng.standard_normal()
                table.writerow([f"{i}.wav", "M7", sum(heard >= cut for cut in cuts), rater])
    return folder / "marks.csv", folder / "cards.json"
