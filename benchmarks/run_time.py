"""Run time of each stage for one call, against plain faster-whisper on the same call mixed.

python -m benchmarks.run_time FILE [--runs 3]

Runs alternate, so that a machine whose speed drifts does not favour either; the ratio is taken run
by run. Plain: WhisperModel.transcribe(mixed, beam 5, word times), the same weights, 8-bit.
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path

import numpy as np

import voicecheck
from voicecheck.audio.band import resampled
from voicecheck.speech.models import find_model
from voicecheck.speech.transcribe import WhisperTranscriber
from voicecheck.types.audio import Channel


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    import faster_whisper

    plain = faster_whisper.WhisperModel(
        str(find_model("base").path), device="cpu", compute_type="int8"
    )
    transcriber = WhisperTranscriber()
    analysis = voicecheck.analyze(voicecheck.load(args.file), transcriber=transcriber)
    ratios, stages = [], []
    for run in range(args.runs):
        start = time.perf_counter()
        recording = voicecheck.load(args.file)
        decoded_s = time.perf_counter() - start
        analysis = voicecheck.analyze(recording, transcriber=transcriber)
        voicecheck.judge(analysis.features)
        ours_s = time.perf_counter() - start
        stages.append({"decode": decoded_s, **analysis.stage_s})
        start = time.perf_counter()
        mixed = recording.samples.mean(axis=0, dtype=np.float32)
        sound = resampled(Channel(0, mixed, recording.sample_rate), 16_000).samples
        list(plain.transcribe(sound, beam_size=5, word_timestamps=True)[0])
        plain_s = time.perf_counter() - start
        ratios.append(ours_s / plain_s)
        print(f"run {run + 1}: whole check {ours_s:.1f} s, plain {plain_s:.1f} s", flush=True)
    print(f"{args.file.name}, {recording.duration_s:.0f} s of {recording.n_channels} channels")
    for stage in stages[0]:
        print(f"  {stage:10} {statistics.median(s[stage] for s in stages):6.2f} s")
    print(
        f"ratio to plain: median {statistics.median(ratios):.2f}, "
        f"{min(ratios):.2f} to {max(ratios):.2f}"
    )


if __name__ == "__main__":
    main()
