"""How the two parties take turns.

Conventions
-----------
All times come from the voice activity of the two parties. The floor-transfer offset is the onset
of a turn less the offset of the one before; the agent's are what the caller waits for. A silence
belongs to whoever ends it. Delay of the line adds to both parties: as much of it as the fastest
answers of both sides show is taken off. Words decide only what counts as a sign of listening and
whether a sentence was finished.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.features.interruptions import find_interruptions
from voicecheck.features.missing_words import too_much_lost, wordless_of
from voicecheck.types.audio import Role
from voicecheck.types.catalogue import family, missing, taken
from voicecheck.types.measure import Passage
from voicecheck.types.speech import mean_probability
from voicecheck.types.text import Text
from voicecheck.types.time import Span, per_10_min, total_s

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.features.interruptions import Interruption
    from voicecheck.languages import LanguagePack
    from voicecheck.types.catalogue import Family
    from voicecheck.types.measure import Measure
    from voicecheck.types.speech import Dialogue, FloorTransfer, Turn, Word

LONG_SILENCE_S = 2.0
MAX_LINE_DELAY_S = 0.4  # one way takes at most about that
MIN_FOR_DELAY = 8  # turns of each side: the fastest of a few are no fast answers
FASTEST = 10.0  # percentile of the floor-transfer offsets that shows the delay
MIN_QUESTIONS = 4
MIN_TRANSFERS = 3
OPEN_TURN_WORDS = 5  # a caller's turn that asks for more than a yes
MINIMAL_WORDS = 2
N_PASSAGES = 3
ANNOUNCED_WORDS, NOTICE_S = 40, 20.0  # how far back a hold notice reaches

_FEW = Text(
    "nur {n} Wechsel von Anrufer/in zu Agent/in, {need} sind nötig",
    "floor transfers from caller to agent: only {n}, {need} needed",
)
_ALONE = Text("nur eine Seite hat eigene Redebeiträge", "only one side has turns of its own")
_NO_OPEN = Text("kein längerer Redebeitrag von Anrufer/in", "no longer turn of the caller")


def measure_turn_taking(
    dialogue: Dialogue, *, pack: LanguagePack | None, duration_s: float
) -> Family:
    """Measure the turn-taking of a call."""
    agent, caller = dialogue.turns_of(Role.AGENT), dialogue.turns_of(Role.CUSTOMER)
    if not agent or not caller:
        return missing("turn_taking", _ALONE)
    to_agent = [t for t in dialogue.transfers if t.after.role is Role.AGENT]
    to_caller = [t for t in dialogue.transfers if t.after.role is Role.CUSTOMER]
    agent_s, caller_s = _speech_s(dialogue, Role.AGENT), _speech_s(dialogue, Role.CUSTOMER)
    delay_s = _line_delay(to_agent, to_caller)
    events = find_interruptions(dialogue, pack=pack, delay_s=delay_s)
    cut = sum(event.cut for event in events)
    signs = _backchannels(dialogue, to_agent, pack)
    lost = too_much_lost(dialogue, Role.AGENT)
    longest = max(agent, key=lambda turn: turn.span.duration_s)
    longest_s = longest.span.duration_s

    def measure(
        short: str, value: float | None, n: float, places: Sequence[Passage] = ()
    ) -> Measure:
        return taken(f"turn_taking.{short}", value, n, places, why=lost)

    return family(
        measure("caller_speech_s", caller_s, len(caller)),
        measure("transfers", len(to_agent), len(to_agent)),
        measure("line_delay_s", delay_s, len(dialogue.transfers)),
        _latency(to_agent, delay_s),
        _long_silences(dialogue, pack, duration_s),
        measure(
            "backchannel_rate",
            60 * signs / caller_s if lost is None else None,
            caller_s,
            _listening_places(caller),
        ),
        _minimal(to_agent),
        measure(
            "interruption_rate",
            60 * len(events) / caller_s,
            caller_s,
            [_place(event) for event in events],
        ),
        measure("cut_turn_share", cut / len(caller), len(caller)),
        measure("talk_ratio", agent_s / (agent_s + caller_s), agent_s + caller_s),
        measure(
            "longest_turn_s",
            longest_s,
            len(agent),
            [_quoted(longest.span, longest_s, longest.words)],
        ),
    )


def _speech_s(dialogue: Dialogue, role: Role) -> float:
    turns = (ipu for turn in dialogue.turns_of(role) for ipu in turn.ipus)
    inserted = (i.span for i in dialogue.insertions if i.role is role)
    return total_s([*turns, *inserted])


def _line_delay(to_agent: Sequence[FloorTransfer], to_caller: Sequence[FloorTransfer]) -> float:
    """Return what even the fastest answers of both sides take."""
    if min(len(to_agent), len(to_caller)) < MIN_FOR_DELAY:
        return 0.0
    fastest = min(
        float(np.percentile([t.offset_s for t in side], FASTEST)) for side in (to_agent, to_caller)
    )
    return min(max(fastest, 0.0), MAX_LINE_DELAY_S)


def _latency(to_agent: Sequence[FloorTransfer], delay_s: float) -> Measure:
    asked = [t for t in to_agent if t.before.words and t.before.words[-1].text.endswith("?")]
    used = asked if len(asked) >= MIN_QUESTIONS else list(to_agent)
    n = len(used)
    waits = sorted((t for t in used if t.offset_s > 0), key=lambda t: t.offset_s, reverse=True)
    places = [
        _quoted(Span(t.before.span.end_s, t.after.span.start_s), t.offset_s, t.before.words[-8:])
        for t in waits[:N_PASSAGES]
    ]
    enough = n >= MIN_TRANSFERS
    value = float(np.median([t.offset_s for t in used])) - delay_s if enough else None
    why = _FEW.format(n=n, need=MIN_TRANSFERS)
    return taken("turn_taking.response_latency_s", value, n, places, why=why)


def _long_silences(dialogue: Dialogue, pack: LanguagePack | None, duration_s: float) -> Measure:
    """Count silences above 2 s that the agent ends and did not announce."""
    spoken = sorted(
        [(ipu, turn.role) for turn in dialogue.turns for ipu in turn.ipus]
        + [(i.span, i.role) for i in dialogue.insertions]
    )
    words = [w for turn in dialogue.turns_of(Role.AGENT) for w in turn.words]
    lost = wordless_of(dialogue, Role.AGENT)
    places = []
    end_s = spoken[0][0].end_s
    for (_, _), (after, role) in pairwise(spoken):
        end_s = max(
            [end_s, *(gap.end_s for gap in dialogue.breaks if gap.middle_s < after.start_s)]
        )
        silence = after.start_s - end_s
        if (
            silence > LONG_SILENCE_S
            and role is Role.AGENT
            and not _announced(words, end_s, after.start_s, pack)
            and not any(
                s.end_s > end_s - NOTICE_S and s.start_s < after.start_s + NOTICE_S for s in lost
            )
        ):
            places.append(Passage(Span(end_s, after.start_s), silence, unit="s"))
        end_s = max(end_s, after.end_s)
    value = per_10_min(len(places), duration_s)
    return taken("turn_taking.long_silences", value, duration_s, places)


def _announced(
    words: Sequence[Word], start_s: float, end_s: float, pack: LanguagePack | None
) -> bool:
    """Tell whether the agent said that it would take a moment, just before or after."""
    if pack is None:
        return False
    before = [w for w in words if w.span.start_s < start_s][-ANNOUNCED_WORDS:]
    after = [w for w in words if w.span.start_s >= end_s - 0.3][:12]
    near = [w for w in before if w.span.end_s > start_s - NOTICE_S]
    return bool(pack.match("conduct.hold_notice", near) or pack.match("conduct.hold_notice", after))


def _backchannels(
    dialogue: Dialogue, to_agent: Sequence[FloorTransfer], pack: LanguagePack | None
) -> int:
    """Count signs of listening: inserted ones, and those that open the agent's turn."""
    inserted = sum(i.backchannel and i.role is Role.AGENT for i in dialogue.insertions)
    opening = sum(
        bool(t.after.words)
        and pack is not None
        and any(hit.first == 0 for hit in pack.match("speech.backchannel", t.after.words[:2]))
        for t in to_agent
    )
    return inserted + opening


def _listening_places(caller: Sequence[Turn]) -> list[Passage]:
    """Name the caller's longest turns: where a sign of listening was to be expected."""
    longest = sorted(caller, key=lambda turn: turn.span.duration_s, reverse=True)[:2]
    return [_quoted(t.span, t.span.duration_s, t.words[:12], "s") for t in longest]


def _minimal(to_agent: Sequence[FloorTransfer]) -> Measure:
    opened = [
        t for t in to_agent if len(t.before.words) >= OPEN_TURN_WORDS and not t.after.wordless
    ]
    n = len(opened)
    minimal = [t for t in opened if 0 < len(t.after.words) <= MINIMAL_WORDS]
    places = [
        _quoted(t.after.span, float(len(t.after.words)), t.after.words, "words")
        for t in minimal[:N_PASSAGES]
    ]
    share = len(minimal) / n if n else None
    return taken("turn_taking.minimal_answer_share", share, n, places, why=_NO_OPEN)


def _place(event: Interruption) -> Passage:
    quote = f"{_quote(event.caller_words) or '…'} / {_quote(event.agent_words) or '…'}"
    heard = mean_probability((*event.caller_words, *event.agent_words))
    return Passage(event.span, event.overlap_s, quote, "s", probability=heard)


def _quoted(span: Span, value: float, words: Sequence[Word], unit: str | None = None) -> Passage:
    return Passage(span, value, _quote(words), unit, probability=mean_probability(words))


def _quote(words: Sequence[Word]) -> str | None:
    return " ".join(word.text for word in words) or None
