"""Whether pitch range and loudness movement hear what listeners hear.

python -m benchmarks.listeners --speech DIR [--acted DIR]

DIR holds readers with listeners' marks (manifest.csv with ``lively clear halting friendly``, one
sum per listener): each reader goes down a telephone line, and the measures are correlated with the
marks, in ranks, sex and median pitch held. ``both`` is a regression on the two, crossed over
readers, and the weights are per standard deviation. The other DIR holds acted speech by speaker and
emotion code: loudness movement of each, pooled.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from scipy.stats import rankdata

from benchmarks._speech import joined, line, manifest, read
from voicecheck.audio.band import canonical
from voicecheck.features.loudness import measure_loudness
from voicecheck.features.pitch import measure_pitch
from voicecheck.signal.loudness import track_loudness
from voicecheck.signal.pitch import track_pitch
from voicecheck.speech.activity import detect_speech
from voicecheck.types.audio import Channel

MARKS = ("lively", "clear", "halting", "friendly")
FOLDS, DRAWS = 10, 20
STYLES = {"L": "bored", "T": "sad", "N": "neutral", "F": "happy", "W": "angry"}


def heard(samples: np.ndarray, rate: int) -> tuple[float, float, float]:
    """Return median pitch, pitch range and loudness movement on a telephone line."""
    sound, rate = line(samples, rate, "alaw")
    narrow = canonical(Channel(0, sound.astype(np.float32), rate))
    ipus = detect_speech(narrow).ipus
    pitch = measure_pitch(*track_pitch(narrow, ipus), ipus)
    moved = measure_loudness(track_loudness(narrow, ipus), ipus).loudness_movement_db_per_s
    found = (pitch.f0_median_hz, pitch.f0_range_semitones, moved)
    return tuple(np.nan if m.value is None else m.value for m in found)


def without(values: np.ndarray, held: np.ndarray) -> np.ndarray:
    """Take what follows from other columns off the ranks of some values."""
    ranks = rankdata(values)
    others = np.column_stack([np.ones(len(ranks)), *(rankdata(c) for c in held.T)])
    return ranks - others @ np.linalg.lstsq(others, ranks, rcond=None)[0]


def crossed(columns: np.ndarray, marks: np.ndarray) -> tuple[float, np.ndarray]:
    """Return the correlation of crossed predictions with the marks, and the weights."""
    values, weights = [], []
    for seed in range(DRAWS):
        order = np.random.default_rng(seed).permutation(len(marks))
        predicted = np.zeros(len(marks))
        for fold in range(FOLDS):
            out = order[fold::FOLDS]
            kept = np.setdiff1d(order, out)
            weight = np.linalg.lstsq(columns[kept], marks[kept], rcond=None)[0]
            predicted[out] = columns[out] @ weight
            weights.append(weight * columns.std(axis=0) / marks.std())
        values.append(np.corrcoef(predicted, marks)[0, 1])
    return float(np.mean(values)), np.mean(weights, axis=0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--speech", type=Path, required=True, help="readers and their marks")
    parser.add_argument("--acted", type=Path, help="acted speech by speaker and emotion_code")
    args = parser.parse_args()
    rows = manifest(args.speech)
    table = np.array(
        [(r["sex"] == "f", *heard(read(args.speech / r["path"]), 16_000)) for r in rows]
    )
    whole = np.isfinite(table).all(axis=1)
    sex_and_pitch, spread, moved = table[whole, :2], table[whole, 2], table[whole, 3]
    print(f"{whole.sum()} of {len(rows)} readers; loudness movement {np.median(moved):.1f} dB/s")
    for name in MARKS:
        sums = np.array([sum(map(float, r[name].split())) for r in rows])[whole]
        marks = without(sums, sex_and_pitch)
        columns = np.column_stack([without(v, sex_and_pitch) for v in (spread, moved)])
        alone = [np.corrcoef(column, marks)[0, 1] for column in columns.T]
        both, weights = crossed(columns, marks)
        print(
            f"{name:9} pitch {alone[0]:+.2f}  loudness {alone[1]:+.2f}  both {both:+.2f}"
            f"  weights {weights[0]:+.2f} {weights[1]:+.2f}"
        )
    if args.acted:
        acted: dict[tuple[str, str], list[dict[str, str]]] = {}
        for row in manifest(args.acted):
            acted.setdefault((row["speaker"], row["emotion_code"]), []).append(row)
        for speaker in sorted({who for who, _ in acted}):
            figures = []
            for code, style in STYLES.items():
                if (speaker, code) in acted:
                    pool = joined(args.acted, speaker, acted[speaker, code])
                    figures.append(f"{style} {heard(pool.samples, pool.sample_rate)[2]:.0f}")
            print(f"{speaker}: {'  '.join(figures)}")


if __name__ == "__main__":
    main()
