"""The caller heard in the agent's channel, and whether any verdict turns.

python -m benchmarks.bleed FILE [FILE ...] [--levels -30 -20 -10] [--lags 0 0.06]

Each dual-channel call, agent first, gets the caller's channel mixed into the agent's at a level re
the caller's and through a filter of its own, then A-law. Verdicts may stay or be withheld; a
verdict that turns is named. Speech kept and added is counted against the untouched call.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import voicecheck
from benchmarks._speech import coded
from voicecheck.config import Config
from voicecheck.types.judgement import Verdict
from voicecheck.types.time import subtract, total_s

if TYPE_CHECKING:
    from voicecheck.types.audio import Recording

PATH = (0.6, 0.5, -0.3)


def leaking(recording: Recording, level_db: float | None, lag_s: float) -> Recording:
    """Return the call with the caller in the agent's channel; None leaves it as it was."""
    rate = recording.sample_rate
    agent, caller = (np.array(s, dtype=np.float64) for s in recording.samples)
    if level_db is not None:
        late = np.concatenate([np.zeros(round(lag_s * rate)), caller])[: len(caller)]
        leak = np.convolve(late, PATH, mode="same")
        leak *= 10 ** (level_db / 20) * np.sqrt((caller**2).mean() / (leak**2).mean())
        agent = agent + leak
    both = np.stack([coded(channel, rate, "ALAW") for channel in (agent, caller)])
    return replace(recording, samples=both.astype(np.float32))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--levels", nargs="+", type=float, default=[-30, -25, -20, -15, -10])
    parser.add_argument("--lags", nargs="+", type=float, default=[0.0, 0.06])
    args = parser.parse_args()
    config = Config(agent="left")
    for file in args.files:
        recording = voicecheck.load(file)
        cases = [(None, 0.0), *((level, lag) for level in args.levels for lag in args.lags)]
        clean = None
        for level, lag in cases:
            analysis = voicecheck.analyze(leaking(recording, level, lag), config=config)
            card = voicecheck.judge(analysis.features, config=config)
            verdicts = {r.code: r.verdict for r in card.results}
            spoken = analysis.activities[0].ipus
            if clean is None:
                clean = verdicts, spoken
                shown = " ".join(f"{code} {v.value}" for code, v in verdicts.items())
                print(f"{file.name}, untouched: {total_s(spoken):.1f} s of agent speech; {shown}")
                continue
            before, own = clean
            turned = {
                code: f"{before[code].value} -> {verdict.value}"
                for code, verdict in verdicts.items()
                if verdict is not before[code] and verdict is not Verdict.NOT_ASSESSED
            }
            withheld = [
                code
                for code, verdict in verdicts.items()
                if verdict is not before[code] and verdict is Verdict.NOT_ASSESSED
            ]
            lost_s, added_s = total_s(subtract(own, spoken)), total_s(subtract(spoken, own))
            print(
                f"  {level:+.0f} dB, {1000 * lag:3.0f} ms: lost {lost_s:.1f} s, "
                f"added {added_s:.1f} s; turned {turned or 'none'}"
                + (f"; withheld {withheld}" if withheld else ""),
                flush=True,
            )


if __name__ == "__main__":
    main()
