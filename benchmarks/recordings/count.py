"""What came out for one recording: notices, verdicts, and how the mix compares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

import voicecheck
from benchmarks.separation.cases import Case, on
from benchmarks.separation.dialogue import STEP_S
from benchmarks.separation.score import Found, score
from voicecheck.checks import registry
from voicecheck.features.interruptions import OVERLAP_S
from voicecheck.languages.judgement import GATES
from voicecheck.types.audio import Role
from voicecheck.types.judgement import Verdict
from voicecheck.types.time import intersect, total_s

if TYPE_CHECKING:
    from voicecheck.analysis.pipeline import Analysis
    from voicecheck.types.audio import Recording
    from voicecheck.types.judgement import CheckResult, Scorecard
    from voicecheck.types.notice import Notice

ENGLISH = voicecheck.Config(lang="en")
FIRST_FAULT = 10  # N10 and above are what recorders do wrong
OPEN = Verdict.NOT_ASSESSED
INTERRUPTIONS = "turn_taking.interruption_rate"

EQUAL, CAPPED = "equal", "fail, held at warn"
PURITY, AGENT, ELSE = "purity", "agent", "else"
STRICTER, SOFTER, MILDER = "pass → warn", "warn, fail → pass", "fail → warn"
TO_FAIL, WARN_TO_FAIL = "pass → fail", "warn → fail"
BOTH_OPEN, MONO_ONLY = "open in both", "only in mono"
RELATIONS = (
    EQUAL, CAPPED, PURITY, AGENT, ELSE, STRICTER, SOFTER, MILDER, TO_FAIL, WARN_TO_FAIL,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One check: stereo against mono."""

    code: str
    relation: str
    stereo: str
    mono: str


@dataclass(frozen=True, slots=True)
class Mixed:
    """What came out for the mix.

    Parameters
    ----------
    gain_db : float
        Of the second party re the first.
    voices : int
        How many were told apart.
    stated, right : float or None
        Purity, and the true share of one person's detected speech that went to their voice.
    recall, precision : float or None
        Of the time in which both speak.
    overlap_s : float
        That time.
    long_overlaps : tuple of int
        Of the stretches of at least half a second in which both speak: heard (given to both for
        half of their time), and all.
    agent_right : bool
        Whether the agent is the same person as in stereo.
    confidence : float
        Of that.
    interruptions : tuple of int
        In stereo and in mono.
    verdicts, notices : str
        As in `Row`.
    lines : tuple of Line
        Per check.
    seconds : float
        That it took.
    """

    gain_db: float
    voices: int
    stated: float | None
    right: float | None
    recall: float | None
    precision: float | None
    overlap_s: float
    long_overlaps: tuple[int, int]
    agent_right: bool
    confidence: float
    interruptions: tuple[int, int]
    verdicts: str
    notices: str
    lines: tuple[Line, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Row:
    """What came out for a recording.

    Parameters
    ----------
    name, group : str
        Of the call.
    notices, others : str
        Notices of faults with what they withhold, and the codes of all others.
    texts : tuple of str
        Of the notices of faults.
    verdicts : str
        Of M1 to M8: P pass, W warn, F fail, - not assessed.
    seconds, duration_s : float
        That it took and that it lasts.
    mixed : Mixed or None
        None where it was not mixed.
    """

    name: str
    group: str
    notices: str
    others: str
    texts: tuple[str, ...]
    verdicts: str
    seconds: float
    duration_s: float
    mixed: Mixed | None = None


def row(name: str, group: str, analysis: Analysis, seconds: float) -> Row:
    card = voicecheck.judge(analysis.features, config=ENGLISH)
    return Row(
        name,
        group,
        faults(card),
        " ".join(sorted({n.code for n in card.notices if not _fault(n)})),
        tuple(f"{n.code} {n.text.en}" for n in card.notices if _fault(n)),
        verdicts(card),
        seconds,
        analysis.source.duration_s,
    )


def _fault(notice: Notice) -> bool:
    return int(notice.code[1:]) >= FIRST_FAULT


def faults(card: Scorecard) -> str:
    return ", ".join(
        n.code + (f" ({' '.join(n.withholds)})" if n.withholds else "")
        for n in card.notices
        if _fault(n)
    )


def verdicts(card: Scorecard) -> str:
    letters = {Verdict.PASS: "P", Verdict.WARN: "W", Verdict.FAIL: "F"}
    return "".join(letters.get(result.verdict, "-") for result in card.results)


def compare(
    stereo: Analysis, mono: Analysis, mix: Recording, *, gain_db: float, seconds: float
) -> Mixed:
    """Hold the mix against the two channels, which are the truth about who speaks."""
    truth = _truth(stereo, round(mix.duration_s / STEP_S) + 1)
    parties = mono.conversation.parties if mono.conversation else ()
    voices = tuple(party.activity.segments for party in parties)
    purity = mono.features.purity
    case = Case("", "", "", mix.channel(0), mono.activities[0], truth)
    found = score(case, Found(voices, purity or 1.0, (), {}))
    overlaps = intersect(*(activity.segments for activity in stereo.activities))
    both = intersect(*voices) if len(voices) == 2 else ()
    long = [span for span in overlaps if span.duration_s >= OVERLAP_S]
    heard = [total_s(intersect([span], both)) / span.duration_s for span in long]
    cards = [voicecheck.judge(a.features, config=ENGLISH) for a in (stereo, mono)]
    return Mixed(
        gain_db,
        len(voices),
        purity,
        found.right,
        found.overlap_recall,
        found.overlap_precision,
        total_s(overlaps),
        (sum(given >= 0.5 for given in heard), len(heard)),
        _same_agent(stereo, mono),
        mono.agent.confidence,
        (_interruptions(stereo), _interruptions(mono)),
        verdicts(cards[1]),
        faults(cards[1]),
        tuple(
            Line(apart.code, _relation(apart, mixed, mono), _said(apart), _said(mixed))
            for apart, mixed in zip(cards[0].results, cards[1].results, strict=True)
        ),
        seconds,
    )


def _truth(stereo: Analysis, n: int) -> np.ndarray:
    truth = np.zeros(n, dtype=np.uint8)
    for bit, activity in zip((1, 2), stereo.activities, strict=True):
        truth |= np.uint8(bit) * on(activity.segments, n).astype(np.uint8)
    return truth


def _same_agent(stereo: Analysis, mono: Analysis) -> bool:
    if stereo.conversation is None or mono.conversation is None:
        return False
    mine = mono.conversation.parties[0].activity.segments
    shared = {
        party.role: total_s(intersect(mine, party.activity.segments))
        for party in stereo.conversation.parties
    }
    return shared.get(Role.AGENT, 0.0) > shared.get(Role.CUSTOMER, 0.0)


def _interruptions(analysis: Analysis) -> int:
    return len(analysis.features["turn_taking.interruption_rate"].passages)


def _relation(apart: CheckResult, mixed: CheckResult, mono: Analysis) -> str:
    before, after = apart.verdict, mixed.verdict
    if after is OPEN:
        return BOTH_OPEN if before is OPEN else _why(apart.code, mono)
    if before is OPEN:
        return MONO_ONLY
    if before is after:
        return EQUAL
    changes = {
        (Verdict.PASS, Verdict.WARN): STRICTER,
        (Verdict.PASS, Verdict.FAIL): TO_FAIL,
        (Verdict.WARN, Verdict.FAIL): WARN_TO_FAIL,
        (Verdict.FAIL, Verdict.WARN): CAPPED if mixed.reason else MILDER,
    }
    return changes.get((before, after), SOFTER)


def _why(code: str, mono: Analysis) -> str:
    """Return why a check is withheld in mono only."""
    check = next(check for check in registry.all_checks() if check.code == code)
    purity = mono.features.purity
    if purity is not None and purity < check.evidence.purity:
        return PURITY
    if mono.agent.confidence < GATES.agent_confidence:
        return AGENT
    return ELSE


def _said(result: CheckResult) -> str:
    severity = "" if result.severity is None else f" {result.severity:.2f}"
    return f"{result.verdict.value}{severity}: {result.finding or result.reason}"
