"""M5: little room to breathe: long runs, few and short pauses, speeding up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicecheck.checks.check import Check, minimum_evidence
from voicecheck.checks.evidence import evidence_of, joined_points, points_of, severity_of
from voicecheck.checks.ranking import standing
from voicecheck.features.pausing import DEAD_AIR_S, MIN_TURN_S
from voicecheck.types.judgement import Judgement
from voicecheck.types.norm import WARN_FROM
from voicecheck.types.speech import IPU_GAP_S
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from voicecheck.checks.norms import Norms
    from voicecheck.features import Features


def judge(features: Features, norms: Norms) -> Judgement:
    """Weigh the share and length of pauses, the length of runs and the speeding up."""
    ratio = features["pausing.pause_ratio"]
    runs = features["pausing.run_length_p75_s"]
    others = [features["pausing.pause_p90_s"], features["pausing.acceleration"]]
    points = points_of(joined_points((ratio, runs, *others), norms, "M5"), norms, "M5")
    evidence = (points, *evidence_of(ratio, norms.of(ratio)))
    evidence += evidence_of(runs, norms.of(runs), places=3)
    for measure in others:
        if measure.value is not None:
            evidence += evidence_of(measure, norms.of(measure))
    both = min(norms.of(m).severity(float(m)) for m in (ratio, runs)) >= WARN_FROM
    return Judgement(
        severity=severity_of(points),
        finding=Text(
            "Pausen machen {ratio} % der Redebeiträge aus; ein Viertel der Sprechstrecken "
            "ohne Pause ist länger als {runs} s.",
            "Pauses make up {ratio} % of the turns; a quarter of the runs without a pause "
            "are longer than {runs} s.",
        ).format(ratio=100 * float(ratio), runs=float(runs))
        + standing(points, (ratio, runs, *others), norms),
        advice=Text(
            "Nach jedem Gedanken eine hörbare Atempause setzen, an den genannten Stellen "
            "mindestens eine mehr.",
            "Leave an audible breathing pause after each thought, at least one more in the "
            "passages named here.",
        ),
        evidence=evidence,
        cap=None
        if both
        else Text(
            "nur eines von beidem, Pausenanteil oder Streckenlänge, ist auffällig",
            "only one of the two, share of pauses or length of runs, stands out",
        ),
    )


CHECK = Check(
    code="M5",
    name="rushed",
    kind="delivery",
    version=2,
    title=Text("Stimme klingt gehetzt", "Rushed: too few, too short pauses"),
    hears=Text(
        "Wie viel Raum zum Atmen in den längeren Redebeiträgen bleibt, bei jedem Tempo.",
        "How much room to breathe the longer turns leave, at any rate of speech.",
    ),
    rationale=Text(
        "Ohne Pausen können Anrufende weder mitdenken noch nachfragen.",
        "Without pauses callers can neither think along nor ask.",
    ),
    method=Text(
        "Pausen von {pause_s} bis {dead_air_s} s in Redebeiträgen ab {turn_s} s: ihr Anteil "
        "(auffällig unter {pause_ratio.watch:g}), die Länge der Strecken dazwischen (75. "
        "Perzentil auffällig ab {run_length_p75_s.watch:g} s), die längeren Pausen, die "
        "Beschleunigung im Beitrag. Jedes Merkmal hat seinen Platz unter Menschen am Telefon; der "
        "gewichtete Durchschnitt der Plätze ist auffällig, wo er weiter außen liegt als bei "
        "{many} ({M5_points.watch:g} Punkte), ein Fehler weiter als bei {few} "
        "({M5_points.fail:g}), und nur wenn Anteil und Streckenlänge beide auffallen.",
        "Pauses of {pause_s} to {dead_air_s} s in turns of at least {turn_s} s: their share "
        "(stands out below {pause_ratio.watch:g}), the length of the runs between (75th "
        "percentile stands out from {run_length_p75_s.watch:g} s), the longer pauses, the "
        "speeding up within turns. Each part has its place among people on the telephone; the "
        "weighted average of the places stands out where it lies further out than with {many} "
        "({M5_points.watch:g} points), and is a mistake further out than with {few} "
        "({M5_points.fail:g}), if share and run length both stand out.",
    ),
    problems=Text(
        "Rauschunterdrückung und Stille-Erkennung der Anlage verschieben Pausen; Vorlesen hat "
        "weniger Pausen. Die Silbenzahl je Sekunde zählt hier nicht: dafür ist M7 da.",
        "Silence suppression and noise reduction shift pauses; reading aloud has fewer. "
        "Syllables per second do not count here: that is M7.",
    ),
    requires=("pausing.pause_ratio", "pausing.run_length_p75_s"),
    norms=("M5_points", "pause_ratio", "run_length_p75_s", "pause_p90_s", "acceleration"),
    references=("vc-pausing", "rochet2013", "campione2002", "demol2007", "frontiers2022"),
    evidence=minimum_evidence(
        "M5",
        {
            "pausing.turns": (
                Text("Redebeiträge ab {s} s", "turns of at least {s} s").format(s=MIN_TURN_S),
                Text("Redebeitrag ab {s} s", "turn of at least {s} s").format(s=MIN_TURN_S),
            ),
            "pausing.speech_s": Text("s Sprechzeit darin", "s of speech in them"),
        },
    ),
    judge=judge,
    quotes={"pause_s": IPU_GAP_S, "dead_air_s": DEAD_AIR_S, "turn_s": MIN_TURN_S},
)
