"""Options that several commands share, and how they become settings."""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from voicecheck.cli.help import FILES, JUDGE, MACHINE, OUTPUT, argument, option
from voicecheck.cli.language import both, language, said, use
from voicecheck.languages.data import available, report_languages

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from voicecheck.config import Config
    from voicecheck.errors import ConfigError

Files = Annotated[list[Path], argument(said("options.files"), metavar="files")]
Agent = Annotated[str | None, option(said("options.agent"), "--agent", panel=JUDGE, metavar="who")]
CallLanguage = Annotated[
    str | None,
    option(
        said("options.call_language", languages=", ".join(available())),
        "--call-language",
        "--language",  # the old name
        panel=JUDGE,
        metavar="language",
    ),
]
ReportLanguage = Annotated[
    str | None,
    option(
        said("options.report_language", languages=", ".join(report_languages())),
        "--report-language",
        "--lang",  # the old name
        panel=OUTPUT,
        metavar="language",
    ),
]
Transcriber = Annotated[
    str | None,
    option(said("options.transcriber"), "--transcriber", panel=MACHINE, metavar="name"),
]
Model = Annotated[
    str | None, option(said("options.model"), "--model", panel=MACHINE, metavar="name")
]
Device = Annotated[
    str | None, option(said("options.device"), "--device", panel=MACHINE, metavar="name")
]
ConfigFile = Annotated[
    Path | None, option(said("options.config"), "--config", panel=FILES, metavar="file")
]
OwnChecks = Annotated[
    list[Path] | None,
    option(said("options.own_checks"), "--checks", panel=JUDGE, metavar="file"),
]
StoreName = Annotated[str, option(said("options.store"), "--store", panel=FILES, metavar="store")]
StoreArgument = Annotated[str, argument(said("options.store"), metavar="store")]
Folder = Annotated[
    Path, option(said("options.folder"), "-o", "--output", panel=FILES, metavar="folder")
]
OptionalFolder = Annotated[
    Path | None,
    option(said("options.optional_folder"), "-o", "--output", panel=FILES, metavar="folder"),
]
Raw = Annotated[bool, option(said("options.raw"), "--raw", panel=OUTPUT)]
KeepNumbers = Annotated[bool, option(said("options.keep_numbers"), "--keep-numbers", panel=FILES)]
Quiet = Annotated[bool, option(said("options.quiet"), "--quiet", "-q", panel=OUTPUT)]


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
    and checks that settings name are not run where others may have written either. What is wrong
    with them comes out here, before anything is heard.
    """
    from voicecheck.api import validate
    from voicecheck.config import find_config, load_config
    from voicecheck.errors import ConfigError

    options = {key: value for key, value in given.items() if value is not None}
    if own_checks:
        options["checks"] = options.get("checks", {}) | {"files": [str(one) for one in own_checks]}
    found = path or find_config(Path.cwd())
    inside = Path(source.removeprefix("file://")).resolve() if source else None
    if found and not path and inside and found.is_relative_to(inside):
        raise ConfigError(both("settings.among").format(path=found))
    config = load_config(found, options)
    if "lang" not in config.model_fields_set:
        config = config.model_copy(update={"lang": language()})
    use(config.lang)
    if config.checks.files and not own_checks:
        folders = [inside] if inside else []
        folders += [(one if one.is_dir() else one.parent).resolve() for one in recordings]
        for file in [*map(Path, config.checks.files), *([found] if found and not path else [])]:
            among = any(at.is_relative_to(f) for at in (file, file.resolve()) for f in folders)
            if among or (not path and _is_anothers(file)):
                raise ConfigError(both("settings.anothers").format(path=file))
    validate(config)
    return config


def unknown(key: str, name: str, known: Iterable[str]) -> ConfigError:
    """Return the error of a value that does not exist; `key` is its sentence."""
    from voicecheck.errors import ConfigError, suggest

    return ConfigError(both(key).format(name=name, hint=suggest(name, known)))


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
