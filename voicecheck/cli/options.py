"""Options that several commands share, and how they become settings."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

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
OwnChecks = Annotated[
    list[Path] | None,
    typer.Option(
        "--checks",
        help="File with checks of your own (Python: it is run). Repeatable.",
        show_default=False,
    ),
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


def settings(
    path: Path | None,
    *,
    source: str = "",
    recordings: Sequence[Path] = (),
    own_checks: Sequence[Path] | None = None,
    **given: Any,
) -> Config:
    """Merge the settings file with the options that were given; None means not given.

    Settings that lie in the source itself, where recorders and others write, are never just found;
    and checks that settings name are not run where others may have written either.
    """
    from voicecheck.config import find_config, load_config
    from voicecheck.errors import ConfigError

    options = {key: value for key, value in given.items() if value is not None}
    if own_checks:
        options["checks"] = options.get("checks", {}) | {"files": [str(one) for one in own_checks]}
    found = path or find_config(Path.cwd())
    inside = Path(source.removeprefix("file://")).resolve() if source else None
    if found and not path and inside and found.is_relative_to(inside):
        raise ConfigError(
            f"{found} lies among the recordings, where others may have put it: if it is yours, "
            "name it with --config, or move it"
        )
    config = load_config(found, options)
    if config.checks.files and not own_checks:
        folders = [inside] if inside else []
        folders += [(one if one.is_dir() else one.parent).resolve() for one in recordings]
        for file in [*map(Path, config.checks.files), *([found] if found and not path else [])]:
            among = any(at.is_relative_to(f) for at in (file, file.resolve()) for f in folders)
            if among or (not path and _is_anothers(file)):
                raise ConfigError(
                    f"{file} lies among the recordings or belongs to somebody else, and checks "
                    "would be run by it: if you trust it, name the file of checks with --checks"
                )
    return config


def _is_anothers(file: Path) -> bool:
    """Tell whether a file belongs to another user than this one or root, as git asks of folders."""
    return hasattr(os, "getuid") and file.stat().st_uid not in (os.getuid(), 0)


def unused(stem: str, taken: set[str]) -> str:
    """Give recordings that share a name files of their own."""
    name, n = stem, 1
    while name in taken:
        n += 1
        name = f"{stem}-{n}"
    taken.add(name)
    return name
