"""How the two parties take turns (NORMS 2 and 3).

Conventions
-----------
All times come from the voice activity of the two parties. The floor-transfer offset is the onset
of a turn less the offset of the one before; the agent's are what the caller waits for. A silence
belongs to whoever ends it. Delay of the line adds to both parties: as much of it as the fastest
answers of both sides show is taken off. Words decide only what counts as a sign of listening and
whether a sentence was finished.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.features.interruptions import find_interruptions
from voicecheck.features.missing_words import too_much_lost, wordless_of
from voicecheck.types.audio import Role
from voicecheck.types.measure import Measure, Passage
from voicecheck.types.speech import mean_probability
from voicecheck.types.text import Text
from voicecheck.types.time import Span, per_10_min, total_s

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.features.interruptions import Interruption
    from voicecheck.languages import LanguagePack
    from voicecheck.types.speech import Dialogue, FloorTransfer, Turn, Word

METHOD = "turns from silero-8k-vad"

LONG_SILENCE_S = 2.0  # NORMS 2
EARLY_S = -0.25  # NORMS 3
MAX_LINE_DELAY_S = 0.4  # NORMS 2: one way takes at most about that
MIN_FOR_DELAY = 8  # turns of each side: the fastest of a few are no fast answers
FASTEST = 10.0  # percentile of the floor-transfer offsets that shows the delay (NORMS 2)
MIN_QUESTIONS = 4
MIN_TRANSFERS = 3
OPEN_TURN_WORDS = 5  # a caller's turn that asks for more than a yes
MINIMAL_WORDS = 2
N_PASSAGES = 3
ANNOUNCED_WORDS, NOTICE_S = 40, 20.0  # how far back a hold notice reaches

_FEW = Text(
    "nur {n} Wechsel von der Gegenseite zur Person am Telefon, {need} sind nötig",
    "floor transfers from caller to agent: only {n}, {need} needed",
)
_ALONE = Text("nur eine Seite hat eigene Redebeiträge", "only one side has turns of its own")
_NO_OPEN = Text("kein längerer Redebeitrag der Gegenseite", "no longer turn of the caller")


@dataclass(frozen=True, slots=True)
class TurnTaking:
    """Turn-taking between agent and caller."""

    caller_speech_s: Measure
    transfers: Measure  # from caller to agent, count
    line_delay_s: Measure  # taken off the latencies, s
    # median floor-transfer offset from caller to agent, s. Passages: longest silences
    response_latency_s: Measure
    # unannounced silences above 2 s that the agent ends, per 10 min of call (a shorter call counts
    # as 10 min). Passages: each
    long_silences: Measure
    backchannel_rate: Measure  # signs of listening by the agent per minute of caller speech, 1/min
    # agent turns of at most two words after an open caller turn, ratio. Passages: each
    minimal_answer_share: Measure
    # per minute of caller speech, 1/min. Passages: each, value = seconds of overlap
    interruption_rate: Measure
    cut_turn_share: Measure  # caller turns that end unfinished under the agent's onset, ratio
    # agent turns that start more than 0.25 s before the caller's end, ratio
    early_onset_share: Measure
    talk_ratio: Measure  # the agent's share of all speech, ratio
    longest_turn_s: Measure  # of the agent, s. Passage: that turn
    overlap_ratio: Measure  # simultaneous speech over all speech, ratio


def measure_turn_taking(
    dialogue: Dialogue, *, pack: LanguagePack | None, duration_s: float
) -> TurnTaking:
    """Measure the turn-taking of a call."""
    agent, caller = dialogue.turns_of(Role.AGENT), dialogue.turns_of(Role.CUSTOMER)
    if not agent or not caller:
        return _missing(_ALONE)
    to_agent = [t for t in dialogue.transfers if t.after.role is Role.AGENT]
    to_caller = [t for t in dialogue.transfers if t.after.role is Role.CUSTOMER]
    agent_s, caller_s = _speech_s(dialogue, Role.AGENT), _speech_s(dialogue, Role.CUSTOMER)
    delay_s = _line_delay(to_agent, to_caller)
    events = find_interruptions(dialogue, pack=pack, delay_s=delay_s)
    cut = sum(event.cut for event in events)
    early = [t for t in to_agent if t.offset_s < EARLY_S]
    longest = max(agent, key=lambda turn: turn.span.duration_s)
    overlap_s = total_s(overlap.span for overlap in dialogue.overlaps)
    lost = too_much_lost(dialogue, Role.AGENT)

    def measure(
        name: str, value: float, unit: str, n: float, n_unit: str, places: Sequence[Passage] = ()
    ) -> Measure:
        return Measure(f"turn_taking.{name}", value, unit, n, n_unit, METHOD, tuple(places))

    return TurnTaking(
        caller_speech_s=measure("caller_speech_s", caller_s, "s", len(caller), "turns"),
        transfers=measure("transfers", float(len(to_agent)), "count", len(to_agent), "turns"),
        line_delay_s=measure("line_delay_s", delay_s, "s", len(dialogue.transfers), "turns"),
        response_latency_s=_latency(to_agent, delay_s),
        long_silences=_long_silences(dialogue, pack, duration_s),
        backchannel_rate=measure(
            "backchannel_rate",
            60 * _backchannels(dialogue, to_agent, pack) / caller_s,
            "1/min",
            caller_s,
            "s of caller speech",
            _listening_places(caller),
        )
        if lost is None
        else Measure.missing("turn_taking.backchannel_rate", "1/min", lost, method=METHOD),
        minimal_answer_share=_minimal(to_agent),
        interruption_rate=measure(
            "interruption_rate",
            60 * len(events) / caller_s,
            "1/min",
            caller_s,
            "s of caller speech",
            [_place(event) for event in events],
        ),
        cut_turn_share=measure("cut_turn_share", cut / len(caller), "1", len(caller), "turns"),
        early_onset_share=measure(
            "early_onset_share",
            len(early) / len(to_agent) if to_agent else 0.0,
            "1",
            len(to_agent),
            "turns",
        ),
        talk_ratio=measure(
            "talk_ratio", agent_s / (agent_s + caller_s), "1", agent_s + caller_s, "s of speech"
        ),
        longest_turn_s=measure(
            "longest_turn_s",
            longest.span.duration_s,
            "s",
            len(agent),
            "turns",
            [_quoted(longest.span, longest.span.duration_s, longest.words)],
        ),
        overlap_ratio=measure(
            "overlap_ratio", overlap_s / (agent_s + caller_s), "1", agent_s + caller_s, "s"
        ),
    )


def _speech_s(dialogue: Dialogue, role: Role) -> float:
    turns = (ipu for turn in dialogue.turns_of(role) for ipu in turn.ipus)
    inserted = (i.span for i in dialogue.insertions if i.role is role)
    return total_s([*turns, *inserted])


def _line_delay(to_agent: Sequence[FloorTransfer], to_caller: Sequence[FloorTransfer]) -> float:
    """Return what even the fastest answers of both sides take (NORMS 2)."""
    if min(len(to_agent), len(to_caller)) < MIN_FOR_DELAY:
        return 0.0
    fastest = min(
        float(np.percentile([t.offset_s for t in side], FASTEST)) for side in (to_agent, to_caller)
    )
    return min(max(fastest, 0.0), MAX_LINE_DELAY_S)


def _latency(to_agent: Sequence[FloorTransfer], delay_s: float) -> Measure:
    name = "turn_taking.response_latency_s"
    asked = [t for t in to_agent if t.before.words and t.before.words[-1].text.endswith("?")]
    used = asked if len(asked) >= MIN_QUESTIONS else list(to_agent)
    n = float(len(used))
    if len(used) < MIN_TRANSFERS:
        return Measure.missing(
            name,
            "s",
            _FEW.format(n=len(used), need=MIN_TRANSFERS),
            method=METHOD,
            n=n,
            n_unit="turns",
        )
    waits = sorted((t for t in used if t.offset_s > 0), key=lambda t: t.offset_s, reverse=True)
    places = tuple(
        _quoted(Span(t.before.span.end_s, t.after.span.start_s), t.offset_s, t.before.words[-8:])
        for t in waits[:N_PASSAGES]
    )
    value = float(np.median([t.offset_s for t in used])) - delay_s
    return Measure(name, value, "s", n, "turns", METHOD, places)


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
    return Measure(
        "turn_taking.long_silences",
        value,
        "1/10min",
        duration_s,
        "s of call",
        METHOD,
        tuple(places),
    )


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
    name = "turn_taking.minimal_answer_share"
    opened = [
        t for t in to_agent if len(t.before.words) >= OPEN_TURN_WORDS and not t.after.wordless
    ]
    if not opened:
        return Measure.missing(name, "1", _NO_OPEN, method=METHOD)
    minimal = [t for t in opened if 0 < len(t.after.words) <= MINIMAL_WORDS]
    places = tuple(
        _quoted(t.after.span, float(len(t.after.words)), t.after.words, "words")
        for t in minimal[:N_PASSAGES]
    )
    return Measure(
        name, len(minimal) / len(opened), "1", float(len(opened)), "turns", METHOD, places
    )


def _place(event: Interruption) -> Passage:
    quote = f"{_quote(event.caller_words) or '…'} / {_quote(event.agent_words) or '…'}"
    heard = mean_probability((*event.caller_words, *event.agent_words))
    return Passage(event.span, event.overlap_s, quote, "s", probability=heard)


def _quoted(span: Span, value: float, words: Sequence[Word], unit: str | None = None) -> Passage:
    return Passage(span, value, _quote(words), unit, probability=mean_probability(words))


def _quote(words: Sequence[Word]) -> str | None:
    return " ".join(word.text for word in words) or None


def _missing(reason: Text) -> TurnTaking:
    units = {
        "caller_speech_s": "s",
        "transfers": "count",
        "line_delay_s": "s",
        "response_latency_s": "s",
        "long_silences": "1/10min",
        "backchannel_rate": "1/min",
        "minimal_answer_share": "1",
        "interruption_rate": "1/min",
        "cut_turn_share": "1",
        "early_onset_share": "1",
        "talk_ratio": "1",
        "longest_turn_s": "s",
        "overlap_ratio": "1",
    }
    return TurnTaking(
        **{
            name: Measure.missing(f"turn_taking.{name}", unit, reason, method=METHOD)
            for name, unit in units.items()
        }
    )
