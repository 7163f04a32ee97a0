"""A flame graph of a whole check, as a picture: where each thread spends its time, or waits.

python -m benchmarks.speed.flames docs/flames_after.png [--tree FOLDER]

needs `pip install py-spy` and Debian's chromium. --tree is another checkout, to see what it did.
Samples are of the second check in a process, whose weights are loaded; the decoder is apart.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.speed.call import DUAL

WIDTH, HEIGHT = 1600, 420
RATE_HZ, LONGEST_S = 100, 240
CHECK = """
import sys
import voicecheck
from voicecheck.speech.transcribe import WhisperTranscriber
ours = WhisperTranscriber()
def check():
    voicecheck.judge(voicecheck.analyze(voicecheck.load(sys.argv[1]), transcriber=ours).features)
check()
print("ready", flush=True)
sys.stdin.readline()
check()
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("picture", type=Path)
    parser.add_argument("--tree", type=Path, default=Path(__file__).parents[2])
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        graph = Path(folder) / "flames.svg"
        record(args.tree.resolve(), graph)
        draw(graph, args.picture)


def record(tree: Path, graph: Path) -> None:
    """Sample a check of a checkout."""
    around = os.environ | {"PYTHONPATH": str(tree)}
    with subprocess.Popen(
        [sys.executable, "-c", CHECK, str(DUAL)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=tree,
        env=around,
        text=True,
    ) as checked:
        assert checked.stdin and checked.stdout
        checked.stdout.readline()
        spy = ["py-spy", "record", "--pid", str(checked.pid), "--rate", str(RATE_HZ)]
        spy += ["--duration", str(LONGEST_S), "--output", str(graph)]
        spy += ["--threads", "--function", "--idle"]
        with subprocess.Popen(spy, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
            checked.stdin.write("\n")
            checked.stdin.close()


def draw(graph: Path, picture: Path) -> None:
    """Photograph the graph: as it is, it is a program of its own."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.goto(graph.as_uri())
        page.screenshot(path=picture)
        browser.close()


if __name__ == "__main__":
    main()
