"""Where somebody lives: streets with numbers, postcodes with places."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from voicecheck.privacy.entities import ANSWER, Finding, answered, asks, sentence

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from voicecheck.privacy.cues import Cues
    from voicecheck.privacy.entities import Token, Turn

LONGEST_CODE, LONGEST_STREET = 7, 4  # words
_HOUSE = re.compile(r"^\d{1,4}[a-zA-Z]?([-/]\d{1,4})?$")


def places(said: Turn, asked: Sequence[Token], proper: Sequence[bool]) -> Iterator[Finding]:
    """Find addresses."""
    wanted = asks(said.cues, asked, "address")
    found = [
        *_streets_by_ending(said, wanted),
        *_kinds_of_streets(said),
        *_flats(said, proper),
        *_postcodes(said),
        *_homes(said),
        *_announced(said),
    ]
    if wanted and len(said) <= ANSWER:
        found += _answers(said, 0)
    for start in answered(said):
        if asks(said.cues, said[:start], "address"):
            found += [
                one
                for one in _answers(said, start)
                if proper[one.first] and said[one.first].low not in said.cues["nouns_too"]
            ]
    yield from _joined(said, sorted(found, key=lambda f: f.first), proper)


def _streets_by_ending(said: Turn, wanted: bool) -> Iterator[Finding]:
    words = said.cues
    for i, token in enumerate(said):
        if not token.capital or token.low in words["street_none"]:
            continue
        tail = re.split(r"[-‐]", token.low)[-1]
        sure = any(tail.endswith(one) for one in words["street_sure"])
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
            and (bare or words.fits("street_adjectives", said[i - 1].low))
        ):
            first = i - 1
        if last > i or (sure and (not bare or first < i) and tail not in words["street_none"]):
            if bare and first == i and not wanted:
                continue
            yield Finding("address", first, last)
    for i, token in enumerate(said[:-2]):
        # "Am Mühlbach 3", "An der Alster 12"
        lead = 1 + (said[i + 1].low in words["street_articles"])
        if token.low in words["street_begins"] and token.text.istitle() and i + lead < len(said):
            name = said[i + lead]
            last = _house(said, i + lead)
            quantity = (
                last + 1 < len(said) and said[last + 1].low in words["units"] | words["months"]
            )
            if name.capital and last > i + lead and not quantity and not _no_street(name, words):
                yield Finding("address", i, last)


def _house(said: Turn, street: int) -> int:
    """Return where the house number behind a street ends; the street itself without one."""
    last = street
    if street + 1 < len(said) and not said[street].ends:
        token = said[street + 1]
        spoken = token.low in said.cues.digits
        if _HOUSE.match(token.text) or spoken:
            last = street + 1
            if (
                last + 1 < len(said)
                and not said[last].ends
                and re.match(r"^[a-hA-H]$", said[last + 1].text)
            ):
                last += 1
    return last


def _no_street(token: Token, words: Cues) -> bool:
    return token.low.endswith(tuple(words["street_no_ends"])) or token.low in words["street_not"]


def _kinds_of_streets(said: Turn) -> Iterator[Finding]:
    """Find "12 Mill Lane": what it is stands in a word of its own behind the name."""
    words = said.cues
    for i, token in enumerate(said):
        house = _HOUSE.match(token.text) or (token.digits and not token.capital)
        called = house and i > 0 and said[i - 1].low in words["house_leads"]  # "number 12, …"
        if (not house and not token.capital) or (token.ends and not called):
            continue
        for j in range(i + 1 + bool(house), min(i + 5, len(said))):
            kinds = words["street_kinds" if house else "street_kinds_sure"]
            between = said[i + 1 : j + 1]
            if said[j].low in kinds and all(t.capital or t.text[:1].isdecimal() for t in between):
                first = i
                while house and first > 0 and said[first - 1].digits and not said[first - 1].ends:
                    first -= 1
                yield Finding("address", first, j)
                break
            if said[j].ends:
                break


def _flats(said: Turn, proper: Sequence[bool]) -> Iterator[Finding]:
    """Find "flat 3, Carlton House": a flat where something that is named follows."""
    for i, token in enumerate(said[:-2]):
        if token.low in said.cues["flats"] and _HOUSE.match(said[i + 1].text):
            last = _tail(said, i + 1, proper)
            if last > i + 1:
                yield Finding("address", i, last)


def _postcodes(said: Turn) -> Iterator[Finding]:
    words = said.cues
    spoken = words.digits
    for i, token in enumerate(said):
        start, end = i, i
        if not words.fits("postcodes", token.text):
            digits = ""
            while end < len(said) and (own := spoken.get(said[end].low, "")):
                digits, end = digits + own, end + 1
                if words.fits("postcodes", digits) or len(digits) > LONGEST_CODE:
                    break
            inside = i > 0 and said[i - 1].low in spoken and not said[i - 1].ends
            end = end - 1 if words.fits("postcodes", digits) and not inside else -1
        if end >= 0 and end + 1 < len(said):
            place = said[end + 1]
            if place.capital and place.low not in words["units"] and not said[end].stops:
                yield Finding("address", start, end + 1)
        if i + 1 < len(said) and _in_two_words(token, said[i + 1], words):
            town = i > 0 and said[i - 1].capital and not said[i - 1].ends
            yield Finding("address", i - town, i + 1)


def _homes(said: Turn) -> Iterator[Finding]:
    """Find the place behind "ich wohne in", "I live in"."""
    words = said.cues
    for i, token in enumerate(said[:-2]):
        if token.low in words["home_cues"]:
            for j in range(i + 1, min(i + 4, len(said) - 1)):
                into = said[j].low in words["into"]
                if into and said[j + 1].low in words["months"] | words["weekdays"]:
                    break
                if into and said[j + 1].capital:
                    yield Finding("address", j + 1, _town(said, j + 1))
                    break


def _announced(said: Turn) -> Iterator[Finding]:
    """Find what stands behind "Hausnummer", "Postleitzahl", "postcode", "Straße"."""
    words = said.cues
    for i, token in enumerate(said[:-1]):
        place = i + 1
        while (
            place < len(said) - 1
            and said[place].low in words["address_leads"]
            and not said[place - 1].stops
        ):
            place += 1
        last = place - 1
        cue = token.low.removesuffix("'s")
        code = cue in words["postcode_cues"] or (
            i > 0 and f"{said[i - 1].low} {cue}" in words["postcode_phrases"]
        )
        led = cue in words["house_cues_led"] and said[i + 1].low in words["address_leads"]
        if code or cue in words["house_cues"] or led:
            # "6 6 1 1 1, Saarbrücken", "44 c", "SK9 4AB"
            while (
                last + 1 < len(said)
                and last - place < LONGEST_CODE
                and _coded(said[last + 1], words)
            ):
                last += 1
            if last < place:
                continue
            town = last + 1 < len(said) and code
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


def _town(said: Turn, first: int) -> int:
    """Return where a town ends: "Bad Salzuflen", "Offenbach am Main", "Oak Park"."""
    last = first
    while last + 1 < len(said) and not said[last].ends and last - first < LONGEST_STREET:
        lead = 1 + (said[last + 1].low in said.cues["town_joints"])
        if last + lead >= len(said) or not said[last + lead].capital:
            break
        if said[last + lead].low in said.cues["no_names"]:
            break
        last += lead
    return last


def _answers(said: Turn, start: int) -> Iterator[Finding]:
    """Find towns in the sentence that answers a question for one."""
    for i in sentence(said, start):
        if said[i].capital and said[i].low not in said.cues["no_names"]:
            yield Finding("address", i, _town(said, i))


def _in_two_words(first: Token, last: Token, words: Cues) -> bool:
    return bool(
        words.fits("postcodes_first", first.text) and words.fits("postcodes_last", last.text)
    )


def _coded(token: Token, words: Cues) -> bool:
    kinds = ("postcodes", "postcodes_first", "postcodes_last")
    letter = len(token.text) == 1 and token.text.isalpha()
    return bool(
        letter
        or _HOUSE.match(token.text)
        or any(words.fits(kind, token.text) for kind in kinds)
        or token.low in words.digits
    )


def _tail(said: Turn, last: int, proper: Sequence[bool]) -> int:
    """Return where an address ends: ", Bristol", "in Fulda", ", Apartment 6, Toledo"."""
    words = said.cues
    while last + 1 < len(said) and not said[last].stops:
        after = said[last + 1]
        more = said[last + 2] if last + 2 < len(said) else after
        flat = after.low in words["flats"] and _HOUSE.match(more.text)
        if flat or (more.low in words["floors"] and after is not more):
            last += 2
        elif (two := _in_two_words(after, more, words)) or words.fits("postcodes", after.text):
            last += 1 + two
        elif after.low in words["in_town"] and after is not more and more.capital:
            last = _town(said, last + 2)
        elif proper[last + 1] or words.fits("regions", after.text):  # Leeds, Ohio, NC
            last += 1
        else:
            break
    return last


def _joined(said: Turn, found: Sequence[Finding], proper: Sequence[bool]) -> Iterator[Finding]:
    """Join street and place with no more than "in" or a comma between them."""
    pending: Finding | None = None
    for one in (Finding("address", f.first, _tail(said, f.last, proper)) for f in found):
        if pending is not None and one.first <= pending.last + 1 + (
            pending.last + 1 < len(said) and said[pending.last + 1].low in said.cues["in_town"]
        ):
            pending = Finding("address", pending.first, max(pending.last, one.last))
            continue
        if pending is not None:
            yield pending
        pending = one
    if pending is not None:
        yield pending
