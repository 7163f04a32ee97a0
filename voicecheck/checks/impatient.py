"""M3: cutting in on the caller and pushing phrases (NORMS 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicecheck.checks.base import Check, MinimumEvidence, Need
from voicecheck.checks.evidence import evidence_of, phrases_of, with_delivery
from voicecheck.types.judgement import FAIL_FROM, Judgement
from voicecheck.types.text import Text, counted

if TYPE_CHECKING:
    from voicecheck.features import Features
    from voicecheck.norms import Norms

MIN_EVENTS = 2  # NORMS 3: a single moment is no mistake
MAX_PLACES = 6


def judge(features: Features, norms: Norms) -> Judgement:
    """Take the rate of interruptions; pushing phrases and cut-off turns add to it."""
    rate = features["turn_taking.interruption_rate"]
    cut = features["turn_taking.cut_turn_share"]
    push = features["wording.push"]
    points = norms.points["M3"]
    severity = norms.of(rate).severity(float(rate))
    severity += min(points["push_at_most"], points["push"] * float(push))
    if norms.of(cut).severity(float(cut)) >= FAIL_FROM:
        severity += points["cut_turns"]
    severity, spoken = with_delivery(
        min(1.0, severity), features, norms, "M3", "delivery.raised_turns"
    )
    events = len(rate.passages) + len(push.passages)
    return Judgement(
        severity=severity,
        finding=counted(len(rate.passages), _ONCE, _TIMES).format(rate=float(rate))
        + counted(len(push.passages), _ONE_PUSH, _PUSHES),
        advice=Text(
            "An den genannten Stellen ausreden lassen und erst nach dem Satzende antworten; "
            "eingrenzen lässt sich mit einer Frage.",
            "Let the caller finish in the passages named here and answer after the end of the "
            "sentence; a question narrows things down as well.",
        ),
        evidence=evidence_of(rate, norms.of(rate), places=MAX_PLACES)
        + evidence_of(cut, norms.of(cut))
        + phrases_of(push)
        + spoken,
        cap=None
        if events >= MIN_EVENTS
        else Text("nur eine Stelle im Gespräch", "a single moment in the call"),
    )


_ONCE = Text(
    "{n} Mal beginnt die Person am Telefon mitten im Redebeitrag der Gegenseite ({{rate}} je "
    "Minute Sprechzeit der Gegenseite)",
    "{n} time the agent starts in the middle of the caller's turn ({{rate}} per minute of caller "
    "speech)",
)
_TIMES = Text(
    "{n} Mal beginnt die Person am Telefon mitten im Redebeitrag der Gegenseite ({{rate}} je "
    "Minute Sprechzeit der Gegenseite)",
    "{n} times the agent starts in the middle of the caller's turn ({{rate}} per minute of caller "
    "speech)",
)
_ONE_PUSH = Text("; {n} drängende Formulierung.", "; {n} pushing phrase.")
_PUSHES = Text("; {n} drängende Formulierungen.", "; {n} pushing phrases.")

CHECK = Check(
    code="M3",
    name="impatient",
    kind="impression",
    version=2,
    title=Text("Stimme drückt Ungeduld aus", "Pushing the caller"),
    hears=Text(
        "Ob die Gegenseite ausreden kann, und drängende Formulierungen.",
        "Whether callers can finish, and phrases that push them.",
    ),
    rationale=Text(
        "Wer unterbrochen wird, fängt von vorn an oder lässt Wichtiges weg.",
        "Callers who are interrupted start over or leave out what matters.",
    ),
    method=Text(
        "Eine Stelle zählt, wenn die Gegenseite seit mindestens 1 s spricht und danach noch "
        "0,8 s weiterspricht oder mitten im Satz verstummt; Rückmeldesignale, Wiederholungen von "
        "Ziffern und gleichzeitiger Beginn zählen nicht. Unauffällig bis "
        "{interruption_rate.watch:g} je Minute Sprechzeit der Gegenseite, Fehler ab "
        "{interruption_rate.fail:g} und nur bei mindestens zwei Stellen. Drängende Formulierungen "
        "kommen hinzu.",
        "A moment counts if the caller has been talking for at least 1 s and then goes on for "
        "0.8 s, or falls silent in mid-sentence; signs of listening, read-backs of figures and "
        "simultaneous starts do not count. Unremarkable up to {interruption_rate.watch:g} per "
        "minute of caller speech, a mistake from {interruption_rate.fail:g}, and only with at "
        "least two moments. Pushing phrases add to it.",
    ),
    problems=Text(
        "Leitungsverzug führt beide ineinander (er wird geschätzt und abgezogen); Unterbrechungen "
        "können geboten sein; in gemischtem Mono gehen kurze Stellen gleichzeitigen Sprechens "
        "verloren.",
        "Delay of the line makes both start at once (it is estimated and taken off); interrupting "
        "can be called for; in mixed mono short stretches of simultaneous speech are lost.",
    ),
    requires=("turn_taking.interruption_rate", "turn_taking.cut_turn_share", "wording.push"),
    norms=("interruption_rate", "cut_turn_share"),
    references=("vc-interruption", "heldner2010", "chowdhury2016"),
    evidence=MinimumEvidence(
        needs=(
            Need(
                "turn_taking.caller_speech_s",
                40.0,
                60.0,
                Text("s Sprechzeit der Gegenseite", "s of caller speech"),
            ),
        ),
        snr_db=10.0,
    ),
    judge=judge,
)
