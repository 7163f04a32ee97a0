"""M1: little melodic movement over the agent's speech (NORMS 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicecheck.checks.base import Check, MinimumEvidence, Need
from voicecheck.checks.evidence import evidence_of
from voicecheck.types.judgement import Judgement
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from voicecheck.features import Features
    from voicecheck.norms import Norms

# Wide movement in a narrow long-term range is a matter of register, not of melody (NORMS 1).
LIVELY_MOVEMENT_ST_PER_S = 18.0
# Where the two ways of measuring disagree by more, the figure is not sure enough (NORMS 0.3).
MAX_DISAGREEMENT_SEMITONES = 1.0


def judge(features: Features, norms: Norms) -> Judgement:
    """Hold the 10-90 % pitch range against its norm."""
    spread = features["pitch.f0_range_semitones"]
    norm = norms.of(spread)
    movement = features["pitch.movement_st_per_s"].value
    disagreement = features["pitch.range_disagreement_semitones"].value
    cap = None
    if movement is not None and movement > LIVELY_MOVEMENT_ST_PER_S:
        cap = Text(
            "innerhalb der Sätze bewegt sich die Tonhöhe deutlich",
            "within sentences the pitch moves clearly",
        )
    elif disagreement is not None and disagreement > MAX_DISAGREEMENT_SEMITONES:
        cap = Text(
            "zwei Messwege liegen {d} Halbtöne auseinander",
            "two ways of measuring lie {d} semitones apart",
        ).format(d=disagreement)
    return Judgement(
        severity=norm.severity(float(spread)),
        finding=Text(
            "Der Tonhöhenumfang beträgt {value} Halbtöne (10. bis 90. Perzentil).",
            "The pitch range is {value} semitones (10th to 90th percentile).",
        ).format(value=float(spread)),
        advice=Text(
            "Wichtige Wörter mit der Stimme anheben und am Satzende hörbar absenken; die "
            "genannten Stellen noch einmal mit mehr Melodie sprechen.",
            "Lift the voice on the words that matter and let it fall at the end of the sentence; "
            "speak the passages named here again with more melody.",
        ),
        evidence=evidence_of(spread, norm, places=3),
        cap=cap,
    )


CHECK = Check(
    code="M1",
    name="monotone",
    kind="delivery",
    version=1,
    title=Text("Stimme klingt tonlos", "Monotone voice"),
    hears=Text(
        "Wie weit sich die Tonhöhe der Person am Telefon über das Gespräch bewegt.",
        "How far the agent's pitch moves over the call.",
    ),
    rationale=Text(
        "Am Telefon trägt allein die Stimme. Bleibt sie auf einem Ton, hören Anrufende schwer, "
        "was wichtig ist, und folgen nicht mehr.",
        "On the telephone the voice carries everything. On one note, callers cannot hear what "
        "matters, and stop following.",
    ),
    method=Text(
        "Grundfrequenz (Praat-Autokorrelation, 10 ms) auf den Sprechabschnitten der Person, im "
        "Telefonband; Spanne vom 10. zum 90. Perzentil in Halbtönen, gleich für hohe und tiefe "
        "Stimmen. Unauffällig ab {f0_range_semitones.watch:g} Halbtönen, Fehler unter "
        "{f0_range_semitones.fail:g}.",
        "Fundamental frequency (Praat autocorrelation, 10 ms) on the agent's speech in the "
        "telephone band; span from the 10th to the 90th percentile in semitones, the same for "
        "high and low voices. Unremarkable from {f0_range_semitones.watch:g} semitones, a "
        "mistake below {f0_range_semitones.fail:g}.",
    ),
    problems=Text(
        "Vorlesen von Listen und Nummern klingt bei jedem flach; eine fremde Stimme im Kanal "
        "verfälscht den Umfang; Deutsch ist von Natur aus flacher als Englisch, deshalb eigene "
        "Richtwerte je Sprache. Keine Ursache wird benannt.",
        "Reading out lists and numbers sounds flat with anyone; another voice in the channel "
        "spoils the range; German is flatter than English by nature, hence norms per language. "
        "No cause is ever named.",
    ),
    requires=("pitch.f0_range_semitones",),
    norms=("f0_range_semitones",),
    references=("vc-pitch-range", "hincks2005", "traunmueller1995", "praat"),
    evidence=MinimumEvidence(
        needs=(
            Need(
                "pitch.voiced_s",
                10.0,
                20.0,
                Text(
                    "s stimmhafte Sprache ohne andere Stimme",
                    "s of voiced speech without another voice",
                ),
            ),
        ),
        snr_db=15.0,
    ),
    judge=judge,
)
