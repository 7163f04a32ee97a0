"""What was heard and measured of a call: taken once, kept, and judged as often as one likes.

The key is the file that was heard, its truth, and the sources that make measures. Checks and norms
are no part of it: judging is instant, hearing 330 calls takes hours.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.calls import truth
from voicecheck.types.codec import from_dict, to_dict

if TYPE_CHECKING:
    from benchmarks.calls.call import Known
    from benchmarks.calls.nuisances import Nuisance
    from voicecheck.features import Features
    from voicecheck.speech.transcribe import Transcriber

# Folders and files of the program that only judge, report or make sound: what is measured is the
# same whatever they say. Of the settings, those that steer measuring stand in the key themselves.
NOT_MEASURING = frozenset(
    {
        *("batch", "calibration", "checks", "cli", "monitoring", "privacy", "report", "store"),
        *("api.py", "config.py", "mixed.py", "plan.py"),
        *("norms.toml", "references.toml"),
        *("alarm.py", "baseline.py", "judgement.py", "morning.py", "display.py"),
        "resynthesis.py",
    }
)


@dataclass(frozen=True, slots=True)
class Measured:
    """What is kept of a call.

    Parameters
    ----------
    features : Features
        What judging needs.
    accuracy : dict of str to (float or None)
        Held against the truth; see `benchmarks.calls.truth`.
    """

    features: Features
    accuracy: dict[str, float | None]


def measured(known: Known, nuisance: Nuisance, work: Path, n_workers: int) -> Measured:
    """Hear a call under a nuisance, unless that file was heard by the same program before."""
    with tempfile.TemporaryDirectory() as folder:
        path = nuisance.write(known.samples, Path(folder) / "call")
        kept = work / f"{key_of(path, known)[:24]}.json"
        if not kept.exists():
            text = json.dumps(_taken(path, known, n_workers))
            part = kept.with_suffix(f".{os.getpid()}")
            part.write_text(text, encoding="utf-8")
            part.replace(kept)
    return read(kept)


def read(kept: Path) -> Measured:
    from voicecheck.features import Features

    found = json.loads(kept.read_text("utf-8"))
    return Measured(from_dict(Features, found["features"]), found["accuracy"])


def _taken(path: Path, known: Known, n_workers: int) -> dict[str, object]:
    import voicecheck

    config = voicecheck.Config(agent=known.agent)
    analysis = voicecheck.analyze(
        voicecheck.load(path), config=config, transcriber=_transcriber(n_workers)
    )
    return {"features": to_dict(analysis.features), "accuracy": truth.accuracy(analysis, known)}


def key_of(path: Path, known: Known) -> str:
    import voicecheck
    from voicecheck.api import what_to_measure

    config = voicecheck.Config(agent=known.agent)
    plan = what_to_measure(config)
    steering = (config.agent, config.recorder, config.file_pattern, config.language, config.model)
    truth = [
        (start_s, u.duration_s, u.role, u.kind, u.text, u.syllables, u.pauses)
        for start_s, u in known.placed
    ]
    stated = repr((truth, known.language, steering, sorted(plan.families), plan.words))
    return hashlib.sha256(path.read_bytes() + stated.encode() + source_key().encode()).hexdigest()


@functools.cache
def source_key() -> str:
    """Return a key of what measures: the program's own sources, and the truth's here."""
    import voicecheck

    files = sources(Path(voicecheck.__file__).parent)
    here = [Path(__file__), Path(truth.__file__)]
    return hashlib.sha256(b"".join(p.read_bytes() for p in [*files, *here])).hexdigest()


def sources(root: Path) -> list[Path]:
    """List the program's files that a measure may hang on."""
    return sorted(
        path
        for path in root.rglob("*")
        if path.suffix in {".py", ".toml"}
        and not NOT_MEASURING.intersection(path.relative_to(root).parts)
    )


@functools.cache
def _transcriber(n_workers: int) -> Transcriber:
    from voicecheck.speech.transcribe import WhisperTranscriber

    return WhisperTranscriber(threads=1 if n_workers > 1 else 0)
