"""How plain the agent's sentences are.

LIX = words per clause + percentage of words of more than six letters (Björnsson 1968). Clauses end
at any punctuation mark and at the end of a turn: a transcript's full stops alone are not to be
trusted for sentence length (NORMS 8).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicecheck.languages import normalised
from voicecheck.types.measure import Measure, Passage
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.languages import LanguagePack
    from voicecheck.types.speech import Turn

METHOD = "words of the transcript"
LONG_LETTERS = 6
MIN_WORDS = 50
MARKS = (".", "!", "?", "…", ",", ";", ":")

_TOO_FEW = Text("Wörter: nur {n}, {need} sind nötig", "words: only {n}, {need} needed")


@dataclass(frozen=True, slots=True)
class PlainWords:
    """Plainness of one party's words."""

    lix: Measure  # readability index: below 40 plain, above 55 hard to follow
    long_word_share: Measure  # words of more than six letters, ratio
    # foreign words that have a plain one in the language, per 100 words. Passages: each
    anglicisms_per_100: Measure


def measure_plain(turns: Sequence[Turn], *, pack: LanguagePack) -> PlainWords:
    """Measure how plain one party's words are."""
    words = [word for turn in turns for word in turn.words]
    n = len(words)
    if n < MIN_WORDS:
        return PlainWords(
            *(
                Measure.missing(
                    f"wording.{name}",
                    unit,
                    _TOO_FEW.format(n=n, need=MIN_WORDS),
                    method=METHOD,
                    n=n,
                    n_unit="words",
                )
                for name, unit in (
                    ("lix", "points"),
                    ("long_word_share", "1"),
                    ("anglicisms_per_100", "1/100 words"),
                )
            )
        )
    clauses = sum(
        word.text.endswith(MARKS) or word is turn.words[-1] for turn in turns for word in turn.words
    )
    share = sum(len(normalised(word.text)) > LONG_LETTERS for word in words) / n
    foreign = [hit for turn in turns for hit in pack.match("speech.anglicism", turn.words)]

    def measure(name: str, value: float, unit: str, places: tuple[Passage, ...] = ()) -> Measure:
        return Measure(f"wording.{name}", value, unit, float(n), "words", METHOD, places)

    return PlainWords(
        lix=measure("lix", n / clauses + 100 * share, "points"),
        long_word_share=measure("long_word_share", share, "1"),
        anglicisms_per_100=measure(
            "anglicisms_per_100",
            100 * len(foreign) / n,
            "1/100 words",
            tuple(
                Passage(hit.span, 1.0, hit.quote, probability=hit.probability) for hit in foreign
            ),
        ),
    )
