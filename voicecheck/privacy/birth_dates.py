"""Days on which somebody was born: dates near a cue, or in answer to the question."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from voicecheck.privacy.entities import Finding, asks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from voicecheck.privacy.cues import Cues
    from voicecheck.privacy.entities import Token, Turn

REACH = 15  # words between the cue and a whole date
LONG_AGO = range(1900, 2011)  # a whole date so long ago is hardly anything else
YOUNGEST = 30  # a year of two digits above it is of the last century
NEAR = 7  # words that a date in pieces may take
_NUMERIC = re.compile(r"^\d{1,2}[./-]\d{1,2}(?:[./-](\d{4}|\d{2})?)?$")
_YEAR = re.compile(r"^(19|20)\d\d$|^\d\d$")
_DAY = re.compile(r"^\d{1,2}$")


def births(said: Turn, asked: Sequence[Token]) -> Iterator[Finding]:
    """Find dates of birth."""
    cues = [
        i for i, token in enumerate(said) if token.low.removesuffix("'s") in said.cues["birth_cues"]
    ]
    if asks(said.cues, asked, "birth"):
        cues += [-1, len(said)]
    for first, last, year in _dates(said):
        if year in LONG_AGO or any(first - REACH <= cue <= last + REACH for cue in cues):
            yield Finding("birth_date", first, last)
    for cue in cues:
        yield from _beside(said, cue)


def _dates(said: Turn) -> Iterator[tuple[int, int, int]]:
    """Go through whole dates and their years (0: none): 24.12.1955, 4. März 62, May 3rd."""
    words, i = said.cues, 0
    while i < len(said):
        first = last = i
        if _NUMERIC.match(said[i].text):
            pass
        elif said[i].low in words["months"] and (day := _next(said, i, _is_day)) is not None:
            last = day
        elif _is_day(said[i], words) and (month := _next(said, i, _is_month)) is not None:
            last = month
        else:
            i += 1
            continue
        last, year = _year(said, last)
        numeric = _NUMERIC.match(said[i].text)
        if numeric and numeric[1]:
            year = _full(numeric[1])
        yield first, last, year
        i = last + 1


def _year(said: Turn, at: int) -> tuple[int, int]:
    """Return where the year behind a day and month ends, and which it is if it is said in full."""
    i = at + 1
    if i >= len(said) or said[at].stops:
        return at, 0
    short = len(said[i].text) == 2 and said[i].text.isdecimal()
    if short and (said[at].ends or (i + 1 < len(said) and said[i + 1].low in said.cues["units"])):
        return at, 0  # "am 5. Mai, 10 Uhr", "am 12. Juni 60 Euro"
    if _YEAR.match(said[i].text):
        return i, 0 if short else int(said[i].text)
    if year := _joined_year(said[i], said.cues):
        return i, year
    for lead, year in said.cues.years.items():
        n = i + len(lead.split())
        if [token.low for token in said[i:n]] != lead.split():
            continue
        rest = n + (n < len(said) and said[n].low in said.cues["year_joints"])
        if year % 1000 == 0:  # "two thousand" is a year, "nineteen" none
            return (rest if rest < len(said) else n - 1), year
        if n < len(said) and said[n].digits:
            return n, year
    return (i if len(said[i].digits) == 2 and not said[at].ends else at), 0


def _joined_year(token: Token, words: Cues) -> int:
    """Return the year that one word begins with: neunzehnhundertzweiundsechzig; 0 for none."""
    return next(
        (year for lead, year in words.joined_years.items() if token.low.startswith(lead)), 0
    )


def _full(year: str) -> int:
    """Return a year in full: 62 is 1962, 09 is 2009."""
    return int(year) if len(year) == 4 else int(year) + (1900 if int(year) > YOUNGEST else 2000)


def _is_day(token: Token, words: Cues) -> bool:
    return bool(_DAY.match(token.text) or words.fits("days", token.low))


def _is_month(token: Token, words: Cues) -> bool:
    return token.low in words["months"]


def _next(said: Turn, at: int, fits: Callable[[Token, Cues], bool]) -> int | None:
    """Return the next word if it fits; "of" and "the" may stand between."""
    for i in range(at + 1, min(at + 3, len(said))):
        if said[i - 1].stops:
            return None
        if fits(said[i], said.cues):
            return i
        if said[i].low not in said.cues["day_joints"]:
            return None
    return None


def _beside(said: Turn, cue: int) -> Iterator[Finding]:
    """Find a date in pieces on either side of a cue: "Jahrgang 62", "geboren dritter vierter"."""
    for start, step in ((cue - 1, -1), (cue + 1, 1)):
        place, inside = start, []
        while 0 <= place < len(said) and abs(place - cue) <= NEAR:
            if _of_date(said[place], said.cues):
                inside.append(place)
            elif inside or said[place].low not in said.cues["date_leads"]:
                break
            if step > 0 and said[place].stops and not said[place].text[:1].isdecimal():
                break
            place += step
        if inside:
            yield Finding("birth_date", min(inside), max(inside))


def _of_date(token: Token, words: Cues) -> bool:
    return bool(
        token.digits
        or _NUMERIC.match(token.text)
        or _is_month(token, words)
        or _is_day(token, words)
        or _joined_year(token, words)
    )
