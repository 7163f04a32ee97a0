"""Commands over a store: rejudge, export, forget, purge."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from voicecheck.cli.options import ConfigFile, LangOption, OwnChecks, Raw, StoreArgument, settings
from voicecheck.cli.say import say

Pages = Annotated[
    Path | None, typer.Option("--reports", help="Folder of the calls' pages: theirs go too.")
]


def rejudge(
    store: StoreArgument,
    lang: LangOption = None,
    own_checks: OwnChecks = None,
    config: ConfigFile = None,
) -> None:
    """Judge all stored calls by today's norms, without reading any sound.

    Calls whose transcripts were kept also get today's lexicon. Pages written before keep the
    verdicts of their day.
    """
    from rich.console import Console
    from rich.progress import Progress

    from voicecheck.batch.rejudge import rejudge as again
    from voicecheck.monitoring.baselines import load
    from voicecheck.store import read
    from voicecheck.store.connect import open_store

    options = settings(config, own_checks=own_checks, lang=lang)
    engine = open_store(store, must_exist=True)
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("rejudge", total=read.count(engine))
        done = again(
            engine,
            options,
            baseline=load(engine),
            tell=lambda n: bar.update(task, completed=n),
        )
    line = f"{done.calls} calls judged anew, {done.turned} with another verdict"
    if done.wordless:
        line += f"; {done.wordless} keep the phrases of an older lexicon (their words are not kept)"
    say(line)


def export(
    store: StoreArgument,
    output: Annotated[
        Path, typer.Option("-o", "--output", help="Folder for the files.", show_default=False)
    ],
    kind: Annotated[str, typer.Option("--format", help="csv or parquet.")] = "csv",
    raw: Raw = False,
) -> None:
    """Write every table and view of a store to a file of its own."""
    from voicecheck.errors import ConfigError, suggest
    from voicecheck.store.connect import open_store
    from voicecheck.store.export import KINDS
    from voicecheck.store.export import export as write

    if kind not in KINDS:
        raise ConfigError(f"there is no format '{kind}': {suggest(kind, KINDS).en}")
    if raw and kind != "csv":
        raise ConfigError("--raw is for --format csv: other formats are raw")
    for path in write(open_store(store, must_exist=True), output, kind=kind, raw=raw):
        say(path)


def forget(
    store: StoreArgument,
    call: Annotated[
        str | None, typer.Argument(help="Content hash, call id, path or file name of a call.")
    ] = None,
    agent: Annotated[
        str | None, typer.Option(help="All calls of this agent, as the store names them.")
    ] = None,
    key_file: Annotated[
        Path | None, typer.Option("--pseudonymise", help="Key file, to give the plain name.")
    ] = None,
    reports: Pages = None,
) -> None:
    """Take a call, or all calls of an agent, out of a store; they do not come back.

    The recording itself is not touched. Exit code 1: nothing of that name was there.
    """
    from voicecheck.errors import ConfigError
    from voicecheck.store.connect import open_store
    from voicecheck.store.forget import forget_agent, forget_call

    engine = open_store(store, must_exist=True)
    if (call is None) == (agent is None):
        raise ConfigError("say which: a call, or --agent NAME")
    if agent is not None and key_file is not None:
        from voicecheck.privacy.pseudonym import load_key, pseudonym

        agent = pseudonym(agent, key=load_key(key_file))
    pages = forget_agent(engine, agent) if agent is not None else forget_call(engine, call or "")
    _gone(pages, reports)
    if not pages:
        raise typer.Exit(1)


def purge(
    store: StoreArgument,
    older_than: Annotated[
        str, typer.Option(help="Age of the calls, in days: 90d.", show_default=False)
    ],
    reports: Pages = None,
) -> None:
    """Take all calls out of a store that are older than so many days."""
    from voicecheck.errors import ConfigError
    from voicecheck.store.connect import open_store
    from voicecheck.store.forget import purge as take_out

    days = older_than.removesuffix("d")
    if not days.isdecimal():
        raise ConfigError(f"--older-than {older_than}: write it in days, like 90d")
    _gone(take_out(open_store(store, must_exist=True), days=int(days)), reports)


def _gone(pages: list[str], reports: Path | None) -> None:
    removed = 0
    for page in pages:
        if reports is not None and page and (reports / page).is_file():
            (reports / page).unlink()
            removed += 1
    line = f"{len(pages)} calls forgotten"
    left = sum(map(bool, pages)) - removed
    if removed:
        line += f", {removed} pages removed"
    if left:
        line += f"; {left} pages are still there: remove them, or name their folder by --reports"
    say(line)
