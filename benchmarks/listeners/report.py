"""Writes docs/validity/listeners.md, and the data that the checks' pages quote."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import tomli_w

from benchmarks.listeners.count import CEILING, MARKS, MIN_SPEAKERS, PITCH_LEVEL
from benchmarks.listeners.judge import POINTS, house_checks, reads
from voicecheck.languages.judgement import GATES
from voicecheck.report.formatting import measure_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks.listeners.count import Person, Row

# The one mark that a check's mistake is about; the other checks have none.
MEANT = {"M1": "lively", "M5": "friendly", "M6": "clear"}
MADE_OF = {
    "lively": "lively, bright, intense, powerful, less calm, dark, weak",
    "clear": "clear, sharp, less muffled, nasal, raspy",
    "halting": "halting, less fluent",
    "friendly": "friendly, kind",
}
WIDTH = 92
TOML_HEAD = "# Written by `python -m benchmarks.listeners FOLDER --update`: see docs/validity.\n\n"


def page(
    rows: Sequence[Row],
    people: Sequence[Person],
    rests_on: Mapping[str, str],
    *,
    n_recordings: int,
    n_short: int,
    day: str,
    commit: str,
) -> str:
    """Return the page.

    Parameters
    ----------
    rows : sequence of Row
        From `benchmarks.listeners.count.agreement`.
    people : sequence of Person
        Whom the rows are about.
    rests_on : mapping of str to str
        Per check, from `benchmarks.listeners.judge.judged`.
    n_recordings, n_short : int
        How many were heard, and how many of them hold too little speech to be measured.
    day, commit : str
        Go into the head.

    Returns
    -------
    str
        Markdown.
    """
    tried = {row.name for row in rows if "." in row.name}
    lines = [
        "# What listeners hear, and what is measured",
        "",
        f"Written by `python -m benchmarks.listeners` on {day}, from {n_recordings} recordings of",
        f"{len(people)} people; program at commit {commit}.",
        "",
        "People who read aloud were marked by listeners in single words; four sums were made of",
        "the words. Each recording went through a telephone line (300-3400 Hz, 8 kHz, A-law) and",
        "was measured as an agent's speech in a call is, but as one voice known to be alone. This",
        "page says how far each measure, and each check, goes along with what the listeners",
        "marked, and how far the listeners go along with each other.",
        "",
        "## How it was counted",
        "",
        _filled(
            "One row of data per person, since the person was marked and not the recording"
            + (
                "; of several recordings of one person the mean was taken. "
                if len(people) < n_recordings
                else ". Each person has one file here (some hold several utterances, joined). "
            )
            + "Measure and marks are ranked; sex and the rank of the pitch level (median F0) are "
            "taken out of both by least squares, so that nothing is owed to men and women being "
            "marked differently; what is left is correlated (Pearson). 95 % intervals: bootstrap "
            "over persons. *One listener* is the ceiling: each listener against the sum of the "
            "others, in the same way, averaged. A measure is held against the sum of all "
            "listeners, which is steadier than the sum of all but one, so it can come out a little "
            "above the ceiling."
        ),
        "",
        _filled(
            f"{len(tried)} measures vary enough and are there for at least {MIN_SPEAKERS} persons. "
            "Shown are those that a check reads (bold), and those whose interval leaves out 0. One "
            "measure in twenty that has nothing to do with a mark would leave out 0 by chance, so "
            "of the measures that no check reads only the strong ones mean anything. Those that "
            "docs/measures.md does not list were taken then, and are gone because nothing read "
            "them."
        ),
        "",
        *_rests_on(rests_on),
        "",
    ]
    for mark in MARKS:
        lines += _mark(mark, [row for row in rows if row.mark == mark], people, rests_on)
    return "\n".join([*lines, *_limits(n_short)]) + "\n"


def _rests_on(rests_on: Mapping[str, str]) -> list[str]:
    points = [code for code, kind in rests_on.items() if kind == POINTS]
    severity = [code for code, kind in rests_on.items() if kind != POINTS]
    text = (
        "Readings of a quarter of a minute by one voice are too little for a verdict. The checks "
        "judge here without their guards for the amount of evidence. More of a check is worse, so "
        "a check that hears what a mark praises has a negative figure."
    )
    if points:
        text += (
            f" The rows of {_and(points)} rest on *points*, which go on where the severity is 0 "
            "already, so that ranks can tell those apart who do better than the norm asks."
        )
    if severity:
        text += (
            f" Those of {_and(severity)} rest on the *severity*, because there are no points of "
            "that kind. It is 0 for everybody who does better than the norm asks: these are ties, "
            "and hold the figure down."
        )
    return [_filled(text)]


def _and(codes: Sequence[str]) -> str:
    return " and ".join([", ".join(codes[:-1]), codes[-1]] if len(codes) > 1 else codes)


def _filled(text: str) -> str:
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def _mark(
    mark: str, rows: Sequence[Row], people: Sequence[Person], rests_on: Mapping[str, str]
) -> list[str]:
    def shown(row: Row) -> bool:
        return _read(row.name) or row.low > 0 or row.high < 0

    measures = sorted((r for r in rows if "." in r.name and shown(r)), key=lambda r: -abs(r.rho))
    by_code = {row.name: row for row in rows}
    lines = [
        f"## {mark}",
        "",
        f"Sum of: {MADE_OF[mark]}.",
        "",
        "| | ρ | 95 % | persons |",
        "|---|---|---|---|",
        *(_line(_named(row.name), row) for row in measures),
    ]
    for check in house_checks():
        name = f"**{check.code}** {check.name} ({rests_on[check.code]})"
        if check.code in by_code:
            lines.append(_line(name, by_code[check.code]))
        else:
            n = sum({check.code, PITCH_LEVEL} <= person.values.keys() for person in people)
            few = f"{n}: too few" if n < MIN_SPEAKERS else f"{n}: hardly anybody differs"
            lines.append(f"| {name} | – | – | {few} |")
    if CEILING in by_code:
        lines.append(_line(f"*{CEILING}*", by_code[CEILING]))
    return [*lines, ""]


def _limits(n_short: int) -> list[str]:
    return [
        "## Limits",
        "",
        "* These are readers of books, not people on the telephone: reading has fewer pauses and",
        "  another melody, and there is no caller. What needs two parties (M2, M3 and most of M8)",
        "  cannot be seen here at all. M6 holds the unclear words against the other party's: here",
        "  against a caller who is understood throughout and never asks again.",
        "* American English only.",
        "* The person was marked and not the recording: the listeners may have heard other",
        "  sentences.",
        "* Three listeners of one house. Where they hardly agree with each other, nothing can",
        "  agree with them.",
        f"* {n_short} recordings hold less than {GATES.speech_s:g} s of speech and are left out.",
        "* The words are the listeners', about readers. The program never says them of anybody.",
    ]


def _named(name: str) -> str:
    told = measure_name(name, "en")
    text = f"`{name}`" if told == name else f"{told} (`{name}`)"
    return f"**{text}**" if _read(name) else text


def _read(name: str) -> bool:
    return any(reads(check, name) for check in house_checks())


def _line(name: str, row: Row) -> str:
    return f"| {name} | {row.rho:+.2f} | {row.low:+.2f} to {row.high:+.2f} | {row.n} |"


def quoted(rows: Sequence[Row], rests_on: Mapping[str, str]) -> str:
    """Return what the checks' pages quote, as TOML: a check, then what it reads, by its mark."""
    found: dict[str, list[dict[str, Any]]] = {}
    for check in house_checks():
        mark = MEANT.get(check.code)
        own = [row for row in rows if row.mark == mark]
        ceiling = next((row.rho for row in own if row.name == CEILING), None)
        if ceiling is None:
            continue
        found[check.code] = [
            {
                "name": row.name,
                "rests_on": rests_on.get(row.name, "measure"),
                "mark": row.mark,
                "rho": round(row.rho, 2),
                "low": round(row.low, 2),
                "high": round(row.high, 2),
                "n": row.n,
                "ceiling": round(ceiling, 2),
            }
            for row in sorted(own, key=lambda row: row.name != check.code)
            if row.name == check.code or reads(check, row.name)
        ]
    return TOML_HEAD + tomli_w.dumps(found)
