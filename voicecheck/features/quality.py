"""What the agent's line allows to be judged (NORMS 0.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.audio.noise import DIGITAL_SILENCE, frame_levels
from voicecheck.types.measure import Measure
from voicecheck.types.text import Text
from voicecheck.types.time import total_s

if TYPE_CHECKING:
    from voicecheck.types.audio import Channel
    from voicecheck.types.speech import SpeechActivity

VERSION = 1

FULL_SCALE = 0.985  # A-law's largest value lies just below 1
CLIPPED_RUN = 3  # single samples at full scale are no clipping
ROLL_OFF = 0.99
ROLL_OFF_SPEECH_S = 60.0
_FFT_S = 0.064

_NO_NOISE = Text(
    "zu wenig Sprache oder zu wenig Stille auf dem Kanal",
    "too little speech or too little silence on the channel",
)
_NO_SPEECH = Text("keine Sprache auf dem Kanal", "no speech on the channel")


@dataclass(frozen=True, slots=True)
class Quality:
    """The agent's line.

    Parameters
    ----------
    snr_db : Measure
        Speech over noise in the telephone band, ``dB``.
    clipping_ratio : Measure
        Share of samples in runs at full scale, ratio.
    bandwidth_hz : Measure
        Frequency below which 99 % of the speech power lies, ``Hz``.
    speech_s : Measure
        Speech, pauses from 200 ms left out, ``s``.
    digital_silence_ratio : Measure
        Share of 10 ms frames without any sound at all, ratio.
    """

    snr_db: Measure
    clipping_ratio: Measure
    bandwidth_hz: Measure
    speech_s: Measure
    digital_silence_ratio: Measure


def measure_quality(channel: Channel, activity: SpeechActivity) -> Quality:
    """Measure one line.

    Parameters
    ----------
    channel : Channel
        As decoded, not in the canonical band.
    activity : SpeechActivity
        Where the voice in question speaks.

    Returns
    -------
    Quality
    """
    speech_s = total_s(activity.ipus)
    duration_s = channel.duration_s
    silent = frame_levels(channel) < DIGITAL_SILENCE**2
    snr = "quality.snr_db"
    return Quality(
        snr_db=Measure.missing(snr, "dB", _NO_NOISE, method="vad")
        if activity.snr_db is None
        else Measure(snr, activity.snr_db, "dB", speech_s, "s of speech", "vad"),
        clipping_ratio=Measure(
            "quality.clipping_ratio",
            _clipped(channel),
            "1",
            duration_s,
            "s of sound",
            "runs at full scale",
        ),
        bandwidth_hz=_bandwidth(channel, activity),
        speech_s=Measure(
            "quality.speech_s", speech_s, "s", duration_s, "s of sound", "silero-8k-vad"
        ),
        digital_silence_ratio=Measure(
            "quality.digital_silence_ratio",
            float(silent.mean()) if len(silent) else 0.0,
            "1",
            duration_s,
            "s of sound",
            "10 ms frames",
        ),
    )


def _clipped(channel: Channel) -> float:
    """Return the share of samples that stand in runs at full scale."""
    if not len(channel.samples):
        return 0.0
    at_limit = np.abs(channel.samples) >= FULL_SCALE
    edges = np.flatnonzero(np.diff(np.concatenate([[0], at_limit.view(np.int8), [0]])))
    lengths = edges[1::2] - edges[::2]
    return float(lengths[lengths >= CLIPPED_RUN].sum() / len(at_limit))


def _bandwidth(channel: Channel, activity: SpeechActivity) -> Measure:
    name = "quality.bandwidth_hz"
    size = round(_FFT_S * channel.sample_rate)
    window = np.hanning(size)
    power = np.zeros(size // 2 + 1)
    seconds = 0.0
    for ipu in activity.ipus:
        first, last = (round(t * channel.sample_rate) for t in (ipu.start_s, ipu.end_s))
        for start in range(first, last - size, size):
            frame = np.asarray(channel.samples[start : start + size])
            power += np.abs(np.fft.rfft(frame * window)) ** 2
        seconds += ipu.duration_s
        if seconds >= ROLL_OFF_SPEECH_S:
            break
    if not power.sum():
        return Measure.missing(name, "Hz", _NO_SPEECH, method="99 % roll-off")
    share = np.cumsum(power) / power.sum()
    bin_ = int(np.searchsorted(share, ROLL_OFF))
    value = bin_ * channel.sample_rate / size
    return Measure(name, value, "Hz", seconds, "s of speech", "99 % roll-off")
