"""B2: words of a dual-channel call against faster-whisper on the same call mixed."""

from __future__ import annotations

import numpy as np
from threadpoolctl import threadpool_limits

import voicecheck
from benchmarks.speed import peers
from benchmarks.speed.call import DUAL, cut, mixed
from benchmarks.speed.figure import Figure
from benchmarks.speed.pairs import in_turn, ratios
from voicecheck.audio.band import canonical
from voicecheck.speech.activity import detect_all
from voicecheck.speech.transcribe import WhisperTranscriber

TARGETS = {peers.DEFAULTS: 0.4, peers.BATCHED: 0.75, peers.GREEDY: 1.0}


def measure(n: int, *, quick: bool) -> list[Figure]:
    """Compare the time for words, finding the speech included; the peers' batches find it, too."""
    recording = cut(voicecheck.load(DUAL), 20.0) if quick else voicecheck.load(DUAL)
    channels = [recording.channel(i) for i in range(recording.n_channels)]
    transcriber = WhisperTranscriber()

    def ours() -> None:
        with threadpool_limits(limits=1, user_api="blas"):  # as `analyze` has it
            found = detect_all([canonical(channel) for channel in channels])
            transcriber.transcribe(list(zip(channels, found, strict=True)), language=None)

    runs = {"ours": ours, **peers.runs(mixed(recording))}
    seconds = in_turn(runs, n, warm=not quick)
    figures = [
        Figure("B2", f"words ÷ faster-whisper, {p}", ratios(seconds, "ours", p), below=TARGETS[p])
        for p in peers.PEERS
    ]
    return [
        *figures,
        Figure("B2", "words of the dual-channel call", tuple(np.array(seconds["ours"])), "s"),
    ]
