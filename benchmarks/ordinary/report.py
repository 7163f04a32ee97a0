"""Writes docs/validity/ordinary.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.ordinary.judged import MEASURED_CHECKS
from benchmarks.ordinary.shares import FAILED, FLAGGED, HALVES, held_out
from voicecheck.checks.norms import load_norms
from voicecheck.checks.registry import all_checks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.ordinary.judged import Judged
    from benchmarks.ordinary.shares import Row
    from benchmarks.ordinary.sides import Side
    from voicecheck.types.norm import Norm

PERCENTILES = (2.5, 10, 50, 90, 97.5)
TITLES = {
    "switchboard": "Switchboard, strangers, American English, word by word",
    "callhome_german": "CallHome German, relatives, spans of speech without words",
}
HEAD = """# Ordinary people on the telephone

Written by `python -m benchmarks.ordinary` from benchmarks/ordinary/sides.csv, a row of figures per
side: {people}. No sound and no words are in it; `--data` measures the conversations anew.

These are ordinary people, not support agents. They show how often a check accuses somebody whom
nobody would accuse; they do not show that it finds those whom it should.

## Whom each check flags

Percent of the sides that were judged, with 95 % intervals (drawn over conversations, whose two
sides belong together). Flagged includes failed. Budget: {low:.0f} to {high:.0f} % flagged,
{fail_low:.0f} to {fail_high:.0f} % failed; `--check` fails where a check leaves it, and runs in CI.

| check | language | judged | withheld | flagged, % | failed, % | kept |
|---|---|---|---|---|---|---|
"""
NOTES = """
In German there are spans of speech and no words: M2 lacks the one-word answers, M3 the pushing
phrases and the sentences cut off, so both are lower bounds; M5, M7 and M8 cannot be judged. M4
needs a greeting and M6 word probabilities: there is no population for either. M1 needs the sound:
its points are computed from the spreads of pitch range and loudness movement (docs/norms.md), and
it fails nobody unless own reference values agree.

The points of a check were set on these very sides (Harrell and Davis' estimate of the median, 9 of
10 and 97.5 of 100, rounded), so their own shares are no proof: set on one half of the
conversations and counted on the other (mean of {halves} halvings, caps left aside) they come to
what stands under "other half". The norms of the single measures rest on twice as many English
sides. M7 was set a little wider than these sides ask for, because the other half of Switchboard
talks faster.

## Points of the checks

| check | language | n | {percentiles} | norm | other half: flagged, failed, % |
|---|---|---|{dashes}|---|---|
"""
MEASURES = """
## Measures

What was found here, and the percentiles that the norm ships with (docs/norms.md says whose).

| measure | language | n | {percentiles} | norm |
|---|---|---|{dashes}|---|
"""


def written(people: Sequence[Side], found: Sequence[Judged], counted: Sequence[Row]) -> str:
    """Return the page."""
    corpora = dict.fromkeys(side.corpus for side in people)
    sizes = {name: sum(side.corpus == name for side in people) for name in corpora}
    columns = {
        "percentiles": " | ".join(f"P{p:g}" for p in PERCENTILES),
        "dashes": "|".join(["---"] * len(PERCENTILES)),
    }
    page = HEAD.format(
        people="; ".join(f"{TITLES.get(name, name)}, {n} sides" for name, n in sizes.items()),
        low=100 * FLAGGED[0],
        high=100 * FLAGGED[1],
        fail_low=100 * FAILED[0],
        fail_high=100 * FAILED[1],
    )
    page += "".join(
        f"| {row.check} | {row.language} | {row.n} | {row.withheld} | {row.flagged} "
        f"| {row.failed} | {'yes' if row.kept else '**no**'} |\n"
        for row in counted
    )
    page += NOTES.format(halves=HALVES, **columns)
    for row in counted:
        own = [o for o in found if (o.check, o.side.language) == (row.check, row.language)]
        norm = load_norms(row.language)[f"{row.check}_points"]
        line = _line(row.check, row.language, [one.points for one in own], norm)
        flagged, failed = held_out(own)
        page += f"{line} {100 * flagged:.1f}, {100 * failed:.1f} |\n"
    page += MEASURES.format(**columns)
    for language in dict.fromkeys(side.language for side in people):
        norms = load_norms(language)
        for name in _read(people):
            values = [
                side.values[name]
                for side in people
                if side.language == language and name in side.values
            ]
            norm = norms.norms.get(name.rpartition(".")[2])
            if len(set(values)) > 1:
                page += _line(name, language, values, norm) + "\n"
    return page


def _read(people: Sequence[Side]) -> list[str]:
    """Name the measures of turns and words that a check holds against a norm."""
    taken = {name.rpartition(".")[2]: name for side in people for name in side.values}
    named = [
        name for check in all_checks() if check.code in MEASURED_CHECKS for name in check.norms
    ]
    return [taken[name] for name in dict.fromkeys(named) if name in taken]


def _line(name: str, language: str, values: Sequence[float], norm: Norm | None) -> str:
    from scipy.stats.mstats import hdquantiles

    estimated = np.asarray(hdquantiles(np.array(values), [p / 100 for p in PERCENTILES]))
    cells = " | ".join(f"{round(value, 3) or 0:.3g}" for value in estimated.tolist())
    shipped = "–"
    if norm is not None and norm.percentiles is not None:
        shipped = " · ".join(f"{value:g}" for value in norm.percentiles.values)
    return f"| {name} | {language} | {len(values)} | {cells} | {shipped} |"
