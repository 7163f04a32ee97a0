"""``voicecheck baseline``: what is usual for your own team, from your own calls."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from voicecheck.cli.help import FILES, JUDGE, OUTPUT, option
from voicecheck.cli.language import both, counted, said
from voicecheck.cli.options import ConfigFile, ReportLanguage, StoreArgument, settings
from voicecheck.cli.say import complain, say
from voicecheck.types.files import whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.table import Table

    from voicecheck.monitoring.baselines import OwnValue
    from voicecheck.monitoring.own_norms import OwnNorms
    from voicecheck.types.text import Lang

DAY = {"formats": ["%Y-%m-%d"], "panel": JUDGE, "metavar": "day"}
Since = Annotated[datetime | None, option(said("baseline.since"), "--since", **DAY)]
Until = Annotated[datetime | None, option(said("baseline.until"), "--until", **DAY)]
Agents = Annotated[bool, option(said("baseline.agents"), "--agents", panel=OUTPUT)]
NormsFile = Annotated[
    Path | None, option(said("baseline.norms"), "--norms", panel=FILES, metavar="file")
]
Spoken = Annotated[
    str | None,
    option(
        said("baseline.call_language"),
        "--call-language",
        "--language",  # the old name
        panel=JUDGE,
        metavar="language",
    ),
]


def baseline(
    store: StoreArgument,
    since: Since = None,
    until: Until = None,
    call_language: Spoken = None,
    norms: NormsFile = None,
    config: ConfigFile = None,
    agents: Agents = False,
    report_language: ReportLanguage = None,
) -> None:
    """Compute what is usual for the team and for each agent, and keep it in the store."""
    from voicecheck.errors import ConfigError, TooFewCallsError
    from voicecheck.monitoring.baselines import compute, save
    from voicecheck.monitoring.own_norms import own_norms
    from voicecheck.report.terminal import console
    from voicecheck.store.connect import open_store

    options = settings(config, lang=report_language)
    if call_language is not None and norms is None:
        raise ConfigError(both("baseline.language_alone"))
    engine = open_store(store, must_exist=True)
    days = {"since": since.date() if since else None, "until": until.date() if until else None}
    try:
        values = compute(engine, **days)
    except TooFewCallsError as few:  # no failure: it comes with time
        complain(few)
        return
    ours = own_norms(engine, language=call_language, **days) if norms is not None else None
    save(engine, values)
    terminal = console(sys.stdout)
    groups: dict[str, list[OwnValue]] = {}
    for own in values:
        groups.setdefault(own.who, []).append(own)
    for who, group in groups.items():
        if agents or not who:
            terminal.print(_table(who, group, options.lang))
    persons = len(groups.keys() - {""})
    say(counted("baseline.done", len(values), store=store, agents=persons), err=True)
    if "" not in groups:
        say(said("baseline.no_team"), err=True)
    if norms is not None and ours is not None:
        _write_norms(norms, ours, options.lang)


def _write_norms(path: Path, own: OwnNorms, lang: Lang) -> None:
    import tomli_w

    lines = said("baseline.head", language=own.language).splitlines()
    head = "".join(f"# {line}\n" for line in lines) + "\n"
    with whole(path) as draft:
        draft.write_text(head + tomli_w.dumps({"norms": own.tables}), encoding="utf-8")
    for sentence in own.refused:
        say(said("baseline.refused", why=sentence[lang]), err=True)
    say(counted("baseline.written", len(own.tables), path=path), err=True)


def _table(who: str, values: Sequence[OwnValue], lang: Lang) -> Table:
    from rich.table import Table
    from rich.text import Text as Plain

    from voicecheck.report.formatting import measure_name, shown, words
    from voicecheck.types.catalogue import find
    from voicecheck.types.inert import visible

    days = f"{min(own.since for own in values)} – {max(own.until for own in values)}"
    # A name is data: rich must not read it as markup.
    table = Table(
        title=Plain(visible(f"{who or said('baseline.team')}, {days}")), title_justify="left"
    )
    table.add_column(said("baseline.measure"))
    table.add_column(said("baseline.unit"))
    table.add_column(said("baseline.calls"), justify="right")
    table.add_column(said("baseline.median"))
    table.add_column(said("baseline.middle"))
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
