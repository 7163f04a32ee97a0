"""``voicecheck models``: which speech models there are, and fetching one by name."""

from __future__ import annotations

from typing import Annotated

import typer

from voicecheck.cli.say import say

app = typer.Typer(
    help="List speech models, or fetch one by name (the only use of the network).",
    no_args_is_help=True,
)


@app.command("list")
def list_models() -> None:
    """List the known speech models and where each would be taken from."""
    from voicecheck.speech.models import available

    for model in available():
        size = f"{model.size / 1e6:.0f} MB" if model.size else "?"
        where = model.source or f"not here: voicecheck models get {model.name}"
        say(f"{model.name:<8} {size:>8}  {where}")


@app.command("get")
def get_model(
    name: Annotated[str, typer.Argument(help="Name of a model, as in the list.")],
) -> None:
    """Fetch a model over the network, check it, and keep it in the cache."""
    from voicecheck.speech.models import fetch

    say(f"fetching {name} …", err=True)
    files = fetch(name)
    say(f"{files.name}: {files.path}")
