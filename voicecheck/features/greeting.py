"""How the agent answers the telephone.

Conventions
-----------
The greeting is the agent's first turn, up to the first silence above 1 s. Sentences that the law
asks for (recording, training, AI) are cut out, words and time, before anything is counted. A
recording that starts late, a call that the other party opens, and a first turn without any part
of a greeting are not measured.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from voicecheck.languages import sentences
from voicecheck.types.audio import Role
from voicecheck.types.call import Direction
from voicecheck.types.catalogue import family, missing, taken
from voicecheck.types.measure import Passage
from voicecheck.types.speech import mean_probability
from voicecheck.types.text import Text
from voicecheck.types.time import Span, intersect, subtract, total_s

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.languages import Hit, LanguagePack
    from voicecheck.languages.syllables import SyllableCounter
    from voicecheck.types.call import CallInfo
    from voicecheck.types.catalogue import Family
    from voicecheck.types.measure import Measure
    from voicecheck.types.speech import Dialogue, Turn, Word

END_GAP_S = 1.0  # the greeting ends with the first silence that is longer
LATE_LEAD_IN_S = 0.3  # less lead-in, and the start may be missing
CLIPPED_LEAD_IN_S = 0.06  # two frames of the voice activity: speech from the very first sound
MIN_WORD_PROBABILITY = 0.6  # mean: below, a phrase may have been misheard
MAX_OPENING_WORDS = 3  # "Hallo? Ist da wer?" before the agent answers is no conversation yet

DATED = ("dated_opening", "name_formula", "dated_help", "flourish")
PARTS = ("day", "company", "department", "name", "help", "flourish")

_NO_SPEECH = Text("kein Redebeitrag von Agent/in gefunden", "no turn of the agent was found")
_LOST = Text("in der Meldung fehlen Wörter", "words are missing in the greeting")
_NO_WORDS = Text(
    "in der Meldung wurden keine Wörter erkannt", "no words were recognised in the greeting"
)
_LATE = Text(
    "die Aufnahme beginnt mitten im Sprechen, der Anfang der Meldung kann fehlen",
    "the recording starts in mid-speech, the beginning of the greeting may be missing",
)
_OTHER_FIRST = Text(
    "Anrufer/in eröffnet das Gespräch (ausgehender Anruf oder später Aufnahmebeginn)",
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
) -> tuple[Family, tuple[Hit, ...]]:
    """Measure the agent's greeting, and find its dated phrases."""
    turns = dialogue.turns_of(Role.AGENT)
    if not turns:
        return missing("greeting", _NO_SPEECH), ()
    ipus = _until_gap(turns[0].ipus)
    words = [w for w in turns[0].words if w.span.start_s < ipus[-1].end_s]
    problem = excused or _problem(dialogue, ipus[0].start_s, ipus[-1].end_s, words, pack)
    if problem is not None:
        return missing("greeting", problem), ()
    kept, notices = _without_notices(words, pack)
    spoken = subtract(ipus, notices)
    if not kept or not spoken:
        return missing("greeting", _NO_GREETING), ()
    whole = spoken[0] | spoken[-1]
    quote = " ".join(word.text for word in kept)
    phrases = [hit for rule in DATED for hit in pack.match(f"greeting.{rule}", kept)]

    def measure(short: str, value: float) -> Measure:
        place = Passage(whole, value, quote, probability=mean_probability(kept))
        return taken(f"greeting.{short}", value, len(kept), [place])

    return family(
        measure("greeting_syllables", float(counter.count_text([word.text for word in kept]))),
        measure("greeting_s", whole.duration_s - total_s(intersect(notices, [whole]))),
        measure("parts", float(len(_parts(kept, pack)))),
    ), tuple(sorted(phrases, key=lambda hit: hit.span))


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
