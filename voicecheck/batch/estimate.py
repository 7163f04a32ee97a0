"""How long a run will take, from a look at a few files and from what earlier runs took."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicecheck.audio.decode import length_s
from voicecheck.errors import AudioError, SourceError
from voicecheck.store import read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine

    from voicecheck.batch.plan import Plan
    from voicecheck.batch.sources import FoundFile, Source

LOOKED_AT = 20
# Seconds of one core per second of sound where no call was ever analysed here (docs/accuracy.md).
ASSUMED = 0.1


@dataclass(frozen=True, slots=True)
class Estimate:
    """How much there is to hear, and how long it will take."""

    sound_s: float | None  # seconds of sound; None where no file tells its length
    work_s: float | None  # seconds that the run will take
    measured: bool  # whether it rests on earlier runs, not on an assumption


def estimate(source: Source, store: Engine, plan: Plan, *, workers: int) -> Estimate:
    """Estimate a run."""
    pace = read.seconds_per_second(store)
    step = max(1, len(plan.todo) // LOOKED_AT)
    rate = _bytes_per_second(source, plan.todo[::step])
    if rate is None:
        return Estimate(None, None, pace is not None)
    sound_s = plan.bytes_todo / rate
    return Estimate(sound_s, sound_s * (pace or ASSUMED) / workers, pace is not None)


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
