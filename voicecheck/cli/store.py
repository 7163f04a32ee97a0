"""Commands over a store: rejudge, export, forget, purge."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from voicecheck.cli.ask import confirmed
from voicecheck.cli.help import FILES, JUDGE, OUTPUT, argument, option
from voicecheck.cli.language import both, counted, said
from voicecheck.cli.options import (
    ConfigFile,
    OwnChecks,
    Quiet,
    Raw,
    ReportLanguage,
    StoreArgument,
    settings,
    unknown,
)
from voicecheck.cli.say import complain, say

Pages = Annotated[
    Path | None,
    option(said("options.reports_of"), "--reports", panel=FILES, metavar="folder"),
]
Tables = Annotated[
    Path, option(said("store.output"), "-o", "--output", panel=FILES, metavar="folder")
]
Kind = Annotated[
    str,
    option(said("store.kind"), "--format", panel=OUTPUT, metavar="format", show_default=True),
]
Call = Annotated[str | None, argument(said("store.call"), metavar="call")]
Person = Annotated[str | None, option(said("store.agent"), "--agent", panel=JUDGE, metavar="name")]
KeyFile = Annotated[
    Path | None, option(said("store.key_file"), "--pseudonymise", panel=FILES, metavar="file")
]
Age = Annotated[str, option(said("store.older_than"), "--older-than", panel=JUDGE, metavar="age")]
Yes = Annotated[bool, option(said("store.yes"), "--yes", "-y", panel=OUTPUT)]


def rejudge(
    store: StoreArgument,
    own_checks: OwnChecks = None,
    config: ConfigFile = None,
    quiet: Quiet = False,
    report_language: ReportLanguage = None,
) -> None:
    """Judge all stored calls by today's norms, without reading any sound."""
    from rich.console import Console
    from rich.progress import Progress

    from voicecheck.batch.rejudge import rejudge as again
    from voicecheck.monitoring.baselines import load
    from voicecheck.store import read
    from voicecheck.store.connect import open_store

    options = settings(config, own_checks=own_checks, lang=report_language)
    engine = open_store(store, must_exist=True)
    with Progress(console=Console(stderr=True), transient=True, disable=quiet) as bar:
        task = bar.add_task(said("store.rejudging"), total=read.count(engine))
        done = again(
            engine,
            options,
            baseline=load(engine),
            tell=lambda n: bar.update(task, completed=n),
        )
    line = counted("store.rejudged", done.calls, turned=done.turned)
    if done.wordless:
        line += said("store.wordless", n=done.wordless)
    say(line)


def export(
    store: StoreArgument,
    output: Tables,
    kind: Kind = "csv",
    raw: Raw = False,
    report_language: ReportLanguage = None,
) -> None:
    """Write every table and view of a store to a file of its own."""
    from voicecheck.errors import ConfigError
    from voicecheck.report import RAW_IS_FOR_CSV
    from voicecheck.store.connect import open_store
    from voicecheck.store.export import KINDS
    from voicecheck.store.export import export as write

    if kind not in KINDS:
        raise unknown("run.no_format", kind, KINDS)
    if raw and kind != "csv":
        raise ConfigError(RAW_IS_FOR_CSV)
    for path in write(open_store(store, must_exist=True), output, kind=kind, raw=raw):
        say(path)


def forget(
    store: StoreArgument,
    call: Call = None,
    agent: Person = None,
    key_file: KeyFile = None,
    reports: Pages = None,
    report_language: ReportLanguage = None,
) -> None:
    """Take a call, or all calls of an agent, out of a store; they do not come back."""
    from voicecheck.errors import ConfigError
    from voicecheck.store.connect import open_store
    from voicecheck.store.forget import forget_agent, forget_call
    from voicecheck.store.sqlite import settle

    engine = open_store(store, must_exist=True)
    if (call is None) == (agent is None):
        raise ConfigError(both("store.which"))
    if agent is not None and key_file is not None:
        from voicecheck.privacy.pseudonym import load_key, pseudonym

        agent = pseudonym(agent, key=load_key(key_file))
    pages = forget_agent(engine, agent) if agent is not None else forget_call(engine, call or "")
    _gone(pages, reports)
    settle(engine, anew=True)
    if not pages:
        raise typer.Exit(1)


def purge(
    store: StoreArgument,
    older_than: Age,
    yes: Yes = False,
    reports: Pages = None,
    report_language: ReportLanguage = None,
) -> None:
    """Take all calls out of a store that are older than so many days."""
    from voicecheck.errors import ConfigError
    from voicecheck.store.connect import open_store
    from voicecheck.store.forget import old_calls
    from voicecheck.store.forget import purge as take_out
    from voicecheck.store.sqlite import settle

    given = older_than.removesuffix("d")
    if not given.isdecimal():
        raise ConfigError(both("store.bad_age").format(age=older_than))
    days = int(given)
    engine = open_store(store, must_exist=True)
    old = old_calls(engine, days=days)
    if not old.n:
        take_out(engine, days=days)  # old notes of what failed are no calls, and go unasked
        settle(engine)
        say(said("store.nothing_old", store=store, days=days))
        return
    say(counted("store.would_go", old.n, store=store, days=days, first=old.first, last=old.last))
    if not yes:
        _ask_first()
    _gone(take_out(engine, days=days), reports)
    settle(engine)


def _ask_first() -> None:
    """Ask whether to go on; leave where nobody says yes."""
    if not sys.stdin.isatty():
        complain(said("store.not_asked"))
        raise typer.Exit(1)
    if not confirmed(said("store.ask")):
        say(said("store.kept"))
        raise typer.Exit(1)


def _gone(pages: list[str], reports: Path | None) -> None:
    removed = 0
    for page in pages:
        if reports is not None and page and (reports / page).is_file():
            (reports / page).unlink()
            removed += 1
    line = counted("store.forgotten", len(pages))
    left = sum(map(bool, pages)) - removed
    if removed:
        line += counted("store.pages_gone", removed)
    if left:
        line += counted("store.pages_left", left)
    say(line)
