"""How long a run will take: from earlier runs, else from trying on the first call, here and now."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicecheck import api
from voicecheck.audio.decode import length_s
from voicecheck.batch.cache_keys import measured_by
from voicecheck.errors import AudioError, SourceError, VoicecheckError
from voicecheck.speech import transcribers
from voicecheck.store import read
from voicecheck.types.audio import Recording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine

    from voicecheck.batch.plan import Plan
    from voicecheck.batch.sources import FoundFile, Source
    from voicecheck.config import Config

LOOKED_AT = 20
# Seconds of one core per second of sound where trying fails too (docs/benchmarks.md).
ASSUMED = 0.07
# Of a call: to load the models, and to time. A minute fills windows as a whole call does, and takes
# 20 to 30 % longer per second than one: as much as workers side by side cost each other.
WARM_S, PROBE_S = 4.0, 60.0
START_S = 4.0  # of a worker: its libraries and models (docs/benchmarks.md)


@dataclass(frozen=True, slots=True)
class Estimate:
    """How much there is to hear, and how long it will take."""

    sound_s: float | None  # seconds of sound; None where no file tells its length
    work_s: float | None  # seconds that the run will take
    basis: str = "assumed"  # measured: by earlier runs; probed: tried now; assumed
    probed_s: float = 0.0  # how long the trying took


def estimate(
    source: Source, store: Engine, plan: Plan, *, workers: int, config: Config | None = None
) -> Estimate:
    """Estimate a run; a machine that has no past here is tried, where there are settings for it."""
    step = max(1, len(plan.todo) // LOOKED_AT)
    looked = plan.todo[::step]
    rate = _bytes_per_second(source, looked)
    if rate is None:
        return Estimate(None, None)
    sound_s = plan.bytes_todo / rate
    longest_s = max(file.size for file in looked) / rate
    pace, basis, probed_s = read.seconds_per_second(store), "measured", 0.0
    if pace is None and config is not None:
        began = time.perf_counter()
        pace, basis = _probed(source, looked, config), "probed"
        probed_s = time.perf_counter() - began
    if pace is None:
        pace, basis = ASSUMED, "assumed"
    # One call is one worker's: many workers do not make the longest call shorter.
    work_s = START_S + pace * max(sound_s / workers, longest_s)
    return Estimate(sound_s, work_s, basis, probed_s)


def _probed(source: Source, files: Sequence[FoundFile], config: Config) -> float | None:
    """Time a piece of the first call that can be heard, on one thread as a worker has."""
    transcriber = transcribers.build(
        config.transcriber,
        model=config.model,
        threads=1,
        vocabulary=tuple(config.vocabulary),
        device=config.device,
    )
    for file in files:
        try:
            copy = source.fetch(file)
        except (OSError, SourceError):
            continue
        try:
            recording = api.load(copy, config=config)
            middle_s = max(0.0, (recording.duration_s - PROBE_S) / 2)
            for start_s, length in ((middle_s, WARM_S), (middle_s, PROBE_S)):
                piece = _piece(recording, start_s, length)
                began = time.perf_counter()
                api.analyze(piece, config=measured_by(config), transcriber=transcriber)
            return (time.perf_counter() - began) / piece.duration_s if piece.duration_s else None
        except VoicecheckError:
            continue
        finally:
            source.drop(copy)
    return None


def _piece(recording: Recording, start_s: float, length_s: float) -> Recording:
    rate = recording.sample_rate
    samples = recording.samples[:, round(start_s * rate) : round((start_s + length_s) * rate)]
    return Recording(samples, rate, recording.source, ())


def _bytes_per_second(source: Source, files: Sequence[FoundFile]) -> float | None:
    size, length = 0, 0.0
    for file in files:
        try:
            copy = source.fetch(file)
        except (OSError, SourceError):
            continue
        try:
            duration_s = length_s(copy)
        except AudioError:
            continue
        finally:
            source.drop(copy)
        if duration_s > 0:
            size, length = size + file.size, length + duration_s
    return size / length if length else None
