"""How the agent answers the telephone (NORMS 4).

Conventions
-----------
The greeting is the agent's first turn, up to the first silence above 1 s. Sentences that the law
asks for (recording, training, AI) are cut out, words and time, before anything is counted. A
recording that starts late, a call that the other party opens, and a first turn without any part
of a greeting are not measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from voicecheck.languages import Hit, sentences
from voicecheck.types.audio import Role
from voicecheck.types.call import Direction
from voicecheck.types.measure import Measure, Passage
from voicecheck.types.speech import mean_probability
from voicecheck.types.text import Text
from voicecheck.types.time import Span, intersect, merge, subtract, total_s

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.languages import LanguagePack
    from voicecheck.languages.syllables import SyllableCounter
    from voicecheck.types.call import CallInfo
    from voicecheck.types.speech import Dialogue, Turn, Word

WORDS_METHOD = "words of the first turn"
TIME_METHOD = "silero-8k-vad, first turn"

END_GAP_S = 1.0  # NORMS 4: the greeting ends with the first silence above 1 s
LATE_LEAD_IN_S = 0.3  # NORMS 4: less lead-in, and the start may be missing
CLIPPED_LEAD_IN_S = 0.06  # two frames of the voice activity: speech from the very first sound
MIN_WORD_PROBABILITY = 0.6  # NORMS 4
MAX_OPENING_WORDS = 3  # "Hallo? Ist da wer?" before the agent answers is no conversation yet

DATED = ("dated_opening", "name_formula", "dated_help", "flourish")
PARTS = ("day", "company", "department", "name", "help", "flourish")

_NO_SPEECH = Text(
    "kein Redebeitrag der Person am Telefon gefunden", "no turn of the agent was found"
)
_LOST = Text("in der Meldung fehlen Wörter", "words are missing in the greeting")
_NO_WORDS = Text(
    "in der Meldung wurden keine Wörter erkannt", "no words were recognised in the greeting"
)
_LATE = Text(
    "die Aufnahme beginnt mitten im Sprechen, der Anfang der Meldung kann fehlen",
    "the recording starts in mid-speech, the beginning of the greeting may be missing",
)
_OTHER_FIRST = Text(
    "die Gegenseite eröffnet das Gespräch (ausgehender Anruf oder später Aufnahmebeginn)",
    "the other party opens the call (outbound call, or the recording started late)",
)
_OUTBOUND = Text(
    "ausgehender Anruf: es meldet sich die angerufene Person",
    "outbound call: the party called answers it",
)
_TRANSFERRED = Text(
    "weitergegebenes Gespräch: gemeldet hat sich schon jemand anderes",
    "call passed on: somebody else has answered it before",
)
_NO_GREETING = Text(
    "im ersten Redebeitrag steht kein Teil einer Meldung (Gruß, Firma, Name, Hilfsangebot)",
    "the first turn holds no part of a greeting (salutation, company, name, offer of help)",
)
_UNSURE = Text(
    "die Wörter der Meldung wurden zu unsicher erkannt",
    "the words of the greeting were recognised too unsurely",
)


@dataclass(frozen=True, slots=True)
class Greeting:
    """The agent's greeting."""

    greeting_syllables: Measure  # syllables; passage: the greeting
    greeting_s: Measure  # from onset to offset, notices cut out, s
    articulation_rate: Measure  # of the greeting alone, syllables/s
    breath_groups: Measure  # inter-pausal units in it, count
    parts: Measure  # kinds of parts found, count
    dated_phrases: Measure  # dated phrases found, count
    time_to_greet_s: Measure  # from the start of the recording to the agent's first sound, s
    phrases: tuple[Hit, ...] = ()  # the dated phrases with their quotes


def excuse(call: CallInfo) -> Text | None:
    """Say why the norms of answering a call do not hold for this one, if they do not."""
    if call.direction is Direction.OUTBOUND:
        return _OUTBOUND
    return _TRANSFERRED if call.transferred else None


def measure_greeting(
    dialogue: Dialogue,
    *,
    pack: LanguagePack,
    counter: SyllableCounter,
    excused: Text | None = None,
) -> Greeting:
    """Measure the agent's greeting."""
    turns = dialogue.turns_of(Role.AGENT)
    if not turns:
        return _missing(_NO_SPEECH, None)
    ipus = _until_gap(turns[0].ipus)
    start_s = ipus[0].start_s
    words = [w for w in turns[0].words if w.span.start_s < ipus[-1].end_s]
    problem = excused or _problem(dialogue, start_s, ipus[-1].end_s, words, pack)
    if problem is not None:
        return _missing(problem, start_s)
    kept, notices = _without_notices(words, pack)
    spoken = subtract(ipus, notices)
    if not kept or not spoken:
        return _missing(_NO_GREETING, start_s)
    seconds = (
        spoken[-1].end_s - spoken[0].start_s - total_s(intersect(notices, [spoken[0] | spoken[-1]]))
    )
    syllables = counter.count_text([word.text for word in kept])
    quote = " ".join(word.text for word in kept)
    place = spoken[0] | spoken[-1]
    phrases = tuple(hit for rule in DATED for hit in pack.match(f"greeting.{rule}", kept))
    parts = _parts(kept, pack)

    def measure(name: str, value: float, unit: str, method: str) -> Measure:
        passages = (Passage(place, value, quote, probability=mean_probability(kept)),)
        n = float(len(kept))
        return Measure(f"greeting.{name}", value, unit, n, "words", method, passages)

    return Greeting(
        greeting_syllables=measure(
            "greeting_syllables", float(syllables), "syllables", WORDS_METHOD
        ),
        greeting_s=measure("greeting_s", seconds, "s", TIME_METHOD),
        articulation_rate=measure(
            "articulation_rate", syllables / total_s(spoken), "syllables/s", "words/vad"
        ),
        breath_groups=measure("breath_groups", float(len(merge(spoken))), "count", TIME_METHOD),
        parts=measure("parts", float(len(parts)), "count", WORDS_METHOD),
        dated_phrases=measure("dated_phrases", float(len(phrases)), "count", WORDS_METHOD),
        time_to_greet_s=_time_to_greet(start_s),
        phrases=tuple(sorted(phrases, key=lambda hit: hit.span)),
    )


def _until_gap(ipus: Sequence[Span]) -> list[Span]:
    kept = [ipus[0]]
    for before, after in pairwise(ipus):
        if before.gap(after) > END_GAP_S:
            break
        kept.append(after)
    return kept


def _problem(
    dialogue: Dialogue, start_s: float, end_s: float, words: Sequence[Word], pack: LanguagePack
) -> Text | None:
    first: Turn = dialogue.turns[0]
    if first.role is not Role.AGENT and len(first.words) > MAX_OPENING_WORDS:
        return _OTHER_FIRST
    if not words:
        return _NO_WORDS
    if any(s.start_s < end_s for s in dialogue.turns_of(Role.AGENT)[0].wordless):
        return _LOST
    parts = _parts(words, pack)
    if start_s < CLIPPED_LEAD_IN_S or (start_s < LATE_LEAD_IN_S and not parts):
        return _LATE
    if not parts:
        return _NO_GREETING
    mean = mean_probability(words)
    if mean is not None and mean < MIN_WORD_PROBABILITY:
        return _UNSURE
    return None


def _parts(words: Sequence[Word], pack: LanguagePack) -> list[str]:
    return [part for part in PARTS if pack.match(f"greeting.{part}", words)]


def _without_notices(words: Sequence[Word], pack: LanguagePack) -> tuple[list[Word], list[Span]]:
    kept: list[Word] = []
    notices: list[Span] = []
    for start, end in sentences(words):
        sentence = words[start:end]
        if pack.match("greeting.mandatory_notice", sentence):
            notices.append(sentence[0].span | sentence[-1].span)
        else:
            kept.extend(sentence)
    return kept, notices


def _time_to_greet(start_s: float) -> Measure:
    return Measure("greeting.time_to_greet_s", start_s, "s", 1.0, "turns", TIME_METHOD)


def _missing(reason: Text, start_s: float | None) -> Greeting:
    def missing(name: str, unit: str) -> Measure:
        return Measure.missing(f"greeting.{name}", unit, reason, method=WORDS_METHOD)

    return Greeting(
        greeting_syllables=missing("greeting_syllables", "syllables"),
        greeting_s=missing("greeting_s", "s"),
        articulation_rate=missing("articulation_rate", "syllables/s"),
        breath_groups=missing("breath_groups", "count"),
        parts=missing("parts", "count"),
        dated_phrases=missing("dated_phrases", "count"),
        time_to_greet_s=missing("time_to_greet_s", "s")
        if start_s is None
        else _time_to_greet(start_s),
    )
