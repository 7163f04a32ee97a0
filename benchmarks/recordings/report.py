"""The report: two tables, the targets, and every miss with both findings."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.recordings.count import (
    AGENT,
    CAPPED,
    ELSE,
    EQUAL,
    MONO_ONLY,
    PURITY,
    RELATIONS,
    TO_FAIL,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.recordings.count import Mixed, Row

EQUAL_SHARE = 0.9
WITHHELD = 1  # of eight, for purity
COLUMNS = (
    "recording", "gain", "stated", "right", "overlap", "long", "agent", "M3", "stereo", "mono",
    "N10+",
)  # fmt: skip
CODES = tuple(f"M{number}" for number in range(1, 9))


@dataclass(frozen=True, slots=True)
class Goal:
    """A target and what was found."""

    aim: str
    found: str
    met: bool


def goals(rows: Sequence[Row]) -> list[Goal]:
    mixed = [row.mixed for row in rows if row.mixed]
    told = sum(bool(row.notices) for row in rows)
    found = [
        Goal("no notice from N10 on for an ordinary recording", f"{told} of {len(rows)}", not told)
    ]
    if not mixed:
        return found
    counts = Counter(line.relation for m in mixed for line in m.lines)
    judged = sum(counts[relation] for relation in RELATIONS)
    equal = counts[EQUAL] + counts[CAPPED]
    withheld = [m for m in mixed if sum(x.relation == PURITY for x in m.lines) > WITHHELD]
    told = sum(bool(m.notices) for m in mixed)
    return [
        *found,
        Goal("nor for its mix", f"{told} of {len(mixed)}", not told),
        Goal(
            "90 % of what stereo judges is judged the same in mono",
            f"{equal} of {judged}, {100 * equal / judged:.0f} %",
            equal >= EQUAL_SHARE * judged,
        ),
        Goal("no pass turns into a fail", str(counts[TO_FAIL]), not counts[TO_FAIL]),
        Goal(
            "no more than one check of a call withheld for purity",
            f"{len(withheld)} of {len(mixed)} calls with more",
            not withheld,
        ),
    ]


def text(rows: Sequence[Row], command: str, day: str, commit: str) -> str:
    return (
        "\n".join([*_head(command, day, commit), *_goals(rows), *_notices(rows), *_mixed(rows)])
        + "\n"
    )


def _head(command: str, day: str, commit: str) -> list[str]:
    return [
        "# Ordinary recordings, and the same call on one channel",
        "",
        f"Made on {day} at {commit} by `{command}`.",
        "",
        "Real calls, the sample calls, and calls built so that no two are alike (voices, pace,",
        "order, latencies, one property dosed, codec or recorder; German and English; the agent on",
        "either channel; *read*: sentences that real people read, which make no sense together).",
        "None has a fault that a notice from N10 on names.",
        "Verdicts of M1 to M8: P pass, W warn, F fail, - not assessed.",
        "",
    ]


def _goals(rows: Sequence[Row]) -> list[str]:
    return [
        "| target | found | met |",
        "|---|---|---|",
        *(f"| {g.aim} | {g.found} | {'yes' if g.met else '**no**'} |" for g in goals(rows)),
        "",
    ]


def _notices(rows: Sequence[Row]) -> list[str]:
    lines = [
        "## Notices",
        "",
        "| recording | N10 and above (withheld for it) | other notices | verdicts |",
        "|---|---|---|---|",
    ]
    for row in rows:
        lines.append(f"| {row.name} | {row.notices or 'none'} | {row.others} | {row.verdicts} |")
    told = [f"* {row.name}: {sentence}" for row in rows for sentence in row.texts]
    return [*lines, "", *(["What they say:", "", *told, ""] if told else [])]


def _mixed(rows: Sequence[Row]) -> list[str]:
    mixed = [(row, row.mixed) for row in rows if row.mixed]
    if not mixed:
        return []
    counts = Counter((line.code, line.relation) for _, m in mixed for line in m.lines)
    heads = [*RELATIONS, MONO_ONLY]
    lines = [
        "## Mono against stereo",
        "",
        "Both channels mixed down; *gain*: the second party re the first. A fail that is a warning",
        f"in mono because nothing worse is said there (*{CAPPED}*) counts as equal. Withheld in",
        f"mono only: for *{PURITY}*, for doubt who the *{AGENT}* is, or for something *{ELSE}*.",
        "",
        f"| check | {' | '.join(heads)} |",
        "|---" * (1 + len(heads)) + "|",
        *(
            f"| {code} | " + " | ".join(str(counts[code, head] or "") for head in heads) + " |"
            for code in CODES
        ),
        "",
        "*stated*: the purity; *right*: the share of one person's speech given to their voice; "
        "*overlap*: seconds",
        "in which both speak, recall and precision; *long*: stretches of it from .5 s on that are",
        "heard; *M3*: interruptions found in stereo and mono.",
        "",
        f"| {' | '.join(COLUMNS)} |",
        "|---" * len(COLUMNS) + "|",
        *(_line(row, m) for row, m in mixed),
        "",
        *_summary([m for _, m in mixed]),
        "",
        "## What is judged otherwise in mono",
        "",
    ]
    for row, m in mixed:
        for x in m.lines:
            if x.relation in RELATIONS[2:]:
                lines.append(f"* {row.name}, {x.code}, {x.relation}: *{x.stereo}* – *{x.mono}*")
    return lines


def _line(row: Row, m: Mixed) -> str:
    agent = f"{m.confidence:.2f}" + ("" if m.agent_right else " wrong")
    return (
        f"| {row.name} | {m.gain_db:+.0f} | {shown(m.stated)} | {shown(m.right)} | "
        f"{m.overlap_s:.1f} s, {shown(m.recall)}, {shown(m.precision)} | "
        f"{m.long_overlaps[0]} of {m.long_overlaps[1]} | {agent} | "
        f"{m.interruptions[0]}, {m.interruptions[1]} | {row.verdicts} | {m.verdicts} | "
        f"{m.notices or 'none'} |"
    )


def _summary(mixed: Sequence[Mixed]) -> list[str]:
    def middle(name: str) -> str:
        values = [v for m in mixed if (v := getattr(m, name)) is not None]
        return f"{np.median(values):.2f} (worst {min(values):.2f})" if values else "-"

    return [
        f"Median: stated {middle('stated')}, right {middle('right')}, overlap recall "
        f"{middle('recall')}, precision {middle('precision')}."
    ]


def shown(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
