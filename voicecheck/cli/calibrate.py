"""``voicecheck calibrate``: from your own people's marks to norms of your own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from voicecheck.cli.options import ConfigFile, LangOption, settings
from voicecheck.cli.say import say
from voicecheck.types.files import whole

Marks = Annotated[Path, typer.Argument(help="Table of marks: file, check, mark (0-4), rater.")]
Store = Annotated[
    str,
    typer.Argument(
        help="A store of `voicecheck batch`, or JSON of `voicecheck check` (file, folder)."
    ),
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write the proposed norms here (TOML).")
]


def calibrate(
    marks: Marks,
    store: Store,
    output: Output = None,
    lang: LangOption = None,
    config: ConfigFile = None,
) -> None:
    """Hold marks that people gave their own calls against voicecheck's verdicts.

    Prints per check how far the raters agree, how far voicecheck agrees with them, and which
    cut-offs would part their marks best. Exit code 0: figures for at least one check; 2: none.
    """
    from datetime import date

    import tomli_w

    from voicecheck.calibration.fit import agreement
    from voicecheck.calibration.marks import judged_calls, paired, read_marks
    from voicecheck.calibration.write import overrides, show

    options = settings(config, lang=lang)
    given = read_marks(marks)
    pairs, unknown = paired(given, judged_calls(store))
    if unknown:
        say(f"{len(unknown)} marked files have no scorecard, the first is {unknown[0]}", err=True)
    found = [
        agreement(check, [mark for mark in given if mark.check == check], own)
        for check, own in sorted(pairs.items())
    ]
    show(found, options.lang, sys.stdout)
    proposed = overrides(found, date.today().isoformat())
    if output and proposed["norms"]:
        with whole(output) as draft:
            draft.write_text(tomli_w.dumps(proposed), encoding="utf-8")
        say(f"{output}: {len(proposed['norms'])} norms", err=True)
    elif output:
        say(f"{output}: not written, nothing could be proposed", err=True)
    if all(one.rank_correlation is None for one in found):
        raise typer.Exit(2)
