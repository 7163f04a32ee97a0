"""Takes recordings down the real road, and keeps what was found by content and stages."""

from __future__ import annotations

import hashlib
import json
import pickle
import time
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np

import voicecheck
from voicecheck.analysis.version import VERSIONS
from voicecheck.speech.transcribe import WhisperTranscriber

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from benchmarks.recordings.calls import Call
    from voicecheck.analysis.pipeline import Analysis
    from voicecheck.types.audio import AudioFile, Channel, Recording
    from voicecheck.types.speech import SpeechActivity, Transcript

Made = TypeVar("Made")


class NotKept(Exception):
    """The work folder does not hold it."""


def kept(folder: Path, key: object, make: Callable[[], Made]) -> Made:
    """Return what was made before under the same key, or make it."""
    name = hashlib.sha256(json.dumps(key, default=str).encode()).hexdigest()[:24]
    path = folder / f"{name}.pickle"
    if path.exists():
        found: Made = pickle.loads(path.read_bytes())
        return found
    made = make()
    folder.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pickle.dumps(made))
    return made


def content(samples: np.ndarray) -> str:
    return hashlib.sha256(np.ascontiguousarray(samples).tobytes()).hexdigest()


class KeptWords:
    """The speech model, which hears the same speech once: it is most of the time."""

    def __init__(self, work: Path) -> None:
        self._work = work
        self._model = WhisperTranscriber()

    def transcribe(
        self,
        channels: Sequence[tuple[Channel, SpeechActivity]],
        *,
        language: str | None,
        source: AudioFile | None = None,
        progress: Callable[[float], None] | None = None,
    ) -> tuple[Transcript, ...]:
        """Return one transcript per channel, in order."""
        key = (
            VERSIONS["analysis"],
            language,
            [(content(c.samples), c.sample_rate, str(a.segments)) for c, a in channels],
        )
        return kept(
            self._work / "words",
            key,
            lambda: self._model.transcribe(channels, language=language, progress=progress),
        )


def heard(
    recording: Recording, agent: str, words: KeptWords, work: Path, *, only_kept: bool
) -> tuple[Analysis, float]:
    """Return the analysis without its tracks, and the seconds that it took."""

    def make() -> tuple[Analysis, float]:
        if only_kept:
            raise NotKept
        began = time.monotonic()
        config = voicecheck.Config(agent=agent)
        analysis = voicecheck.analyze(recording, config=config, transcriber=words)
        return replace(analysis, tracks=None), time.monotonic() - began

    key = (content(recording.samples), recording.sample_rate, agent, sorted(VERSIONS.items()))
    return kept(work / "analyses", key, make)


def mixed(call: Call, recording: Recording) -> Recording:
    """Mix both parties down: the mean, the second one louder or softer by the call's gain."""
    half_db = (call.gain_db or 0.0) / 2
    gains = 10 ** (np.array([[-half_db], [half_db]]) / 20)
    mix = np.clip((gains * recording.samples).mean(axis=0, keepdims=True), -1.0, 1.0)
    return replace(recording, samples=mix.astype(np.float32))
