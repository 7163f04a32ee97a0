"""How help looks: options in groups, examples below, every word in the user's language."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from voicecheck.cli.language import listed, said

JUDGE, FILES, OUTPUT, MACHINE = "panels.judge", "panels.files", "panels.output", "panels.machine"


def option(help: str, *names: str, panel: str, metavar: str | None = None, **more: Any) -> Any:
    """Return an option whose help, group and placeholder stand in the catalogue of sentences."""
    more["metavar"] = said(f"metavars.{metavar}") if metavar else ""  # a flag has none
    more.setdefault("show_default", False)
    return typer.Option(*names, help=help, rich_help_panel=said(panel), **more)


def argument(help: str, *, metavar: str, **more: Any) -> Any:
    """Return an argument whose help and placeholder stand in the catalogue of sentences."""
    more.setdefault("show_default", False)
    return typer.Argument(help=help, metavar=said(f"metavars.{metavar}"), **more)


def epilog(command: str) -> str:
    """Return the examples of a command, a paragraph each."""
    return "\n\n".join([said("help.examples"), *listed(f"examples.{command}")])


class _Said:
    """What typer and click say themselves, said in the user's language."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))  # type: ignore[attr-defined]
        formatter.write_usage(ctx.command_path, pieces, prefix=f"{said('help.usage')} ")

    def get_help_option(self, ctx: Any) -> Any:
        found = super().get_help_option(ctx)  # type: ignore[misc]
        if found is not None:
            found.help, found.metavar = said("help.help"), ""
        return found

    def get_params(self, ctx: Any) -> Any:
        found = super().get_params(ctx)  # type: ignore[misc]
        for param in found:
            if param.name in ("install_completion", "show_completion"):
                param.help, param.metavar = said(f"help.{param.name}"), ""
        return found

    def format_help(self, ctx: Any, formatter: Any) -> None:
        from typer import rich_utils

        rich_utils.OPTIONS_PANEL_TITLE = said("help.options")
        rich_utils.ARGUMENTS_PANEL_TITLE = said("help.arguments")
        rich_utils.COMMANDS_PANEL_TITLE = said("help.commands")
        rich_utils.DEFAULT_STRING = said("help.default")
        rich_utils.REQUIRED_LONG_STRING = said("help.required")
        super().format_help(ctx, formatter)  # type: ignore[misc]


class Command(_Said, TyperCommand):
    """A command whose help is in the user's language."""


def later(module: str, function: str) -> type[Command]:
    """Return the class of a command whose function is imported for its options, or to run."""

    class Later(Command):
        def make_context(self, *args: Any, **more: Any) -> Any:
            alone = typer.Typer(add_completion=False)
            alone.command()(getattr(import_module(module), function))
            loaded = typer.main.get_command(alone)
            self.params, self.callback = loaded.params, loaded.callback
            return super().make_context(*args, **more)

    return Later


class Group(_Said, TyperGroup):
    """A group of commands whose help is in the user's language."""


def everything(app: typer.Typer) -> None:
    """Print the help of every command, one after the other."""
    group = typer.main.get_command(app)
    context = group.make_context("voicecheck", [], resilient_parsing=True)
    print_help(group, context)
    for name in group.list_commands(context):  # type: ignore[attr-defined]
        command = group.get_command(context, name)  # type: ignore[attr-defined]
        inner = command.make_context(name, [], parent=context, resilient_parsing=True)
        print_help(command, inner)


def print_help(command: Any, context: Any) -> None:
    """Print the help of one command."""
    command.format_help(context, context.make_formatter())


def usage_error(error: Exception) -> str | None:
    """Say in the user's language what was called wrongly; None where it was not a call's fault."""
    # Typer brings a click of its own: its classes are told by their names.
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if not kinds & {"UsageError", "ClickException"}:
        return None
    line = _what(error, kinds)
    context = getattr(error, "ctx", None)
    if context is None:
        return line
    end = "" if line.endswith("?") else "."
    return f"{line}{end} {said('usage.try_help', command=context.command_path)}"


def _what(error: Any, kinds: set[str]) -> str:
    if "NoSuchOption" in kinds:
        near = ", ".join(error.possibilities or [])
        return said("usage.no_option", name=error.option_name) + _near(near)
    if "MissingParameter" in kinds:
        return said("usage.missing", name=_named(error))
    if "BadParameter" in kinds:
        return said(f"usage.{_kind(error)}", name=_named(error))
    if "BadOptionUsage" in kinds:
        return said("usage.no_value", name=error.option_name)
    message = str(getattr(error, "message", error))
    if message.startswith("No such command"):
        name = message.split("'")[1] if "'" in message else ""
        rest = message.split("'")[3:4]
        return said("usage.no_command", name=name) + _near(", ".join(rest))
    if message.startswith("Missing command"):
        return said("usage.missing_command")
    if "unexpected extra argument" in message:
        return said("usage.extra", names=message.partition("(")[2].partition(")")[0])
    return message


def _kind(error: Any) -> str:
    metavar = getattr(error.param, "metavar", None)
    if metavar in (said("metavars.number"), said("metavars.seconds")):
        return "bad_number"
    return "bad_day" if metavar == said("metavars.day") else "bad_value"


def _named(error: Any) -> str:
    param = error.param
    if param is None:
        return str(error.param_hint or "")
    return (
        str(param.metavar or param.name) if param.param_type_name == "argument" else param.opts[0]
    )


def _near(names: str) -> str:
    return f"; {said('usage.possible', names=names)}" if names else ""
