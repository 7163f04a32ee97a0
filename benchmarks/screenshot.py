"""The pictures and the recording in docs: card, page at two sizes, morning page, first minute.

python -m benchmarks.screenshot        (needs Debian's chromium and the extra dev)
"""

from __future__ import annotations

import io
import json
import os
import pty
import re
import select
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console

import voicecheck
from voicecheck.report.html import render
from voicecheck.report.terminal import show

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
CALL = Path("sample_audio") / "call_stereo.wav"
WIDTH, HEIGHT = 80, 30
# The library's frame without its fonts from the net: the reader's own monospaced font will do.
FRAME = re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
DESK, PHONE = {"width": 1400, "height": 900}, {"width": 390, "height": 844}
FIRST_MINUTE = (
    "voicecheck doctor | head -1",
    f"voicecheck check {CALL}",
    "voicecheck explain",
    "voicecheck check fehlt.wav",
)
STILL_S = 1.5  # a reader's pause behind each command


def main() -> None:
    from playwright.sync_api import sync_playwright

    os.chdir(ROOT)  # the picture shows the path as it is given
    recording = voicecheck.load(CALL)
    analysis = voicecheck.analyze(recording)
    card = voicecheck.judge(analysis.features)
    terminal = Console(file=io.StringIO(), record=True, width=WIDTH, highlight=False)
    show(card, terminal)
    terminal.save_svg("docs/card.svg", title=f"voicecheck check {CALL.name}", code_format=FRAME)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        call, morning = Path(folder) / "call.html", Path(folder) / "morning.html"
        call.write_text(render(recording, analysis, card), encoding="utf-8")
        _night(Path(folder), morning)
        for page, size, name in (
            (call, DESK, "report"),
            (call, PHONE, "report_phone"),
            (morning, DESK, "morning"),
        ):
            _shoot(browser, page, size, f"docs/{name}.png")
        browser.close()
    record(Path("docs/first_minute.cast"))


def _shoot(browser: Any, page: Path, size: dict[str, int], target: str) -> None:
    view = browser.new_page(viewport=size)
    view.goto(page.as_uri())
    view.wait_for_timeout(300)
    view.screenshot(path=target)


def _night(folder: Path, morning: Path) -> None:
    """Hear three sample calls as a night."""
    import subprocess

    calls = folder / "calls"
    calls.mkdir()
    for name in ("call_stereo.wav", "pairs/m5_breathless_de.mp3", "pairs/good_de.mp3"):
        copied = Path(shutil.copy(ROOT / "sample_audio" / name, calls))
        os.utime(copied, (1_772_000_000, 1_772_000_000))
    (calls / "kaputt.wav").write_text("kein Ton")
    os.utime(calls / "kaputt.wav", (1_772_000_000, 1_772_000_000))
    subprocess.run(
        [sys.executable, "-P", "-m", "voicecheck", "batch", str(calls), "-q",
         "--store", str(folder / "calls.db"), "--digest", str(morning), "--reports",
         str(folder / "pages")],
        check=False,
    )  # fmt: skip


def record(target: Path) -> None:
    """Write what a terminal of 80 columns shows of the first minute (asciicast, version 2)."""
    head = {"version": 2, "width": WIDTH, "height": HEIGHT, "title": "voicecheck: die erste Minute"}
    lines = [json.dumps(head, ensure_ascii=False)]
    began = time.monotonic()

    def event(text: str) -> None:
        lines.append(
            json.dumps([round(time.monotonic() - began, 2), "o", text], ensure_ascii=False)
        )

    for command in FIRST_MINUTE:
        event(f"$ {command}\r\n")
        for text in _shown(command):
            event(text)
        time.sleep(STILL_S)
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _shown(command: str) -> Iterator[str]:
    """Run a command in a terminal of its own and yield what it shows."""
    pid, screen = pty.fork()
    if pid == 0:
        # The terminal's size is told by the environment alone.
        own = {
            "COLUMNS": str(WIDTH),
            "LINES": str(HEIGHT),
            "LC_ALL": "de_DE.UTF-8",
            "TERM": "xterm",
        }
        os.environ.update(own)
        os.execvp("sh", ["sh", "-c", command])
    while True:
        select.select([screen], [], [])
        try:
            part = os.read(screen, 65536)
        except OSError:  # the other end is closed
            part = b""
        if not part:
            break
        yield part.decode("utf-8", "replace")
    os.waitpid(pid, 0)
    os.close(screen)


if __name__ == "__main__":
    main()
