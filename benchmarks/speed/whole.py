"""B3: a whole check against the mere transcription of the same call; B6: its decoding."""

from __future__ import annotations

import resource
from typing import TYPE_CHECKING

import voicecheck
from benchmarks.speed import peers
from benchmarks.speed.call import DUAL, MONO, cut, mixed
from benchmarks.speed.figure import Figure
from benchmarks.speed.pairs import cpu_s, in_turn, ratios
from voicecheck.speech.transcribe import WhisperTranscriber

if TYPE_CHECKING:
    from pathlib import Path

    from voicecheck.types.judgement import Scorecard

DUAL_TARGETS = {peers.DEFAULTS: 0.4, peers.BATCHED: 0.75, peers.GREEDY: 1.0}
MONO_TARGETS = {peers.DEFAULTS: 0.6}


def measure(n: int, *, quick: bool) -> list[Figure]:
    """Compare the check of a call whose weights are loaded, its decoding included."""
    return [
        *_compared("B3", "dual-channel call", DUAL, DUAL_TARGETS, n, quick=quick),
        *_compared("B3m", "mixed call", MONO, MONO_TARGETS, n, quick=quick),
        *_decoded(n),
    ]


def _compared(
    code: str, what: str, path: Path, targets: dict[str, float], n: int, *, quick: bool
) -> list[Figure]:
    ours = WhisperTranscriber()

    def check() -> Scorecard:
        recording = voicecheck.load(path)
        if quick:
            recording = cut(recording, 20.0)
        return voicecheck.judge(voicecheck.analyze(recording, transcriber=ours).features)

    recording = cut(voicecheck.load(path), 20.0) if quick else voicecheck.load(path)
    if not quick:
        check()
    start, before = cpu_s(), resource.getrusage(resource.RUSAGE_SELF)
    check()
    processor_s, after = cpu_s() - start, resource.getrusage(resource.RUSAGE_SELF)
    seconds = in_turn({"ours": check, **peers.runs(mixed(recording))}, n, warm=not quick)
    call_s = recording.duration_s
    per_hour = tuple(call_s / s for s in seconds["ours"])
    return [
        *(
            Figure(
                code,
                f"check of a {what} ÷ faster-whisper, {peer}",
                ratios(seconds, "ours", peer),
                below=targets.get(peer),
            )
            for peer in peers.PEERS
        ),
        Figure(code, f"check of a {what} of {call_s:.0f} s", tuple(seconds["ours"]), "s"),
        Figure(code, "the same, processor time", (processor_s,), "s"),
        Figure(code, "the same, of it in the system", (after.ru_stime - before.ru_stime,), "s"),
        Figure(
            code, "the same, page faults", ((after.ru_minflt - before.ru_minflt) / 1e6,), "million"
        ),
        Figure(code, f"hours of a {what} in an hour", per_hour, "h"),
        Figure(code, "the same, per hour of one core", (call_s / processor_s,), "h"),
    ]


def _decoded(n: int) -> list[Figure]:
    import numpy as np
    import soundfile
    import soxr

    def bare() -> None:
        samples, rate = soundfile.read(DUAL, dtype="float32", always_2d=True)
        for channel in np.ascontiguousarray(samples.T):
            soxr.resample(channel, rate, 8000)

    seconds = in_turn({"ours": lambda: voicecheck.load(DUAL), "bare": bare}, max(n, 5))
    return [
        Figure("B6", "decoding ÷ bare soundfile and soxr", ratios(seconds, "ours", "bare")),
        Figure("B6", "decoding, its process warm", tuple(seconds["ours"]), "s"),
    ]
