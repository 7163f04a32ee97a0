"""What the agent's line allows to be judged (NORMS 0.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from voicecheck.audio.noise import FRAME_S, MIN_EACH_S, NEAR_S, silent_frames
from voicecheck.types.measure import Measure
from voicecheck.types.text import Text
from voicecheck.types.time import total_s

if TYPE_CHECKING:
    import numpy.typing as npt

    from voicecheck.types.audio import Channel
    from voicecheck.types.speech import SpeechActivity
    from voicecheck.types.time import Span

FULL_SCALE = 0.98  # the largest values of A-law and mu-law are 0.984 and 0.980
CLIPPED_RUN = 3  # single samples at full scale are no clipping
ROLL_OFF = 0.99  # NORMS 0.1
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


@dataclass(frozen=True, slots=True)
class Quality:
    """The agent's line."""

    snr_db: Measure  # speech over noise in the telephone band, dB
    clipping_ratio: Measure  # share of samples in runs at full scale, ratio
    bandwidth_hz: Measure  # frequency below which 99 % of the speech power lies, Hz
    # what the brightest sounds reach: 95th percentile over speech frames of their 95 % roll-off,
    # Hz. A telephone line that lets all through has 3000 to 3400
    upper_edge_hz: Measure
    dropout_ratio: Measure  # share of the speech in which the line holds no sound at all, ratio
    speech_s: Measure  # speech, pauses from 200 ms left out, s
    # share of 10 ms frames without any sound at all, ratio; from 2 s before the voice's first
    # speech to 2 s after its last: what rings or waits around it is no property of the line
    digital_silence_ratio: Measure


def measure_quality(
    channel: Channel, activity: SpeechActivity, breaks: tuple[Span, ...] = ()
) -> Quality:
    """Measure one line."""
    speech_s = total_s(activity.ipus)
    duration_s = channel.duration_s
    silent = silent_frames(channel)
    recorded = np.ones(len(silent), dtype=bool)
    for gap in breaks:
        recorded[round(gap.start_s / FRAME_S) : round(gap.end_s / FRAME_S)] = False
    around = _around(activity)
    bandwidth, upper_edge = _edges(channel, _spectra(channel, activity))
    snr = "quality.snr_db"
    return Quality(
        snr_db=Measure.missing(snr, "dB", _NO_NOISE, method="vad", n=speech_s, n_unit="s of speech")
        if activity.snr_db is None
        else Measure(snr, activity.snr_db, "dB", speech_s, "s of speech", "vad"),
        clipping_ratio=_share(
            "quality.clipping_ratio",
            _clipped(channel),
            len(channel.samples),
            "samples",
            "runs at full scale",
        ),
        bandwidth_hz=bandwidth,
        upper_edge_hz=upper_edge,
        dropout_ratio=_dropouts(silent, activity),
        speech_s=Measure(
            "quality.speech_s", speech_s, "s", duration_s, "s of sound", "silero-8k-vad"
        ),
        digital_silence_ratio=_share(
            "quality.digital_silence_ratio",
            int(np.count_nonzero((silent & recorded)[around])),
            int(np.count_nonzero(recorded[around])),
            "frames",
            "constant 10 ms frames",
        ),
    )


def _around(activity: SpeechActivity) -> slice:
    if not activity.ipus:
        return slice(None)
    first = round((activity.ipus[0].start_s - NEAR_S) / FRAME_S)
    return slice(max(0, first), round((activity.ipus[-1].end_s + NEAR_S) / FRAME_S))


def _share(name: str, count: int, total: int, n_unit: str, method: str) -> Measure:
    if total == 0:
        return Measure.missing(name, "1", _NO_SOUND, method=method)
    return Measure(name, count / total, "1", total, n_unit, method)


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


def _edges(channel: Channel, spectra: npt.NDArray[np.float64]) -> tuple[Measure, Measure]:
    """Return the roll-off of all speech, and the upper edge that its hisses reach."""
    names = ("quality.bandwidth_hz", "quality.upper_edge_hz")
    methods = ("99 % roll-off", "95 % roll-off of frames, 95th percentile")
    seconds, step_hz = len(spectra) * _FFT_S, 1 / _FFT_S
    if seconds < MIN_SPEECH_S or not spectra.sum():
        reason = _NO_SPEECH.format(there=seconds, need=MIN_SPEECH_S)
        both = [
            Measure.missing(name, "Hz", reason, method=method, n=seconds, n_unit="s of speech")
            for name, method in zip(names, methods, strict=True)
        ]
        return both[0], both[1]
    share = np.cumsum(spectra.sum(axis=0)) / spectra.sum()
    power = spectra.sum(axis=1)
    loud = spectra[power >= AUDIBLE * power.mean()]
    rolled = np.cumsum(loud, axis=1) >= FRAME_ROLL_OFF * loud.sum(axis=1, keepdims=True)
    values = (
        float(np.searchsorted(share, ROLL_OFF)) * step_hz,
        float(np.percentile(rolled.argmax(axis=1), EDGE_PERCENTILE)) * step_hz,
    )
    both = [
        Measure(name, value, "Hz", seconds, "s of speech", method)
        for name, value, method in zip(names, values, methods, strict=True)
    ]
    return both[0], both[1]


def _dropouts(silent: npt.NDArray[np.bool_], activity: SpeechActivity) -> Measure:
    """Return the share of the speech in which the line holds no sound at all."""
    lost = total = 0
    for segment in activity.segments:
        first = round((segment.start_s + DROPOUT_EDGE_S) / FRAME_S)
        last = round((segment.end_s - DROPOUT_EDGE_S) / FRAME_S)
        if last > first:
            lost += int(np.count_nonzero(silent[first:last]))
            total += last - first
    return _share("quality.dropout_ratio", lost, total, "frames", "constant 10 ms frames in speech")
