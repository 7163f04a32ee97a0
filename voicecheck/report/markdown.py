"""Markdown made readable in a terminal, and as plain lines where it is piped."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.markdown import Heading, Markdown
from rich.text import Text

from voicecheck.report.terminal import console

if TYPE_CHECKING:
    from typing import TextIO

    from rich.console import Console, ConsoleOptions, RenderResult


class _Heading(Heading):
    """A heading at the left, bold and nothing else."""

    def __rich_console__(self, terminal: Console, options: ConsoleOptions) -> RenderResult:
        yield Text(self.text.plain, style="bold")


class _Markdown(Markdown):
    elements: ClassVar = {**Markdown.elements, "heading_open": _Heading}


def render(text: str, out: TextIO) -> None:
    """Write Markdown for people."""
    terminal = console(out)
    with terminal.capture() as captured:
        terminal.print(_Markdown(text, code_theme="default", hyperlinks=False))
    lines = [line.rstrip() for line in captured.get().strip("\n").splitlines()]
    out.write("\n".join(lines) + "\n")
