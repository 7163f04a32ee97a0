"""Who spoke when, and which words."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from voicecheck.types.audio import Role
from voicecheck.types.time import Span, merge, nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

MIN_PAUSE_S = 0.2  # a shorter silence may be the closure of a stop


def inter_pausal_units(segments: Sequence[Span]) -> tuple[Span, ...]:
    """Join speech over silences that are no pause."""
    return merge(segments, MIN_PAUSE_S)


@dataclass(frozen=True, slots=True)
class SpeechActivity:
    """Where one channel holds speech.

    Parameters
    ----------
    channel : int
        Index of the channel.
    segments : tuple of Span
        Speech, sorted and disjoint; gaps under 100 ms are closed.
    ipus : tuple of Span
        Inter-pausal units: segments joined over gaps under 200 ms.
    snr_db : float or None
        Power of the speech over the power of the rest; None where there is too little of either.
    voiced : tuple of Span
        What of it the detector missed and loudness and voicing gave away.
    unsure : tuple of Span
        Sound outside the segments that is loud enough to be speech.
    """

    channel: int
    segments: tuple[Span, ...]
    ipus: tuple[Span, ...]
    snr_db: float | None
    voiced: tuple[Span, ...] = ()
    unsure: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """A recognised word.

    Parameters
    ----------
    text : str
        As written by the speech model, punctuation kept, no surrounding blanks.
    span : Span
        Estimated; good to about 0.1 s, never used for pauses.
    probability : float
        The model's own, 0 to 1.
    """

    text: str
    span: Span
    probability: float


# From here on M6 counts no word as unclear (features/articulation.py), and from this mean of a
# call's words on M8 judges it in full: what holds for a call holds for a quote.
UNSURE_BELOW = 0.7


def mean_probability(words: Sequence[Word]) -> float | None:
    """Return the mean probability of words; None where there are none."""
    return sum(word.probability for word in words) / len(words) if words else None


def unsure(probability: float | None) -> bool:
    """Tell whether words with this mean probability are too unsure to be quoted as said."""
    return probability is not None and probability < UNSURE_BELOW


class WindowFault(StrEnum):
    """Why a decoded window's words are not to be trusted."""

    LOOP = "loop"
    INVENTED = "invented"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Window:
    """One stretch that the speech model decoded at a time."""

    spans: tuple[Span, ...]  # the speech that was packed into it
    n_words: int  # words that were kept
    fault: WindowFault | None = None  # why its words were thrown away; None where they stand


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said on one channel.

    Parameters
    ----------
    channel : int
        Index of the channel.
    words : tuple of Word
        In order of time; words of faulty windows are not among them.
    language : str
        ISO 639-1 code.
    language_probability : float
        0 to 1; 1.0 where the user fixed the language.
    model : str
        Name of the model and its weights.
    windows : tuple of Window
        What was decoded at a time, with faults.
    wordless : tuple of Span
        Speech in which no words were found, not even when it was decoded alone: in stretches of
        2 s or more.
    """

    channel: int
    words: tuple[Word, ...]
    language: str
    language_probability: float
    model: str
    windows: tuple[Window, ...] = ()
    wordless: tuple[Span, ...] = ()

    @property
    def text(self) -> str:
        """The words, joined by blanks."""
        return " ".join(word.text for word in self.words)

    def by_unit(self, units: Sequence[Span]) -> tuple[tuple[Word, ...], ...]:
        """Give each word to the unit of speech nearest its middle.

        Word times are good to about 0.1 s only, so a word at the edge may lie just outside.

        Parameters
        ----------
        units : sequence of Span
            Sorted and disjoint.

        Returns
        -------
        tuple of tuple of Word
            One per unit.
        """
        return by_unit(self.words, units)


def by_unit(words: Sequence[Word], units: Sequence[Span]) -> tuple[tuple[Word, ...], ...]:
    """Give each word to the unit of speech nearest its middle; see `Transcript.by_unit`."""
    owned: list[list[Word]] = [[] for _ in units]
    starts = [unit.start_s for unit in units]
    for word in words if units else ():
        # A long call has thousands of units: only the two around the word can be nearest.
        after = bisect_right(starts, word.span.middle_s)
        first = max(0, after - 1)
        owned[first + nearest(units[first : after + 1], word.span.middle_s)].append(word)
    return tuple(tuple(own) for own in owned)


@dataclass(frozen=True, slots=True)
class Turn:
    """One party's inter-pausal units until the other takes the floor.

    Parameters
    ----------
    role : Role
        Who speaks.
    span : Span
        From the first onset to the last offset.
    ipus : tuple of Span
        The inter-pausal units inside.
    words : tuple of Word
        The words inside.
    wordless : tuple of Span
        What of the units has no words although something was said.
    """

    role: Role
    span: Span
    ipus: tuple[Span, ...]
    words: tuple[Word, ...] = ()
    wordless: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """Silence between two turns; its length is the latency of the second party."""

    before: Role
    after: Role
    span: Span


@dataclass(frozen=True, slots=True)
class Overlap:
    """Both parties speaking at once."""

    holder: Role
    entrant: Role
    span: Span


@dataclass(frozen=True, slots=True)
class Insertion:
    """Speech that took no floor."""

    role: Role
    span: Span
    words: tuple[Word, ...]
    backchannel: bool  # "Mhm", "verstehe": nothing but a sign of listening


@dataclass(frozen=True, slots=True)
class FloorTransfer:
    """The floor passing from one party to the other."""

    before: Turn
    after: Turn

    @property
    def offset_s(self) -> float:
        """Onset of the next turn less the offset of the one before; negative = overlap."""
        return self.after.span.start_s - self.before.span.end_s


def broken(before: Span, after: Span, breaks: Sequence[Span]) -> bool:
    """Tell whether the recorder was paused between two stretches."""
    return any(before.start_s < gap.middle_s < after.start_s for gap in breaks)


@dataclass(frozen=True, slots=True)
class Dialogue:
    """The conversation, in order of time; no turn reaches over a break of the recording."""

    turns: tuple[Turn, ...]
    gaps: tuple[Gap, ...]
    overlaps: tuple[Overlap, ...]
    insertions: tuple[Insertion, ...] = ()
    breaks: tuple[Span, ...] = ()

    @property
    def transfers(self) -> tuple[FloorTransfer, ...]:
        """Every change of the floor; none is known where the recorder was paused in between."""
        return tuple(
            FloorTransfer(before, after)
            for before, after in pairwise(self.turns)
            if not broken(before.span, after.span, self.breaks)
        )

    @property
    def spoken(self) -> tuple[Turn | Insertion, ...]:
        """Turns and insertions in order of time."""
        return tuple(sorted([*self.turns, *self.insertions], key=lambda item: item.span))

    def turns_of(self, role: Role) -> tuple[Turn, ...]:
        """Return one party's turns."""
        return tuple(turn for turn in self.turns if turn.role is role)


@dataclass(frozen=True, slots=True)
class Party:
    """One side of the conversation, as `voicecheck.speech.dialogue.build_dialogue` takes it."""

    role: Role
    activity: SpeechActivity
    transcript: Transcript | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """Who spoke when and which words: enough to measure again what rests on words."""

    parties: tuple[Party, ...]  # the agent first, announcements and other agents left out
    usable: tuple[Span, ...]  # agent speech without another voice
    duration_s: float  # of the recording, seconds
    breaks: tuple[Span, ...] = ()  # where the recorder was paused
