"""The calls that are timed, whole or cut."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.audio.band import resampled
from voicecheck.types.audio import Channel

if TYPE_CHECKING:
    from voicecheck.types.audio import Recording

SAMPLES = Path(__file__).parents[2] / "sample_audio"
DUAL, MONO = SAMPLES / "call_stereo.wav", SAMPLES / "call_mono.wav"


def cut(recording: Recording, seconds: float) -> Recording:
    """Return the beginning of a recording."""
    samples = recording.samples[:, : round(seconds * recording.sample_rate)]
    duration_s = samples.shape[1] / recording.sample_rate
    source = replace(recording.source, duration_s=duration_s)
    return replace(recording, samples=samples, source=source)


def mixed(recording: Recording) -> np.ndarray:
    """Return both parties in one channel, at the speech model's rate."""
    both = recording.samples.mean(axis=0, dtype=np.float32)
    return resampled(Channel(0, both, recording.sample_rate), 16_000).samples
