"""What the agent says: sentences of conduct, counted and quoted.

Conventions
-----------
Words alone decide; the sound has no part in it. Only the agent's own words count. Every sentence is
read twice, by the lexicon and by its meaning in context, and counts as one class at most
(`voicecheck.conduct`); each is a passage. What was not found is no zero where more than a little of
the speech has no words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicecheck.conduct import ACCUSING, PRAISED, read_conduct
from voicecheck.features.missing_words import lost_words, measure_lost, too_much_lost, wordless_of
from voicecheck.features.plain_language import measure_plain
from voicecheck.languages import normalised, quoted, sentences
from voicecheck.types.audio import Role
from voicecheck.types.catalogue import family, taken
from voicecheck.types.measure import Passage
from voicecheck.types.speech import Word, mean_probability
from voicecheck.types.text import Text
from voicecheck.types.time import total_s

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.conduct import Conduct, Reading
    from voicecheck.languages import LanguagePack
    from voicecheck.types.catalogue import Family
    from voicecheck.types.measure import Measure
    from voicecheck.types.speech import Dialogue, Turn

TURNS_LATER = 2  # acknowledged within two agent turns
MIN_PROBLEM_WORDS = 6
STEM_LETTERS = 5
UNACKNOWLEDGED = "wording.unacknowledged"
HOLD = "hold_notice"  # counts with the silences that it announces, not alone
SURE = ("push",)  # a check that rests on more than words counts what was heard
ACKNOWLEDGING = ("empathy", "paraphrase", "appreciation", "joint")

_NO_WORDS = Text("keine Wörter von Agent/in erkannt", "no words of the agent were recognised")
_ALONE = Text("Anrufer/in hat keinen Redebeitrag", "the caller has no turn")
_NO_PROBLEM = Text(
    "kein geschildertes Problem im Wortlaut gefunden", "no problem statement found in the words"
)


def measure_wording(dialogue: Dialogue, *, pack: LanguagePack) -> Family:
    """Measure the words of the agent."""
    agent, caller = dialogue.turns_of(Role.AGENT), dialogue.turns_of(Role.CUSTOMER)
    words = [word for turn in agent for word in turn.words]
    heard = sorted((w for turn in caller for w in turn.words), key=lambda w: w.span)
    conduct = read_conduct(dialogue, pack)
    counted = {kind: conduct.of(kind) for kind in (*ACCUSING, *PRAISED) if kind != HOLD}
    counted["timed_commitment"] = tuple(
        one for one in counted["commitment"] if pack.match("speech.time", one.sentence.words)
    )
    known = [(w.span.end_s, _stem(w)) for w in pack.content_words(heard)]
    follow_up = [q for q in _questions(agent) if _takes_up(q, known, pack)]
    lost = too_much_lost(dialogue, Role.AGENT)
    n = len(words)

    def count(kind: str, found: Sequence[Reading]) -> Measure:
        unheard = not found and lost is not None and kind not in SURE
        value = None if unheard else sum(one.weight for one in found)
        return taken(f"wording.{kind}", value, n, map(_place, found), why=lost)

    return family(
        taken("wording.words", n, n),
        taken("wording.turns", len(agent), n),
        taken("wording.word_probability", mean_probability(words), n, why=_NO_WORDS),
        *(count(kind, one) for kind, one in counted.items()),
        taken("wording.follow_up_question", len(follow_up), n, map(_asked, follow_up)),
        _per_minute(len(follow_up), caller, too_much_lost(dialogue, Role.AGENT, Role.CUSTOMER)),
        _acknowledged(dialogue, conduct),
        *measure_plain(agent, pack=pack),
        measure_lost(dialogue),
        taken("wording.sentence_encoder", float(conduct.by_meaning), n),
    )


def _place(reading: Reading, what: str | None = None) -> Passage:
    return Passage(
        reading.sentence.span,
        reading.weight,
        reading.quote,
        what=what,
        probability=mean_probability(reading.sentence.words),
    )


def _questions(agent: Sequence[Turn]) -> list[tuple[Word, ...]]:
    return [
        turn.words[start:end]
        for turn in agent
        for start, end in sentences(turn.words)
        if turn.words[end - 1].text.endswith("?")
    ]


def _asked(question: tuple[Word, ...]) -> Passage:
    return Passage(
        question[0].span | question[-1].span,
        1.0,
        quoted(question),
        probability=mean_probability(question),
    )


def _takes_up(
    question: Sequence[Word], known: Sequence[tuple[float, str]], pack: LanguagePack
) -> bool:
    """Tell whether a question, not for particulars, holds a content word of the caller's."""
    if pack.match("speech.particulars", question):
        return False
    start_s = question[0].span.start_s
    before = {stem for end_s, stem in known if end_s <= start_s}
    return any(_stem(word) in before for word in pack.content_words(question))


def _per_minute(count: int, caller: Sequence[Turn], lost: Text | None) -> Measure:
    seconds = total_s(ipu for turn in caller for ipu in turn.ipus)
    reason = lost if seconds else _ALONE
    longest = sorted(caller, key=lambda turn: turn.span.duration_s, reverse=True)[:2]
    places = [
        Passage(
            t.span,
            t.span.duration_s,
            " ".join(w.text for w in t.words[:12]) or None,
            "s",
            probability=mean_probability(t.words[:12]),
        )
        for t in longest
    ]
    value = 60 * count / seconds if reason is None else None
    return taken("wording.follow_up_rate", value, seconds, places, why=reason)


def _stem(word: Word) -> str:
    return normalised(word.text)[:STEM_LETTERS]


def _acknowledged(dialogue: Dialogue, conduct: Conduct) -> Measure:
    """Return how many of the problems that the caller states are acknowledged.

    Where words are missing in the agent's next turns, nobody knows whether they acknowledge it.
    """
    agent = dialogue.turns_of(Role.AGENT)
    acknowledging = [one.sentence.span for kind in ACKNOWLEDGING for one in conduct.of(kind)]
    n_stated, missed, unheard = 0, [], 0
    for turn in dialogue.turns_of(Role.CUSTOMER):
        found = [one for one in conduct.of("problem") if one.sentence.span.middle_s in turn.span]
        if not found or len(turn.words) < MIN_PROBLEM_WORDS:
            continue
        n_stated += 1
        replies = [own for own in agent if own.span.start_s >= turn.span.start_s][:TURNS_LATER]
        if any(span.middle_s in own.span for span in acknowledging for own in replies):
            continue
        if any(own.wordless for own in replies):
            unheard += 1
        else:
            missed.append(_place(found[0], UNACKNOWLEDGED))
    n = n_stated - unheard
    lost = lost_words(Role.AGENT, wordless_of(dialogue, Role.AGENT)) if n_stated else None
    share = 1 - len(missed) / n if n else None
    return taken("wording.acknowledged_share", share, n, missed, why=lost or _NO_PROBLEM)
