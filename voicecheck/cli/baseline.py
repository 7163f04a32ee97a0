"""``voicecheck baseline``: what is usual for your own team, from your own calls."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from voicecheck.cli.options import ConfigFile, LangOption, StoreArgument, settings
from voicecheck.cli.say import say
from voicecheck.types.files import whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from voicecheck.monitoring.baselines import OwnValue
    from voicecheck.monitoring.own_norms import OwnNorms
    from voicecheck.types.text import Lang


Since = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Only calls from this day on (2026-11-24)."),
]
Until = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Only calls up to this day, itself included."),
]
NormsFile = Annotated[
    Path | None,
    typer.Option(
        "--norms",
        help="Write percentiles of own calls here, as norms for voicecheck.toml. Needs 200 calls.",
    ),
]
Spoken = Annotated[
    str | None,
    typer.Option(
        "--language", help="With --norms: only calls in this language, where there are several."
    ),
]


def baseline(
    store: StoreArgument,
    since: Since = None,
    until: Until = None,
    agents: Annotated[
        bool, typer.Option("--agents", help="Print each agent's own values too, A to Z.")
    ] = False,
    norms: NormsFile = None,
    language: Spoken = None,
    lang: LangOption = None,
    config: ConfigFile = None,
) -> None:
    """Compute what is usual for the team and for each agent, and keep it in the store.

    From then on cards say how a call compares with it. Verdicts do not change, but for M1: it is a
    mistake only where own values bear it out. Other norms come with --norms, which writes yours for
    `voicecheck check --config`. A team needs five agents (or 20 calls where no agent is known), an
    agent five calls. Exit code 2: too few calls.
    """
    from voicecheck.errors import ConfigError
    from voicecheck.monitoring.baselines import compute, save
    from voicecheck.monitoring.own_norms import own_norms
    from voicecheck.report.terminal import console
    from voicecheck.store.connect import open_store

    options = settings(config, lang=lang)
    if language is not None and norms is None:
        raise ConfigError("--language is for --norms: what is usual is computed over all calls")
    engine = open_store(store, must_exist=True)
    days = {"since": since.date() if since else None, "until": until.date() if until else None}
    values = compute(engine, **days)
    ours = own_norms(engine, language=language, **days) if norms is not None else None
    save(engine, values)
    terminal = console(sys.stdout)
    groups: dict[str, list[OwnValue]] = {}
    for own in values:
        groups.setdefault(own.who, []).append(own)
    for who, group in groups.items():
        if agents or not who:
            terminal.print(_table(who, group, options.lang))
    persons = len(groups.keys() - {""})
    say(f"{store}: {len(values)} reference values, of {persons} agents", err=True)
    if "" not in groups:
        say("no values of the team: it needs five agents", err=True)
    if norms is not None and ours is not None:
        _write_norms(norms, ours)


def _write_norms(path: Path, own: OwnNorms) -> None:
    import tomli_w

    head = (
        f"# Norms from own calls in '{own.language}', for calls in it alone; written by voicecheck "
        "baseline.\n# The points of the checks stay those that voicecheck ships.\n\n"
    )
    with whole(path) as draft:
        draft.write_text(head + tomli_w.dumps({"norms": own.tables}), encoding="utf-8")
    for sentence in own.refused:
        say(f"no own norm: {sentence}", err=True)
    say(f"{path}: {len(own.tables)} norms of own calls", err=True)


def _table(who: str, values: Sequence[OwnValue], lang: Lang) -> Table:
    from rich.table import Table
    from rich.text import Text as Plain

    from voicecheck.report.formatting import measure_name, shown, words
    from voicecheck.types.catalogue import find
    from voicecheck.types.inert import visible
    from voicecheck.types.text import Text

    days = f"{min(own.since for own in values)} – {max(own.until for own in values)}"
    # A name is data: rich must not read it as markup.
    table = Table(title=Plain(visible(f"{who or 'Team'}, {days}")), title_justify="left")
    table.add_column(Text("Maß", "measure")[lang])
    table.add_column(Text("Einheit", "unit")[lang])
    table.add_column(Text("Gespräche", "calls")[lang], justify="right")
    table.add_column(Text("Median [95 %]", "median [95 %]")[lang])
    table.add_column(Text("mittlere Hälfte", "middle half")[lang])
    for own in values:
        one = own.reference
        # Percent is said once, in the column of units.
        median, low, high, q25, q75 = (
            shown(one.measure, x, "", lang).removesuffix(" %")
            for x in (one.median, one.low, one.high, one.q25, one.q75)
        )
        info = find(one.measure)
        table.add_row(
            measure_name(one.measure, lang),
            "%" if info and info.percent else words(lang)["units"].get(one.unit, one.unit),
            str(one.n),
            Plain(f"{median} [{low}; {high}]"),
            f"{q25} – {q75}",
        )
    return table
