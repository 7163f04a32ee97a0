"""The one way by which the command line prints a line."""

from __future__ import annotations

import typer

from voicecheck.types.inert import visible


def say(line: object, *, err: bool = False) -> None:
    """Print one line, whatever names stand in it."""
    typer.echo(visible(str(line)), err=err)
