"""Where somebody lives: streets with numbers, postcodes with places."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from voicecheck.privacy.entities import (
    ANSWER,
    Finding,
    answered,
    asks,
    digit_words,
    digits_of,
    lists,
    sentence,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from voicecheck.privacy.entities import Token

_INTO = frozenset({"in", "aus", "at", "on", "to", "near", "nach"})
_GERMAN_LEADS = frozenset({"Am", "An", "Im", "In", "Auf", "Zum", "Zur", "Unter", "Hinter"})
_BETWEEN = frozenset({"am", "an", "im", "in", "ob", "upon", "on"})
LONGEST_CODE, LONGEST_STREET = 7, 4  # words
_LEADS = frozenset(
    {"ist", "is", "number", "die", "der", "lautet", "heisst", "the", "wäre", "war", "dann"}
)
_HOUSE = re.compile(r"^\d{1,4}[a-zA-Z]?([-/]\d{1,4})?$")
_POSTCODE = re.compile(r"^\d{5}$")
_UK = re.compile(r"^[A-Z]{1,2}\d[A-Z\d]?$")
_UK_TAIL = re.compile(r"^\d[A-Z]{2}$")


def places(
    said: Sequence[Token], asked: Sequence[Token], proper: Sequence[bool]
) -> Iterator[Finding]:
    """Find addresses."""
    wanted = asks(asked, "address")
    found = [
        *_german_streets(said, wanted),
        *_english_streets(said),
        *_flats(said, proper),
        *_postcodes(said),
        *_homes(said),
        *_announced(said),
    ]
    if wanted and len(said) <= ANSWER:
        found += _answers(said, 0)
    for start in answered(said):
        if asks(said[:start], "address"):
            found += [
                one
                for one in _answers(said, start)
                if proper[one.first] and said[one.first].low not in lists()["nouns_too"]
            ]
    yield from _joined(said, sorted(found, key=lambda f: f.first), proper)


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
            and said[i - 1].low not in words["no_names"]
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
        if token.text in _GERMAN_LEADS and i + lead < len(said):
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
    ends = tuple(lists()["street_no_ends"])
    return token.low.endswith(ends) or token.low in ("mittwoch", "sonnabend", "jahr")


def _english_streets(said: Sequence[Token]) -> Iterator[Finding]:
    for i, token in enumerate(said):
        house = _HOUSE.match(token.text) or (digits_of(token) and not token.capital)
        called = house and i > 0 and said[i - 1].low in ("number", "no")  # "number 12, Mill Lane"
        if (not house and not token.capital) or (token.ends and not called):
            continue
        for j in range(i + 1 + bool(house), min(i + 5, len(said))):
            kinds = lists()["street_english" if house else "street_english_sure"]
            between = said[i + 1 : j + 1]
            if said[j].low in kinds and all(t.capital or t.text[:1].isdecimal() for t in between):
                first = i
                while (
                    house and first > 0 and digits_of(said[first - 1]) and not said[first - 1].ends
                ):
                    first -= 1
                yield Finding("address", first, j)
                break
            if said[j].ends:
                break


def _flats(said: Sequence[Token], proper: Sequence[bool]) -> Iterator[Finding]:
    """Find "flat 3, Carlton House": a flat where something that is named follows."""
    for i, token in enumerate(said[:-2]):
        if token.low in lists()["flats"] and _HOUSE.match(said[i + 1].text):
            last = _tail(said, i + 1, proper)
            if last > i + 1:
                yield Finding("address", i, last)


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
            town = i > 0 and said[i - 1].capital and not said[i - 1].ends
            yield Finding("address", i - town, i + 1)


def _homes(said: Sequence[Token]) -> Iterator[Finding]:
    """Find the place behind "ich wohne in", "I live in"."""
    for i, token in enumerate(said[:-2]):
        if token.low in lists()["places_before"]:
            for j in range(i + 1, min(i + 4, len(said) - 1)):
                if (
                    said[j].low in _INTO
                    and said[j + 1].low in lists()["months"] | lists()["weekdays"]
                ):
                    break
                if said[j].low in _INTO and said[j + 1].capital:
                    yield Finding("address", j + 1, _town(said, j + 1))
                    break


def _announced(said: Sequence[Token]) -> Iterator[Finding]:
    """Find what stands behind "Hausnummer", "Postleitzahl", "postcode", "Straße"."""
    words = lists()
    for i, token in enumerate(said[:-1]):
        place = i + 1
        while place < len(said) - 1 and said[place].low in _LEADS and not said[place - 1].stops:
            place += 1
        last = place - 1
        cue = token.low.removesuffix("'s")
        if cue == "box" and i > 0 and said[i - 1].low in ("p.o", "po"):
            cue = "postfach"
        house = cue in words["house_cues"] and (cue != "house" or said[i + 1].low in _LEADS)
        if cue in words["postcode_cues"] or house:
            # "6 6 1 1 1, Saarbrücken", "44 c", "SK9 4AB"
            while last + 1 < len(said) and last - place < LONGEST_CODE and _coded(said[last + 1]):
                last += 1
            if last < place:
                continue
            town = last + 1 < len(said) and cue in words["postcode_cues"]
            if town and said[last + 1].capital and said[last + 1].low not in words["no_names"]:
                last += 1
            yield Finding("address", place, last)
        elif token.low in words["street_cues"] and said[place].capital:
            # "die Straße Zum Grünen Winkel": written like a name, up to the end of the clause
            while (
                last + 1 < len(said)
                and last - place < LONGEST_STREET
                and (
                    said[last + 1].capital
                    or said[last + 1].low in words["street_leads"]
                    or _HOUSE.match(said[last + 1].text)
                )
            ):
                last += 1
                if said[last].ends:
                    break
            if last > place or _HOUSE.match(said[last].text):
                yield Finding("address", place, last)


def _town(said: Sequence[Token], first: int) -> int:
    """Return where a town ends: "Bad Salzuflen", "Offenbach am Main", "Oak Park"."""
    last = first
    while last + 1 < len(said) and not said[last].ends and last - first < LONGEST_STREET:
        lead = 1 + (said[last + 1].low in _BETWEEN)
        if last + lead >= len(said) or not said[last + lead].capital:
            break
        if said[last + lead].low in lists()["no_names"]:
            break
        last += lead
    return last


def _answers(said: Sequence[Token], start: int) -> Iterator[Finding]:
    """Find towns in the sentence that answers a question for one."""
    for i in sentence(said, start):
        if said[i].capital and said[i].low not in lists()["no_names"]:
            yield Finding("address", i, _town(said, i))


def _coded(token: Token) -> bool:
    code = _HOUSE.match(token.text) or _POSTCODE.match(token.text) or _UK.match(token.text)
    letter = len(token.text) == 1 and token.text.isalpha()
    return bool(code or letter or _UK_TAIL.match(token.text) or token.low in digit_words())


def _tail(said: Sequence[Token], last: int, proper: Sequence[bool]) -> int:
    """Return where an address ends: ", Bristol", "in Fulda", ", Apartment 6, Toledo"."""
    words = lists()
    while last + 1 < len(said) and not said[last].stops:
        after = said[last + 1]
        more = said[last + 2] if last + 2 < len(said) else after
        flat = after.low in words["flats"] and _HOUSE.match(more.text)
        if flat or (more.low in ("stock", "etage", "floor") and after is not more):
            last += 2
        elif _POSTCODE.match(after.text) or (_UK.match(after.text) and _UK_TAIL.match(more.text)):
            last += 1 + bool(_UK.match(after.text))
        elif after.low == "in" and after is not more and more.capital:
            last = _town(said, last + 2)
        elif proper[last + 1] or re.match(r"^[A-Z]{2}$", after.text):  # Leeds, Ohio, NC
            last += 1
        else:
            break
    return last


def _joined(
    said: Sequence[Token], found: Sequence[Finding], proper: Sequence[bool]
) -> Iterator[Finding]:
    """Join street and place with no more than "in" or a comma between them."""
    pending: Finding | None = None
    for one in (Finding("address", f.first, _tail(said, f.last, proper)) for f in found):
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
