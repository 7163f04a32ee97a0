"""B7: from nothing to help, and to the first card of a call of one minute."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import soundfile

from benchmarks.speed.call import DUAL
from benchmarks.speed.figure import Figure
from benchmarks.speed.pairs import in_turn, ratios

CALL_S = 60.0
# The command line itself, and beside it how long the stage of the words took.
CARD = """
import json, sys, time
import voicecheck
from voicecheck.report.terminal import write
analysis = voicecheck.analyze(voicecheck.load(sys.argv[1]))
card = voicecheck.judge(analysis.features)
write([card], [], sys.stderr)
print(json.dumps(analysis.stage_s))
"""


def measure(n: int, *, quick: bool) -> list[Figure]:
    """Start processes from cold, as somebody at the command line does."""
    helped = in_turn(
        {
            "help": lambda: _run("-P", "-m", "voicecheck", "--help"),
            "bare": lambda: _run("-c", "pass"),
        },
        max(n, 3),
    )
    figures = [Figure("B7", "--help ÷ bare Python", ratios(helped, "help", "bare"), below=6.0)]
    if quick:
        return figures
    with tempfile.TemporaryDirectory() as folder:
        call = Path(folder) / "minute.wav"
        samples, rate = soundfile.read(DUAL, dtype="int16")
        soundfile.write(call, samples[: round(CALL_S * rate)], rate)
        _run("-c", CARD, str(call))
        besides, whole = [], []
        for _ in range(n):
            start = time.perf_counter()
            stages = json.loads(_run("-c", CARD, str(call)))
            whole.append(time.perf_counter() - start)
            besides.append(whole[-1] - stages["words"])
    return [
        *figures,
        Figure("B7", "first card of a minute, besides its words", tuple(besides), "s", below=4.0),
        Figure("B7", "first card of a minute", tuple(whole), "s"),
    ]


def _run(*arguments: str) -> str:
    command = [sys.executable, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
