"""Options that several commands share, and how they become settings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voicecheck.languages.data import available, report_languages

if TYPE_CHECKING:
    from voicecheck.config import Config

Files = Annotated[
    list[Path], typer.Argument(help="Recordings, or folders of them.", show_default=False)
]
Agent = Annotated[
    str | None,
    typer.Option(
        help="Who is judged: left, right or a channel number from 0; first or second to speak; "
        "says:WORDS that only the agent says; or auto."
    ),
]
Language = Annotated[
    str | None,
    typer.Option(
        help=f"Language of the calls: {', '.join(available())}. Default: detected per call."
    ),
]
LangOption = Annotated[
    str | None,
    typer.Option("--lang", help=f"Language of the report: {', '.join(report_languages())}."),
]
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


def settings(path: Path | None, *, source: str = "", **given: Any) -> Config:
    """Merge the settings file with the options that were given; None means not given.

    Settings that lie in the source itself, where recorders and others write, are never just found.
    """
    from voicecheck.config import find_config, load_config
    from voicecheck.errors import ConfigError

    options = {key: value for key, value in given.items() if value is not None}
    found = path or find_config(Path.cwd())
    inside = Path(source.removeprefix("file://")).resolve() if source else None
    if found and not path and inside and found.is_relative_to(inside):
        raise ConfigError(
            f"{found} lies among the recordings, where others may have put it: if it is yours, "
            "name it with --config, or move it"
        )
    return load_config(found, options)


def unused(stem: str, taken: set[str]) -> str:
    """Give recordings that share a name files of their own."""
    name, n = stem, 1
    while name in taken:
        n += 1
        name = f"{stem}-{n}"
    taken.add(name)
    return name
