"""Options that several commands share, and how they become settings."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from voicecheck.languages.data import available, report_languages

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
    str | None,
    typer.Option(
        help=f"Language of the calls: {', '.join(available())}. Default: detected per call."
    ),
]
LangOption = Annotated[
    str | None,
    typer.Option("--lang", help=f"Language of the report: {', '.join(report_languages())}."),
]
Transcriber = Annotated[
    str | None,
    typer.Option(
        help="Whose words: whisper, sidecar (a transcript beside the recording) or an installed "
        "transcriber."
    ),
]
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

Raw = Annotated[
    bool,
    typer.Option(
        "--raw",
        help="CSV for programs: texts as they are, though spreadsheets may take them for formulas.",
    ),
]
KeepNumbers = Annotated[
    bool,
    typer.Option(
        "--keep-numbers", help="Leave telephone numbers in the names of the files written."
    ),
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
    while _folded(name) in taken:
        n += 1
        name = f"{stem}-{n}"
    taken.add(_folded(name))
    return name


def _folded(name: str) -> str:
    """Return what Windows and macOS take for the same name."""
    return unicodedata.normalize("NFC", name).casefold()
