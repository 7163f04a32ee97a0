"""Days on which somebody was born: dates near a cue, or in answer to the question."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from voicecheck.privacy.entities import Finding, asks, digits_of, lists

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from voicecheck.privacy.entities import Token

REACH = 15  # words between the cue and a whole date
LONG_AGO = range(1900, 2011)  # a whole date so long ago is hardly anything else
YOUNGEST = 30  # a year of two digits above it is of the last century
NEAR = 7  # words that a date in pieces may take
_NUMERIC = re.compile(r"^\d{1,2}[./-]\d{1,2}(?:[./-](\d{4}|\d{2})?)?$")
_YEAR = re.compile(r"^(19|20)\d\d$|^\d\d$")
_DAY = re.compile(r"^\d{1,2}(st|nd|rd|th)?$")
_SPOKEN_DAY = re.compile(
    r"^(erst|zweit|dritt|viert|fünft|sechst|siebt|acht|neunt|zehnt|elft|zwölft)(e[rnms]?)$"
    r"|^\w*(zehn|zwanzig|dreissig)st?(e[rnms]?)$"
    r"|^[\w-]*(first|second|third|fourth|fifth|sixth|seventh)$"
    r"|^[\w-]*(eighth|ninth|tenth|eleventh|twelfth|teenth|twentieth|thirtieth)$"
)
_SPOKEN_YEAR = re.compile(r"^(neunzehnhundert|zweitausend)\w*$")
_LEADS = frozenset({
    "am", "ist", "der", "den", "im", "is", "on", "of", "the", "lautet", "bin", "wurde", "war",
    "was", "jahr", "date", "mein", "meines", "in", "ich", "sie", "er", "he", "she", "i", "year",
    "day", "and", "und", "it's", "that's", "das",
})  # fmt: skip


def births(said: Sequence[Token], asked: Sequence[Token]) -> Iterator[Finding]:
    """Find dates of birth."""
    cues = [
        i for i, token in enumerate(said) if token.low.removesuffix("'s") in lists()["birth_cues"]
    ]
    if asks(asked, "birth"):
        cues += [-1, len(said)]
    for first, last, year in _dates(said):
        if year in LONG_AGO or any(first - REACH <= cue <= last + REACH for cue in cues):
            yield Finding("birth_date", first, last)
    for cue in cues:
        yield from _beside(said, cue)


def _dates(said: Sequence[Token]) -> Iterator[tuple[int, int, int]]:
    """Go through whole dates and their years (0: none): 24.12.1955, 4. März 62, May 3rd."""
    months = lists()["months"]
    i = 0
    while i < len(said):
        first = last = i
        if _NUMERIC.match(said[i].text):
            pass
        elif said[i].low in months and (day := _next(said, i, _is_day)) is not None:
            last = day
        elif _is_day(said[i]) and (month := _next(said, i, lambda t: t.low in months)) is not None:
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


def _year(said: Sequence[Token], at: int) -> tuple[int, int]:
    """Return where the year behind a day and month ends, and which it is if it is said in full."""
    i = at + 1
    if i >= len(said) or said[at].stops:
        return at, 0
    short = len(said[i].text) == 2 and said[i].text.isdecimal()
    if short and (said[at].ends or (i + 1 < len(said) and said[i + 1].low in lists()["units"])):
        return at, 0  # "am 5. Mai, 10 Uhr", "am 12. Juni 60 Euro"
    if _YEAR.match(said[i].text):
        return i, 0 if short else int(said[i].text)
    if _SPOKEN_YEAR.match(said[i].low):
        return i, 1900 if said[i].low.startswith("neunzehn") else 2000
    low = [token.low for token in said[i : i + 4]]
    if low[0] == "nineteen" and len(low) > 1 and digits_of(said[i + 1]):
        return i + 1, 1900
    if low[:2] == ["two", "thousand"]:
        more = 1 + (low[2:3] == ["and"])
        return (i + 1 + more if low[1 + more : 2 + more] else i + 1), 2000
    spoken = digits_of(said[i])
    return (i if len(spoken) == 2 and not said[at].ends else at), 0


def _full(year: str) -> int:
    """Return a year in full: 62 is 1962, 09 is 2009."""
    return int(year) if len(year) == 4 else int(year) + (1900 if int(year) > YOUNGEST else 2000)


def _is_day(token: Token) -> bool:
    return bool(_DAY.match(token.text) or _SPOKEN_DAY.match(token.low))


def _next(said: Sequence[Token], at: int, fits: Callable[[Token], bool]) -> int | None:
    """Return the next word if it fits; "of" and "the" may stand between."""
    for i in range(at + 1, min(at + 3, len(said))):
        if said[i - 1].stops:
            return None
        if fits(said[i]):
            return i
        if said[i].low not in ("of", "the"):
            return None
    return None


def _beside(said: Sequence[Token], cue: int) -> Iterator[Finding]:
    """Find a date in pieces on either side of a cue: "Jahrgang 62", "geboren dritter vierter"."""
    for start, step in ((cue - 1, -1), (cue + 1, 1)):
        place, inside = start, []
        while 0 <= place < len(said) and abs(place - cue) <= NEAR:
            if _of_date(said[place]):
                inside.append(place)
            elif inside or said[place].low not in _LEADS:
                break
            if step > 0 and said[place].stops and not said[place].text[:1].isdecimal():
                break
            place += step
        if inside:
            yield Finding("birth_date", min(inside), max(inside))


def _of_date(token: Token) -> bool:
    return bool(
        digits_of(token)
        or _NUMERIC.match(token.text)
        or token.low in lists()["months"]
        or _is_day(token)
        or _SPOKEN_YEAR.match(token.low)
    )
