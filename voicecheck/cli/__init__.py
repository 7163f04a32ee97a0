"""The command line: one command, one file. Importing this imports typer and nothing heavier."""

from __future__ import annotations

import io
import sys

import typer

from voicecheck.cli import (
    baseline,
    batch,
    calibrate,
    check,
    doctor,
    explain,
    measure,
    models,
    report,
    store,
    transcribe,
)
from voicecheck.cli.say import say

app = typer.Typer(
    name="voicecheck",
    help="A linter for telephone voices: which of eight mistakes a support agent's speech makes, "
    "where, how surely, and against which norm.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
)
app.command("check")(check.check)
app.command("report")(report.report)
app.command("transcribe")(transcribe.transcribe)
app.command("measure")(measure.measure)
app.command("explain")(explain.explain)
app.command("calibrate")(calibrate.calibrate)
app.command("batch")(batch.batch)
app.command("rejudge")(store.rejudge)
app.command("baseline")(baseline.baseline)
app.command("export")(store.export)
app.command("forget")(store.forget)
app.command("purge")(store.purge)
app.command("doctor")(doctor.doctor)
app.add_typer(models.app, name="models")


def _version(value: bool) -> None:
    if value:
        from voicecheck import __version__

        say(f"voicecheck {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(
        False, "--version", help="Print the version.", callback=_version, is_eager=True
    ),
) -> None:
    """Take options that hold for every command."""


def main() -> None:
    """Run the command line; errors made on purpose become one line and exit code 2."""
    from voicecheck.errors import VoicecheckError

    _write_utf8()
    try:
        app()
    except VoicecheckError as error:
        say(f"voicecheck: {error}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        # `voicecheck check … | head` closed the pipe: nothing is wrong.
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:  # a full disk, a folder without rights
        say(f"voicecheck: {error}", err=True)
        sys.exit(2)


def _write_utf8() -> None:
    """Write files and pipes in UTF-8, whatever the locale: JSON knows no other encoding."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal keeps its own, and shows "?" for what it has no letter for.
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
