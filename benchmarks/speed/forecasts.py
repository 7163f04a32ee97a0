"""B7: what the command line tells in advance, against what came; how soon a card answers."""

from __future__ import annotations

import io
import re
import tempfile
import threading
import time
from pathlib import Path

from joblib import cpu_count

import voicecheck
from benchmarks.speed.call import DUAL, MONO
from benchmarks.speed.figure import Figure
from benchmarks.speed.workers import CALL_S, N_CALLS, night, write_calls
from voicecheck.batch.estimate import estimate
from voicecheck.batch.prepare import BatchOptions, prepare
from voicecheck.cli.file_progress import FileProgress
from voicecheck.config import Config
from voicecheck.report.terminal import write
from voicecheck.types.judgement import Verdict

EVERY_S, NEARLY_OVER_S, WITHIN = 1.0, 3.0, 1 / 3


def measure(n: int, *, quick: bool) -> list[Figure]:
    """Watch the remaining time of checks in a row, the machine's paces known."""
    if quick:
        return []
    shares = tuple(_right_share([DUAL, MONO]) for _ in range(n))
    estimated, probing = zip(*(_dry_run() for _ in range(n)), strict=True)
    return [
        Figure("B7", "time that --dry-run foretells ÷ the night's, nothing known", estimated),
        Figure("B7", "how long --dry-run tries", probing, "s"),
        Figure("B7", "of the seconds watched, forecast within a third", shares),
        Figure("B7", "words on the card before the first finding", (_words_before(),), "words"),
    ]


def _right_share(paths: list[Path]) -> float:
    """Return the share of seconds at which the remaining time was right within a third."""
    told: list[tuple[float, float]] = []
    over = threading.Event()
    progress = FileProgress(paths, model="base", quiet=True)

    def watch() -> None:
        while not over.wait(EVERY_S):
            told.append((time.monotonic(), progress.left_s()))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    with progress:
        for i, path in enumerate(paths):
            progress.begin(i)
            recording = voicecheck.load(path)
            progress.loaded(recording)
            voicecheck.analyze(recording, progress=progress.tell)
            progress.done()
    end = time.monotonic()
    over.set()
    watcher.join()
    rests = [(left_s, end - at) for at, left_s in told if end - at > NEARLY_OVER_S]
    return sum(abs(left_s / rest_s - 1) <= WITHIN for left_s, rest_s in rests) / len(rests)


def _dry_run() -> tuple[float, float]:
    """Return the foretold time over the real one, and how long the trying took."""
    with tempfile.TemporaryDirectory() as folder:
        calls, store = Path(folder) / "calls", Path(folder) / "store.db"
        write_calls(calls, CALL_S, N_CALLS)
        config = Config()
        prepared = prepare(str(calls), f"sqlite:///{store}", config, BatchOptions())
        context = prepared.context
        found = estimate(
            context.source, context.store, prepared.plan, workers=cpu_count(), config=config
        )
        context.store.dispose()
        took_s = night(calls, store, cpu_count())
    assert found.work_s is not None
    return found.work_s / took_s, found.probed_s


def _words_before() -> int:
    """Return how many words a reader of the sample's card reads before its first finding."""
    card = voicecheck.check(DUAL)
    out = io.StringIO()
    write([card], [], out)
    first = next(line for line in card.results if line.verdict in (Verdict.FAIL, Verdict.WARN))
    before, _, _ = out.getvalue().partition(f"{first.code} ")
    return len(re.findall(r"\w+", before))
