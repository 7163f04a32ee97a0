"""Names of people: behind a cue, behind a title, by the name itself, spelled, or as an answer."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicecheck.privacy.entities import ANSWER, Finding, answered, asks, sentence
from voicecheck.privacy.name_lists import first_names, surnames

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from voicecheck.privacy.cues import Cues
    from voicecheck.privacy.entities import Token, Turn

LONGEST = 6  # words of a name
ALONE = 3  # in so few words an answer holds nothing but the name
LETTERS = 3  # more letters in a row spell something
SHORTEST = 4  # letters of a name that is looked for in the whole call


@dataclass(frozen=True, slots=True)
class _Said:
    """The words of a turn, and which of them are used as proper nouns."""

    words: Turn
    proper: Sequence[bool]

    @property
    def cues(self) -> Cues:
        return self.words.cues

    def first(self, i: int) -> bool:
        """Tell whether a word is a first name (or joined of such), used as one."""
        token = self.words[i]
        parts = re.split(r"[-‐]", token.low)
        names = first_names(self.cues)
        known = token.low in names or all(part in names for part in parts)
        if not known or not token.text or not self.stands_for_itself(i):
            return False
        sure = token.capital and parts[0] in self.cues["first_names"]
        return sure or self.proper[i]

    def family(self, i: int) -> bool:
        """Tell whether a word is a surname, used as one."""
        token = self.words[i]
        known = self.surname(i) and token.low not in self.cues["nouns_too"]
        return token.capital and self.proper[i] and known and self.stands_for_itself(i)

    def surname(self, i: int) -> bool:
        """Tell whether a word stands in a list of surnames."""
        return self.words[i].low in surnames(self.cues)

    def may_name(self, i: int) -> bool:
        """Tell whether a word can be a name at all."""
        token = self.words[i]
        return token.text[:1].isalpha() and token.low not in self.cues["no_names"]

    def known(self, i: int) -> bool:
        """Tell whether a word stands in a list of names, or is used as one."""
        low = self.words[i].low
        return self.proper[i] or low in surnames(self.cues) or low in first_names(self.cues)

    def named(self, i: int) -> bool:
        """Tell whether a word can be a name and is written like one: AX is none."""
        token = self.words[i]
        shouted = len(token.text) > 1 and token.text.isupper()
        return self.may_name(i) and token.capital and not shouted

    def end(self, first: int) -> int:
        """Return where a name that begins here ends."""
        last = first
        particles = 0
        for i in range(first + 1, min(first + LONGEST, len(self.words))):
            token, before = self.words[i], self.words[i - 1]
            if before.ends and before.low not in self.cues["title_abbreviations"]:
                break
            if token.low in self.cues["name_particles"]:
                particles += 1
            elif self._goes_on(i, behind=last, particles=particles):
                last, particles = i, 0
            else:
                break
        return last

    def _goes_on(self, i: int, *, behind: int, particles: int) -> bool:
        token = self.words[i]
        if not token.capital:  # "jasmin kaltenbrunner"
            return self.proper[i] and not self.words[behind].capital
        if particles > 1:  # "von der Heide" and "von der Hausverwaltung"
            return self.proper[i] or self.surname(i)
        return self.may_name(i) and not (particles and token.low in self.cues["brands"])

    def stands_for_itself(self, i: int) -> bool:
        """Tell whether a word is no part of a brand, a street or a place."""
        low = [token.low for token in self.words[max(0, i - 1) : i + 2]]
        pairs = {" ".join(low[:2]), " ".join(low[-2:])}
        after = self.words[i + 1].text if i + 1 < len(self.words) else ""
        numbered = after[:1].isdecimal() and not self.words[i].ends  # "Eco 50"
        return not numbered and not pairs & self.cues["brand_pairs"]


def names(said: Turn, asked: Sequence[Token], proper: Sequence[bool]) -> Iterator[Finding]:
    """Find names."""
    turn = _Said(said, proper)
    yield from _spelled(turn)
    yield from _behind_cues(turn)
    yield from _behind_titles(turn)
    yield from _by_themselves(turn)
    yield from _before_cues(turn)
    yield from _at_the_start(turn)
    if asks(said.cues, asked, "name") and len(said) <= ANSWER:
        for one in _answer(turn, 0):  # alone, however it is written
            if len(said) <= ALONE or turn.known(one.first):
                yield one
    for start in answered(said):
        if asks(said.cues, said[:start], "name"):
            yield from (one for one in _answer(turn, start) if turn.known(one.first))


def said_again(said: Sequence[Token], known: Collection[str]) -> Iterator[Finding]:
    """Find names that are known from elsewhere, from `own_words`."""
    for i, token in enumerate(said):
        if token.capital and _base_form(token) in known:
            yield Finding("name", i, i)


def own_words(said: Turn, found: Iterable[Finding], proper: Sequence[bool]) -> set[str]:
    """Return the words of names that name somebody wherever they stand, lower case.

    What stands in no list and is not used as a name ("Hat Peter Bescheid gegeben") is none of them,
    nor are the words that somebody spells with.
    """
    turn = _Said(said, proper)
    words = said.cues
    weak = words["no_names"] | words["name_titles"] | words["name_particles"] | words["nouns_too"]
    places = (
        i
        for one in found
        if not any(t.low in words["spells_like"] for t in said[one.first : one.last + 1])
        for i in range(one.first, one.last + 1)
    )
    return {
        _base_form(said[i])
        for i in places
        if turn.known(i) and len(said[i].text) >= SHORTEST and _base_form(said[i]) not in weak
    }


def _base_form(token: Token) -> str:
    """Return a name without the s of the genitive: Kowalczyks, Lowry's."""
    low = token.low.removesuffix("'s").removesuffix("’s")
    return low.removesuffix("s") if len(low) > SHORTEST + 1 and not low.endswith("ss") else low


def _answer(turn: _Said, start: int) -> Iterator[Finding]:
    """Find names in the sentence that answers a question for one."""
    for i in sentence(turn.words, start):
        if turn.named(i):
            yield Finding("name", i, turn.end(i))


@functools.cache
def _name_cues(cues: Cues) -> tuple[tuple[tuple[str, ...], str], ...]:
    """Return the phrases that announce a name, and how surely."""
    kinds = ("name_cues_sure", "name_cues", "name_cues_loose")
    return tuple((tuple(cue.split()), kind) for kind in kinds for cue in sorted(cues[kind]))


def _behind_cues(turn: _Said) -> Iterator[Finding]:
    said, words = turn.words, turn.cues
    for i in range(len(said)):
        for cue, kind in _name_cues(words):
            place = i + len(cue)
            if place >= len(said) or tuple(t.low for t in said[i:place]) != cue:
                continue
            if said[place - 1].stops or not turn.may_name(place):
                continue
            if i > 0 and f"{said[i - 1].low} {cue[-1]}" in words["name_cues_not"]:
                continue  # "das heißt, Strom ist da"
            low = said[place].low
            known = turn.known(place)
            sure = kind == "name_cues_sure"
            plain = low not in words["brands"] and turn.stands_for_itself(place)
            written = turn.named(place) and (sure or plain)
            written = written or (known and low in first_names(words))
            if known if kind == "name_cues_loose" else written:
                yield Finding("name", place, turn.end(place))
            elif sure and not low.isdecimal():
                yield Finding("name", place, place)
    for i, token in enumerate(said[:-1]):
        # "meine Tochter Leonie", "my neighbour, Anneke"
        if token.low in words["relations"] and turn.proper[i + 1] and said[i + 1].capital:
            yield Finding("name", i + 1, turn.end(i + 1))


def _behind_titles(turn: _Said) -> Iterator[Finding]:
    words, said = turn.cues, turn.words
    for i, token in enumerate(said[:-1]):
        if token.low not in words["name_titles"] or not token.capital:
            continue
        place = i + 1
        while place < len(said) and said[place].low in words["name_titles"]:
            place += 1
        while place < len(said) - 1 and said[place].low in words["name_particles"]:
            place += 1
        if place >= len(said) or not turn.named(place):
            continue
        if any(t.ends and t.low not in words["title_abbreviations"] for t in said[i:place]):
            continue
        if f"{said[place - 1].low} {said[place].low}" not in words["brand_pairs"]:
            yield Finding("name", i, turn.end(place))


def _by_themselves(turn: _Said) -> Iterator[Finding]:
    """Find first names with what follows them, and surnames that nobody announced."""
    places = turn.cues["place_leads"]
    for i in range(len(turn.words)):
        lead = turn.words[i - 1].low if i else ""
        if turn.first(i) or (turn.family(i) and lead not in places):
            yield Finding("name", i, turn.end(i))


def _before_cues(turn: _Said) -> Iterator[Finding]:
    """Find what stands before "am Apparat", "ist mein Name", "mein Name", "hier", "speaking"."""
    said, cues = turn.words, turn.cues["names_before"]
    for i in range(1, len(said)):
        low = [token.low for token in said[i : i + 3]]
        pair = len(low) > 1 and " ".join(low[:2]) in cues
        single = low[0] in cues and (turn.proper[i - 1] or said[i].ends)
        if not (pair or single) or " ".join(low) in turn.cues["names_before_not"]:
            continue
        first = i
        while first > 0 and i - first < 3 and turn.named(first - 1) and not said[first - 1].ends:
            first -= 1
        if first < i and (pair or first == 0 or said[first - 1].ends):
            yield Finding("name", first, i - 1)


def _at_the_start(turn: _Said) -> Iterator[Finding]:
    """Find who answers by a name alone: "Ja, Hoffmeister, grüß Gott"."""
    said, words = turn.words, turn.cues
    i = 0
    while i < min(3, len(said)) and said[i].low in words["openers"]:
        i += 1
    if i + 1 >= len(said) or not said[i].ends or not turn.named(i):
        return
    known = turn.proper[i] or turn.surname(i)
    greets = said[i + 1].low in words["greetings"]
    if (i == 0 or said[i - 1].ends) and (greets or (known and (i > 0 or turn.surname(i)))):
        yield Finding("name", i, i)


def _spelled(turn: _Said) -> Iterator[Finding]:
    """Find "M wie Martha, E wie Emil", "W for whiskey", "V O I G T" and "B-R-O-W-N".

    What stands right before it is what is spelled: "Marsh, M-A-R-S-H".
    """
    said = turn.words
    i = 0
    while i < len(said):
        n, letters, pairs = i, 0, 0
        while n < len(said):
            if _spells(turn, n):
                n, letters, pairs = n + 3, letters + 1, pairs + 1
            elif _LETTER.match(said[n].text):
                n, letters = n + 1, letters + 1
            elif letters and turn.cues.repeats.get(said[n].low) == 2 and n + 1 < len(said):
                n += 1
            else:
                break
        joined = _JOINED.match(said[i].text)
        # "I for instance" and "a for apple" are everyday speech
        paired = pairs > 1 or (pairs == 1 and said[i].low not in turn.cues["letters_too"])
        if paired or letters > LETTERS or joined:
            named = i > 0 and turn.named(i - 1) and not said[i - 1].stops
            yield Finding("name", i - named, max(i, n - 1))
        i = max(n, i + 1)


def _spells(turn: _Said, i: int) -> bool:
    """Tell "M wie Martha" and "W for whiskey" from "so wie" and "do for"."""
    said = turn.words
    if i + 2 >= len(said) or len(said[i].text) != 1 or not said[i].text.isalpha():
        return False
    return said[i + 1].low in turn.cues["spells_like"] and said[i + 2].low.startswith(said[i].low)


_JOINED = re.compile(r"^[A-ZÄÖÜ](-[A-ZÄÖÜ]){2,}$|^[A-ZÄÖÜ](\.[A-ZÄÖÜ]){3,}$")
_LETTER = re.compile(r"^[A-ZÄÖÜ]$")
