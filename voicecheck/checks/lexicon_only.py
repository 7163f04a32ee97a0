"""How the sentences were read, and what that means for a verdict that rests on words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicecheck.languages import load_pack
from voicecheck.languages.judgement import figures
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from voicecheck.features import Features

ENCODER = "wording.sentence_encoder"


def sureness(features: Features) -> float:
    """Return how sure words can make a verdict: less where no sentence encoder read along."""
    return figures("confidence")["lexicon_alone"] if _by_lexicon(features) else 1.0


def lexicon_alone(features: Features) -> Text:
    """Say that no sentence encoder read along, if so."""
    if not _by_lexicon(features) or features.language is None:
        return Text("", "")
    return _ALONE if load_pack(features.language).by_meaning else _NOT_LEARNT


def _by_lexicon(features: Features) -> bool:
    return features[ENCODER].value == 0


NO_ENCODER = Text("nur das Wörterbuch hat gelesen", "the lexicon alone has read")
_ALONE = Text(
    " Gelesen hat nur das Wörterbuch, das oft irrt: das Satzmodell fehlt (voicecheck doctor).",
    " Only the lexicon read the words, and it often errs: the sentence encoder is missing "
    "(voicecheck doctor).",
)
_NOT_LEARNT = Text(
    " Gelesen hat nur das Wörterbuch, das oft irrt: kein Satzmodell kennt diese Sprache bisher.",
    " Only the lexicon read the words, and it often errs: no reader has learnt this language yet.",
)
