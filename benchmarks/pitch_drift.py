"""How far the 10-90 % pitch range (R80) drifts from the clean recording to the telephone.

python -m benchmarks.pitch_drift --speech DIR [--by speaker labels] [--min-s 25] [--pools]

Two references for every pool of one voice: the wide recording itself (16 kHz, what the telephone
hides included), and the same recording the product's own way, through the canonical band. Drift in
semitones; kept: voiced speech found, as a share of what the wide recording shows; doubted: share of
pools that the second opinion puts more than 1 semitone away. Then how every other measure moves.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks._speech import line, pools
from voicecheck.audio.band import canonical
from voicecheck.features.pitch import measure_pitch
from voicecheck.signal.pitch import track_pitch
from voicecheck.speech.activity import detect_speech
from voicecheck.types.audio import Channel
from voicecheck.types.catalogue import Family, names_of

if TYPE_CHECKING:
    from voicecheck.types.time import Span

LINES = ["clean", "alaw", "gsm", "snr20", "snr15"]
RANGE = "f0_range_semitones"


class Stopwatch:
    cpu_s = 0.0
    channel_s = 0.0


def tracked(channel: Channel, ipus: tuple[Span, ...]) -> Family:
    start = time.process_time()
    main, second = track_pitch(channel, ipus)
    Stopwatch.cpu_s += time.process_time() - start
    Stopwatch.channel_s += channel.duration_s
    return measure_pitch(main, second, ipus)


def on_the_line(samples: np.ndarray, rate: int) -> tuple[Family, tuple[Span, ...]]:
    narrow = canonical(Channel(0, samples.astype(np.float32), rate))
    ipus = detect_speech(narrow).ipus
    return tracked(narrow, ipus), ipus


def value(pitch: Family, name: str) -> float:
    found = getattr(pitch, name).value
    return np.nan if found is None else float(found)


def drift(after: list[Family], before: list[Family]) -> str:
    moved = np.array(
        [value(a, RANGE) - value(b, RANGE) for a, b in zip(after, before, strict=True)]
    )
    size = np.abs(moved[np.isfinite(moved)])
    return (
        f"{moved[np.isfinite(moved)].mean():+5.2f} {np.median(size):5.2f}"
        f" {np.percentile(size, 90):5.2f} {size.max():5.2f} {np.mean(size > 1.5):5.2f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--speech", type=Path, required=True, help="folder with a manifest.csv")
    parser.add_argument("--by", nargs="+", default=["speaker", "labels"], help="columns of a pool")
    parser.add_argument("--min-s", type=float, default=25, help="length of a pool")
    parser.add_argument("--lines", nargs="+", default=LINES)
    parser.add_argument("--pools", action="store_true", help="print every pool")
    args = parser.parse_args()
    made = pools(args.speech, tuple(args.by), min_s=args.min_s)
    wide: list[Family] = []
    results: dict[str, list[Family]] = {kind: [] for kind in dict.fromkeys(["clean", *args.lines])}
    for pool in made:
        for kind, found in results.items():
            pitch, ipus = on_the_line(*line(pool.samples, pool.sample_rate, kind))
            found.append(pitch)
            if kind == "clean":
                wide.append(tracked(Channel(0, pool.samples, pool.sample_rate), ipus))
        if args.pools:
            ranges = [f"{kind} {value(f[-1], RANGE):5.2f}" for kind, f in results.items()]
            print(
                f"{pool.name:24} wide {value(wide[-1], RANGE):5.2f}  {'  '.join(ranges)}",
                flush=True,
            )

    head = "bias   med   P90   max  >1.5"
    print(f"\n{len(made)} pools\n{'':8}against the wide recording       through the canonical band")
    print(f"{'line':6}   {head}     {head}   kept  doubted  not measured")
    for kind, found in results.items():
        kept = [
            value(f, "voiced_s") / value(w, "voiced_s") for f, w in zip(found, wide, strict=True)
        ]
        doubt = np.array([value(f, "range_disagreement_semitones") for f in found])
        print(
            f"{kind:6}  {drift(found, wide)}    {drift(found, results['clean'])}"
            f"   {np.median(kept):4.2f}  {np.mean(~(doubt <= 1)):7.2f}"
            f"  {sum(getattr(f, RANGE).value is None for f in found):12d}"
        )
    print("\nmedian (and median absolute change against clean)")
    for name in (full.partition(".")[2] for full in names_of("pitch")):
        cells = [f"{name:30} wide {np.nanmedian([value(w, name) for w in wide]):7.2f}"]
        clean = np.array([value(f, name) for f in results["clean"]])
        for kind, found in results.items():
            values = np.array([value(f, name) for f in found])
            change = np.nanmedian(np.abs(values - clean))
            cells.append(f"{kind} {np.nanmedian(values):7.2f} ({change:.2f})")
        print("  ".join(cells))
    print(f"\ntracking: {60 * Stopwatch.cpu_s / Stopwatch.channel_s:.2f} CPU s per channel minute")


if __name__ == "__main__":
    main()
