"""Lines of the checklist that this version does not judge yet: "not assessed", never a guess."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from voicecheck.checks.base import Check, MinimumEvidence
from voicecheck.errors import NotMeasured
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from voicecheck.features import Features
    from voicecheck.norms import Norms

_NOT_YET = Text(
    "diese Fassung beurteilt das Gesprächsverhalten noch nicht",
    "this version does not judge the conduct of the conversation yet",
)


def _judge(features: Features, norms: Norms) -> NoReturn:
    raise NotMeasured("conversation", _NOT_YET)


def _planned(code: str, name: str, title: Text, hears: Text) -> Check:
    return Check(
        code=code,
        name=name,
        kind="wording",
        version=0,
        title=title,
        hears=hears,
        rationale=_NOT_YET,
        method=_NOT_YET,
        problems=_NOT_YET,
        requires=(),
        norms=(),
        references=("checklist",),
        evidence=MinimumEvidence(),
        judge=_judge,
    )


M2 = _planned(
    "M2",
    "indifferent",
    Text("Stimme klingt teilnahmslos", "Little audible involvement"),
    Text(
        "Antwortzeiten, Rückmeldesignale und Nachfragen.",
        "Response times, backchannels and follow-up questions.",
    ),
)
M3 = _planned(
    "M3",
    "impatient",
    Text("Stimme drückt Ungeduld aus", "Pushing the caller"),
    Text("Unterbrechungen und drängende Sätze.", "Interruptions and pushing phrases."),
)
M6 = _planned(
    "M6",
    "unclear",
    Text("Undeutliche Aussprache", "Unclear articulation"),
    Text(
        "Wie sicher die Wörter zu erkennen sind, und wie oft nachgefragt wird.",
        "How surely the words are recognised, and how often the caller asks again.",
    ),
)
M8 = _planned(
    "M8",
    "lacking-empathy",
    Text("Besserwisserei, fehlendes Einfühlungsvermögen", "Know-it-all, lack of empathy"),
    Text(
        "Widerspruch, Vorschriften und Schuldzuweisung im Wortlaut.",
        "Contradiction, instruction and blame in the words.",
    ),
)
