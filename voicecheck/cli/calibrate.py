"""``voicecheck calibrate``: from your own people's marks to norms of your own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from voicecheck.cli.help import FILES, argument, option
from voicecheck.cli.language import counted, said
from voicecheck.cli.options import ConfigFile, ReportLanguage, settings
from voicecheck.cli.say import say
from voicecheck.types.files import whole

Marks = Annotated[Path, argument(said("calibrate.marks"), metavar="file")]
Store = Annotated[str, argument(said("calibrate.cards"), metavar="store")]
Output = Annotated[
    Path | None,
    option(said("calibrate.output"), "-o", "--output", panel=FILES, metavar="file"),
]


def calibrate(
    marks: Marks,
    store: Store,
    output: Output = None,
    report_language: ReportLanguage = None,
    config: ConfigFile = None,
) -> None:
    """Hold marks that people gave their own calls against voicecheck's verdicts."""
    from datetime import date

    import tomli_w

    from voicecheck.calibration.fit import agreement
    from voicecheck.calibration.marks import judged_calls, paired, read_marks
    from voicecheck.calibration.write import overrides, show

    options = settings(config, lang=report_language)
    given = read_marks(marks)
    pairs, unknown = paired(given, judged_calls(store))
    if unknown:
        say(said("calibrate.unknown", n=len(unknown), first=unknown[0]), err=True)
    found = [
        agreement(check, [mark for mark in given if mark.check == check], own)
        for check, own in sorted(pairs.items())
    ]
    show(found, options.lang, sys.stdout)
    proposed = overrides(found, date.today().isoformat())
    if output and proposed["norms"]:
        with whole(output) as draft:
            draft.write_text(tomli_w.dumps(proposed), encoding="utf-8")
        say(counted("calibrate.written", len(proposed["norms"]), path=output), err=True)
    elif output:
        say(said("calibrate.nothing", path=output), err=True)
    if all(one.rank_correlation is None for one in found):
        raise typer.Exit(2)
