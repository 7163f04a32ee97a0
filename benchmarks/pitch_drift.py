"""How far the 10-90 % pitch range drifts from the clean file to the telephone.

python -m benchmarks.pitch_drift --speech /path/to/emodb [--by speaker labels] [--lines alaw gsm]

Semitones, per pool of at least 25 s; both the clean file and the line go the product's own way,
through the canonical band.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from benchmarks._speech import line, pools, summary
from voicecheck.audio.band import canonical
from voicecheck.errors import NotMeasured
from voicecheck.features.pitch import Pitch, measure_pitch
from voicecheck.signal.pitch import track_pitch
from voicecheck.speech.activity import detect_speech
from voicecheck.types.audio import Channel


def pitch_of(samples: np.ndarray, rate: int) -> Pitch:
    narrow = canonical(Channel(0, samples, rate))
    ipus = detect_speech(narrow).ipus
    return measure_pitch(*track_pitch(narrow, ipus), ipus, usable=ipus)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--speech", type=Path, required=True)
    parser.add_argument("--by", nargs="+", default=["speaker", "labels"])
    parser.add_argument("--lines", nargs="+", default=["alaw", "gsm", "snr20", "snr15"])
    args = parser.parse_args()
    made = pools(args.speech, tuple(args.by), min_s=25)
    clean = [pitch_of(pool.samples, pool.sample_rate) for pool in made]
    for kind in args.lines:
        drifts, kept = [], []
        for pool, before in zip(made, clean, strict=True):
            after = pitch_of(*line(pool.samples, pool.sample_rate, kind))
            try:
                drift = float(after.f0_range_semitones) - float(before.f0_range_semitones)
            except NotMeasured as missing:
                print(f"  {pool.name:24} {kind:6} {missing}")
                continue
            drifts.append(drift)
            kept.append(float(after.voiced_s) / float(before.voiced_s))
            print(
                f"  {pool.name:24} {kind:6} clean {float(before.f0_range_semitones):5.2f}"
                f"  drift {drift:+5.2f}"
                f"  second opinion {float(after.range_disagreement_semitones):4.2f} away"
                f"  voiced kept {kept[-1]:.2f}",
                flush=True,
            )
        above = np.mean(np.abs(drifts) > 1.5)
        print(f"{kind}, {len(drifts)} pools: {summary(drifts)}  above 1.5: {above:.2f}", flush=True)


if __name__ == "__main__":
    main()
