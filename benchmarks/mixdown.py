"""Dual-channel calls mixed down to mono, and whether the verdicts agree.

python -m benchmarks.mixdown FILE [FILE ...]
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np

import voicecheck
from voicecheck.types.judgement import Verdict


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    args = parser.parse_args()
    for file in args.files:
        recording = voicecheck.load(file)
        both = recording.samples.mean(axis=0, keepdims=True, dtype=np.float32)
        apart, mixed = (
            voicecheck.judge(voicecheck.analyze(each).features)
            for each in (recording, replace(recording, samples=both))
        )
        pairs = list(zip(apart.results, mixed.results, strict=True))
        same = sum(a.verdict is b.verdict for a, b in pairs)
        open_ = sum(b.verdict is Verdict.NOT_ASSESSED for _, b in pairs)
        print(
            f"{file.name}: agent {apart.agent.confidence:.2f} apart, {mixed.agent.confidence:.2f} "
            f"mixed; {same} of {len(pairs)} verdicts agree, {open_} withheld in mono"
        )
        for notice in mixed.notices:
            print(f"  {notice.code} {notice.text.en}")
        for a, b in pairs:
            shown = [
                f"{r.verdict.value}" + (f" {r.severity:.2f}" if r.severity is not None else "")
                for r in (a, b)
            ]
            print(f"  {a.code}  {shown[0]:18} {shown[1]}")


if __name__ == "__main__":
    main()
