"""M7: articulation rate above what a caller can comfortably follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicecheck.checks.check import Check, minimum_evidence
from voicecheck.checks.evidence import evidence_of, joined_points, points_of, severity_of
from voicecheck.checks.ranking import standing
from voicecheck.languages.judgement import figures
from voicecheck.types.judgement import Judgement
from voicecheck.types.speech import IPU_GAP_S
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from voicecheck.checks.norms import Norms
    from voicecheck.features import Features

MAX_NUCLEI_RATIO = figures("limits", "M7")["nuclei"]


def judge(features: Features, norms: Norms) -> Judgement:
    """Weigh the rate of the call and of its fastest stretches."""
    rate = features["tempo.articulation_rate"]
    fastest = features["tempo.articulation_rate_p90"]
    nuclei_ratio = features["tempo.nuclei_ratio"].value
    points = points_of(joined_points((rate, fastest), norms, "M7"), norms, "M7")
    evidence = (points, *evidence_of(rate, norms.of(rate)))
    if fastest.value is not None:
        evidence += evidence_of(fastest, norms.of(fastest), places=3)
    if not any(item.span for item in evidence):
        evidence += evidence_of(rate, norms.of(rate), places=3)[1:]
    words_per_minute = features["tempo.words_per_minute"]
    if words_per_minute.value is not None:
        evidence += evidence_of(words_per_minute, None)
    cap = None
    if nuclei_ratio is not None and nuclei_ratio > MAX_NUCLEI_RATIO:
        cap = Text(
            "im Klang sind mehr Silben zu hören, als die erkannten Wörter haben",
            "more syllables can be heard in the sound than the recognised words have",
        )
    target = norms.of(rate).watch
    slower = 100 * (1 - target / float(rate))
    advice = (
        Text(
            "Um etwa {slower:.0f} % langsamer sprechen (unter {target} Silben/s), vor allem "
            "bei Namen, Zahlen und Anleitungen.",
            "Speak about {slower:.0f} % slower (below {target} syllables/s), above all with "
            "names, numbers and instructions.",
        ).format(slower=slower, target=target)
        if slower > 1
        else Text(
            "Die genannten schnellen Stellen langsamer sprechen.",
            "Speak the fast passages named here more slowly.",
        )
    )
    return Judgement(
        severity=severity_of(points),
        finding=Text(
            "Das Sprechtempo beträgt {rate} Silben/s ohne Pausen.",
            "The articulation rate is {rate} syllables/s, pauses left out.",
        ).format(rate=float(rate))
        + standing(points, (rate, fastest), norms),
        advice=advice,
        evidence=evidence,
        cap=cap,
    )


CHECK = Check(
    code="M7",
    name="too-fast",
    kind="delivery",
    version=2,
    title=Text("Zu schnelles Sprechen", "Speaking too fast"),
    hears=Text(
        "Wie viele Silben Agent/in je Sekunde Sprechzeit spricht.",
        "How many syllables the agent speaks per second of speech.",
    ),
    rationale=Text(
        "Wer fremde Namen, Zahlen und Anleitungen hört, braucht Zeit; ab etwa 20 % über dem "
        "üblichen Tempo leidet das Verstehen, bei älteren Menschen früher.",
        "Names, numbers and instructions take time to take in; from about 20 % above the usual "
        "rate understanding suffers, earlier with older people.",
    ),
    method=Text(
        "Silben der erkannten Wörter, geteilt durch die Sprechzeit ohne Pausen ab {pause_ms} ms "
        "(schneller als bei {many} Menschen am Telefon ab {articulation_rate.watch:g} Silben/s, "
        "als bei {few} ab {articulation_rate.fail:g}); dazu die schnellsten Abschnitte (90. "
        "Perzentil, ab {articulation_rate_p90.watch:g}). Der gewichtete Durchschnitt beider Plätze "
        "unter Menschen am Telefon ist auffällig ab {M7_points.watch:g} Punkten ({many}), ein "
        "Fehler ab {M7_points.fail:g} ({few}). Silbenkerne im Klang dienen als Gegenprobe.",
        "Syllables of the recognised words over speech time without pauses from {pause_ms} ms "
        "(faster than with {many} people on the telephone from {articulation_rate.watch:g} "
        "syllables/s, than with {few} from {articulation_rate.fail:g}); besides, the fastest "
        "stretches (90th percentile, from {articulation_rate_p90.watch:g}). The weighted average "
        "of both places among people on the telephone stands out from {M7_points.watch:g} points "
        "({many}) and is a mistake from {M7_points.fail:g} ({few}). Syllable nuclei in the sound "
        "serve as a cross-check.",
    ),
    problems=Text(
        "Wörter, die die Erkennung auslässt, senken das Tempo; sehr kurze Antworten zählen "
        "wenig. Pausen zählen hier nicht: dafür ist M5 da.",
        "Words that recognition leaves out lower the rate; very short answers count for little. "
        "Pauses do not count here: that is M5.",
    ),
    requires=("tempo.articulation_rate",),
    norms=("M7_points", "articulation_rate", "articulation_rate_p90"),
    references=("vc-articulation-rate", "jessen2007", "quene2007", "arantes2017", "dejong2009"),
    evidence=minimum_evidence(
        "M7",
        {
            "tempo.syllables": Text(
                "sicher erkannte Silben ohne andere Stimme",
                "surely recognised syllables without another voice",
            ),
            "tempo.speech_s": Text(
                "s Sprechzeit mit solchen Silben", "s of speech with such syllables"
            ),
        },
    ),
    judge=judge,
    quotes={"pause_ms": 1000 * IPU_GAP_S},
)
