"""How much the level of the agent's speech moves.

Supporting figures: lines with automatic gain flatten them, so no verdict rests on them (NORMS 0.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.signal.pitch import inside_spans
from voicecheck.types.measure import Measure
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from voicecheck.types.time import Span
    from voicecheck.types.tracks import IntensityTrack

METHOD = "level in the telephone band, 32 ms frames on speech"
MIN_SPEECH_S = 2.0
MIN_UNITS = 3

_TOO_LITTLE = Text(
    "weniger als {need} s Sprache ohne andere Stimme",
    "less than {need} s of speech without another voice",
).format(need=MIN_SPEECH_S)
_FEW_UNITS = Text(
    "weniger als {need} Sprechabschnitte ohne andere Stimme",
    "fewer than {need} units of speech without another voice",
).format(need=MIN_UNITS)


@dataclass(frozen=True, slots=True)
class Intensity:
    """Level of the agent's speech."""

    intensity_sd_db: Measure  # standard deviation over speech frames, dB
    intensity_range_db: Measure  # 10th to 90th percentile, dB
    # standard deviation of the inter-pausal units' mean levels, dB; below 1.5 the line evens the
    # level out
    level_sd_per_ipu_db: Measure


def measure_intensity(
    track: IntensityTrack, ipus: tuple[Span, ...], *, usable: tuple[Span, ...] | None = None
) -> Intensity:
    """Measure the movement of the level."""
    inside = inside_spans(track.times_s, ipus if usable is None else usable)
    times, level = track.times_s[inside], track.intensity_db[inside]
    seconds = len(level) * track.step_s
    enough = seconds >= MIN_SPEECH_S

    def measure(name: str, value: float | None, n: float, n_unit: str) -> Measure:
        full = f"intensity.{name}"
        if value is None:
            reason = _TOO_LITTLE if n_unit == "s of speech" else _FEW_UNITS
            return Measure.missing(full, "dB", reason, method=METHOD, n=n, n_unit=n_unit)
        return Measure(full, value, "dB", n, n_unit, METHOD)

    spread = float(np.subtract(*np.percentile(level, [90, 10]))) if enough else None
    means = [
        float(level[own].mean()) for ipu in ipus if (own := inside_spans(times, (ipu,))).sum() >= 10
    ]
    per_ipu = float(np.std(means)) if len(means) >= MIN_UNITS else None
    return Intensity(
        intensity_sd_db=measure(
            "intensity_sd_db", float(level.std()) if enough else None, seconds, "s of speech"
        ),
        intensity_range_db=measure("intensity_range_db", spread, seconds, "s of speech"),
        level_sd_per_ipu_db=measure(
            "level_sd_per_ipu_db", per_ipu, float(len(means)), "inter-pausal units"
        ),
    )
