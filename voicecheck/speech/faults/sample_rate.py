"""The file says another sampling rate than the sound was taken at: all of it is stretched.

Both parties then talk too fast and too high at once (or too slowly and too low), by one factor,
and where the telephone band begins moves with them. Each of these is weighed as the logarithm of
how much likelier it is under a factor than under none; one fast talker, or two, are not enough.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.types.notice import CHECKS, Notice, listed
from voicecheck.types.text import Text
from voicecheck.types.time import total_s

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.speech.faults.side import Side
    from voicecheck.types.audio import Channel
    from voicecheck.types.time import Span

# Middle and spread (of the logarithm) among people: syllables per second of the recognised words
# on real calls, twice as wide as measured there because two talkers adapt to each other; pitch of
# men and of women; where `lower_edge_hz` finds the lower edge of the telephone band (ITU-T G.712),
# which not every line has.
TEMPO = (4.8, 0.15)
PITCHES_HZ = ((115.0, 0.17), (205.0, 0.16))
EDGE_HZ, EDGE_SPREAD, EDGE_SHARE = 290.0, 0.05, 0.6
EDGES_HZ = (100.0, 700.0)
MIN_EDGE_DB, EDGE_WIDTH, SAME_EDGE = 20.0, 0.14, 0.12
FFT_S, SPEECH_S = 0.128, 60.0
# What the evidence must outweigh: a wrong header is rare, less so where the rate is one that no
# recorder is set to, and least where no telephone goes so low.
USUAL_RATES = (8000, 11025, 16000, 22050, 24000, 32000, 44100, 48000)
NEEDED, NEEDED_ODD, NEEDED_BELOW = 9.0, 5.0, 2.0
TELEPHONE_RATES, OTHER = (8000, 16000), -1.0  # calls are seldom taken at another rate
FACTORS = (1.25, 2.3)  # what a mistaken rate changes by, up or down
LOOK = 1.5  # of tempo and edge alone: from here on pitch is measured at all
WORDS_HOLD = (0.6, 1.7)  # beyond, the recogniser loses words
LOST, LOST_SPEECH_S = 1.5, 20.0  # a party that speaks, but whose words the recogniser did not get
# By one voice, against and for: one in some forty is taken for half or twice its pitch.
BY_PITCH = (-2.5, 4.0)


def find_rate(sides: Sequence[Side], *, sample_rate: int) -> Notice | None:
    """Tell whether the header's sampling rate is wrong."""
    if len(sides) < 2:
        return None
    found = [side.tempo(side.ipus) for side in sides]
    tempi = [math.log(tempo / TEMPO[0]) / TEMPO[1] for tempo in found if tempo is not None]
    lost = sum(
        tempo is None and side.transcript is not None and total_s(side.ipus) > LOST_SPEECH_S
        for tempo, side in zip(found, sides, strict=True)
    )
    if tempi and min(tempi) < 0 < max(tempi):
        return None
    rates = [
        rate
        for rate in USUAL_RATES
        if FACTORS[0] <= max(sample_rate / rate, rate / sample_rate) <= FACTORS[1]
        and all((rate < sample_rate) == (z > 0) for z in tempi)
    ]
    edge_hz = _common_edge(sides)

    def without_pitch(rate: int) -> float:
        factor = sample_rate / rate
        moved = math.log(factor) / TEMPO[1]
        gain = LOST * lost + sum(z**2 - (z - moved) ** 2 for z in tempi) / 2
        gain += 0.0 if rate in TELEPHONE_RATES else OTHER
        return gain if edge_hz is None else gain + _edge(edge_hz, factor) - _edge(edge_hz, 1.0)

    if not rates or max(map(without_pitch, rates)) < LOOK:
        return None
    pitches = [pitch for side in sides if (pitch := side.pitch_hz(side.ipus)) is not None]

    def gain(rate: int) -> float:
        by_pitch = (_pitch(p, sample_rate / rate) - _pitch(p, 1.0) for p in pitches)
        return without_pitch(rate) + float(np.clip(list(by_pitch), *BY_PITCH).sum())

    rate = max(rates, key=gain)
    needed = NEEDED if sample_rate in USUAL_RATES else NEEDED_ODD
    if gain(rate) < (NEEDED_BELOW if sample_rate < min(TELEPHONE_RATES) else needed):
        return None
    factor = sample_rate / rate
    words_hold = WORDS_HOLD[0] <= factor <= WORDS_HOLD[1]
    cause = _WRONG.format(written=sample_rate, rate=rate, factor=factor)
    # Pitch, rates, pauses, latencies and greeting are all counted in seconds, and a recogniser is
    # no judge of clarity on sound that no mouth made.
    withheld = CHECKS[:-1] if words_hold else CHECKS
    return Notice(
        "N19",
        cause + (_FOLLOWS if words_hold else _NOTHING).format(codes=listed(withheld)),
        value=round(factor, 2),
        unit="1",
        withholds=withheld,
        cause=cause,
    )


def lower_edge_hz(channel: Channel, ipus: Sequence[Span]) -> float | None:
    """Find where the speech of a channel sets in all at once, as behind a filter."""
    rate = channel.sample_rate
    size = round(FFT_S * rate)
    window = np.hanning(size)
    power, n = np.zeros(size // 2 + 1), 0
    for ipu in ipus:
        sound = np.asarray(channel.samples[round(ipu.start_s * rate) : round(ipu.end_s * rate)])
        frames = sound[: len(sound) // size * size].reshape(-1, size)
        power += (np.abs(np.fft.rfft(frames * window, axis=1)) ** 2).sum(axis=0)
        n += len(frames)
        if n * FFT_S >= SPEECH_S:
            break
    if not n:
        return None
    step = 0.02
    grid = np.arange(math.log(EDGES_HZ[0]) - 2 * EDGE_WIDTH, math.log(EDGES_HZ[1]), step)
    level = 10 * np.log10(
        np.interp(np.exp(grid), np.fft.rfftfreq(size, 1 / rate), power / n) + 1e-13
    )
    width = round(EDGE_WIDTH / step)
    rise = level[2 * width :] - level[: -2 * width]
    if rise.max() < MIN_EDGE_DB:
        return None
    # Of a steep rise, all steps within the width see it: their middle is the edge.
    steep = np.flatnonzero(rise >= rise.max() - 3.0)
    return float(np.exp(grid[width + round(float(steep.mean()))]))


def _common_edge(sides: Sequence[Side]) -> float | None:
    edges = [lower_edge_hz(side.channel, side.ipus) for side in sides]
    known = [edge for edge in edges if edge is not None]
    if len(known) < len(sides) or max(known) > min(known) * math.exp(SAME_EDGE):
        return None
    return float(np.exp(np.mean(np.log(known))))


def _edge(edge_hz: float, factor: float) -> float:
    """Return the log likelihood of a lower edge."""
    z = math.log(edge_hz / (EDGE_HZ * factor)) / EDGE_SPREAD
    band = math.exp(-(z**2) / 2) / (EDGE_SPREAD * math.sqrt(2 * math.pi))
    other = 1 / math.log(EDGES_HZ[1] / EDGES_HZ[0])
    return math.log(EDGE_SHARE * band + (1 - EDGE_SHARE) * other)


def _pitch(pitch_hz: float, factor: float) -> float:
    """Return the log likelihood of a voice's pitch."""
    return math.log(
        sum(
            math.exp(-((math.log(pitch_hz / (middle * factor)) / spread) ** 2) / 2) / spread
            for middle, spread in PITCHES_HZ
        )
        + 1e-6
    )


_WRONG = Text(
    "die Datei nennt eine Abtastrate von {written} Hz, aufgenommen wurde wohl mit {rate} Hz: alles "
    "ist {factor:.2f}-mal so schnell zu hören, wie gesprochen wurde",
    "the file states a sampling rate of {written} Hz, but was probably recorded at {rate} Hz: "
    "everything plays {factor:.2f} times as fast as it was spoken",
)
_FOLLOWS = Text(
    "; was auf Zeit und Tonhöhe beruht ({codes}), wird nicht beurteilt",
    "; what rests on time and pitch ({codes}) is not judged",
)
_NOTHING = Text(
    "; Zeit, Tonhöhe und Wörter sind verfälscht, {codes} werden nicht beurteilt",
    "; time, pitch and words are spoilt, {codes} are not judged",
)
