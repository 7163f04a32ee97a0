"""B5: what memory and time a whole check takes as calls grow longer.

Draws docs/memory.svg, too: what the longest call holds in memory, second by second; or alone:

python -m benchmarks.speed.memory [--minutes 180] [--stand-in]

Calls are the
sample call over and over, each time from another place and at another level, so that nothing but
the length is special. Each is heard in a process of its own; the decoder's process is apart.
--stand-in puts kept words in the recogniser's place: then only the rest is measured.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import psutil
import soundfile

import voicecheck
from benchmarks.goldens import SAMPLES, read_words
from benchmarks.speed.figure import Figure
from voicecheck.speech.packing import pack
from voicecheck.types.speech import Transcript, Word
from voicecheck.types.time import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from voicecheck.types.audio import Channel
    from voicecheck.types.speech import SpeechActivity

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / "docs" / "memory.svg"
SAMPLE = "call_stereo.wav"
LENGTHS, QUICK_LENGTHS = (10, 60, 180), (1, 2)  # minutes, ascending
MOST, MOST_MB, MOST_TIME = 1.3, 1200.0, 1.05  # targets
SAMPLED_S = 1.0
WORD_S = 0.35
LOUDEST_DB, SOFTEST_DB = 0.0, -6.0


@dataclass(frozen=True, slots=True)
class Held:
    """What was held in memory at one moment."""

    at_s: float
    stage: str
    megabytes: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What one whole check took."""

    peak_mb: float
    seconds: float
    curve: tuple[Held, ...]


class StandIn:
    """In place of the speech model: reads what it would read, and has a word wherever it speaks."""

    def transcribe(
        self, channels: Sequence[tuple[Channel, SpeechActivity]], **_: object
    ) -> tuple[Transcript, ...]:
        """Return the words of either party of the sample call, over and over."""
        kept = read_words()[1][SAMPLE]
        for channel, activity in channels:
            for window in pack(channel, activity.segments):
                window.sound(channel)
        return tuple(
            Transcript(channel.index, _repeated(said.words, activity), "de", 1.0, "stand-in")
            for (channel, activity), said in zip(channels, kept, strict=True)
        )


def _repeated(words: Sequence[Word], activity: SpeechActivity) -> tuple[Word, ...]:
    places = [
        Span(start_s, min(segment.end_s, start_s + WORD_S))
        for segment in activity.segments
        for start_s in np.arange(segment.start_s, segment.end_s - WORD_S / 2, WORD_S).tolist()
    ]
    return tuple(Word(words[i % len(words)].text, place, 0.9) for i, place in enumerate(places))


def measure(n: int, *, quick: bool) -> list[Figure]:
    """Measure calls of several lengths in turn, n times."""
    lengths = QUICK_LENGTHS if quick else LENGTHS
    with tempfile.TemporaryDirectory() as folder:
        calls = {minutes: long_call(Path(folder), minutes) for minutes in lengths}
        rounds = [
            {minutes: checked(call, stand_in=quick) for minutes, call in calls.items()}
            for _ in range(n)
        ]
    if not quick:
        draw(rounds[-1][lengths[-1]], lengths[-1], stand_in=False)
    return figures(rounds)


def figures(rounds: Sequence[dict[int, Cost]]) -> list[Figure]:
    """Return what was found, the lengths ascending in each round."""
    shortest, *longer = rounds[0]
    longest = longer[-1]
    growth = tuple(r[longest].peak_mb / r[shortest].peak_mb for r in rounds)
    found = [Figure("B5", f"memory, {longest} ÷ {shortest} minutes", growth, below=MOST)]
    for minutes in (shortest, *longer):
        peaks = tuple(r[minutes].peak_mb for r in rounds)
        found.append(Figure("B5", f"memory, {minutes} minutes", peaks, "MB", below=MOST_MB))
    for minutes in longer:
        what = f"time a minute of call, {minutes} ÷ {shortest} minutes"
        times = tuple(
            r[minutes].seconds / minutes / (r[shortest].seconds / shortest) for r in rounds
        )
        found.append(Figure("B5", what, times, below=MOST_TIME))
    return found


def long_call(folder: Path, minutes: int) -> Path:
    """Write a call of some length: the sample call, each time from another place and level."""
    sound, rate = soundfile.read(SAMPLES / SAMPLE, dtype="int16")
    path = folder / f"{minutes}_minutes.wav"
    rng = np.random.default_rng(minutes)
    left = minutes * 60 * rate
    with soundfile.SoundFile(path, "w", rate, sound.shape[1], subtype="PCM_16") as out:
        while left > 0:
            turned = np.roll(sound, int(rng.integers(len(sound))), axis=0)[:left]
            gain = 10 ** (rng.uniform(SOFTEST_DB, LOUDEST_DB) / 20)
            out.write(np.rint(turned * gain).astype(np.int16))
            left -= len(turned)
    return path


def checked(call: Path, *, stand_in: bool) -> Cost:
    """Check a call in a process of its own."""
    line = [sys.executable, "-m", "benchmarks.speed.memory", "--of", str(call)]
    line += ["--stand-in"] if stand_in else []
    done = subprocess.run(line, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    said = json.loads(done.stdout)
    curve = tuple(Held(**held) for held in said["curve"])
    return Cost(said["peak_mb"], said["seconds"], curve)


def check(call: Path, *, stand_in: bool) -> Cost:
    """Check a call in this process, and watch its memory."""
    stage = "decoding"

    def reached(name: str, share: float) -> None:
        nonlocal stage
        stage = name if share < 1 else "between"

    began = time.perf_counter()
    with _watched(began, lambda: stage) as curve:
        recording = voicecheck.load(call)
        analysis = voicecheck.analyze(
            recording, transcriber=StandIn() if stand_in else None, progress=reached
        )
        stage = "judging"
        voicecheck.judge(analysis.features)
        seconds = time.perf_counter() - began
    return Cost(_peak_mb(), seconds, tuple(curve))


@contextmanager
def _watched(began: float, stage: Callable[[], str]) -> Iterator[list[Held]]:
    """Note each second what this process holds."""
    curve: list[Held] = []
    process, over = psutil.Process(), threading.Event()

    def note() -> None:
        held_mb = process.memory_info().rss / 1e6
        curve.append(Held(round(time.perf_counter() - began, 2), stage(), round(held_mb, 1)))

    def watch() -> None:
        while not over.wait(SAMPLED_S):
            note()

    note()
    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield curve
    finally:
        over.set()
        watcher.join()
        note()


def _peak_mb() -> float:
    """Return the most that this process ever held; a larger parent is in ru_maxrss, not here."""
    status = Path("/proc/self/status").read_text("ascii")
    (kilobytes,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return int(kilobytes) * 1024 / 1e6


def draw(cost: Cost, minutes: int, *, stand_in: bool) -> None:
    """Draw what a call held in memory, stage by stage."""
    import matplotlib as mpl
    from matplotlib import pyplot as plt

    mpl.rcParams |= {"svg.hashsalt": "voicecheck", "svg.fonttype": "none"}
    figure, axes = plt.subplots(figsize=(9, 4), layout="constrained")
    at_min = [held.at_s / 60 for held in cost.curve]
    axes.plot(at_min, [held.megabytes for held in cost.curve], color="black", linewidth=1)
    colours: dict[str, str] = {}
    for stage, run in groupby(enumerate(cost.curve), key=lambda item: item[1].stage):
        if stage == "between":
            continue
        places = [i for i, _ in run]
        new = stage not in colours
        colour = colours.setdefault(stage, f"C{len(colours)}")
        first, last = places[0], min(places[-1] + 1, len(at_min) - 1)
        label = stage if new else None
        axes.axvspan(at_min[first], at_min[last], color=colour, alpha=0.25, lw=0, label=label)
    axes.axhline(cost.peak_mb, color="grey", linestyle=":", linewidth=1)
    axes.text(0, cost.peak_mb, f" peak {cost.peak_mb:.0f} MB", va="bottom")
    axes.set(xlabel="minutes of work", ylabel="megabytes held", xlim=(0, at_min[-1]))
    axes.set_ylim(0, 1.15 * cost.peak_mb)
    words = ", kept words in the recogniser's place" if stand_in else ""
    axes.set_title(f"A whole check of {minutes} minutes of two channels{words}", fontsize=10)
    axes.legend(loc="lower right", ncols=4, fontsize=8)
    figure.savefig(PICTURE, metadata={"Date": None})
    plt.close(figure)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=int, default=LENGTHS[-1])
    parser.add_argument("--stand-in", action="store_true")
    parser.add_argument("--of", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.of:
        print(json.dumps(asdict(check(args.of, stand_in=args.stand_in))))
        return
    with tempfile.TemporaryDirectory() as folder:
        cost = checked(long_call(Path(folder), args.minutes), stand_in=args.stand_in)
    draw(cost, args.minutes, stand_in=args.stand_in)
    print(f"peak {cost.peak_mb:.0f} MB, {cost.seconds:.0f} s: {PICTURE}")


if __name__ == "__main__":
    main()
