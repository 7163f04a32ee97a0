"""One party's side plays too fast or too slow for a while: sound, pitch and tempo change together.

Whoever speaks faster keeps the voice, and whoever speaks higher keeps the sounds: only a recorder
moves the whole spectrum along the frequency axis. Blocks of one voice have the same mean spectrum
to 1-3 dB, whatever is said; a block that fits only when it is moved, and whose pitch and tempo
moved by the same factor, was recorded at another speed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.types.audio import Role
from voicecheck.types.notice import CHECKS, OF_THE_CALLER, Notice, listed
from voicecheck.types.text import Text
from voicecheck.types.time import Span, subtract

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from voicecheck.speech.faults.side import Side
    from voicecheck.types.audio import Channel

    Spectrum = npt.NDArray[np.float64]

FFT_S = 0.064
BLOCK_S = 4.0  # of speech
LOWEST_HZ, HIGHEST = 150.0, 0.47  # Hz; of the sampling rate
STEP = 0.02  # of the logarithm of the frequency
REACH = math.log(2.2)
RANGE_DB = 50.0
MIN_BLOCKS, MIN_RUN = 4, 2
MIN_FACTOR = 1.08
FITS = 0.7  # moved, the spectrum must depart this much less from the usual one
SAME_PITCH = 0.10  # how far pitch may depart from the factor, as a logarithm
GREETING_S = 20.0
OF_SOUND = CHECKS[:-1]  # words alone bear another speed
GREETING, WORDING = "M4", "M8"
TEMPO_SHARE = 0.4  # of the factor's logarithm that the tempo must have moved by at least


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where a voice plays at another speed than in the rest, and how many times as fast."""

    span: Span
    factor: float


def find_speed(side: Side) -> Notice | None:
    """Find the stretch in which one party's side plays too fast or too slow."""
    found = moved(side.channel, side.ipus)
    if found is None:
        return None
    inside, outside = (found.span,), subtract(side.ipus, [found.span])
    pitch = side.pitch_hz(inside), side.pitch_hz(outside)
    tempo = side.tempo(inside), side.tempo(outside)
    if pitch[0] is None or pitch[1] is None or tempo[0] is None or tempo[1] is None:
        return None
    moved_by = math.log(found.factor)
    if abs(math.log(pitch[0] / pitch[1]) - moved_by) > SAME_PITCH:
        return None
    if math.log(tempo[0] / tempo[1]) / moved_by < TEMPO_SHARE:
        return None
    agent = side.role is Role.AGENT
    who = _AGENT if agent else _CALLER
    cause = _SPEED.format(
        start=_clock(found.span.start_s), end=_clock(found.span.end_s), factor=found.factor
    )
    cause = Text(who.de + cause.de, who.en + cause.en)
    greeting = agent and found.span.start_s < GREETING_S
    withheld = OF_SOUND if agent else OF_THE_CALLER
    follows = _FOLLOWS.format(codes=listed(withheld))
    if agent and not greeting:
        withheld = tuple(code for code in OF_SOUND if code != GREETING)
        follows = _FOLLOWS_BUT.format(codes=listed((GREETING, WORDING)))
    return Notice(
        "N12",
        Text(cause.de + follows.de, cause.en + follows.en),
        spans=(found.span,),
        value=round(found.factor, 2),
        unit="1",
        withholds=withheld,
        cause=cause,
    )


def moved(channel: Channel, ipus: Sequence[Span]) -> Stretch | None:
    """Find the longest run of blocks whose spectrum is moved against that of most."""
    blocks, spectra = _blocks(channel, ipus)
    if len(blocks) < MIN_BLOCKS:
        return None
    usual = np.median(spectra, axis=0)
    shifts = [_shift(usual, own) for own in spectra]
    best: list[int] = []
    run: list[int] = []
    for index, shift in enumerate(shifts):
        if not shift:
            run = []
        elif run and shift * shifts[run[-1]] > 0:
            run = [*run, index]
        else:
            run = [index]
        best = max(best, run, key=len)
    if len(best) < MIN_RUN:
        return None
    rest = [own for index, own in enumerate(spectra) if not shifts[index]]
    if not rest:
        return None
    shift = _shift(np.mean(rest, axis=0), np.mean([spectra[i] for i in best], axis=0))
    if not shift:
        return None
    return Stretch(blocks[best[0]] | blocks[best[-1]], math.exp(shift))


def _blocks(channel: Channel, ipus: Sequence[Span]) -> tuple[list[Span], list[Spectrum]]:
    """Return the mean log spectrum of each few seconds of speech, over log frequency."""
    rate = channel.sample_rate
    size = round(FFT_S * rate)
    window = np.hanning(size)
    bins = np.fft.rfftfreq(size, 1 / rate)
    grid = np.exp(np.arange(math.log(LOWEST_HZ), math.log(HIGHEST * rate), STEP))
    spans: list[Span] = []
    spectra: list[Spectrum] = []
    power, n, start_s = np.zeros(len(bins)), 0, 0.0
    for ipu in ipus:
        sound = np.asarray(channel.samples[round(ipu.start_s * rate) : round(ipu.end_s * rate)])
        frames = sound[: len(sound) // size * size].reshape(-1, size)
        if n == 0:
            start_s = ipu.start_s
        power += (np.abs(np.fft.rfft(frames * window, axis=1)) ** 2).sum(axis=0)
        n += len(frames)
        if n * FFT_S >= BLOCK_S:
            level = 10 * np.log10(np.interp(grid, bins, power / n) + 1e-13)
            spectra.append(np.maximum(level - level.max(), -RANGE_DB))
            spans.append(Span(start_s, ipu.end_s))
            power, n = np.zeros(len(bins)), 0
    return spans, spectra


def _shift(usual: Spectrum, own: Spectrum) -> float:
    """Return by how much a spectrum is moved up in log frequency; 0 where it is not."""
    reach = round(REACH / STEP)
    departs = {}
    for shift in range(-reach, reach + 1):
        n = len(own) - abs(shift)
        a = usual[max(0, -shift) :][:n]
        b = own[max(0, shift) :][:n]
        departs[shift] = float(np.std(a - b))
    best = min(departs, key=lambda shift: departs[shift])
    if departs[best] > FITS * departs[0] or abs(best) * STEP < math.log(MIN_FACTOR):
        return 0.0
    return best * STEP


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"


_AGENT = Text("die Stimme von Agent/in", "the agent's voice")
_CALLER = Text("die Stimme von Anrufer/in", "the caller's voice")
_SPEED = Text(
    " läuft von {start} bis {end} {factor:.2f}-mal so schnell wie sonst",
    " plays {factor:.2f} times as fast from {start} to {end} as in the rest",
)
_FOLLOWS = Text(
    ", Tonhöhe und Tempo zugleich: {codes} werden nicht beurteilt",
    ", pitch and tempo alike: {codes} are not judged",
)
_FOLLOWS_BUT = Text(
    ", Tonhöhe und Tempo zugleich: außer {codes} wird nichts beurteilt",
    ", pitch and tempo alike: nothing but {codes} is judged",
)
