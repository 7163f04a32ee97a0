"""Names of people: behind a cue, behind a title, by a first name, spelled, or as an answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from voicecheck.privacy.entities import Finding, asks, lists

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from voicecheck.privacy.entities import Token

LONGEST = 5  # words of a name
ANSWER = 8  # a turn of so few words answers the question before it
_CUES = (
    ("name", "ist"), ("name", "lautet"), ("name", "is"), ("nachname", "ist"), ("vorname", "ist"),
    ("surname", "is"), ("name's",), ("ich", "heiße"), ("ich", "heisse"), ("hier", "ist"),
    ("hier", "spricht"), ("hier", "ist", "nochmal"), ("hier", "ist", "noch", "einmal"),
    ("sprechen", "mit"), ("speaking", "with"), ("speaking", "to"), ("this", "is"), ("i'm",),
    ("i", "am"), ("er", "heißt"), ("sie", "heißt"), ("hieß",), ("heißt",), ("namen",),
    ("ich", "bin", "die"), ("ich", "bin", "der"), ("kollege",), ("kollegin",), ("called",),
    ("ask", "for"), ("vorname",), ("nachname",),
)  # fmt: skip
# A cue that is everyday speech as well needs a word that is written like a name behind it.
_SAFE = {"name", "nachname", "vorname", "surname", "name's"}


def names(said: Sequence[Token], asked: Sequence[Token]) -> Iterator[Finding]:
    """Find names.

    Parameters
    ----------
    said : sequence of Token
        The words.
    asked : sequence of Token
        The other party's turn before.

    Yields
    ------
    Finding
    """
    yield from _spelled(said)
    yield from _behind_cues(said)
    yield from _behind_titles(said)
    yield from _first_names(said)
    yield from _before_cues(said)
    if said and asks(asked, "name") and len(said) <= ANSWER:
        for i, token in enumerate(said):
            if token.capital and token.low not in lists()["no_names"]:
                yield Finding("name", i, _end(said, i))


def _behind_cues(said: Sequence[Token]) -> Iterator[Finding]:
    for i in range(len(said)):
        for cue in _CUES:
            place = i + len(cue)
            if place >= len(said) or tuple(t.low for t in said[i:place]) != cue:
                continue
            if said[place - 1].stops:
                continue
            token = said[place]
            sure = cue[0] in _SAFE and cue[-1] in ("ist", "lautet", "is", "name's")
            named = token.capital and _may_name(token)
            if named and (cue[0] not in ("vorname", "nachname") or _may_name(token)):
                yield Finding("name", place, _end(said, place))
            elif sure and _may_name(token) and not token.low.isdecimal():
                yield Finding("name", place, place)


def _behind_titles(said: Sequence[Token]) -> Iterator[Finding]:
    words = lists()
    for i, token in enumerate(said[:-1]):
        if token.low not in words["name_titles"] or not token.capital:
            continue
        place = i + 1
        while place < len(said) and said[place].low in words["name_titles"]:
            place += 1
        if place >= len(said) or (
            said[place - 1].ends and token.low not in ("dr", "mr", "mrs", "ms", "prof")
        ):
            continue
        if said[place].low in words["name_particles"] and place + 1 < len(said):
            named = said[place + 1].capital
        else:
            named = said[place].capital and _may_name(said[place])
        if named:
            yield Finding("name", i if token.low != "herrn" else place, _end(said, place))


def _first_names(said: Sequence[Token]) -> Iterator[Finding]:
    words = lists()
    for i, token in enumerate(said):
        first = re.split(r"[-‐]", token.low)[0]
        if token.capital and first in words["first_names"]:
            yield Finding("name", i, _end(said, i))


def _before_cues(said: Sequence[Token]) -> Iterator[Finding]:
    """Find what stands before "am Apparat", "ist mein Name", "mein Name"."""
    for i in range(1, len(said) - 1):
        low = (said[i].low, said[i + 1].low)
        if low not in (("am", "apparat"), ("mein", "name"), ("ist", "mein"), ("hier", "noch")):
            continue
        if (
            low == ("mein", "name")
            and i + 2 < len(said)
            and said[i + 2].low in ("ist", "lautet", "steht")
        ):
            continue
        first = i
        while (
            first > 0 and i - first < 3 and said[first - 1].capital and _may_name(said[first - 1])
        ):
            if said[first - 1].ends:
                break
            first -= 1
        if first < i and low != ("hier", "noch"):
            yield Finding("name", first, i - 1)


def _spelled(said: Sequence[Token]) -> Iterator[Finding]:
    """Find "M wie Martha, E wie Emil" and "W for whiskey, A for alpha"."""
    i = 0
    while i < len(said):
        n = i
        while (
            n + 2 < len(said)
            and len(said[n].text) <= 2
            and said[n].text[:1].isalpha()
            and said[n + 1].low in lists()["letters_wie"]
        ):
            n += 3
        if n - i >= 6:
            yield Finding("name", i, n - 1)
            i = n
        i += 1


def _end(said: Sequence[Token], first: int) -> int:
    """Return where a name that begins here ends."""
    words = lists()
    last = first
    for i in range(first + 1, min(first + LONGEST, len(said))):
        title = said[last].low in words["name_titles"]
        if said[i - 1].ends and not title:
            break
        token = said[i]
        if token.capital and token.low not in words["no_names"]:
            last = i
        elif token.low not in words["name_particles"]:
            break
    return last


def _may_name(token: Token) -> bool:
    return bool(token.text) and token.low not in lists()["no_names"] and token.text[:1].isalpha()
