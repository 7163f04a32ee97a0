"""What the agent says: sentences of conduct, counted and quoted.

Conventions
-----------
Words alone decide; the sound has no part in it. Only the agent's own words count. Every sentence is
read twice, by the lexicon and by its meaning in context, and counts as one class at most
(`voicecheck.conduct`); each is a passage. What was not found is no zero where more than a little of
the speech has no words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicecheck.conduct import ACCUSING, PRAISED, read_conduct
from voicecheck.features.missing_words import lost_words, measure_lost, too_much_lost, wordless_of
from voicecheck.features.plain_language import measure_plain
from voicecheck.languages import normalised, quoted, sentences
from voicecheck.types.audio import Role
from voicecheck.types.measure import Measure, Passage
from voicecheck.types.speech import Word, mean_probability
from voicecheck.types.text import Text
from voicecheck.types.time import total_s

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.conduct import Conduct, Reading
    from voicecheck.languages import LanguagePack
    from voicecheck.types.speech import Dialogue, Turn

METHOD = "sentences against lexicon and meaning"

TURNS_LATER = 2  # acknowledged within two agent turns
MIN_PROBLEM_WORDS = 6
STEM_LETTERS = 5
UNACKNOWLEDGED = "wording.unacknowledged"
SURE = ("push",)  # a check that rests on more than words counts what was heard
ACKNOWLEDGING = ("empathy", "paraphrase", "appreciation", "joint")

_NO_WORDS = Text(
    "keine Wörter der Person am Telefon erkannt", "no words of the agent were recognised"
)
_ALONE = Text("die Gegenseite hat keinen Redebeitrag", "the caller has no turn")
_NOT_TAKEN = Text("nicht gemessen", "not measured")
_ENCODER = Measure.missing("wording.sentence_encoder", "count", _NOT_TAKEN)
_WORDLESS = Measure.missing("wording.wordless_s", "s", _NOT_TAKEN)
_CALLER_WORDLESS = Measure.missing("wording.caller_wordless_s", "s", _NOT_TAKEN)
_NO_PROBLEM = Text(
    "kein geschildertes Problem im Wortlaut gefunden", "no problem statement found in the words"
)


@dataclass(frozen=True, slots=True)
class Wording:
    """Phrases of the agent; passages: each hit with its sentence."""

    words: Measure  # of the agent, count
    turns: Measure
    word_probability: Measure  # mean over the agent's words, 0 to 1
    push: Measure
    know_it_all: Measure
    controlling: Measure
    blame: Measure
    justification: Measure
    trivialise: Measure
    contradiction: Measure  # turns that open by contradicting, count
    refusal: Measure  # refusals that no alternative follows, count
    empathy: Measure
    appreciation: Measure
    joint: Measure
    commitment: Measure
    timed_commitment: Measure  # promises with a time, count
    paraphrase: Measure
    alternative: Measure
    hold_notice: Measure
    open_question: Measure
    question: Measure
    # open questions in the agent's first three turns after the greeting, count
    early_open_question: Measure
    follow_up_question: Measure  # questions that take up a word of the caller's, count
    # the same per minute of caller speech, 1/min. Passages: the caller's longest turns
    follow_up_rate: Measure
    problem: Measure  # caller turns that state a problem, count
    # of these, those acknowledged within two agent turns, ratio. Passages: those that were not
    acknowledged_share: Measure
    lix: Measure  # how plain the agent's sentences are, see voicecheck.features.plain_language
    long_word_share: Measure
    anglicisms_per_100: Measure
    # the agent's and the caller's speech in which no words were found, s. Passages: each
    wordless_s: Measure = _WORDLESS
    caller_wordless_s: Measure = _CALLER_WORDLESS
    # whether it read along: 1, or 0 where the lexicon read alone, count
    sentence_encoder: Measure = _ENCODER


def measure_wording(dialogue: Dialogue, *, pack: LanguagePack) -> Wording:
    """Measure the words of the agent."""
    agent, caller = dialogue.turns_of(Role.AGENT), dialogue.turns_of(Role.CUSTOMER)
    words = [word for turn in agent for word in turn.words]
    heard = sorted((w for turn in caller for w in turn.words), key=lambda w: w.span)
    conduct = read_conduct(dialogue, pack)
    counted = {kind: conduct.of(kind) for kind in (*ACCUSING, *PRAISED)}
    counted["timed_commitment"] = tuple(
        one for one in counted["commitment"] if pack.match("speech.time", one.sentence.words)
    )
    asked = _questions(agent)
    known = [(w.span.end_s, _stem(w)) for w in pack.content_words(heard)]
    follow_up = [q for q in asked if _takes_up(q, known, pack)]
    early = [turn.span for turn in agent[1:4]]
    early_open = [
        one
        for one in counted["open_question"]
        if any(one.sentence.span.middle_s in span for span in early)
    ]
    problems, acknowledged = _problems(dialogue, conduct)
    lost = too_much_lost(dialogue, Role.AGENT)
    plain = measure_plain(agent, pack=pack)
    n = float(len(words))

    def count(name: str, found: Sequence[Reading]) -> Measure:
        if not found and lost is not None and name not in SURE:
            return Measure.missing(f"wording.{name}", "count", lost, method=METHOD)
        value = float(sum(one.weight for one in found))
        places = tuple(_place(one) for one in found)
        return Measure(f"wording.{name}", value, "count", n, "words", METHOD, places)

    def number(name: str, value: float, places: Sequence[Passage] = ()) -> Measure:
        return Measure(f"wording.{name}", value, "count", n, "words", METHOD, tuple(places))

    return Wording(
        words=number("words", n),
        turns=number("turns", float(len(agent))),
        word_probability=_word_probability(words),
        **{name: count(name, found) for name, found in counted.items()},
        question=number("question", float(len(asked)), [_asked(q) for q in asked]),
        early_open_question=count("early_open_question", early_open),
        follow_up_question=number(
            "follow_up_question", float(len(follow_up)), [_asked(q) for q in follow_up]
        ),
        follow_up_rate=_per_minute(
            len(follow_up), caller, too_much_lost(dialogue, Role.AGENT, Role.CUSTOMER)
        ),
        problem=number("problem", float(len(problems)), problems),
        acknowledged_share=acknowledged,
        lix=plain.lix,
        long_word_share=plain.long_word_share,
        anglicisms_per_100=plain.anglicisms_per_100,
        wordless_s=measure_lost(dialogue, Role.AGENT, "wording.wordless_s"),
        caller_wordless_s=measure_lost(dialogue, Role.CUSTOMER, "wording.caller_wordless_s"),
        sentence_encoder=number("sentence_encoder", float(conduct.by_meaning)),
    )


def _place(reading: Reading, what: str | None = None) -> Passage:
    return Passage(
        reading.sentence.span,
        reading.weight,
        reading.quote,
        what=what,
        probability=mean_probability(reading.sentence.words),
    )


def _word_probability(words: Sequence[Word]) -> Measure:
    name = "wording.word_probability"
    value = mean_probability(words)
    if value is None:
        return Measure.missing(name, "1", _NO_WORDS, method=METHOD, n=float(len(words)))
    return Measure(name, value, "1", float(len(words)), "words", METHOD)


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
    name = "wording.follow_up_rate"
    reason = lost if seconds else _ALONE
    if reason is not None:
        return Measure.missing(name, "1/min", reason, method=METHOD)
    longest = sorted(caller, key=lambda turn: turn.span.duration_s, reverse=True)[:2]
    places = tuple(
        Passage(
            t.span,
            t.span.duration_s,
            " ".join(w.text for w in t.words[:12]) or None,
            "s",
            probability=mean_probability(t.words[:12]),
        )
        for t in longest
    )
    return Measure(
        name, 60 * count / seconds, "1/min", seconds, "s of caller speech", METHOD, places
    )


def _stem(word: Word) -> str:
    return normalised(word.text)[:STEM_LETTERS]


def _problems(dialogue: Dialogue, conduct: Conduct) -> tuple[list[Passage], Measure]:
    """Find the caller's turns that state a problem, and how many of them were acknowledged.

    Where words are missing in the agent's next turns, nobody knows whether they acknowledge it.
    """
    name = "wording.acknowledged_share"
    agent = dialogue.turns_of(Role.AGENT)
    acknowledging = [one.sentence.span for kind in ACKNOWLEDGING for one in conduct.of(kind)]
    stated, missed, unheard = [], [], 0
    for turn in dialogue.turns_of(Role.CUSTOMER):
        found = [one for one in conduct.of("problem") if one.sentence.span.middle_s in turn.span]
        if not found or len(turn.words) < MIN_PROBLEM_WORDS:
            continue
        stated.append(_place(found[0]))
        replies = [own for own in agent if own.span.start_s >= turn.span.start_s][:TURNS_LATER]
        if any(span.middle_s in own.span for span in acknowledging for own in replies):
            continue
        if any(own.wordless for own in replies):
            unheard += 1
        else:
            missed.append(_place(found[0], UNACKNOWLEDGED))
    n = len(stated) - unheard
    if not n:
        lost = lost_words(Role.AGENT, wordless_of(dialogue, Role.AGENT))
        reason = lost if stated and lost is not None else _NO_PROBLEM
        return stated, Measure.missing(name, "1", reason, method=METHOD)
    share = 1 - len(missed) / n
    return stated, Measure(name, share, "1", float(n), "problem statements", METHOD, tuple(missed))
