"""What was aimed at, held against what was heard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.calls.nuisances import CLEAN, NUISANCES
from benchmarks.validity.count import changed, drifts, over, responses

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.validity.hear import Outcome

QUIET = {nuisance.name for nuisance in NUISANCES if nuisance.kind == "codec"}


@dataclass(frozen=True, slots=True)
class Target:
    """What was aimed at, and what came out."""

    aim: str
    found: str
    met: bool


def targets(heard: Sequence[Outcome]) -> list[Target]:
    """Hold the figures against what was aimed at."""
    goals = []
    for r in responses(heard):
        rho = float(np.mean([0.0 if own is None else own for own in r.within]))
        goals.append(
            Target(
                f"{r.axis.target} follows {r.axis.name}: Spearman ≥ .95",
                f"{rho:.2f} (over all calls {r.rho or 'no response'})",
                rho >= 0.95,
            )
        )
    for r in responses(heard):
        code, moved = r.worst_other
        goals.append(
            Target(
                f"{r.axis.name} moves no other check by 10 points",
                f"{code} by {100 * moved:.0f}",
                moved < 0.10,
            )
        )
    goals += _accuracy_targets(heard)
    card = drifts(heard)
    quiet = [d for d in card if d.nuisance in QUIET]
    if quiet:
        worst = max(quiet, key=lambda d: d.turned / d.n)
        goals.append(
            Target(
                "at most 3 % of the verdicts turn between pass and fail under any codec",
                f"{100 * worst.turned / worst.n:.1f} % of {worst.n} ({worst.nuisance})",
                worst.turned <= 0.03 * worst.n,
            )
        )
    found, n = changed(heard, "M1", QUIET | {"SNR 20 dB"})
    if n:
        goals.append(
            Target(
                "no verdict of M1 changes under any codec or at SNR 20 dB",
                f"{len(found)} of {n}" + (f" ({'; '.join(found)})" if found else ""),
                not found,
            )
        )
    for d in card:
        if d.nuisance == "SNR 5 dB":
            goals.append(
                Target(
                    "below SNR 10 dB verdicts are withheld rather than changed",
                    f"SNR 5 dB: {d.withheld} of {d.n} withheld, {d.turned + d.moved} changed",
                    d.turned + d.moved == 0,
                )
            )
    return goals


def _accuracy_targets(heard: Sequence[Outcome]) -> list[Target]:
    goals = []
    coded = [o for o in heard if o.task.nuisance in QUIET | {CLEAN.name} and o.task.axis != "blur"]
    for title, outcomes, aim_median, aim_p90 in (
        ("clean and coded", coded, 2.0, 6.0),
        ("SNR 15 dB", [o for o in heard if o.task.nuisance == "SNR 15 dB"], 4.0, 100.0),
    ):
        errors = np.abs(over(outcomes, "rate_error"))
        if len(errors):
            median, p90 = np.median(errors), np.percentile(errors, 90)
            limit = f" (P90 {aim_p90:g} %)" if aim_p90 < 100 else ""
            goals.append(
                Target(
                    f"articulation rate within {aim_median:g} %{limit}, {title}",
                    f"median {median:.1f} %, P90 {p90:.1f} %, {len(errors)} calls",
                    bool(median <= aim_median and p90 <= aim_p90),
                )
            )
    coded_drifts = [d for d in drifts(heard) if d.nuisance in QUIET]
    for which, limit, aim in (
        ("drifts", 0.5, "within .5 semitones of the clean file in the median of each codec"),
        ("worst", 1.5, "within 1.5 semitones of the clean file under every codec"),
    ):
        moved = [getattr(d, which)["range, st"] for d in coded_drifts]
        known = [m for m in moved if m is not None]
        if known:
            goals.append(
                Target(f"pitch range {aim}", f"worst {max(known):.2f} st", max(known) <= limit)
            )
    level = [o for o in heard if o.task.nuisance in QUIET | {CLEAN.name, "SNR 20 dB"}]
    for name, title in (("pause_recall", "recall"), ("pause_precision", "precision")):
        values = over(level, name)
        if values:
            goals.append(
                Target(
                    f"pauses from 300 ms on: {title} ≥ .9 down to SNR 20 dB",
                    f"mean {np.mean(values):.2f}, lowest {min(values):.2f}, {len(values)} calls",
                    float(np.mean(values)) >= 0.9,
                )
            )
    return goals
