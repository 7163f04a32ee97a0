"""What the agent's line allows to be judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from voicecheck.audio.noise import FRAME_S, MIN_EACH_S, NEAR_S, silent_frames
from voicecheck.types.catalogue import family, taken
from voicecheck.types.text import Text
from voicecheck.types.time import total_s

if TYPE_CHECKING:
    import numpy.typing as npt

    from voicecheck.types.audio import Channel
    from voicecheck.types.catalogue import Family
    from voicecheck.types.measure import Measure
    from voicecheck.types.speech import SpeechActivity
    from voicecheck.types.time import Span

FULL_SCALE = 0.98  # the largest values of A-law and mu-law are 0.984 and 0.980
CLIPPED_RUN = 3  # single samples at full scale are no clipping
ROLL_OFF = 0.99
ROLL_OFF_SPEECH_S = 60.0  # a minute of speech settles it
MIN_SPEECH_S = 0.5
FRAME_ROLL_OFF, EDGE_PERCENTILE = 0.95, 95.0
AUDIBLE = 0.01  # frames 20 dB below the mean hold no sound to speak of
DROPOUT_EDGE_S = 0.05  # the detector's margins are no speech
_FFT_S = 0.064
_BLOCK_S = 60.0

_NO_NOISE = Text(
    "zu wenig Sprache oder zu wenig Leitungsgeräusch auf dem Kanal (je {need:.1f} s sind nötig)",
    "too little speech or too little line noise on the channel ({need:.1f} s of each needed)",
).format(need=MIN_EACH_S)
_NO_SPEECH = Text(
    "zu wenig Sprache auf dem Kanal ({there:.1f} s, {need:.1f} s sind nötig)",
    "too little speech on the channel ({there:.1f} s, {need:.1f} s needed)",
)
_NO_SOUND = Text("kein Ton auf dem Kanal", "no sound on the channel")


def measure_quality(
    channel: Channel, activity: SpeechActivity, breaks: tuple[Span, ...] = ()
) -> Family:
    """Measure one line."""
    silent = silent_frames(channel)
    recorded = np.ones(len(silent), dtype=bool)
    for gap in breaks:
        recorded[round(gap.start_s / FRAME_S) : round(gap.end_s / FRAME_S)] = False
    around = _around(activity)
    counted = recorded[around]
    return family(
        taken("quality.snr_db", activity.snr_db, total_s(activity.ipus), why=_NO_NOISE),
        _share("clipping_ratio", _clipped(channel), len(channel.samples)),
        *_edges(_spectra(channel, activity)),
        _share("dropout_ratio", *_dropouts(silent, activity)),
        _share(
            "digital_silence_ratio",
            int(np.count_nonzero(silent[around] & counted)),
            int(np.count_nonzero(counted)),
        ),
    )


def _around(activity: SpeechActivity) -> slice:
    if not activity.ipus:
        return slice(None)
    first = round((activity.ipus[0].start_s - NEAR_S) / FRAME_S)
    return slice(max(0, first), round((activity.ipus[-1].end_s + NEAR_S) / FRAME_S))


def _share(short: str, count: int, total: int) -> Measure:
    return taken(f"quality.{short}", count / total if total else None, total, why=_NO_SOUND)


def _clipped(channel: Channel) -> int:
    """Count the samples that stand in runs at full scale, a minute at a time."""
    block, reach = round(_BLOCK_S * channel.sample_rate), CLIPPED_RUN - 1
    n_clipped = 0
    for start in range(0, len(channel.samples), block):
        # A run may reach over the edge, so each block looks a little to both sides.
        left = max(0, start - reach)
        at_limit = np.abs(channel.samples[left : start + block + reach]) >= FULL_SCALE
        padded = np.concatenate([[False] * reach, at_limit, [False] * reach])
        runs = np.asarray(sliding_window_view(padded, CLIPPED_RUN).all(axis=1))
        in_run = np.asarray(sliding_window_view(runs, CLIPPED_RUN).any(axis=1))
        n_clipped += int(np.count_nonzero(in_run[start - left :][:block]))
    return n_clipped


def _spectra(channel: Channel, activity: SpeechActivity) -> npt.NDArray[np.float64]:
    """Return the power spectra of the first minute of speech, whole frames under a Hann window."""
    size = round(_FFT_S * channel.sample_rate)
    window = np.hanning(size)
    found = [np.zeros((0, size // 2 + 1))]
    n_frames = 0
    for ipu in activity.ipus:
        first, last = (round(t * channel.sample_rate) for t in (ipu.start_s, ipu.end_s))
        sound = np.asarray(channel.samples[first:last], dtype=np.float64)
        n = len(sound) // size
        frames = sound[: n * size].reshape(n, size)
        frames = frames - frames.mean(axis=1, keepdims=True)  # an offset is no speech
        found.append(np.abs(np.fft.rfft(frames * window, axis=1)) ** 2)
        n_frames += n
        if n_frames * _FFT_S >= ROLL_OFF_SPEECH_S:
            break
    return np.concatenate(found)


def _edges(spectra: npt.NDArray[np.float64]) -> list[Measure]:
    """Return the roll-off of all speech, and the upper edge that its hisses reach."""
    seconds, step_hz = len(spectra) * _FFT_S, 1 / _FFT_S
    bandwidth = edge = reason = None
    if seconds < MIN_SPEECH_S or not spectra.sum():
        reason = _NO_SPEECH.format(there=seconds, need=MIN_SPEECH_S)
    else:
        share = np.cumsum(spectra.sum(axis=0)) / spectra.sum()
        power = spectra.sum(axis=1)
        loud = spectra[power >= AUDIBLE * power.mean()]
        rolled = np.cumsum(loud, axis=1) >= FRAME_ROLL_OFF * loud.sum(axis=1, keepdims=True)
        bandwidth = float(np.searchsorted(share, ROLL_OFF)) * step_hz
        edge = float(np.percentile(rolled.argmax(axis=1), EDGE_PERCENTILE)) * step_hz
    return [
        taken("quality.bandwidth_hz", bandwidth, seconds, why=reason),
        taken("quality.upper_edge_hz", edge, seconds, why=reason),
    ]


def _dropouts(silent: npt.NDArray[np.bool_], activity: SpeechActivity) -> tuple[int, int]:
    """Return how much of the speech holds no sound at all, of how much, in frames."""
    lost = total = 0
    for segment in activity.segments:
        first = round((segment.start_s + DROPOUT_EDGE_S) / FRAME_S)
        last = round((segment.end_s - DROPOUT_EDGE_S) / FRAME_S)
        if last > first:
            lost += int(np.count_nonzero(silent[first:last]))
            total += last - first
    return lost, total
