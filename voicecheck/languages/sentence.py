"""One sentence as the line of plain words that the lexicon's phrases are matched on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.types.speech import Word

QUOTE_WORDS, QUOTE_BEFORE = 16, 5

_SENTENCE_END = (".", "!", "?", "…")
_CLAUSE_END = (",", ";", ":", "–", "—")
_PUNCTUATION = re.compile(r"[^\w&+'’-]+")


@dataclass(frozen=True, slots=True)
class Line:
    """Words, their line without punctuation, and where each begins in it."""

    words: Sequence[Word]
    text: str
    starts: tuple[int, ...]

    @classmethod
    def of(cls, words: Sequence[Word]) -> Line:
        """Join words; a question keeps its mark."""
        line, starts = "", []
        for word in words:
            starts.append(len(line))
            line += normalised(word.text) + " "
        asks = bool(words) and words[-1].text.endswith("?")
        return cls(words, line.rstrip() + ("?" if asks else ""), tuple(starts))

    def word_at(self, position: int) -> int:
        """Return the index of the word at a place of the line."""
        return max(i for i, start in enumerate(self.starts) if start <= position)

    def ends_clause(self, index: int) -> bool:
        """Tell whether a comma or the like follows a word."""
        return self.words[index].text.endswith(_CLAUSE_END)

    def clauses(self) -> list[int]:
        """Return where clauses begin in the line, as far as punctuation tells."""
        after = range(1, len(self.starts))
        return [0, *(self.starts[i] for i in after if self.ends_clause(i - 1))]


def quoted(words: Sequence[Word], index: int = 0) -> str:
    """Quote a sentence, or of a long one the words around one of them."""
    since = max(0, index - QUOTE_BEFORE) if len(words) > QUOTE_WORDS else 0
    part = words[since : since + QUOTE_WORDS]
    text = " ".join(word.text for word in part)
    cut = since + len(part) < len(words)
    return ("… " if since else "") + text + (" …" if cut else "")


def sentences(words: Sequence[Word]) -> list[tuple[int, int]]:
    """Split words into sentences at the speech model's punctuation."""
    bounds: list[tuple[int, int]] = []
    start = 0
    for index, word in enumerate(words):
        if word.text.endswith(_SENTENCE_END) or index == len(words) - 1:
            bounds.append((start, index + 1))
            start = index + 1
    return bounds


def normalised(text: str) -> str:
    """Return a word in lower case without its punctuation."""
    return _PUNCTUATION.sub("", text.lower().replace("’", "'"))
