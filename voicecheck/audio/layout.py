"""What the channels of a recording really hold: the same sound twice, or one party in the other.

A voice that leaks into the other party's channel (crosstalk, or its echo up to 0.4 s later) is the
leaking channel through a fixed short filter. The filter is estimated by least squares (Wiener) over
the stretches in which the leaking channel is the louder one, and what it predicts is subtracted
before anything is measured; so a real word said at the same time stays. What the subtraction leaves
behind is known by its level, and never taken for speech.

A channel that holds both parties at full level (sidetone) is the same with a filter of about 1:
then the leaking channel is never the louder one, and the filter is estimated over all its speech.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.audio.spool import gather
from voicecheck.types.speech import inter_pausal_units
from voicecheck.types.time import Span, intersect, merge, total_s

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from voicecheck.audio.spool import Block
    from voicecheck.types.audio import Channel
    from voicecheck.types.speech import SpeechActivity

    Samples = npt.NDArray[np.float64]

BLOCK_S = 8.0
FRAME_S = 0.25
MAX_LAG_S = 0.42  # echo of the other party returns after 50 to 400 ms
MIN_LAG_S = -0.02
TAPS_S = 0.016
LOUDER_DB = 3.0  # only where the leaking channel is this much louder is its leak to be heard
NEAR_USUAL_DB = 6.0  # frames where the target's own party speaks too fall far below the usual
AUDIBLE_DB = 25.0  # and no more than this below its own loudest
MIN_USED_S = 4.0
# Share of a channel's power that the other one explains. Set on the sample calls and one real call
# without leak (below .004) and with leak mixed in (-30 dB: above .1); see benchmarks.bleed.
EXPLAINED = 0.05
SAME_SOUND = 0.9
# Share of a channel's power that the other one explains wherever it speaks: .98 and more in mixes
# of the sample call at 0 to +6 dB and up to 0.2 s late, .004 at most in calls without leak.
HOLDS_BOTH = 0.8
LOADING = 1e-4  # of the power: keeps the least squares stable outside the telephone band
MARGIN_DB = 8.0  # what is left of a leak varies this much
MIN_LEFT = 0.003  # no line is so linear that less than this share is left
# Frames with nothing but that rest are put down by 30 dB.
HUSH_S, HUSH, HUSH_MARGIN_DB = 0.01, 0.03, 3.0
FAR_BELOW_DB = 12.0  # what is left lies at least this far below the party's own speech
MOSTLY = 0.6
MAX_BLOCKS = 75  # ten minutes settle a fixed path


@dataclass(frozen=True, slots=True, eq=False)
class Bleed:
    """One party in the other's channel."""

    source: int  # whose voice, in whose channel
    target: int
    level_db: float  # level of the leak re the leaking channel
    lag_s: float  # how much later it is heard; an echo where this is above 0.03
    # share of the target's power that the leak explains where the source is louder (where it
    # speaks, if full), 0 to 1
    explained: float
    filter: Samples  # shape=(n_taps,); From source to target, its first tap at offset samples
    offset: int  # samples by which the first tap is late
    # whether the target is the mix of both parties, the source no louder than in its own channel
    full: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """What was found about two channels."""

    duplicate: bool = False  # both hold the same sound
    bleeds: tuple[Bleed, ...] = ()  # at most one per direction; none where duplicate


def examine(channels: Sequence[Channel]) -> Layout:
    """Find out whether two channels share sound."""
    if len(channels) != 2:
        return Layout()
    first, second = channels
    whole = _leak(first, second, gated=False), _leak(second, first, gated=False)
    if all(leak is not None and leak.explained >= SAME_SOUND for leak in whole):
        return Layout(duplicate=True)
    found = _leak(first, second, gated=True), _leak(second, first, gated=True)
    mixes = [
        mix
        for mix, bleed in zip(whole, found, strict=True)
        if mix is not None and mix.explained >= HOLDS_BOTH and bleed is None
    ]
    if mixes:
        # The mix explains its own part less well than the part explains the mix.
        mix = max(mixes, key=lambda mix: mix.explained)
        return Layout(bleeds=(replace(mix, full=True),))
    return Layout(bleeds=tuple(b for b in found if b is not None and b.explained >= EXPLAINED))


def without_leak(
    channels: Sequence[Channel], layout: Layout, examined: Sequence[Channel]
) -> tuple[Channel, ...]:
    """Subtract what leaks from one channel into the other."""
    cleaned = list(channels)
    for bleed in layout.bleeds:
        if channels[bleed.target].sample_rate != examined[bleed.target].sample_rate:
            continue
        source, target = examined[bleed.source].samples, channels[bleed.target].samples
        blocks = _subtracted(source, target, bleed, channels[bleed.target].sample_rate)
        kept = gather(blocks, 1)[0]
        cleaned[bleed.target] = replace(channels[bleed.target], samples=kept)
    return tuple(cleaned)


def _subtracted(
    source: npt.NDArray[np.float32], target: npt.NDArray[np.float32], bleed: Bleed, rate: int
) -> Iterator[Block]:
    """Yield what is left of the target, block by block."""
    step = round(BLOCK_S * rate)
    for start in range(0, len(target), step):
        end = min(len(target), start + step)
        predicted = _predicted(source, bleed, start, end)
        kept = target[start:end] - predicted.astype(np.float32)
        kept *= _hush(kept, predicted, bleed, rate)
        yield kept[:, None]


def without_bleed(
    channels: Sequence[Channel], activities: Sequence[SpeechActivity], layout: Layout
) -> tuple[SpeechActivity, ...]:
    """Leave out stretches that are nothing but what the subtraction left behind."""
    kept = list(activities)
    for bleed in layout.bleeds:
        own, other = activities[bleed.target], activities[bleed.source]
        target, source = channels[bleed.target], channels[bleed.source]
        heard = merge(
            Span(max(0.0, s.start_s + bleed.lag_s - 0.05), max(0.1, s.end_s + bleed.lag_s + 0.1))
            for s in other.segments
        )
        alone = [s for s in own.segments if _share(s, heard) < MOSTLY]
        usual_db = _level_db(target, alone) if alone else 0.0
        left_db = bleed.level_db + 10 * np.log10(max(1 - bleed.explained, MIN_LEFT)) + MARGIN_DB
        segments = tuple(
            s
            for s in own.segments
            if _share(s, heard) < MOSTLY
            or _level_db(target, [s]) > usual_db - FAR_BELOW_DB
            or _level_db(target, [s]) > _level_db(source, _earlier(s, bleed.lag_s)) + left_db
        )
        kept[bleed.target] = replace(own, segments=segments, ipus=inter_pausal_units(segments))
    return tuple(kept)


def _share(span: Span, others: Sequence[Span]) -> float:
    return total_s(intersect([span], others)) / max(span.duration_s, 1e-9)


def _earlier(span: Span, lag_s: float) -> list[Span]:
    start = max(0.0, span.start_s - lag_s)
    return [Span(start, max(start, span.end_s - lag_s))]


def _level_db(channel: Channel, spans: Sequence[Span]) -> float:
    rate = channel.sample_rate
    energy, n = 0.0, 0
    for span in spans:
        sound = channel.samples[round(span.start_s * rate) : round(span.end_s * rate)]
        energy += float(np.square(sound, dtype=np.float64).sum())
        n += len(sound)
    return float(10 * np.log10(energy / n + 1e-12)) if n else -120.0


def _predicted(source: npt.NDArray[np.float32], bleed: Bleed, start: int, end: int) -> Samples:
    """Return the leak in samples start to end of the target."""
    from scipy.signal import oaconvolve

    taps = len(bleed.filter)
    since, until = start - bleed.offset - taps + 1, end - bleed.offset
    piece = np.asarray(source[max(0, since) : max(0, until)], dtype=np.float64)
    piece = np.pad(piece, (max(0, -since) - max(0, -until), 0))
    piece = np.pad(piece, (0, (until - since) - len(piece)))
    predicted: Samples = oaconvolve(piece, bleed.filter, mode="valid")
    return predicted


def _hush(
    kept: npt.NDArray[np.float32], predicted: Samples, bleed: Bleed, rate: int
) -> npt.NDArray[np.float32]:
    """Return a gain that hushes frames holding no more than the rest of the leak.

    On a line whose silence is suppressed that rest would be the only sound, and change what the
    detector makes of the words around it.
    """
    frame = round(HUSH_S * rate)
    n = len(kept) // frame
    gain = np.ones(len(kept), dtype=np.float32)
    if not n:
        return gain
    left = max(1 - bleed.explained, MIN_LEFT) * 10 ** (HUSH_MARGIN_DB / 10)
    rest = _frame_power(predicted.astype(np.float32), frame) * left
    only = (_frame_power(kept, frame) < rest) & (rest > 0)
    gain[: n * frame] = np.repeat(np.where(only, HUSH, 1.0), frame)
    edges = np.ones(frame) / frame
    smooth = np.convolve(np.pad(gain, (frame // 2, frame - 1 - frame // 2), mode="edge"), edges)
    return smooth[frame - 1 : frame - 1 + len(kept)].astype(np.float32)


def _leak(source: Channel, target: Channel, *, gated: bool) -> Bleed | None:
    """Estimate the filter from one channel to the other; None where there is too little sound."""
    from scipy.linalg import solve_toeplitz

    rate, taps = source.sample_rate, round(TAPS_S * source.sample_rate)
    lags = round(MIN_LAG_S * rate), round(MAX_LAG_S * rate)
    coarse = _correlate(source, target, 0, lags, gated=gated, n_auto=0)
    if coarse is None:
        return None
    lag = int(np.argmax(np.abs(coarse.cross))) + round(MIN_LAG_S * rate)
    lags = -(taps // 2), taps - taps // 2 - 1
    fine = _correlate(source, target, lag, lags, gated=gated, n_auto=taps)
    if fine is None:
        return None
    fine.auto[0] *= 1 + LOADING
    filter_ = solve_toeplitz(fine.auto, fine.cross)
    leaked = max(0.0, float(fine.cross @ filter_))
    return Bleed(
        source.index,
        target.index,
        float(10 * np.log10(max(leaked, 1e-12) / fine.source_power)),
        lag / rate,
        min(1.0, leaked / fine.target_power),
        filter_,
        lag - taps // 2,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Correlation:
    """Sums over all used blocks."""

    cross: Samples
    auto: Samples
    source_power: float
    target_power: float


def _correlate(
    source: Channel,
    target: Channel,
    shift: int,
    lags: tuple[int, int],
    *,
    gated: bool,
    n_auto: int,
) -> _Correlation | None:
    """Correlate the source, `shift` samples later, with the target at lags low to high.

    And the source with itself at the first few lags.
    """
    from scipy.fft import irfft, next_fast_len, rfft

    rate = source.sample_rate
    low, high = lags
    size = next_fast_len(round(BLOCK_S * rate) + high - low + 1, real=True)
    # The sum over blocks is taken of spectra, which are turned back once.
    cross, auto = np.zeros((2, size // 2 + 1), dtype=np.complex128)
    source_power = target_power = used = 0.0
    for heard, mask, said in _blocks(source, target, shift, gated=gated):
        spectrum = np.conj(rfft(heard, size))
        cross += spectrum * rfft(said * mask, size)
        masked = heard * mask
        if n_auto:
            auto += spectrum * rfft(masked, size)
        source_power += float(masked @ heard)
        target_power += float((said * mask) @ said)
        used += float(np.count_nonzero(mask)) / rate
    if used < MIN_USED_S or not source_power or not target_power:
        return None
    both = irfft(cross, size)[np.arange(low, high + 1)]
    own = irfft(auto, size)[:n_auto] if n_auto else np.zeros(0)
    return _Correlation(both, own, source_power, target_power)


def _blocks(
    source: Channel, target: Channel, shift: int, *, gated: bool
) -> Iterator[tuple[Samples, Samples, Samples]]:
    """Yield source, mask and target block by block.

    The mask leaves out what is too soft to leak audibly, and, where `gated`, what the target's own
    party would drown.
    """
    rate = source.sample_rate
    frame = round(FRAME_S * rate)
    step = round(BLOCK_S / FRAME_S) * frame
    first, last = max(0, -shift), len(source.samples) - max(0, shift)
    mine = _powers(source, first, last, frame)
    theirs = _powers(target, first + shift, last + shift, frame)
    use = mine > np.max(mine, initial=0.0) * 10 ** (-AUDIBLE_DB / 10)
    if gated and use.any():
        louder_db = 10 * np.log10((mine + 1e-12) / (theirs + 1e-12))
        usual_db = float(np.median(louder_db[use]))
        use &= louder_db > max(LOUDER_DB, usual_db - NEAR_USUAL_DB)
    yielded = 0
    for index, start in enumerate(range(first, last, step)):
        used = use[index * (step // frame) : (index + 1) * (step // frame)]
        if not used.any():
            continue
        mask = np.repeat(used, frame).astype(np.float64)
        end = start + len(mask)
        heard = np.asarray(source.samples[start:end], dtype=np.float64)
        said = np.asarray(target.samples[start + shift : end + shift], dtype=np.float64)
        yield heard, mask, said
        yielded += 1
        if yielded >= MAX_BLOCKS:
            return


def _powers(channel: Channel, first: int, last: int, frame: int) -> Samples:
    """Return the power of each frame between two samples."""
    step = round(BLOCK_S / FRAME_S) * frame
    parts = (channel.samples[i : min(last, i + step)] for i in range(first, last, step))
    return np.concatenate([np.zeros(0), *(_frame_power(part, frame) for part in parts)])


def _frame_power(samples: npt.NDArray[np.float32], frame: int) -> Samples:
    n = len(samples) // frame
    frames = np.asarray(samples[: n * frame]).reshape(n, frame)
    power: Samples = np.einsum("ij,ij->i", frames, frames).astype(np.float64) / frame
    return power
