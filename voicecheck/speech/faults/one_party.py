"""Only one party was recorded: one leg is missing, or nobody answers at all.

Whether the one voice is the agent, its words tell (`roles.find_agent`). A voice that leaves no
time for answers is no side of a conversation: a voicemail, a text read aloud.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from voicecheck.languages.judgement import GATES
from voicecheck.types.audio import channel_name
from voicecheck.types.notice import EVERYTHING, Notice, listed
from voicecheck.types.text import Text
from voicecheck.types.time import total_s

if TYPE_CHECKING:
    from voicecheck.speech.voices import Voice

NEEDS_BOTH = ("M2", "M3", "M6", "M8")  # without the other party all speech is one turn
# Proposals: who talks with somebody is silent for a good part of the time; a text read aloud leaves
# no silences this long.
ANSWER_S, ANSWERED = 1.5, 0.15
CLEARLY_CALLER = -1.0  # points of `roles.agent_points`


def one_party(
    voice: Voice,
    *,
    confidence: float,
    points: float | None,
    fixed: bool,
    n_channels: int,
    announced_s: float = 0.0,
) -> Notice:
    """Say that one party is missing, and whether the other can be judged."""
    speech_s = total_s(voice.activity.ipus)
    talks = _leaves_room(voice)
    code, what = ("N15", _ONE_SIDE) if talks else ("N18", _NO_CONVERSATION)
    other = channel_name(1 - voice.channel)
    where = _SILENT.format(channel=other) if n_channels == 2 else Text("", "")
    withheld: tuple[str, ...]
    if announced_s > speech_s and not fixed:
        follows, withheld, cause = _MACHINE.format(seconds=announced_s), EVERYTHING, _ANNOUNCED
    elif confidence < GATES.agent_confidence:
        follows, withheld = _UNCLEAR, EVERYTHING
        cause = Text(what.de + _WHO.de, what.en + _WHO.en)
    else:
        doubted = fixed and points is not None and points <= CLEARLY_CALLER
        follows, withheld, cause = (_DOUBTED if doubted else _JUDGED), NEEDS_BOTH, what
    text = Text(what.de + where.de + follows.de, what.en + where.en + follows.en)
    return Notice(code, text, value=round(speech_s, 1), unit="s", withholds=withheld, cause=cause)


def _leaves_room(voice: Voice) -> bool:
    ipus = voice.activity.ipus
    gaps = [before.gap(after) for before, after in pairwise(ipus)]
    span_s = ipus[-1].end_s - ipus[0].start_s
    return sum(gap for gap in gaps if gap >= ANSWER_S) >= ANSWERED * span_s


_ONE_SIDE = Text("nur eine Seite des Gesprächs ist zu hören", "only one side of the call is heard")
_NO_CONVERSATION = Text(
    "nur eine Person spricht, und ohne Platz für Antworten: das ist kein Gespräch",
    "only one person speaks, and leaves no time for answers: this is no conversation",
)
_SILENT = Text(" (auf {channel} spricht niemand)", " (nobody speaks on {channel})")
_WHO = Text(
    "; nichts zeigt, dass es Agent/in ist",
    "; nothing shows that it is the agent",
)
_ANNOUNCED = Text(
    "das meiste in der Aufnahme sind Ansagen, Musik oder Töne",
    "most of the recording is announcements, music or tones",
)
_MACHINE = Text(
    "; das meiste sind Ansagen, Musik oder Töne ({seconds:.0f} s): niemand wird beurteilt, solange "
    "--agent nicht sagt, wer",
    "; most of it is announcements, music or tones ({seconds:.0f} s): nobody is judged, unless "
    "--agent says who",
)
_UNCLEAR = Text(
    "; die Wörter zeigen nicht, dass es Agent/in ist: "
    "niemand wird beurteilt, solange --agent nicht sagt, wer",
    "; the words do not show that it is the agent: nobody is judged, unless --agent says who",
)
_JUDGED = Text(
    ": {codes} sind ohne die andere Seite nicht beurteilbar",
    ": {codes} cannot be judged without the other side",
).format(codes=listed(NEEDS_BOTH))
_DOUBTED = (
    Text(
        "; die Stimme ist als Agent/in angegeben, sagt aber, was Anrufende sagen (falscher Kanal?)",
        "; it is named as the agent, but says what callers say (wrong channel?)",
    )
    + _JUDGED
)
