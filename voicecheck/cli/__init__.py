"""The command line: one command, one file, which is imported when the command is called."""

from __future__ import annotations

import io
import sys
import traceback

import typer

from voicecheck.cli.help import Group, epilog, everything, later, usage_error
from voicecheck.cli.language import said
from voicecheck.cli.say import complain, say

app = typer.Typer(
    name="voicecheck",
    cls=Group,
    help=said("help.program"),
    options_metavar=said("help.options_metavar"),
    subcommand_metavar=said("help.command_metavar"),
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


models = typer.Typer(
    help=said("commands.models"),
    cls=Group,
    no_args_is_help=True,
    options_metavar=said("help.options_metavar"),
    subcommand_metavar=said("help.command_metavar"),
)


def _add(module: str, name: str, panel: str) -> None:
    app.command(
        name,
        cls=later(f"voicecheck.cli.{module}", name),
        help=said(f"commands.{name}"),
        epilog=epilog(name),
        options_metavar=said("help.options_metavar"),
        rich_help_panel=said(f"panels.{panel}"),
    )(_loaded_later)


def _loaded_later() -> None:
    """Stand for a command until its module is imported."""


_add("check", "check", "calls")
_add("report", "report", "calls")
_add("explain", "explain", "calls")
_add("transcribe", "transcribe", "calls")
_add("measure", "measure", "calls")
_add("batch", "batch", "night")
_add("store", "rejudge", "stored")
_add("baseline", "baseline", "stored")
_add("calibrate", "calibrate", "stored")
_add("store", "export", "stored")
_add("store", "forget", "stored")
_add("store", "purge", "stored")
_add("init", "init", "machine")
_add("doctor", "doctor", "machine")
for _name, _function in (("list", "list_models"), ("get", "get_model")):
    models.command(
        _name,
        cls=later("voicecheck.cli.models", _function),
        help=said(f"commands.models_{_name}"),
    )(_loaded_later)
app.add_typer(models, name="models", rich_help_panel=said("panels.machine"))


def _version(value: bool) -> None:
    if value:
        from voicecheck import __version__

        say(f"voicecheck {__version__}")
        raise typer.Exit


def _everything(value: bool) -> None:
    if value:
        everything(app)
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(
        False, "--version", help=said("help.version"), metavar="", callback=_version, is_eager=True
    ),
    help_all: bool = typer.Option(
        False, "--help-all", help=said("help.all"), metavar="", callback=_everything, is_eager=True
    ),
) -> None:
    """Take options that hold for every command."""


def main() -> None:
    """Run the command line; errors made on purpose become one line and exit code 2."""
    from voicecheck.errors import VoicecheckError

    _write_utf8()
    try:
        sys.exit(app(standalone_mode=False) or 0)
    except VoicecheckError as error:
        complain(error)
        sys.exit(2)
    except BrokenPipeError:
        # `voicecheck check … | head` closed the pipe: nothing is wrong.
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:  # a full disk, a folder without rights
        complain(error)
        sys.exit(2)
    except typer.Abort:
        complain(said("run.interrupted"))
        sys.exit(130)
    except Exception as error:
        line = usage_error(error)
        if line is None:
            traceback.print_exc()
        complain(line or said("run.broke", what=f"{type(error).__name__}: {error}"))
        sys.exit(2)


def _write_utf8() -> None:
    """Write files and pipes in UTF-8, whatever the locale: JSON knows no other encoding."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal keeps its own, and shows "?" for what it has no letter for.
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")
