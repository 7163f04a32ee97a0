"""Options that several commands share, and how they become settings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from voicecheck.config import Config

Files = Annotated[
    list[Path], typer.Argument(help="Recordings, or folders of them.", show_default=False)
]
Agent = Annotated[
    str | None,
    typer.Option(help="Who is judged: left, right, a channel number from 0, or auto."),
]
Language = Annotated[
    str | None, typer.Option(help="Language of the calls: de, en. Default: detected per call.")
]
LangOption = Annotated[str | None, typer.Option("--lang", help="Language of the report: de, en.")]
Model = Annotated[
    str | None, typer.Option(help="Speech model: base, small, turbo … or a folder with weights.")
]
ConfigFile = Annotated[
    Path | None,
    typer.Option("--config", help="Settings file. Default: voicecheck.toml or pyproject.toml."),
]

StoreName = Annotated[
    str,
    typer.Option(
        "--store",
        help="SQLite file, or a database URL: postgresql+psycopg://user@host/name.",
        show_default=False,
    ),
]
StoreArgument = Annotated[
    str,
    typer.Argument(metavar="STORE", help="SQLite file, or a database URL.", show_default=False),
]

Folder = Annotated[
    Path, typer.Option("-o", "--output", help="Folder for the pages.", show_default=False)
]

OptionalFolder = Annotated[
    Path | None,
    typer.Option("-o", "--output", help="Folder for one file per recording. Default: printed."),
]


def settings(path: Path | None, **given: Any) -> Config:
    """Merge the settings file with the options that were given; None means not given."""
    from voicecheck.config import find_config, load_config

    options = {key: value for key, value in given.items() if value is not None}
    return load_config(path or find_config(Path.cwd()), options)


def unused(stem: str, taken: set[str]) -> str:
    """Give recordings that share a name files of their own."""
    name, n = stem, 1
    while name in taken:
        n += 1
        name = f"{stem}-{n}"
    taken.add(name)
    return name
