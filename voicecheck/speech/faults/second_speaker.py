"""Two people on one party's channel: a colleague takes over without a word, or both speak in turn.

One person's voice samples, parted in two, resemble each other (cosine of the two means .64 and more
on the sample calls); those of two people hardly do (.56 and less for nine pairs of ten).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.speech.clustering import both_there, cosine, in_two
from voicecheck.types.notice import EVERYTHING, OF_THE_CALLER, Notice, listed
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.speech.clustering import People
    from voicecheck.speech.voice_samples import VoiceSample

MIN_SAMPLES, MIN_SHARE = 3, 0.15  # of the one who speaks less
TWO_PEOPLE = 0.5
IN_A_ROW = 0.9  # of the samples on their side of the moment: one took over from the other


@dataclass(frozen=True, slots=True)
class SecondPerson:
    """Two people where one was expected."""

    cosine: float  # of the two people's mean embeddings
    since_s: float | None  # when the second one takes over for good; None where both speak in turn
    share: float  # of the samples: whoever speaks less


def find_second_person(samples: Sequence[VoiceSample]) -> SecondPerson | None:
    """Find out whether the samples of one party's voice are of two people."""
    if len(samples) < 2 * MIN_SAMPLES:
        return None
    embeddings = np.stack([sample.embedding for sample in samples])
    people = in_two(embeddings)
    share = min(float(np.mean(people)), 1 - float(np.mean(people)))
    if not both_there(people, MIN_SAMPLES) or share < MIN_SHARE:
        return None
    likeness = cosine(*(embeddings[people == person].mean(axis=0) for person in (0, 1)))
    if likeness > TWO_PEOPLE:
        return None
    return SecondPerson(likeness, _taken_over(samples, people), share)


def notice(found: SecondPerson, *, agent: bool) -> Notice:
    """Say that a party's channel holds two people who speak in turn."""
    share = 100 * found.share
    withheld: tuple[str, ...]
    if agent:
        cause, text, withheld = _TWO_AGENTS, _TWO_AGENTS_LONG, EVERYTHING
    else:
        cause, text, withheld = _TWO_CALLERS, _TWO_CALLERS_LONG, OF_THE_CALLER
    return Notice(
        "N17",
        text.format(share=share, codes=listed(withheld)),
        (),
        round(share),
        "%",
        withheld,
        cause,
    )


def _taken_over(samples: Sequence[VoiceSample], people: People) -> float | None:
    """Return when one person takes over from the other; None where they alternate."""
    before = np.concatenate([[0], np.cumsum(people == people[0])])
    after = np.concatenate([[0], np.cumsum(people != people[0])])
    fitting = before + after[-1] - after
    at = int(fitting.argmax())
    if not 0 < at < len(people) or fitting[at] < IN_A_ROW * len(people):
        return None
    return (samples[at - 1].span.end_s + samples[at].span.start_s) / 2


_TWO_AGENTS = Text(
    "auf der Seite von Agent/in sprechen zwei Personen im Wechsel",
    "two people speak in turn on the agent's side",
)
_TWO_AGENTS_LONG = Text(
    "auf der Seite von Agent/in sprechen zwei Personen im Wechsel (die zweite in "
    "etwa {share:.0f} % der verglichenen Stellen): was von wem ist, lässt sich nicht sicher sagen, "
    "darum wird niemand beurteilt",
    "two people speak in turn on the agent's side (the second in about {share:.0f} % of the "
    "passages compared): who says what cannot be told for certain, so nobody is judged",
)
_TWO_CALLERS = Text(
    "auf der Seite von Anrufer/in sprechen zwei Personen im Wechsel",
    "two people speak in turn on the caller's side",
)
_TWO_CALLERS_LONG = Text(
    "auf der Seite von Anrufer/in sprechen zwei Personen im Wechsel (die zweite in etwa "
    "{share:.0f} % der verglichenen Stellen): {codes} werden nicht beurteilt",
    "two people speak in turn on the caller's side (the second in about {share:.0f} % of the "
    "passages compared): {codes} are not judged",
)
