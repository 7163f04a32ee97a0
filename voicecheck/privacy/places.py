"""Where somebody lives: streets with numbers, postcodes with places."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from voicecheck.privacy.entities import Finding, asks, digit_words, lists

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from voicecheck.privacy.entities import Token

_HOUSE = re.compile(r"^\d{1,4}[a-zA-Z]?([-/]\d{1,4})?$")
_POSTCODE = re.compile(r"^\d{5}$")
_UK = re.compile(r"^[A-Z]{1,2}\d[A-Z\d]?$")
_UK_TAIL = re.compile(r"^\d[A-Z]{2}$")


def places(said: Sequence[Token], asked: Sequence[Token]) -> Iterator[Finding]:
    """Find addresses.

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
    wanted = asks(asked, "address")
    found = [
        *_german_streets(said, wanted),
        *_english_streets(said),
        *_postcodes(said),
        *_homes(said),
    ]
    yield from _joined(said, sorted(found, key=lambda f: f.first))


def _german_streets(said: Sequence[Token], wanted: bool) -> Iterator[Finding]:
    words = lists()
    for i, token in enumerate(said):
        if not token.capital or token.low in words["street_none"]:
            continue
        tail = re.split(r"[-‐]", token.low)[-1]
        sure = any(tail.endswith(one) for one in words["street_sure"]) or token.low == "str"
        maybe = any(tail.endswith(one) for one in words["street_with_number"])
        if not sure and not maybe:
            continue
        bare = token.low in words["street_sure"] | words["street_with_number"]
        last = _house(said, i)
        first = i
        # "Vogelsanger Straße", "Untere Hauptstraße", "Kaiser-Wilhelm-Platz"
        if (
            i > 0
            and said[i - 1].capital
            and not said[i - 1].ends
            and (bare or _adjective(said[i - 1]))
        ):
            first = i - 1
        if last > i or (sure and (not bare or first < i) and tail not in words["street_none"]):
            if bare and first == i and not wanted:
                continue
            yield Finding("address", first, last)
    for i, token in enumerate(said[:-2]):
        # "Am Mühlbach 3", "An der Alster 12"
        lead = 1 + (said[i + 1].low in ("der", "den", "dem"))
        if token.text in ("Am", "An", "Im", "In", "Auf", "Zum", "Zur", "Unter") and i + lead < len(
            said
        ):
            name = said[i + lead]
            last = _house(said, i + lead)
            quantity = (
                last + 1 < len(said) and said[last + 1].low in words["units"] | words["months"]
            )
            if name.capital and last > i + lead and not quantity and not _no_street(name):
                yield Finding("address", i, last)


def _house(said: Sequence[Token], street: int) -> int:
    """Return where the house number behind a street ends; the street itself without one."""
    last = street
    if street + 1 < len(said) and not said[street].ends:
        token = said[street + 1]
        spoken = token.low in digit_words()
        if _HOUSE.match(token.text) or spoken:
            last = street + 1
            if (
                last + 1 < len(said)
                and not said[last].ends
                and re.match(r"^[a-hA-H]$", said[last + 1].text)
            ):
                last += 1
    return last


def _adjective(token: Token) -> bool:
    return bool(re.search(r"(er|e|en)$", token.low)) and len(token.low) > 4


def _no_street(token: Token) -> bool:
    return token.low.endswith(("tag", "nummer")) or token.low in ("mittwoch", "sonnabend", "jahr")


def _english_streets(said: Sequence[Token]) -> Iterator[Finding]:
    for i, token in enumerate(said):
        if not _HOUSE.match(token.text) or token.ends:
            continue
        for j in range(i + 2, min(i + 5, len(said))):
            if said[j].low in lists()["street_english"] and all(
                t.capital for t in said[i + 1 : j + 1]
            ):
                yield Finding("address", i, j)
                break


def _postcodes(said: Sequence[Token]) -> Iterator[Finding]:
    words = lists()
    spoken = digit_words()
    for i, token in enumerate(said):
        start, end = i, i
        if not _POSTCODE.match(token.text):
            digits = ""
            while end < len(said) and len(digits) < 5 and (own := spoken.get(said[end].low, "")):
                digits, end = digits + own, end + 1
            if len(digits) != 5 or (i > 0 and said[i - 1].low in spoken and not said[i - 1].ends):
                end = -1
            else:
                end -= 1
        if end >= 0 and end + 1 < len(said):
            place = said[end + 1]
            if place.capital and place.low not in words["units"] and not said[end].stops:
                yield Finding("address", start, end + 1)
        if _UK.match(token.text) and i + 1 < len(said) and _UK_TAIL.match(said[i + 1].text):
            yield Finding("address", i, i + 1)


def _homes(said: Sequence[Token]) -> Iterator[Finding]:
    """Find the place behind "ich wohne in", "I live in"."""
    for i, token in enumerate(said[:-2]):
        if token.low in lists()["places_before"]:
            for j in range(i + 1, min(i + 4, len(said) - 1)):
                if said[j].low in ("in", "aus") and said[j + 1].capital:
                    yield Finding("address", j + 1, j + 1)
                    break


def _joined(said: Sequence[Token], found: Sequence[Finding]) -> Iterator[Finding]:
    """Join street and place with no more than "in" or a comma between them."""
    pending: Finding | None = None
    for one in found:
        if pending is not None and one.first <= pending.last + 1 + (
            pending.last + 1 < len(said) and said[pending.last + 1].low == "in"
        ):
            pending = Finding("address", pending.first, max(pending.last, one.last))
            continue
        if pending is not None:
            yield pending
        pending = one
    if pending is not None:
        yield pending
