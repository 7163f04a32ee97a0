"""Takes calls of known truth down the real road, and keeps what came out."""

from __future__ import annotations

import functools
import hashlib
import json
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.validity.call import Known, Script, put_together
from benchmarks.validity.doses import AXES, STEPS
from benchmarks.validity.nuisances import CLEAN, NUISANCES
from benchmarks.validity.truth import accuracy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from voicecheck.features import Features
    from voicecheck.speech.transcribe import Transcriber

SEED = 0
AS_IT_WAS = "as it was"
NOT_HEARING = {"cli", "calibration", "report"}  # what is done with a card when it is there


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
        Held against the truth; see `benchmarks.validity.truth`.
    unguarded : dict of str to str
        Verdict that a check which was not assessed would have given without its guards, where it
        could have given one.
    """

    task: Task
    severities: dict[str, float | None]
    verdicts: dict[str, str]
    reasons: dict[str, str]
    measures: dict[str, float | None]
    accuracy: dict[str, float | None]
    unguarded: dict[str, str]


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
    """Hear calls in several processes; what is in the work folder already is not heard again."""
    work.mkdir(parents=True, exist_ok=True)
    jobs = [(task, scripts[task.script], work, n_workers) for task in dict.fromkeys(tasks)]
    with ProcessPoolExecutor(n_workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_hear, jobs)


def _hear(job: tuple[Task, Script, Path, int]) -> Outcome:
    task, script, work, n_workers = job
    known = call_of(script, task)
    key = hashlib.sha256(known.samples.tobytes() + repr((task, source_key())).encode()).hexdigest()
    kept = work / f"{key[:24]}.json"
    if kept.exists():
        return outcome_from(json.loads(kept.read_text("utf-8")))
    nuisance = next(n for n in [CLEAN, *NUISANCES] if n.name == task.nuisance)
    with tempfile.TemporaryDirectory() as folder:
        path = nuisance.write(known.samples, Path(folder) / "call")
        outcome = judged(task, known, path, n_workers)
    kept.write_text(json.dumps(asdict(outcome)), encoding="utf-8")
    return outcome


@functools.cache
def source_key() -> str:
    """Return a key of what hears: the program's own files, and those here that make an outcome."""
    import voicecheck

    root = Path(voicecheck.__file__).parent
    files = sorted(
        path
        for path in root.rglob("*")
        if path.suffix in {".py", ".toml"} and not NOT_HEARING & set(path.relative_to(root).parts)
    )
    here = [Path(__file__).with_name(name) for name in ("hear.py", "nuisances.py", "truth.py")]
    return hashlib.sha256(b"".join(p.read_bytes() for p in [*files, *here])).hexdigest()


@functools.cache
def _transcriber(n_workers: int) -> Transcriber:
    from voicecheck.speech.transcribe import WhisperTranscriber

    return WhisperTranscriber(threads=1 if n_workers > 1 else 0)


def judged(task: Task, known: Known, path: Path, n_workers: int) -> Outcome:
    """Take one file down the road and hold it against the truth."""
    import voicecheck

    config = voicecheck.Config(agent=known.agent)
    recording = voicecheck.load(path)
    analysis = voicecheck.analyze(recording, config=config, transcriber=_transcriber(n_workers))
    card = voicecheck.judge(analysis.features)
    return Outcome(
        task,
        {r.code: r.severity for r in card.results},
        {r.code: r.verdict.value for r in card.results},
        {r.code: r.reason for r in card.results if r.reason},
        {name: found.value for name, found in analysis.features.measures.items()},
        accuracy(analysis, known),
        unguarded(analysis.features, [r.code for r in card.results if r.severity is None]),
    )


def unguarded(features: Features, codes: list[str]) -> dict[str, str]:
    """Judge what was withheld as if there were enough of it, and it were good enough."""
    from voicecheck.checks import base, registry
    from voicecheck.errors import VoicecheckError
    from voicecheck.norms import load_norms

    found = {}
    for check in registry.all_checks():
        if check.code in codes:
            try:
                severity = check.judge(features, load_norms(features.language)).severity
            except (VoicecheckError, ZeroDivisionError):  # no measure, or not a single word
                continue
            found[check.code] = base.verdict_of(severity).value
    return found


def outcome_from(kept: dict[str, Any]) -> Outcome:
    return Outcome(**{**kept, "task": Task(**kept["task"])})
