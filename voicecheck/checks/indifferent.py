"""M2: late answers, no signs of listening, no taking up of what the caller says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicecheck.checks.check import Check, minimum_evidence
from voicecheck.checks.evidence import (
    added_points,
    evidence_of,
    phrases_of,
    points_of,
    severity_of,
    with_delivery,
)
from voicecheck.checks.ranking import standing
from voicecheck.errors import NotMeasured
from voicecheck.features.turn_taking import LONG_SILENCE_S
from voicecheck.languages.judgement import figures
from voicecheck.types.judgement import Judgement
from voicecheck.types.norm import WARN_FROM
from voicecheck.types.text import Text, counted, plain, spelled

if TYPE_CHECKING:
    from voicecheck.checks.norms import Norms
    from voicecheck.features import Features

PARTS = (
    "turn_taking.response_latency_s",
    "turn_taking.long_silences",
    "turn_taking.backchannel_rate",
    "turn_taking.minimal_answer_share",
)
# Ordinary people score nothing in these: they confirm, with quotes, and carry no points.
CONFIRMING = "wording.acknowledged_share"
OF_WORDS = ("turn_taking.backchannel_rate", "wording.follow_up_rate")  # lost with them
NOTHING_S = 0.0005  # is printed as 0
AGREEING = figures("limits", "M2")["parts"]


def judge(features: Features, norms: Norms) -> Judgement:
    """Add up late answers, silences, missing signs of listening and one-word answers."""
    parts = [measure for name in PARTS if (measure := features[name]).value is not None]
    worse = [m for m in parts if norms.of(m).severity(float(m)) > 0]
    points = points_of(added_points(parts, norms, "M2"), norms, "M2")
    severity, spoken = with_delivery(
        severity_of(points), features, norms, "M2", "delivery.subdued_turns"
    )
    signals = features[OF_WORDS[0]]
    if signals.reason is not None and severity < WARN_FROM:
        raise NotMeasured(signals.name, signals.reason)
    telling = worse if severity >= WARN_FROM else []
    evidence = (
        points,
        *(
            item
            for measure in parts
            for item in evidence_of(
                measure, norms.of(measure), places=2 if measure in telling else 0
            )
        ),
    )
    unheard = features[CONFIRMING]
    if severity >= WARN_FROM and unheard.value is not None:
        evidence += (*evidence_of(unheard, None), *phrases_of(unheard)[:1])
    return Judgement(
        severity=severity,
        finding=_finding(features) + standing(points, parts, norms),
        advice=Text(
            "Beim Zuhören hörbar bleiben (mhm, verstehe), Wartezeiten ansagen und das Anliegen "
            "mit eigenen Worten aufgreifen.",
            "Stay audible while listening (mhm, I see), announce waits, and take up the concern in "
            "your own words.",
        ),
        evidence=evidence + spoken,
        cap=None
        if len(worse) >= AGREEING
        else Text(
            "nur eines der Merkmale ist ungünstiger als üblich, für einen Fehler wären {n} nötig",
            "only one of the parts is worse than usual, a mistake takes {n}",
        ).format(n=spelled(AGREEING)),
    )


def _finding(features: Features) -> Text:
    """Say the parts in figures; those that lost words would show are left out."""
    signals, follow_up = (features[name] for name in OF_WORDS)
    latency_s, silences = (float(features[name]) for name in PARTS[:2])
    n_silences = len(features["turn_taking.long_silences"].passages)
    said = (_EARLY if latency_s <= -NOTHING_S else _AFTER).format(latency=abs(latency_s))
    said += counted(n_silences, _SILENCE, _SILENCES, longer=LONG_SILENCE_S)
    if plain(silences) != plain(n_silences):
        said += _RATE.format(rate=silences)
    if signals.value is not None:
        said += (_SIGNAL if signals.value == 1 else _SIGNALS).format(signals=signals.value)
    if follow_up.value is not None:
        said += counted(round(float(features["wording.follow_up_question"])), _QUESTION, _QUESTIONS)
    return said + Text(".", ".")


_AFTER = Text(
    "Antworten beginnen im Mittel nach {latency} s", "Answers start after {latency} s in the median"
)
_EARLY = Text(
    "Antworten beginnen im Mittel {latency} s, bevor Anrufer/in ausgeredet hat",
    "Answers start {latency} s before the caller has finished, in the median",
)
_SILENCE = Text(
    "; {n} unangekündigte Stille über {longer} s", "; {n} unannounced silence above {longer} s"
)
_SILENCES = Text(
    "; {n} unangekündigte Stillen über {longer} s", "; {n} unannounced silences above {longer} s"
)
_RATE = Text(" ({rate} in 10 min)", " ({rate} in 10 min)")
_SIGNAL = Text(
    "; {signals} Rückmeldesignal je Minute Zuhören",
    "; {signals} sign of listening per minute of listening",
)
_SIGNALS = Text(
    "; {signals} Rückmeldesignale je Minute Zuhören",
    "; {signals} signs of listening per minute of listening",
)
_QUESTION = Text("; {n} Nachfrage zum Gesagten", "; {n} question that takes up what was said")
_QUESTIONS = Text("; {n} Nachfragen zum Gesagten", "; {n} questions that take up what was said")
CHECK = Check(
    code="M2",
    name="indifferent",
    kind="impression",
    version=3,
    title=Text("Stimme klingt teilnahmslos", "Little audible involvement"),
    hears=Text(
        "Wie schnell geantwortet wird, wie lange Stille bleibt, ob beim Zuhören Rückmeldesignale "
        "kommen und wie oft ein, zwei Wörter die ganze Antwort sind.",
        "How soon answers come, how long silences last, whether there are signs of listening, and "
        "how often a word or two is the whole answer.",
    ),
    rationale=Text(
        "Wer auf sein Anliegen lange nichts hört, zweifelt, ob jemand zuhört, und wiederholt sich.",
        "Callers who hear nothing for long doubt that anybody listens, and repeat themselves.",
    ),
    method=Text(
        "Nur Zeiten und Wörter, nie der Klang: Median der Antwortzeit abzüglich Leitungsverzug "
        "(auffällig ab {response_latency_s.watch:g} s), unangekündigte Stillen über {silence_s} s "
        "(ab {long_silences.watch:g} in 10 min), Rückmeldesignale beim Zuhören (unter "
        "{backchannel_rate.watch:g} je Minute), Einwort-Antworten. Jedes Merkmal gibt Punkte, je "
        "weiter es auf der ungünstigen Seite liegt; auffällig ist, wer zusammen mehr hat als "
        "{many} Menschen am Telefon ({M2_points.watch:g}), ein Fehler mehr als {few} "
        "({M2_points.fail:g}), und nur wenn {parts} Merkmale ungünstiger als üblich sind. "
        "Unbestätigte Probleme werden dazu zitiert, wenn M8 es nicht tut, geben aber keine "
        "Punkte: auch gewöhnliche Menschen bestätigen sie selten in Worten.",
        "Times and words only, never the sound: median response time less the delay of the line "
        "(stands out from {response_latency_s.watch:g} s), unannounced silences above {silence_s} "
        "s (from {long_silences.watch:g} in 10 min), signs of listening (below "
        "{backchannel_rate.watch:g} per minute), one-word answers. Each part adds points, the "
        "further it lies on the worse side; what adds up to more than with {many} people on the "
        "telephone ({M2_points.watch:g}) stands out, more than with {few} ({M2_points.fail:g}) is "
        "a mistake, and only if {parts} parts are worse than usual. Unacknowledged problems are "
        "quoted beside it where M8 does not quote them, but add no points: ordinary people rarely "
        "acknowledge them in words either.",
    ),
    problems=Text(
        "Rückmeldesignale sind Gewohnheit und gehen auf Leitungen mit Stille-Unterdrückung oder "
        "unter der Stimme von Anrufer/in verloren; das Nachschlagen im System kostet Zeit: "
        "angekündigt zählt sie nicht.",
        "Signs of listening are a habit, and get lost on lines with silence suppression or under "
        "the caller's voice; looking things up takes time: announced, it does not count.",
    ),
    requires=(
        "turn_taking.response_latency_s",
        "turn_taking.long_silences",
    ),
    norms=(
        "M2_points",
        "response_latency_s",
        "long_silences",
        "backchannel_rate",
        "minimal_answer_share",
    ),
    references=(
        "vc-turn-taking",
        "levinson2015",
        "heldner2010",
        "roberts2013",
        "templeton2023",
        "blomsma2024",
        "packard2021",
    ),
    evidence=minimum_evidence(
        "M2",
        {
            "turn_taking.caller_speech_s": Text(
                "s Sprechzeit von Anrufer/in", "s of caller speech"
            ),
            "turn_taking.transfers": (
                Text("Wechsel zu Agent/in", "floor transfers to the agent"),
                Text("Wechsel zu Agent/in", "floor transfer to the agent"),
            ),
            "wording.word_probability": Text(
                "mittlere Wortwahrscheinlichkeit", "mean word probability"
            ),
        },
    ),
    judge=judge,
    quotes={"silence_s": LONG_SILENCE_S, "parts": spelled(AGREEING)},
)
