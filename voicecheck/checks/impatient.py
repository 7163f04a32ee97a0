"""M3: cutting in on the caller and pushing phrases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicecheck.checks.check import Check, minimum_evidence
from voicecheck.checks.evidence import (
    evidence_of,
    phrases_of,
    points_of,
    severity_of,
    with_delivery,
)
from voicecheck.checks.lexicon_only import lexicon_alone
from voicecheck.checks.ranking import standing
from voicecheck.features.interruptions import GOES_ON_S, TALKING_S
from voicecheck.languages.judgement import figures
from voicecheck.types.judgement import Judgement
from voicecheck.types.norm import FAIL_FROM
from voicecheck.types.text import Text, counted, spelled

if TYPE_CHECKING:
    from voicecheck.checks.norms import Norms
    from voicecheck.features import Features

MIN_EVENTS = figures("limits", "M3")["moments"]
MAX_PLACES = 6
ONE_CALL = figures("confidence")["one_call"]


def judge(features: Features, norms: Norms) -> Judgement:
    """Take the rate of interruptions; pushing phrases and cut-off turns add to it."""
    rate = features["turn_taking.interruption_rate"]
    cut = features["turn_taking.cut_turn_share"]
    push = features["wording.push"]
    added = norms.points["M3"]
    total = norms.of(rate).severity(float(rate))
    total += min(added["push_at_most"], added["push"] * float(push))
    if norms.of(cut).severity(float(cut)) >= FAIL_FROM:
        total += added["cut_turns"]
    points = points_of(100 * total, norms, "M3")
    severity, spoken = with_delivery(
        severity_of(points), features, norms, "M3", "delivery.raised_turns"
    )
    events = len(rate.passages) + len(push.passages)
    return Judgement(
        severity=severity,
        finding=counted(len(rate.passages), _ONCE, _TIMES).format(rate=float(rate))
        + counted(len(push.passages), _ONE_PUSH, _PUSHES)
        + standing(points, (rate, cut), norms)
        + (lexicon_alone(features) if push.passages else Text("", "")),
        advice=Text(
            "An den genannten Stellen ausreden lassen und erst nach dem Satzende antworten; "
            "eingrenzen lässt sich mit einer Frage. Über mehrere Gespräche ansehen: ein einzelnes "
            "hängt auch von Anrufer/in ab.",
            "Let the caller finish in the passages named here and answer after the end of the "
            "sentence; a question narrows things down as well. Look at several calls: a single one "
            "also depends on the caller.",
        ),
        evidence=(
            points,
            *evidence_of(rate, norms.of(rate), places=MAX_PLACES),
            *evidence_of(cut, norms.of(cut)),
            *phrases_of(push),
            *spoken,
        ),
        cap=None
        if events >= MIN_EVENTS
        else Text("nur eine Stelle im Gespräch", "a single moment in the call"),
        confidence_at_most=ONE_CALL,
        confidence_reason=Text(
            "ein einzelnes Gespräch sagt darüber wenig", "a single call says little about it"
        ),
    )


_ONCE = Text(
    "{n} Mal beginnt Agent/in mitten im Redebeitrag von Anrufer/in ({{rate}} je "
    "Minute Sprechzeit von Anrufer/in)",
    "{n} time the agent starts in the middle of the caller's turn ({{rate}} per minute of caller "
    "speech)",
)
_TIMES = Text(
    "{n} Mal beginnt Agent/in mitten im Redebeitrag von Anrufer/in ({{rate}} je "
    "Minute Sprechzeit von Anrufer/in)",
    "{n} times the agent starts in the middle of the caller's turn ({{rate}} per minute of caller "
    "speech)",
)
_ONE_PUSH = Text("; {n} drängende Formulierung.", "; {n} pushing phrase.")
_PUSHES = Text("; {n} drängende Formulierungen.", "; {n} pushing phrases.")

CHECK = Check(
    code="M3",
    name="impatient",
    kind="impression",
    version=4,
    title=Text("Stimme drückt Ungeduld aus", "Pushing the caller"),
    hears=Text(
        "Ob Anrufer/in ausreden kann, und drängende Formulierungen.",
        "Whether callers can finish, and phrases that push them.",
    ),
    rationale=Text(
        "Wer unterbrochen wird, fängt von vorn an oder lässt Wichtiges weg.",
        "Callers who are interrupted start over or leave out what matters.",
    ),
    method=Text(
        "Eine Stelle zählt, wenn Anrufer/in seit mindestens {talking_s} s spricht und danach "
        "noch {goes_on_s} s weiterspricht oder mitten im Satz verstummt; Rückmeldesignale, "
        "Wiederholungen von Ziffern und gleichzeitiger Beginn zählen nicht. Die Häufigkeit (mehr "
        "als bei {many} Menschen ab {interruption_rate.watch:g} je Minute Sprechzeit von "
        "Anrufer/in) gibt Punkte, drängende Formulierungen und viele abgebrochene Beiträge kommen "
        "hinzu. Auffällig ist, wer zusammen mehr Punkte hat als {many} Menschen am Telefon "
        "({M3_points.watch:g}), ein Fehler mehr als {few} ({M3_points.fail:g}) und nur bei "
        "mindestens {moments} Stellen.",
        "A moment counts if the caller has been talking for at least {talking_s} s and then goes "
        "on for {goes_on_s} s, or falls silent in mid-sentence; signs of listening, read-backs of "
        "figures and simultaneous starts do not count. Their rate (more than with {many} people "
        "from {interruption_rate.watch:g} per minute of caller speech) gives points, pushing "
        "phrases and many turns cut off add to them. More points than {many} people on the "
        "telephone reach ({M3_points.watch:g}) stand out, more than {few} reach "
        "({M3_points.fail:g}) are a mistake, and only with at least {moments} moments.",
    ),
    problems=Text(
        "Leitungsverzug führt beide ineinander (er wird geschätzt und abgezogen); Unterbrechungen "
        "können geboten sein; in gemischtem Mono gehen kurze Stellen gleichzeitigen Sprechens "
        "verloren. Wie zwei miteinander sprechen, hängt mehr vom Paar ab als von einer Person: ein "
        "einzelnes Gespräch sagt wenig, die Sicherheit bleibt deshalb höchstens mittel.",
        "Delay of the line makes both start at once (it is estimated and taken off); interrupting "
        "can be called for; in mixed mono short stretches of simultaneous speech are lost. How two "
        "people take turns depends on the pair more than on either: a single call says little, so "
        "the confidence stays medium at most.",
    ),
    requires=("turn_taking.interruption_rate", "turn_taking.cut_turn_share", "wording.push"),
    norms=("M3_points", "interruption_rate", "cut_turn_share"),
    references=("vc-interruption", "heldner2010", "chowdhury2016"),
    evidence=minimum_evidence(
        "M3",
        {
            "turn_taking.caller_speech_s": Text(
                "s Sprechzeit von Anrufer/in", "s of caller speech"
            ),
        },
    ),
    judge=judge,
    quotes={"talking_s": TALKING_S, "goes_on_s": GOES_ON_S, "moments": spelled(MIN_EVENTS)},
)
