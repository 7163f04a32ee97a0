r"""The classes of a lexicon as compiled phrases.

A class is a list of phrases, or a table:

phrases, half
    What counts in full, and half.
plain
    Full phrases that leave no doubt: they count though they are the only ones of their kind.
unless
    Anywhere in the same sentence, this cancels the hit.
outside
    Names of classes; a hit that begins within one of their phrases is cancelled.
negation
    True: a word of ``speech.negation`` in the clause where the hit begins cancels it, except where
    the phrase itself names it ("not fair"); ``\w`` in such a phrase stands for no negation.
    ``speech.idle_negation`` lists negations that deny nothing ("no problem"). A clause ends at a
    comma, and before the last word of a phrase of ``speech.clause``. Such a phrase may also name
    whose words it is ("the letter says we will refund you"), and does not count then.
quotation
    False: counts even where the sentence reports what somebody said or wrote.

``[positive]`` turns each negation into what is said without it ("won't" into "will"): what matches
only then was denied (``LanguagePack.cancelled``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

HALF = 0.5
NOTHING = "(?!)"  # the pattern of an empty list: it matches nowhere

# What a phrase allows to follow it ("( \\w+){0,8}"): it belongs to the hit only within the clause.
_TAIL = re.compile(r"\( (\\w\+|\[\\w'\]\+)\)\{(\d,\d+)\}$")
_ANY_WORD = re.compile(r"\\w\+|\[\\w'\]\+")


@dataclass(frozen=True, slots=True)
class Rule:
    """One class of the lexicon."""

    phrases: tuple[tuple[re.Pattern[str], float], ...]  # each with its weight
    plain: tuple[re.Pattern[str], ...] = ()  # those of them that leave no doubt
    unless: tuple[re.Pattern[str], ...] = ()  # what cancels a hit in the same sentence
    # classes; a hit that begins within a phrase of theirs is cancelled
    outside: tuple[str, ...] = ()
    negation: bool = False  # whether a negation in its clause cancels a hit
    # whether a hit is cancelled where the sentence reports other people's words
    quotation: bool = False


def _compile(phrase: str, negation: str = "") -> re.Pattern[str]:
    anchored = phrase.startswith("^")
    body = _TAIL.sub(r"(?P<tail>(?: \1){\2})", phrase.removeprefix("^"))
    if negation:
        body = _ANY_WORD.sub(lambda found: f"(?!{negation}){found[0]}", body)
    return re.compile(("^" if anchored else r"(?<!\w)") + f"(?:{body})" + r"(?!\w)")


def read_rule(entry: list[str] | Mapping[str, Any], negation: str) -> Rule:
    """Compile one class; `negation` is the pattern of a word that denies."""
    if isinstance(entry, list):
        return Rule(tuple((_compile(item), 1.0) for item in entry))
    plain = entry.get("plain", [])
    weighted = [(item, 1.0) for item in (*plain, *entry["phrases"])]
    weighted += [(item, HALF) for item in entry.get("half", ())]
    denied = bool(entry.get("negation", False))
    return Rule(
        tuple((_compile(item, negation if denied else ""), weight) for item, weight in weighted),
        tuple(_compile(item) for item in plain),
        tuple(_compile(item) for item in entry.get("unless", ())),
        tuple(entry.get("outside", ())),
        denied,
        bool(entry.get("quotation", True)),
    )


def denial(word: str, speech: Mapping[str, list[str]]) -> str:
    """Return the pattern of a word that denies, where it does."""
    idle = "|".join(speech["idle_negation"]) or NOTHING
    word = word or NOTHING
    return rf"(?<![\w'])(?!(?:{idle})(?![\w']))(?:{word})(?![\w'])"


def core_end(match: re.Match[str]) -> int:
    """Return where a matched phrase ends without what it merely allows to follow."""
    return match.start("tail") if match.groupdict().get("tail") else match.end()
