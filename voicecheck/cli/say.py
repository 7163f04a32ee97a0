"""The one way by which the command line prints a line."""

from __future__ import annotations

import typer

from voicecheck.cli.language import language
from voicecheck.errors import VoicecheckError
from voicecheck.types.inert import visible


def say(line: object, *, err: bool = False, end: str = "\n") -> None:
    """Print one line, whatever names stand in it."""
    typer.echo(f"{visible(str(line))}{end}", err=err, nl=False)


def complain(what: object) -> None:
    """Say on standard error what is wrong, an error in the user's language."""
    said = what.text[language()] if isinstance(what, VoicecheckError) else what
    say(f"voicecheck: {said}", err=True)
