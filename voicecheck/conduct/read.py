"""Two readers, one verdict per sentence: the lexicon gives reasons, the meaning confirms.

A sentence counts where the lexicon finds a class and the linear reader finds it likely enough, or
where the reader alone is sure; never where a negation, an exception or reported speech cancels the
lexicon's phrase. It counts once: held against the agent before praised, the likeliest class first.
Without the encoder the lexicon reads alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicecheck.conduct.encoder import installed
from voicecheck.conduct.kinds import ACCUSING, CALLER, PRAISED
from voicecheck.conduct.reader import kinds_of, load_reader, vectors_of
from voicecheck.conduct.sentences import Sentence, sentences_of
from voicecheck.languages import normalised, quoted
from voicecheck.types.audio import Role
from voicecheck.types.speech import mean_probability

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.languages import Hit, LanguagePack
    from voicecheck.types.speech import Dialogue

# Where both agree, and where the meaning alone decides: set on writers the readers had not seen
# (python -m benchmarks.conduct), for nine of ten to be right.
AGREED = dict.fromkeys(ACCUSING, 0.4) | dict.fromkeys(PRAISED, 0.5) | dict.fromkeys(CALLER, 0.55)
ALONE = dict.fromkeys(ACCUSING, 0.5) | dict.fromkeys(PRAISED, 0.6) | dict.fromkeys(CALLER, 0.65)
NO_DOUBT = 0.15  # where the phrase leaves no doubt
# A doubtful sentence accuses nobody alone: two have to stand in a short call, more in a long one.
SURE = 0.75
COMPANY, SENTENCES_PER_ERROR = 2, 40
BY_MEANING = ("open_question", "alternative")  # a "not" in them denies something else
MIN_WORD_PROBABILITY = 0.5  # below, nobody knows what was said
READ_BACK_WORDS = 3
READ_AT_ONCE = 256  # sentences: their vectors take 10 MB, however long the call is


@dataclass(frozen=True, slots=True)
class Reading:
    """What a sentence was counted as."""

    kind: str
    sentence: Sentence
    quote: str  # the sentence; of a long one, the words around the phrase
    weight: float  # 1, or 0.5 for a softened form
    # of the class, 0 to 1, calibrated on the bank; None where the lexicon read alone
    probability: float | None
    sure: bool  # whether it counts though it is the only one of the call


@dataclass(frozen=True, slots=True)
class Conduct:
    """Every sentence that counts."""

    readings: tuple[Reading, ...]  # of both parties, in order of time
    by_meaning: bool  # whether the sentence encoder read along; if not, the lexicon read alone

    def of(self, kind: str) -> tuple[Reading, ...]:
        """Return the readings of one class."""
        return tuple(one for one in self.readings if one.kind == kind)


def read_conduct(dialogue: Dialogue, pack: LanguagePack) -> Conduct:
    """Read every sentence of both parties."""
    by_meaning = pack.by_meaning and installed()
    sentences = sentences_of(dialogue)
    readings: list[Reading] = []
    for role in Role.AGENT, Role.CUSTOMER:
        own = [one for one in sentences if one.role is role]
        hits = [hits_of(sentence, pack) for sentence in own]
        likely = probabilities_of(own, hits) if by_meaning else [None] * len(own)
        for sentence, found, row in zip(own, hits, likely, strict=True):
            counted = decide(sentence, found, row, pack)
            if counted is not None:
                readings.append(counted)
    n_sentences = sum(one.role is Role.AGENT for one in sentences)
    kept = corroborated(readings, n_sentences=n_sentences)
    return Conduct(tuple(sorted(kept, key=lambda one: one.sentence.span)), by_meaning)


def hits_of(sentence: Sentence, pack: LanguagePack) -> dict[str, Hit]:
    """Return the classes that the lexicon finds in a sentence, each with its first phrase.

    What only repeats the other party's words is left out, and a no to a question is an answer.
    """
    found = {}
    for kind in kinds_of(sentence.role):
        hits = pack.match(_rule(kind), sentence.words)
        own = [hit for hit in hits if not _read_back(hit, sentence)]
        if own and possible(kind, sentence, pack):
            found[kind] = own[0]
    return found


def possible(kind: str, sentence: Sentence, pack: LanguagePack) -> bool:
    """Tell whether a sentence can have a class, by its place, what was asked and what follows."""
    if kind == "contradiction":
        return sentence.opens and bool(sentence.heard) and not sentence.asked
    if kind == "refusal":
        return not (sentence.unheard or _offers(sentence, pack))
    return kind != "controlling" or not pack.match("speech.asks_how", sentence.heard)


def probabilities_of(
    sentences: Sequence[Sentence], hits: Sequence[dict[str, Hit]]
) -> list[dict[str, float]]:
    """Return the probability of each class for each sentence of one party."""
    found: list[dict[str, float]] = []
    for start in range(0, len(sentences), READ_AT_ONCE):
        part = slice(start, start + READ_AT_ONCE)
        reader = load_reader(sentences[start].role)
        vectors = vectors_of(sentences[part], [frozenset(one) for one in hits[part]])
        rows = reader.probabilities(vectors)
        found += [dict(zip(reader.kinds, map(float, row), strict=True)) for row in rows]
    return found


def decide(
    sentence: Sentence,
    hits: dict[str, Hit],
    likely: dict[str, float] | None,
    pack: LanguagePack,
) -> Reading | None:
    """Join both readers: what the sentence counts as, if anything."""
    recognised = mean_probability(sentence.words)
    if not sentence.words or (recognised is not None and recognised < MIN_WORD_PROBABILITY):
        return None
    if likely is None:
        enough = list(hits)
    else:
        enough = [
            kind
            for kind, probability in likely.items()
            if probability >= _enough(kind, hits.get(kind))
            and possible(kind, sentence, pack)
            and (kind in BY_MEANING or not pack.cancelled(_rule(kind), sentence.words))
        ]
    if not enough:
        return None
    kind = max(enough, key=lambda kind: (kind in ACCUSING, (likely or {}).get(kind, 0.0)))
    hit, probability = hits.get(kind), None if likely is None else likely[kind]
    return Reading(
        kind,
        sentence,
        quoted(sentence.words, hit.first if hit else 0),
        hit.weight if hit else 1.0,
        probability,
        probability is None or probability >= SURE or (hit is not None and hit.plain),
    )


def corroborated(readings: Sequence[Reading], *, n_sentences: int) -> list[Reading]:
    """Leave out doubtful sentences against somebody unless others stand beside them in the call."""
    against = [one for one in readings if one.kind in ACCUSING]
    enough = len(against) >= max(COMPANY, n_sentences / SENTENCES_PER_ERROR)
    return [one for one in readings if enough or one.kind not in ACCUSING or one.sure]


def _enough(kind: str, hit: Hit | None) -> float:
    """Return from which probability on a class counts."""
    if hit is None:
        return ALONE[kind]
    return NO_DOUBT if kind in ACCUSING and hit.plain else AGREED[kind]


def _rule(kind: str) -> str:
    return f"caller.{kind}" if kind in CALLER else f"conduct.{kind}"


def _offers(refused: Sentence, pack: LanguagePack) -> bool:
    """Tell whether an offer, a promise or a joint step follows, by the lexicon."""
    said = (*refused.words, *refused.after)
    return any(
        pack.match(f"conduct.{kind}", said) for kind in ("alternative", "commitment", "joint")
    )


def _read_back(hit: Hit, sentence: Sentence) -> bool:
    """Tell whether a phrase, or its sentence, only repeats what the other party has just said."""
    heard = " ".join(normalised(word.text) for word in sentence.heard)
    own = [word.text for word in sentence.words]
    return any(
        len(said) >= READ_BACK_WORDS and f" {' '.join(map(normalised, said))} " in f" {heard} "
        for said in (hit.quote.split(), own)
    )
