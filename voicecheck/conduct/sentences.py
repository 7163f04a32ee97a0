"""Sentences in their context: what was heard before, what the turn goes on to say, what follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicecheck.languages import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.types.audio import Role
    from voicecheck.types.speech import Dialogue, Turn, Word
    from voicecheck.types.time import Span

CONTEXT_WORDS = 40  # what lies further away says nothing about a sentence
LEAD_WORDS = 2  # "Nein." or "Ja, gut." before it: the sentence still opens the turn


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of one party."""

    role: Role
    words: tuple[Word, ...]
    # whether it opens its turn (a word or two may stand before it), and whether it ends it
    opens: bool
    ends: bool
    # whether it stands in the first turn of the conversation, and in one of the last two
    early: bool
    late: bool
    unheard: bool  # whether words are missing in what its turn goes on to say
    heard: tuple[Word, ...]  # the end of the other party's last turn
    after: tuple[Word, ...]  # what the same turn goes on to say
    answer: tuple[Word, ...]  # how the same party's next turn begins

    @property
    def span(self) -> Span:
        """From the first word to the last."""
        return self.words[0].span | self.words[-1].span

    @property
    def asked(self) -> bool:
        """Whether the other party's last turn ended with a question."""
        return bool(self.heard) and self.heard[-1].text.endswith("?")


def sentences_of(dialogue: Dialogue) -> tuple[Sentence, ...]:
    """Return every sentence of a dialogue, in order of turns."""
    return in_context(
        [
            (turn, [turn.words[start:end] for start, end in sentences(turn.words)])
            for turn in dialogue.turns
        ]
    )


def in_context(turns: Sequence[tuple[Turn, Sequence[Sequence[Word]]]]) -> tuple[Sentence, ...]:
    """Give every sentence its context."""
    found: list[Sentence] = []
    for number, (turn, parts) in enumerate(turns):
        others = (one.words for one, _ in reversed(turns[:number]) if one.role is not turn.role)
        own = (one.words for one, _ in turns[number + 1 :] if one.role is turn.role)
        heard, answer = next(others, ()), next(own, ())
        end = 0
        for index, part in enumerate(parts):
            start, end = end, end + len(part)
            found.append(
                Sentence(
                    turn.role,
                    tuple(part),
                    opens=start <= LEAD_WORDS,
                    ends=index == len(parts) - 1,
                    early=number == 0,
                    late=number >= len(turns) - 2,
                    unheard=any(gap.end_s > part[-1].span.end_s for gap in turn.wordless),
                    heard=heard[-CONTEXT_WORDS:],
                    after=turn.words[end : end + CONTEXT_WORDS],
                    answer=answer[:CONTEXT_WORDS],
                )
            )
    return tuple(found)


def text_of(words: Sequence[Word]) -> str:
    """Return words joined by blanks."""
    return " ".join(word.text for word in words)
