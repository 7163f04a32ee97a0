"""The man page deploy/voicecheck.1, made from the command line's own help, in English.

python -m benchmarks.manpage [--check]
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path
from typing import Any

from rich.markup import render

PAGE = Path(__file__).parent.parent / "deploy" / "voicecheck.1"
FILES = {
    "voicecheck.toml": "Settings, in the working folder or above, or named with --config.",
    "pyproject.toml": "The same under [tool.voicecheck].",
}
ENVIRONMENT = {
    "VOICECHECK_CACHE": "Folder where speech models are kept, instead of the user's cache.",
    "LANG": "Language of what is printed, where --report-language or the settings name none.",
}
FURTHER = {"docs/deploy.md": "nights", "docs/store.md": "the store", "docs/norms.md": "norms"}


def man_page(app: Any, version: str) -> str:
    """Return the page of a typer app, its commands in their order."""
    import typer

    root = typer.main.get_command(app)
    lines = [
        '.\\" Made from the help of the command line by python -m benchmarks.manpage.',
        f'.TH VOICECHECK 1 "" "voicecheck {version}" "User Commands"',
        ".SH NAME",
        f"voicecheck \\- {_inline(_first(root.help))}",
        ".SH SYNOPSIS",
    ]
    found = list(_commands(root, ()))
    lines += "\n.br\n".join(_synopsis(names, command) for names, command in found).split("\n")
    lines += [".SH DESCRIPTION", *_paragraphs(root.help), *_options(root), ".SH COMMANDS"]
    for names, command in found:
        lines += [f'.SS "{_inline(" ".join(names))}"', *_paragraphs(command.help)]
        lines += [*_options(command), *_epilog(command.epilog)]
    for title, entries in (("FILES", FILES), ("ENVIRONMENT", ENVIRONMENT)):
        lines += [f".SH {title}", *(line for e in entries.items() for line in _entry(*e))]
    lines += [".SH SEE ALSO", _inline(", ".join(f"{k} ({v})" for k, v in FURTHER.items()) + ".")]
    return "\n".join(lines) + "\n"


def _commands(group: Any, names: tuple[str, ...]) -> Any:
    for name, command in group.commands.items():
        if command.hidden:
            continue
        if hasattr(command, "commands"):
            yield from _commands(command, (*names, name))
        else:
            context = command.make_context(name, [], resilient_parsing=True)
            yield (*names, name), context.command  # its options are loaded with its context


def _synopsis(names: tuple[str, ...], command: Any) -> str:
    parts = [f"\\fBvoicecheck {_inline(' '.join(names))}\\fR"]
    optional = False
    for param in _shown(command):
        if _is_option(param) and not param.required:
            optional = True
            continue
        shown = f"{_names(param)} {_value(param)}" if _is_option(param) else _value(param)
        parts.append(shown.strip() if param.required else f"[{shown.strip()}]")
    return " ".join([*parts, *(["[\\fIoptions\\fR]"] if optional else [])])


def _options(command: Any) -> list[str]:
    """Return arguments and options, in the groups of the help."""
    lines: list[str] = []
    panels: dict[str, list[Any]] = {"": []}
    for param in sorted(_shown(command), key=_is_option):
        panels.setdefault(_panel(param), []).append(param)
    for panel, params in panels.items():
        lines += [".PP", f"\\fI{_inline(panel)}\\fR"] if panel else []
        for param in params:
            term = f"{_names(param)} {_value(param)}" if _is_option(param) else _value(param)
            lines += _entry_of(term.strip(), _about(param))
    return lines


def _shown(command: Any) -> list[Any]:
    completion = ("install_completion", "show_completion")
    return [p for p in command.params if not p.hidden and p.name not in completion]


def _is_option(param: Any) -> bool:
    return str(param.opts[0]).startswith("-")


def _panel(param: Any) -> str:
    panel = getattr(param, "rich_help_panel", None)
    return panel if isinstance(panel, str) and _is_option(param) else ""


def _names(param: Any) -> str:
    return ", ".join(f"\\fB{_inline(name)}\\fR" for name in (*param.opts, *param.secondary_opts))


def _value(param: Any) -> str:
    if getattr(param, "is_flag", False):
        return ""
    name = param.metavar or str(param.name).upper()
    several = "..." if param.nargs == -1 and not name.endswith("...") else ""
    return f"\\fI{_inline(name)}{several}\\fR"


def _about(param: Any) -> str:
    about = param.help or ""
    shown = getattr(param, "show_default", False)
    if isinstance(shown, str):
        about += f" Default: {shown}."
    elif shown and isinstance(param.default, (int, float, str)) and param.default:
        about += f" Default: {param.default}."
    return about


def _entry(term: str, about: str) -> list[str]:
    return _entry_of(f"\\fB{_inline(term)}\\fR", about)


def _entry_of(term: str, about: str) -> list[str]:
    return [".TP", term, _inline(about)]


def _paragraphs(text: str | None) -> list[str]:
    return "\n.PP\n".join(map(_inline, _parts(text))).split("\n")


def _epilog(text: str | None) -> list[str]:
    """Return what stands below a command's help: prose as it is, commands as lines of code."""
    lines: list[str] = []
    for part in _parts(text):
        if part.startswith("voicecheck "):
            lines += [".PP", ".nf", f".RS\n\\fB{_inline(part)}\\fR\n.RE", ".fi"]
        else:
            lines += [".PP", _inline(part)]
    return lines


def _parts(text: str | None) -> list[str]:
    """Return paragraphs, each on one line, without click's marks for the terminal."""
    text = (text or "").replace("\b", "").partition("\f")[0]
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


def _first(text: str | None) -> str:
    """Return the first sentence without its full stop: what the line under NAME is."""
    whole = " ".join(_parts(text))
    return re.split(r"\.(?:\s|$)", whole, maxsplit=1)[0]


def _inline(text: str) -> str:
    """Return one line of roff: no markup of the terminal, nothing that roff takes for a command."""
    plain = render(text).plain.replace("\\", "\\e").replace("-", "\\-")
    plain = " ".join(plain.split())
    return f"\\&{plain}" if plain.startswith((".", "'")) else plain


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail where the page is stale")
    args = parser.parse_args()
    os.environ["LC_ALL"] = "en_US.UTF-8"  # help is in the language of the machine
    from voicecheck import __version__
    from voicecheck.cli import app

    wanted = man_page(app, __version__)
    if PAGE.is_file() and PAGE.read_text("utf-8") == wanted:
        return
    if args.check:
        sys.exit(f"stale: {PAGE.name}; run python -m benchmarks.manpage")
    PAGE.write_text(wanted, "utf-8")


if __name__ == "__main__":
    main()
