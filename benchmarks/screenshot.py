"""The pictures of the card and of the report in the README.

python -m benchmarks.screenshot        (needs Debian's chromium and the extra dev)
"""

from __future__ import annotations

import io
import os
import re
import shutil
import tempfile
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console

import voicecheck
from voicecheck.report.html import render
from voicecheck.report.terminal import show

ROOT = Path(__file__).parent.parent
CALL = Path("sample_audio") / "call_stereo.wav"
WIDTH = 110
# The library's frame without its fonts from the net: the reader's own monospaced font will do.
FRAME = re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
SIZE = {"width": 1100, "height": 1010}


def main() -> None:
    from playwright.sync_api import sync_playwright

    os.chdir(ROOT)  # the picture shows the path as it is given
    recording = voicecheck.load(CALL)
    analysis = voicecheck.analyze(recording)
    card = voicecheck.judge(analysis.features)
    terminal = Console(file=io.StringIO(), record=True, width=WIDTH, highlight=False)
    show(card, terminal)
    terminal.save_svg("docs/card.svg", title=f"voicecheck check {CALL.name}", code_format=FRAME)
    page = render(recording, analysis, card)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        path = Path(folder) / "call.html"
        path.write_text(page, encoding="utf-8")
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        view = browser.new_page(viewport=SIZE)
        view.goto(path.as_uri())
        view.screenshot(path="docs/report.png")
        browser.close()


if __name__ == "__main__":
    main()
