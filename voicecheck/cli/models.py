"""``voicecheck models``: which speech models there are, and fetching one by name."""

from __future__ import annotations

from typing import Annotated

import typer

from voicecheck.cli.help import Command, Group, argument
from voicecheck.cli.language import said
from voicecheck.cli.say import say

app = typer.Typer(
    help=said("commands.models"),
    cls=Group,
    no_args_is_help=True,
    options_metavar=said("help.options_metavar"),
    subcommand_metavar=said("help.command_metavar"),
)


@app.command("list", cls=Command, help=said("commands.models_list"))
def list_models() -> None:
    """List the known speech models and where each would be taken from."""
    from voicecheck.speech.models import available

    for model in available():
        size = f"{model.size / 1e6:.0f} MB" if model.size else "?"
        where = model.source or said("models.not_here", name=model.name)
        say(f"{model.name:<8} {size:>8}  {where}")


@app.command("get", cls=Command, help=said("commands.models_get"))
def get_model(
    name: Annotated[str, argument(said("models.name"), metavar="name")],
) -> None:
    """Fetch a model over the network, check it, and keep it in the cache."""
    from voicecheck.speech.models import fetch

    say(said("models.fetching", name=name), err=True)
    files = fetch(name)
    say(f"{files.name}: {files.path}")
