"""The picture of the report in the README.

python -m benchmarks.screenshot        (needs Debian's chromium and the extra dev)
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import voicecheck
from voicecheck.report.html import render

ROOT = Path(__file__).parent.parent
CALL = ROOT / "sample_audio" / "call_stereo.wav"
SIZE = {"width": 1100, "height": 1010}


def main() -> None:
    from playwright.sync_api import sync_playwright

    recording = voicecheck.load(CALL)
    analysis = voicecheck.analyze(recording)
    page = render(recording, analysis, voicecheck.judge(analysis.features))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        path = Path(folder) / "call.html"
        path.write_text(page, encoding="utf-8")
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        view = browser.new_page(viewport=SIZE)
        view.goto(path.as_uri())
        view.screenshot(path=ROOT / "docs" / "report.png")
        browser.close()


if __name__ == "__main__":
    main()
