"""Takes calls of known truth down the real road, and judges what came out."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from typing import TYPE_CHECKING

from benchmarks.calls.call import put_together
from benchmarks.calls.doses import AXES, STEPS
from benchmarks.calls.nuisances import CLEAN, NUISANCES
from benchmarks.validity.kept import measured

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from benchmarks.calls.call import Known, Script
    from benchmarks.validity.kept import Measured
    from voicecheck.features import Features

SEED = 0
AS_IT_WAS = "as it was"


@dataclass(frozen=True, slots=True)
class Task:
    """One call to be heard.

    Parameters
    ----------
    script : str
        Name of the script.
    axis : str
        Name of the axis, or of the faulty version that a nuisance is laid on.
    step : int
        0 is the call as it was.
    nuisance : str
        Name of the nuisance.
    """

    script: str
    axis: str
    step: int
    nuisance: str = CLEAN.name


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was said of one call.

    Parameters
    ----------
    task : Task
        Which call.
    severities : dict of str to (float or None)
        Per check.
    verdicts, reasons : dict of str to str
        Per check; reasons only where not assessed.
    measures : dict of str to (float or None)
        Every measure by its full name.
    accuracy : dict of str to (float or None)
        Held against the truth; see `benchmarks.calls.truth`.
    unguarded : dict of str to str
        Verdict that a check which was not assessed would have given without its guards, where it
        could have given one.
    points : dict of str to float
        Per assessed check that has points: what its severity is read from.
    """

    task: Task
    severities: dict[str, float | None]
    verdicts: dict[str, str]
    reasons: dict[str, str]
    measures: dict[str, float | None]
    accuracy: dict[str, float | None]
    unguarded: dict[str, str]
    points: dict[str, float] = field(default_factory=dict)


def faults(script: Script) -> dict[str, Callable[[Script], Script]]:
    """Name the versions of a call that nuisances are laid on: without fault and full of them."""
    doses = {axis.name: axis for axis in AXES}

    def with_all(*names: str) -> Callable[[Script], Script]:
        chosen = [doses[n] for n in names if script.variants or not doses[n].words]

        def change(changed: Script) -> Script:
            for axis in chosen:
                changed = axis.apply(changed, STEPS - 1)
            return changed

        return change

    return {
        AS_IT_WAS: lambda s: s,
        "flat, late, greeting, wording": with_all(
            "greeting", "wording", "f0 range", "response delay"
        ),
        "early, breathless, asked again, fast": with_all(
            "repair requests", "tempo", "pauses", "early starts"
        ),
    }


def call_of(script: Script, task: Task) -> Known:
    axes = {axis.name: axis.apply for axis in AXES}
    if task.axis in axes:
        return put_together(axes[task.axis](script, task.step), SEED)
    return put_together(faults(script)[task.axis](script), SEED)


def dosed(scripts: Iterable[Script]) -> list[Task]:
    """List every axis at every step; the call as it was stands for all of step 0."""
    found = []
    for script in scripts:
        found.append(Task(script.name, AS_IT_WAS, 0))
        found += [
            Task(script.name, axis.name, step)
            for axis in AXES
            if script.variants or not axis.words
            for step in range(1, STEPS)
        ]
    return found


def disturbed(scripts: Iterable[Script]) -> list[Task]:
    """List every nuisance on the call as it was, and on its faults where its words are known."""
    return [
        Task(script.name, fault, 0, nuisance.name)
        for script in scripts
        for fault in (faults(script) if script.variants else [AS_IT_WAS])
        for nuisance in (CLEAN, *NUISANCES)
    ]


def hear_all(
    tasks: list[Task], scripts: dict[str, Script], work: Path, n_workers: int
) -> Iterator[Outcome]:
    """Hear and judge calls in several processes; what the work folder holds is only judged."""
    work.mkdir(parents=True, exist_ok=True)
    jobs = [(task, scripts[task.script], work, n_workers) for task in dict.fromkeys(tasks)]
    with ProcessPoolExecutor(n_workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_hear, jobs)


def _hear(job: tuple[Task, Script, Path, int]) -> Outcome:
    task, script, work, n_workers = job
    nuisance = next(n for n in [CLEAN, *NUISANCES] if n.name == task.nuisance)
    return judged(task, measured(call_of(script, task), nuisance, work, n_workers))


def judged(task: Task, kept: Measured) -> Outcome:
    """Judge what was measured by the checks and norms of today."""
    import voicecheck

    features = with_todays_checks(kept.features)
    card = voicecheck.judge(features)
    return Outcome(
        task,
        {r.code: r.severity for r in card.results},
        {r.code: r.verdict.value for r in card.results},
        {r.code: r.reason for r in card.results if r.reason},
        {name: found.value for name, found in features.measures.items()},
        kept.accuracy,
        unguarded(features, [r.code for r in card.results if r.severity is None]),
        {
            r.code: float(e.value)
            for r in card.results
            for e in r.evidence
            if e.measure == f"{r.code}.points" and isinstance(e.value, int | float)
        },
    )


def with_todays_checks(features: Features) -> Features:
    """Say anew which checks two voices on one channel withhold: the one notice that asks them."""
    from voicecheck.analysis.notices import mixed_notice

    if features.purity is None:
        return features
    mixed = mixed_notice(features.purity)
    notices = tuple(mixed if n.code == mixed.code else n for n in features.notices)
    return replace(features, notices=notices)


def unguarded(features: Features, codes: list[str]) -> dict[str, str]:
    """Judge what was withheld as if there were enough of it, and it were good enough."""
    from voicecheck.checks import base, registry
    from voicecheck.checks.norms import load_norms
    from voicecheck.errors import VoicecheckError

    found = {}
    for check in registry.all_checks():
        if check.code in codes:
            try:
                severity = check.judge(features, load_norms(features.language)).severity
            except (VoicecheckError, ZeroDivisionError):  # no measure, or not a single word
                continue
            found[check.code] = base.verdict_of(severity).value
    return found
