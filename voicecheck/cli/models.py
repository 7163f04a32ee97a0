"""``voicecheck models``: which speech models there are, and fetching one by name."""

from __future__ import annotations

from typing import Annotated

from voicecheck.cli.help import argument
from voicecheck.cli.language import said
from voicecheck.cli.say import say


def list_models() -> None:
    """List the known speech models and where each would be taken from."""
    from voicecheck.speech.models import available

    for model in available():
        size = f"{model.size / 1e6:.0f} MB" if model.size else "?"
        where = model.source or said("models.not_here", name=model.name)
        say(f"{model.name:<8} {size:>8}  {where}")


def get_model(
    name: Annotated[str, argument(said("models.name"), metavar="name")],
) -> None:
    """Fetch a model over the network, check it, and keep it in the cache."""
    from voicecheck.speech.models import fetch

    say(said("models.fetching", name=name), err=True)
    files = fetch(name)
    say(f"{files.name}: {files.path}")
