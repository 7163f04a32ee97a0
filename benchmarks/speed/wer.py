"""Word error rate of our transcription and of faster-whisper's, with their processor time.

python -m benchmarks.speed.wer DATA [--sets kerstin_de asterisk_en] [--sentences 90] [--peers]

DATA holds folders with a manifest (see benchmarks/_speech.py). Sentences are put in a row over
pauses of a second and sent down a telephone line (300 to 3400 Hz, 8 kHz, A-law). Words are compared
in lower case without punctuation, ß as ss; numbers stay as they are written.
"""

from __future__ import annotations

import argparse
import random
import re
from pathlib import Path

import numpy as np

from benchmarks._speech import RATE, line, manifest, read
from benchmarks.speed.pairs import cpu_s
from benchmarks.speed.peers import PEERS, transcribe
from voicecheck.audio.band import canonical, resampled
from voicecheck.speech.activity import detect_speech
from voicecheck.speech.transcribe import WhisperTranscriber
from voicecheck.types.audio import Channel

PAUSE_S = 1.0


def words(text: str) -> list[str]:
    return re.sub(r"[^\w' ]+", " ", text.lower().replace("ß", "ss").replace("’", "'")).split()


def errors(said: list[str], written: list[str]) -> int:
    """Return how many words must be changed, put in or taken out."""
    known = {word: i for i, word in enumerate({*said, *written})}
    columns = np.array([known[word] for word in written])
    places = np.arange(len(written) + 1)
    row = places
    for i, word in enumerate(said, 1):
        best = np.minimum(row[:-1] + (columns != known[word]), row[1:] + 1)
        # What is put in costs one each, from wherever it is cheapest.
        row = np.minimum.accumulate(np.concatenate([[i], best]) - places) + places
    return int(row[-1])


def rate(said: str, written: str) -> float:
    return errors(words(said), words(written)) / len(words(said))


def spoken(folder: Path, n: int, seed: int = 1) -> tuple[Channel, str, str]:
    """Return sentences in a row as one channel, what is said, and the language."""
    rows = [row for row in manifest(folder) if "(" not in row["transcript"]]
    rows = [row for row in rows if len(row["transcript"].split()) > 1]
    random.Random(seed).shuffle(rows)
    noise, parts = np.random.default_rng(0), []
    for row in rows[:n]:
        gap = 1e-4 * noise.standard_normal(int(PAUSE_S * RATE))
        parts += [read(folder / row["path"]), gap.astype(np.float32)]
    samples, sample_rate = line(np.concatenate(parts), RATE, "alaw")
    text = " ".join(row["transcript"] for row in rows[:n])
    return Channel(0, samples.astype(np.float32), sample_rate), text, rows[0]["language"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sets", nargs="+", default=["kerstin_de", "asterisk_en"])
    parser.add_argument("--sentences", type=int, default=90)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1], help="other sentences")
    parser.add_argument("--model", default="base")
    parser.add_argument("--peers", action="store_true")
    args = parser.parse_args()
    ours = WhisperTranscriber(args.model)
    for name in args.sets:
        for seed in args.seeds:
            channel, said, language = spoken(args.data / name, args.sentences, seed)
            activity = detect_speech(canonical(channel))
            start = cpu_s()
            (found,) = ours.transcribe([(channel, activity)], language=language)
            _report(name, seed, "voicecheck", said, found.text, cpu_s() - start)
            for peer in PEERS if args.peers else ():
                start = cpu_s()
                text = transcribe(peer, resampled(channel, RATE).samples, language)
                _report(name, seed, f"faster-whisper {peer}", said, text, cpu_s() - start)


def _report(name: str, seed: int, who: str, said: str, written: str, seconds: float) -> None:
    n = len(words(said))
    print(f"{name} {seed} {who:32} {rate(said, written):.4f} of {n} words, {seconds:.1f} s CPU")


if __name__ == "__main__":
    main()
