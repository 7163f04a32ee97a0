"""Finds personal data in recognised speech: names, numbers, addresses, as people say them.

Recognised speech is no clean text: digits come singly, in groups or as words, names are spelled,
addresses of e-mail are read out. Found is what a cue announces (``Kundennummer``, ``mein Name
ist``), what has a shape of its own (six digits that are no amount, ``max at web Punkt de``), and
what answers a question for it. A masked word too many is cheaper than a name too few.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from voicecheck.privacy.addresses import places
from voicecheck.privacy.cues import cues_of
from voicecheck.privacy.entities import Finding, Turn, merged
from voicecheck.privacy.identifiers import numbers
from voicecheck.privacy.name_lists import proper
from voicecheck.privacy.person_names import names, own_words, said_again
from voicecheck.types.speech import Word
from voicecheck.types.time import Span

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from voicecheck.privacy.entities import Token

EDGE_S = 0.15  # word times of a speech model are estimates
# Behind a letter of hexadecimal figures it may be part of an id; a word may end in one, though.
_PHONE = re.compile(
    r"(?:(?<![0-9a-fA-F.])|(?<![0-9][a-fA-F])(?<=[a-fA-F])(?=0))(\+?\d{7,})(?![0-9a-fA-F])"
)
_KNOWN_DIGITS = re.compile(r"^(19|20)\d{6}(\d{4}(\d{2})?)?$|^1\d{9}$")  # a day, a time, an epoch


def find(
    words: Sequence[Word],
    *,
    language: str | None,
    before: Sequence[Word] = (),
    known: Collection[str] = (),
) -> tuple[Finding, ...]:
    """Find personal data in the words of a turn.

    The rules of the language, of German and of English hold together, because callers mix them; the
    language says which words are used as names.
    """
    said, asked = _turn(words, language), _turn(before, language)
    return _found(said, asked, known)


def names_in(
    words: Sequence[Word], *, language: str | None, before: Sequence[Word] = ()
) -> set[str]:
    """Return names that are to be masked wherever the call says them again."""
    said, asked = _turn(words, language), _turn(before, language)
    used = proper(said)
    return own_words(said, names(said, asked, used), used)


def _turn(words: Sequence[Word], language: str | None) -> Turn:
    return Turn.of([word.text for word in words], language)


def _found(said: Turn, asked: Sequence[Token], known: Collection[str]) -> tuple[Finding, ...]:
    used = proper(said)
    people = list(names(said, asked, used))
    again = said_again(said, own_words(said, people, used).union(known))
    return merged([*numbers(said, asked), *places(said, asked, used), *people, *again])


def redact_words(
    words: Sequence[Word],
    *,
    language: str | None,
    before: Sequence[Word] = (),
    known: Collection[str] = (),
) -> tuple[Word, ...]:
    """Put a label in the place of each piece of personal data."""
    kept: list[Word] = []
    at = 0
    for found in find(words, language=language, before=before, known=known):
        hidden = words[found.first : found.last + 1]
        span = Span(hidden[0].span.start_s, max(word.span.end_s for word in hidden))
        label = cues_of(language).labels[found.kind]
        sure = [word.probability for word in hidden if word.probability is not None]
        kept += [*words[at : found.first], Word(label, span, min(sure, default=None))]
        at = found.last + 1
    return (*kept, *words[at:])


def redact_text(text: str, *, language: str | None, known: Collection[str] = ()) -> str:
    """Mask personal data in a quote; all else stays as it is, spaces included."""
    parts = re.findall(r"\S+|\s+", text)
    places_of_words = [i for i, part in enumerate(parts) if not part.isspace()]
    said = Turn.of([parts[i] for i in places_of_words], language)
    for found in reversed(_found(said, (), known)):
        first, last = places_of_words[found.first], places_of_words[found.last]
        tail = re.search(r"[.,;:!?“”\")]*$", parts[last])
        label = said.cues.labels[found.kind]
        parts[first : last + 1] = [label + (tail[0] if tail else "")]
    return "".join(parts)


def around(label: Word) -> Span:
    """Return what has to be muted for a label: a little wider than the words it hides."""
    return Span(max(0.0, label.span.start_s - EDGE_S), label.span.end_s + EDGE_S)


def redact_file_name(name: str) -> str:
    """Hide telephone numbers in the name of a file; dates, times and call ids stay."""

    def hide(found: re.Match[str]) -> str:
        digits = found[1].lstrip("+")
        return found[0] if _KNOWN_DIGITS.match(digits) else "#" * len(found[1])

    return _PHONE.sub(hide, name)
