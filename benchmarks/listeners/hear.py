"""Takes readers through a telephone line and down the real road, and keeps what was measured."""

from __future__ import annotations

import functools
import hashlib
import pickle
import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks._speech import RATE, line, read

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from voicecheck.features import Features
    from voicecheck.speech.transcribe import Transcriber

    Job = tuple[Path, str, Path]

# Judging is done anew each time: what only judges, or comes later, makes no other measures.
NOT_MEASURING = {"batch", "calibration", "checks", "cli", "privacy", "report", "store"}
JUDGING = {"norms.py", "norms.toml", "references.toml"}


def hear_all(
    rows: Sequence[dict[str, str]], folder: Path, work: Path, n_workers: int
) -> Iterator[Features]:
    """Measure every recording in several processes; what is in the work folder is not heard again.

    Parameters
    ----------
    rows : sequence of dict
        Of the manifest: ``path`` and ``language``.
    folder : Path
        Holds the recordings.
    work : Path
        Keeps what was measured.
    n_workers : int
        Processes.

    Yields
    ------
    Features
        In the order of the rows.
    """
    work.mkdir(parents=True, exist_ok=True)
    jobs = [(folder / row["path"], row["language"], work) for row in rows]
    with ProcessPoolExecutor(n_workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_hear, jobs)


def _hear(job: Job) -> Features:
    path, language, work = job
    samples, rate = line(read(path), RATE, "alaw")
    key = hashlib.sha256(samples.tobytes() + f"{language} {source_key()}".encode()).hexdigest()
    kept = work / f"{key[:24]}.pickle"
    if kept.exists():
        features: Features = pickle.loads(kept.read_bytes())
        return features
    import soundfile

    with tempfile.TemporaryDirectory() as folder:
        call = Path(folder) / f"{path.stem}.wav"
        soundfile.write(call, samples, rate, subtype="ALAW")
        features = measured(call, language)
    kept.write_bytes(pickle.dumps(features))
    return features


def measured(path: Path, language: str) -> Features:
    """Measure every family, as where no check is chosen."""
    import voicecheck
    from voicecheck.checks.registry import all_checks
    from voicecheck.config import ChecksConfig

    config = voicecheck.Config(
        language=language, checks=ChecksConfig(ignore=[check.code for check in all_checks()])
    )
    recording = voicecheck.load(path)
    return voicecheck.analyze(recording, config=config, transcriber=_transcriber()).features


@functools.cache
def source_key() -> str:
    """Return a key of the files that make a measure."""
    import voicecheck

    root = Path(voicecheck.__file__).parent
    files = sorted(
        path
        for path in root.rglob("*")
        if path.suffix in {".py", ".toml"}
        and path.name not in JUDGING
        and not NOT_MEASURING & set(path.relative_to(root).parts)
    )
    return hashlib.sha256(b"".join(p.read_bytes() for p in [*files, Path(__file__)])).hexdigest()


@functools.cache
def _transcriber() -> Transcriber:
    from voicecheck.speech.transcribe import WhisperTranscriber

    return WhisperTranscriber(threads=1)
