"""M1: pitch and loudness that hardly move over the agent's speech."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicecheck.checks.check import Check, minimum_evidence
from voicecheck.checks.evidence import (
    LOUDNESS_MOVES,
    evidence_of,
    joined_points,
    points_of,
    severity_of,
)
from voicecheck.checks.ranking import standing
from voicecheck.features.loudness import NAME as LOUDNESS
from voicecheck.languages.judgement import figures
from voicecheck.signal.loudness import N_BANDS
from voicecheck.signal.pitch import STEP_S
from voicecheck.types.judgement import Judgement
from voicecheck.types.norm import WARN_FROM
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from voicecheck.checks.norms import Norms
    from voicecheck.features import Features

LIMITS = figures("limits", "M1")
# What moves least, and what moves most, of both.
PITCH_PLACES, LOUDNESS_PLACES = 4, 2


def judge(features: Features, norms: Norms) -> Judgement:
    """Weigh the 10-90 % pitch range and the movement of the loudness."""
    spread = features["pitch.f0_range_semitones"]
    loudness = features[LOUDNESS]
    finding = _PITCH.format(value=float(spread))
    pitch = evidence_of(spread, norms.of(spread), places=PITCH_PLACES)
    if loudness.value is not None:
        points = points_of(joined_points((spread, loudness), norms, "M1"), norms, "M1")
        evidence = (
            points,
            *pitch,
            *evidence_of(loudness, norms.of(loudness), places=LOUDNESS_PLACES),
        )
        finding += LOUDNESS_MOVES.format(value=loudness.value)
    else:
        assert loudness.reason is not None
        points, evidence = pitch[0], pitch
        finding += _NO_LOUDNESS + loudness.reason + Text(".", ".")
    severity = severity_of(points)
    finding += standing(points, (spread, loudness), norms)
    if severity >= WARN_FROM:
        finding += _DESCRIPTION
    return Judgement(
        severity=severity,
        finding=finding,
        advice=Text(
            "Wichtige Wörter mit der Stimme anheben und lauter sprechen als den Rest, am Satzende "
            "hörbar absenken; die genannten Stellen noch einmal mit mehr Bewegung sprechen.",
            "Lift the voice on the words that matter and speak them louder than the rest, let it "
            "fall at the end of the sentence; speak the passages named here again with more "
            "movement.",
        ),
        evidence=evidence,
        cap=_contradicted(features),
        cap_alone=_ALONE,
    )


def _contradicted(features: Features) -> Text | None:
    """Return why the pitch range may not be what is heard."""
    movement = features["pitch.movement_st_per_s"].value
    disagreement = features["pitch.range_disagreement_semitones"].value
    if movement is not None and movement > LIMITS["movement"]:
        return Text(
            "innerhalb der Sätze bewegt sich die Tonhöhe deutlich",
            "within sentences the pitch moves clearly",
        )
    if disagreement is not None and disagreement > LIMITS["disagreement"]:
        return Text(
            "zwei Messwege liegen {d} Halbtöne auseinander",
            "two ways of measuring lie {d} semitones apart",
        ).format(d=disagreement)
    return None


_PITCH = Text(
    "Die Tonhöhe bewegt sich über {value} Halbtöne (10. bis 90. Perzentil).",
    "The pitch moves over {value} semitones (10th to 90th percentile).",
)
_NO_LOUDNESS = Text(" Die Lautstärke zählt nicht mit: ", " The loudness does not count: ")
_DESCRIPTION = Text(
    " Das ist eine Beschreibung der Stimme.", " That is a description of the voice."
)
_ALONE = Text(
    "die Stimmen, an denen der Richtwert gemessen ist, sind zu wenige für einen Fehler: dafür "
    "müssten auch eigene Vergleichswerte (voicecheck baseline) abweichen",
    "the voices that the norm was measured on are too few for a mistake: own reference values "
    "(voicecheck baseline) would have to differ too",
)

CHECK = Check(
    code="M1",
    name="monotone",
    kind="delivery",
    version=2,
    title=Text("Stimme klingt tonlos", "Monotone voice"),
    hears=Text(
        "Wie weit sich die Tonhöhe von Agent/in über das Gespräch bewegt, und wie sehr "
        "sich die Lautstärke ihrer Stimme von Laut zu Laut ändert.",
        "How far the agent's pitch moves over the call, and how much the loudness of the voice "
        "changes from sound to sound.",
    ),
    rationale=Text(
        "Am Telefon trägt allein die Stimme. Bleibt sie auf einem Ton und gleich laut, hören "
        "Anrufende schwer, was wichtig ist, und folgen nicht mehr.",
        "On the telephone the voice carries everything. On one note and at one level, callers "
        "cannot hear what matters, and stop following.",
    ),
    method=Text(
        "Grundfrequenz (Praat-Autokorrelation, {step_ms} ms) auf den Sprechabschnitten der "
        "Person, im Telefonband; Spanne vom 10. zum 90. Perzentil in Halbtönen, gleich für hohe "
        "und tiefe Stimmen (enger als bei {many} Menschen am Telefon unter "
        "{f0_range_semitones.watch:g}). Lautheit in {bands} Bändern, wie das Ohr sie gewichtet, "
        "ohne das Leitungsgeräusch: mittlere Änderung zwischen benachbarten stimmhaften "
        "Abschnitten von {step_ms} ms, in Dezibel je Sekunde (weniger als bei {many} unter "
        "{loudness_movement_db_per_s.watch:g}). Der Durchschnitt beider Plätze unter Menschen am "
        "Telefon, gewichtet nach dem, was Zuhörende lebhaft nennen, ist auffällig ab "
        "{M1_points.watch:g} Punkten ({many}). Mehr als auffällig wird er nur, wo auch eigene "
        "Vergleichswerte abweichen und {M1_points.fail:g} Punkte erreicht sind ({few}). Wo die "
        "Lautstärke nicht zu messen ist, zählt die Tonhöhe allein.",
        "Fundamental frequency (Praat autocorrelation, {step_ms} ms) on the agent's speech in the "
        "telephone band; span from the 10th to the 90th percentile in semitones, the same for "
        "high and low voices (narrower than with {many} people on the telephone below "
        "{f0_range_semitones.watch:g}). Loudness in {bands} bands, weighed as the ear does, the "
        "noise of the line taken off: mean change between neighbouring voiced parts of {step_ms} "
        "ms, in decibels per second (less than with {many} below "
        "{loudness_movement_db_per_s.watch:g}). The average of both places among people on the "
        "telephone, weighed by what listeners call lively, stands out from {M1_points.watch:g} "
        "points ({many}). It becomes more than that only where own reference values differ too "
        "and {M1_points.fail:g} points are reached ({few}). Where the loudness cannot be "
        "measured, the pitch counts alone.",
    ),
    problems=Text(
        "Vorlesen von Listen und Nummern klingt bei jedem flach; eine fremde Stimme im Kanal "
        "verfälscht den Umfang; Leitungen, die die Lautstärke ausgleichen, nehmen ihr Bewegung. "
        "Die Richtwerte ruhen auf wenigen Stimmen. Ein enger Umfang beschreibt eine Stimme und ist "
        "selten ein Fehler. Keine Ursache wird benannt.",
        "Reading out lists and numbers sounds flat with anyone; another voice in the channel "
        "spoils the range; lines that even the level out take movement from the loudness. The "
        "norms rest on few voices. A narrow range describes a voice and is seldom a mistake. No "
        "cause is ever named.",
    ),
    requires=("pitch.f0_range_semitones",),
    norms=("M1_points", "f0_range_semitones", "loudness_movement_db_per_s"),
    references=(
        "vc-pitch-range",
        "vc-loudness-movement",
        "hincks2005",
        "traunmueller1995",
        "hermansky1990",
        "praat",
    ),
    evidence=minimum_evidence(
        "M1",
        {
            "pitch.voiced_s": Text(
                "s stimmhafte Sprache ohne andere Stimme",
                "s of voiced speech without another voice",
            ),
        },
    ),
    judge=judge,
    reads=(LOUDNESS,),
    quotes={"step_ms": 1000 * STEP_S, "bands": N_BANDS},
)
