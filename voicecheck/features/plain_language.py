"""How plain the agent's sentences are.

LIX = words per clause + percentage of words of more than six letters (Björnsson 1968). Clauses end
at any punctuation mark and at the end of a turn: a transcript's full stops alone are not to be
trusted for sentence length.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicecheck.languages import normalised
from voicecheck.types.catalogue import taken
from voicecheck.types.measure import Passage
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.languages import LanguagePack
    from voicecheck.types.measure import Measure
    from voicecheck.types.speech import Turn

LONG_LETTERS = 6
MIN_WORDS = 50
MARKS = (".", "!", "?", "…", ",", ";", ":")

_TOO_FEW = Text("Wörter: nur {n}, {need} sind nötig", "words: only {n}, {need} needed")


def measure_plain(turns: Sequence[Turn], *, pack: LanguagePack) -> tuple[Measure, Measure]:
    """Return the readability index of one party's words, and how many of them are foreign."""
    words = [word for turn in turns for word in turn.words]
    n, lix, foreign_share, places = len(words), None, None, []
    if n >= MIN_WORDS:
        clauses = sum(
            word.text.endswith(MARKS) or word is turn.words[-1]
            for turn in turns
            for word in turn.words
        )
        n_long = sum(len(normalised(word.text)) > LONG_LETTERS for word in words)
        foreign = [hit for turn in turns for hit in pack.match("speech.anglicism", turn.words)]
        places = [Passage(h.span, 1.0, h.quote, probability=h.probability) for h in foreign]
        lix, foreign_share = n / clauses + 100 * (n_long / n), 100 * len(foreign) / n
    why = _TOO_FEW.format(n=n, need=MIN_WORDS)
    return (
        taken("wording.lix", lix, n, why=why),
        taken("wording.anglicisms_per_100", foreign_share, n, places, why=why),
    )
