"""The clarity measure against listeners' ratings: speechocean762, median of five raters.

python -m benchmarks.clarity --speechocean DIR [--lines clean alaw]

All utterances of a speaker are heard in one go, as in a call. Spearman's rank correlation of the
mean word probability, and of the share of unclear content words, with the rated accuracy, per
utterance and per speaker of at least three; 95 % intervals by bootstrap over speakers. These are
learners of English reading: the figures show that the measure hears unclear words, not that an
accent is a mistake.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from scipy.stats import spearmanr

from benchmarks._speech import joined, line, manifest
from voicecheck.audio.band import canonical
from voicecheck.features.articulation import unclear
from voicecheck.languages import load_pack
from voicecheck.speech.activity import detect_speech
from voicecheck.speech.transcribe import WhisperTranscriber
from voicecheck.types.audio import Channel

MIN_UTTERANCES = 3
BOOTSTRAP = 1000

Row = tuple[str, float, float, float]


def hear(folder: Path, kind: str) -> list[Row]:
    """Return speaker, mean word probability, unclear share and rated accuracy per utterance."""
    pack, transcriber = load_pack("en"), WhisperTranscriber()
    rows: list[Row] = []
    speakers: dict[str, list[dict[str, str]]] = {}
    for row in manifest(folder):
        speakers.setdefault(row["speaker"], []).append(row)
    for speaker, own in speakers.items():
        pool = joined(folder, speaker, own)
        channel = Channel(0, *line(pool.samples, pool.sample_rate, kind))
        activity = detect_speech(canonical(channel))
        if not activity.ipus:
            continue
        (heard,) = transcriber.transcribe([(channel, activity)], language="en")
        for row, start in zip(pool.rows, pool.starts_s, strict=True):
            end = start + float(row["duration_s"])
            words = [w for w in heard.words if start <= w.span.middle_s < end]
            content = pack.content_words(words)
            if not words:
                continue
            mean = float(np.mean([w.probability for w in words]))
            share = float(np.mean([unclear(w.probability) for w in content] or [np.nan]))
            rows.append((row["speaker"], mean, share, float(row["accuracy"])))
    return rows


def correlations(rows: list[Row]) -> dict[str, float]:
    speakers: dict[str, list[Row]] = {}
    for row in rows:
        speakers.setdefault(row[0], []).append(row)
    values = np.array([row[1:] for row in rows])
    kept = [r for r in speakers.values() if len(r) >= MIN_UTTERANCES]
    means = np.array([np.nanmean([row[1:] for row in own], axis=0) for own in kept])
    found = {}
    for level, table in (("utterance", values), ("speaker", means)):
        for index, name in ((0, "mean word probability"), (1, "share of unclear words")):
            usable = np.isfinite(table[:, index])
            rho = spearmanr(table[usable, index], table[usable, 2]).statistic
            found[f"{name}, per {level}"] = float(rho)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--speechocean", type=Path, required=True)
    parser.add_argument("--lines", nargs="+", default=["clean", "alaw"])
    args = parser.parse_args()
    for kind in args.lines:
        rows = hear(args.speechocean, kind)
        names = sorted({row[0] for row in rows})
        own = {name: [row for row in rows if row[0] == name] for name in names}
        rng = np.random.default_rng(0)
        drawn = []
        for _ in range(BOOTSTRAP):
            sample = [
                (f"{i} {row[0]}", *row[1:])
                for i, name in enumerate(rng.choice(names, len(names)))
                for row in own[name]
            ]
            drawn.append(correlations(sample))
        print(f"{kind}: {len(rows)} utterances of {len(names)} speakers")
        for name, rho in correlations(rows).items():
            low, high = np.percentile([d[name] for d in drawn], [2.5, 97.5])
            print(f"  {name:38} {rho:+.2f}  [{low:+.2f}, {high:+.2f}]")


if __name__ == "__main__":
    main()
