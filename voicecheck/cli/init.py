"""``voicecheck init``: from a folder of recordings to settings that were tried on three of them."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicecheck.cli.ask import answered, confirmed
from voicecheck.cli.help import FILES, JUDGE, OUTPUT, argument, option
from voicecheck.cli.language import counted, language, said
from voicecheck.cli.options import (
    CallLanguage,
    Model,
    Quiet,
    ReportLanguage,
    settings,
    unknown,
)
from voicecheck.cli.say import complain, say
from voicecheck.types.files import whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.types.audio import Recording
    from voicecheck.types.progress import Progress

TRIED = 3
LOOKED_AT = 200  # names that tell which system wrote them
MOST = 0.5  # share of the names that must look like a system's
SETTINGS, STORE = "voicecheck.toml", "calls.db"

Folder = Annotated[Path | None, argument(said("init.folder"), metavar="folder")]
Recorder = Annotated[
    str | None, option(said("init.recorder"), "--recorder", panel=JUDGE, metavar="name")
]
Agent = Annotated[str | None, option(said("options.agent"), "--agent", panel=JUDGE, metavar="who")]
StoreFile = Annotated[
    str, option(said("options.store"), "--store", panel=FILES, metavar="store", show_default=True)
]
Yes = Annotated[bool, option(said("init.yes"), "--yes", "-y", panel=OUTPUT)]


def init(
    folder: Folder = None,
    recorder: Recorder = None,
    agent: Agent = None,
    call_language: CallLanguage = None,
    store: StoreFile = STORE,
    yes: Yes = False,
    quiet: Quiet = False,
    report_language: ReportLanguage = None,
    model: Model = None,
) -> None:
    """Set voicecheck up here."""
    from voicecheck.cli.run import expand, nothing_in
    from voicecheck.recorders.presets import ANY, presets

    asks = sys.stdin.isatty() and not yes
    target = Path(SETTINGS)
    if target.exists() and not (yes or (asks and confirmed(_overwrite(target)))):
        complain(said("init.exists", path=target))
        raise typer.Exit(2)
    if folder is None:
        folder = Path(answered(said("init.ask_folder"), ".") if asks else ".")
    files, skipped = expand([folder])
    if not folder.is_dir() or not files:
        complain(nothing_in(folder, skipped))
        raise typer.Exit(2)
    say(counted("init.found", len(files), folder=folder))
    known = [name for name in presets() if name != ANY]
    recorder = _recorder(files, recorder, known, asks=asks)
    if agent is None:
        ordered = recorder and presets()[recorder].agent_channel is not None
        agent = answered(said("init.ask_agent"), "") if asks and not ordered else ""
    if call_language is None and asks:
        call_language = answered(said("init.ask_call_language"), "")
    if asks:
        store = answered(said("init.ask_store"), store)
    chosen = {
        "recorder": recorder,
        "agent": agent,
        "call_language": call_language or "",
        "report_language": report_language or language(),
        "model": model or "",
    }
    with whole(target) as draft:
        draft.write_text(_written(chosen), encoding="utf-8")
    say(said("init.written", path=target))
    good = _try(files, target, quiet=quiet)
    inside = Path.cwd().resolve().is_relative_to(folder.resolve())
    named = f" --config {SETTINGS}" if inside else ""  # settings among recordings are not trusted
    command = f"voicecheck batch {_quoted(folder)} --store {_quoted(store)}{named}"
    say(said("init.next", command=f"{command} --reports pages/ --digest morning.html"))
    if not good:
        raise typer.Exit(2)


def _overwrite(target: Path) -> str:
    return said("init.ask_overwrite", path=target)


def _recorder(files: Sequence[Path], given: str | None, known: Sequence[str], *, asks: bool) -> str:
    """Return the system that writes the recordings, as named, as the names look, or as asked."""
    if given is not None:
        if given not in ("", "none", *known):
            raise unknown("init.unknown_recorder", given, known)
        return "" if given == "none" else given
    found = _looks_like(files, known)
    say(said("init.looks_like", recorder=found) if found else said("init.looks_like_none"))
    if not asks:
        return found
    answer = answered(said("init.ask_recorder", known=", ".join(known)), found)
    if answer not in ("", "none", *known):
        raise unknown("init.unknown_recorder", answer, known)
    return "" if answer == "none" else answer


def _looks_like(files: Sequence[Path], known: Sequence[str]) -> str:
    """Return the one system whose names most of the files have; several of one kind are none."""
    from voicecheck.recorders.names import matching

    some = files[:: max(1, len(files) // LOOKED_AT)]
    hits: Counter[str] = Counter()
    for file in some:
        for name in known:
            hits[name] += any(True for _ in matching(name, file.as_posix()))
    (best, n), *others = hits.most_common(2) or [("", 0)]
    ambiguous = any(count == n for _, count in others)
    return best if n > MOST * len(some) and not ambiguous else ""


def _written(chosen: dict[str, str]) -> str:
    """Write settings with a line about each."""
    import tomli_w

    lines = [f"# {said('init.head', day=date.today().isoformat())}", ""]
    for name, value in chosen.items():
        lines.append(f"# {said(f'init.about_{name}')}")
        entry = tomli_w.dumps({name: value}).strip()
        lines += [entry if value else f"# {entry}", ""]
    return "\n".join(lines)


def _try(files: Sequence[Path], path: Path, *, quiet: bool) -> bool:
    """Judge a few recordings by the new settings, a line each."""
    from voicecheck import api
    from voicecheck.cli.run import each
    from voicecheck.report.answer import findings, verdict_line
    from voicecheck.report.causes import causes

    some = files[:: max(1, len(files) // TRIED)][:TRIED]
    options = settings(path)
    say(said("init.trying", n=len(some)))

    def line(recording: Recording, progress: Progress) -> str:
        analysis = api.analyze(recording, config=options, progress=progress)
        card = api.judge(analysis.features, config=options)
        codes = " ".join(found.code for found in findings(card))
        answer = verdict_line(card, nobody=causes(card).nobody)
        name = Path(recording.source.path).name
        return f"  {name}: {answer} – {codes}" if codes else f"  {name}: {answer}"

    lines, _ = each(some, options, line, quiet=quiet)
    for one in lines:
        say(one)
    return bool(lines)


def _quoted(word: Path | str) -> str:
    import shlex

    return shlex.quote(str(word))
