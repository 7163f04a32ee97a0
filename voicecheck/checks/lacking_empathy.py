"""M8: contradicting, instructing and blaming instead of solving, in the words alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicecheck.checks.check import Check, minimum_evidence
from voicecheck.checks.evidence import phrases_of, points_of
from voicecheck.checks.lexicon_only import NO_ENCODER, lexicon_alone, sureness
from voicecheck.checks.ranking import standing
from voicecheck.errors import NotMeasured
from voicecheck.languages.judgement import figures
from voicecheck.types.judgement import Evidence, Judgement
from voicecheck.types.norm import WARN_FROM
from voicecheck.types.text import Text, counted, spelled

if TYPE_CHECKING:
    from voicecheck.checks.norms import Norms
    from voicecheck.features import Features

PHRASES = ("know_it_all", "blame", "justification", "refusal", "contradiction", "trivialise")
SOFTENING = ("empathy", "paraphrase", "joint", "timed_commitment")
LIMITS = figures("limits", "M8")


def judge(features: Features, norms: Norms) -> Judgement:
    """Add points per phrase, take some off for acknowledgement and joint work, never off blame.

    Where words are missing, what may lie in them counts for the agent: it takes off as much as it
    can. What stands out all the same is said; that nothing does is not.
    """
    table = norms.points["M8"]
    words = float(features["wording.words"])
    scale = min(1.0, LIMITS["words"] / words)
    kinds = [features[f"wording.{name}"] for name in (*PHRASES, "controlling", *SOFTENING)]
    missing = next((kind for kind in kinds if kind.reason is not None), None)
    counts = {name: features[f"wording.{name}"].value or 0.0 for name in PHRASES}
    against = scale * sum(table[name] * count for name, count in counts.items())
    controlling = features["wording.controlling"]
    against += min(
        table["controlling_at_most"],
        table["controlling_per_100_words"] * 100 * (controlling.value or 0.0) / words,
    )
    acknowledged = features["wording.acknowledged_share"]
    missed = len(acknowledged.passages)
    against += min(table["unacknowledged_at_most"], scale * table["unacknowledged"] * missed)
    longest = features["turn_taking.longest_turn_s"]
    lectures = longest.value is not None and longest.value > LIMITS["monologue_s"]
    against += table["monologue"] if lectures else 0.0
    softening = sum(
        table[name] * min(LIMITS["softening"], features[f"wording.{name}"].value or 0.0)
        for name in SOFTENING
    )
    if missing is not None:
        softening = table["mitigation_at_most"]
    blame = scale * table["blame"] * counts["blame"]
    total = max(blame, against + max(table["mitigation_at_most"], softening))
    total = min(100.0, max(0.0, total))
    norm = norms["M8_points"]
    points = points_of(total, norms, "M8")
    if missing is not None and missing.reason is not None and norm.severity(total) < WARN_FROM:
        raise NotMeasured(missing.name, missing.reason)
    evidence: tuple[Evidence, ...] = (points,)
    for name in (*PHRASES, "controlling"):
        evidence += phrases_of(features[f"wording.{name}"])
    evidence += phrases_of(acknowledged)
    if lectures:
        evidence += phrases_of(longest)
    found = sum(len(features[f"wording.{name}"].passages) for name in (*PHRASES, "controlling"))
    good = sum(len(features[f"wording.{name}"].passages) for name in SOFTENING)
    return Judgement(
        severity=norm.severity(total),
        finding=counted(found, _PHRASE, _PHRASES)
        + counted(good, _GOOD_ONE, _GOOD)
        + (_POINT if total == 1 else _POINTS).format(total=total)
        + (counted(missed, _MISSED_ONE, _MISSED) if missed else Text("", ""))
        + standing(points, (), norms)
        + lexicon_alone(features),
        advice=Text(
            "Erst das Problem mit eigenen Worten bestätigen, dann sagen, was möglich ist: „Ich "
            "schaue, was ich tun kann“ statt „Sie müssen“ oder „Das geht nicht“.",
            "Acknowledge the problem in your own words first, then say what is possible: 'Let me "
            "see what I can do' instead of 'You have to' or 'That is not possible'.",
        ),
        evidence=evidence,
        cap=None if found + missed >= LIMITS["moments"] else _ONE_PLACE,
        confidence_at_most=sureness(features),
        confidence_reason=NO_ENCODER,
    )


_PHRASE = Text(
    "{n} belehrende, widersprechende oder abweisende Formulierung",
    "{n} lecturing, contradicting or dismissive phrase",
)
_PHRASES = Text(
    "{n} belehrende, widersprechende oder abweisende Formulierungen",
    "{n} lecturing, contradicting or dismissive phrases",
)
_GOOD_ONE = Text(
    ", {n} bestätigende oder gemeinsam lösende", ", {n} acknowledging or jointly solving one"
)
_GOOD = Text(
    ", {n} bestätigende oder gemeinsam lösende", ", {n} acknowledging or jointly solving ones"
)
_POINT = Text(" ({total} Punkt).", " ({total} point).")
_POINTS = Text(" ({total} Punkte).", " ({total} points).")
_ONE_PLACE = Text("nur eine Stelle im Gespräch", "a single moment in the call")
_MISSED_ONE = Text(
    " {n} geschildertes Problem blieb ohne Bestätigung.",
    " {n} stated problem was not acknowledged.",
)
_MISSED = Text(
    " {n} geschilderte Probleme blieben ohne Bestätigung.",
    " {n} stated problems were not acknowledged.",
)

CHECK = Check(
    code="M8",
    name="lacking-empathy",
    kind="wording",
    version=4,
    title=Text("Besserwisserei, fehlendes Einfühlungsvermögen", "Know-it-all, lack of empathy"),
    hears=Text(
        "Formulierungen, die widersprechen, belehren, anweisen, Schuld zuweisen oder ohne "
        "Alternative ablehnen; und ob ein geschildertes Problem bestätigt wird.",
        "Phrases that contradict, lecture, instruct, blame or refuse without an alternative; and "
        "whether a stated problem is acknowledged.",
    ),
    rationale=Text(
        "Diskussion gewonnen, Kunde verloren: wer recht behält, hat das Problem noch nicht gelöst.",
        "Argument won, customer lost: being right has not solved the problem yet.",
    ),
    method=Text(
        "Nur der Wortlaut von Agent/in, der Klang spielt keine Rolle. Jeder Satz wird "
        "zweimal gelesen: vom Wörterbuch und von einem Satzmodell, das seine Bedeutung im "
        "Zusammenhang vergleicht (was Anrufer/in davor sagte, wie es weitergeht); er zählt "
        "einmal, und nur wenn beide übereinstimmen oder das Satzmodell allein sicher ist. Steht "
        "ein zweifelhafter Satz allein im Gespräch, zählt er nicht. Punkte je Fundstelle und je "
        "unbestätigtem Problem, auf {words:g} Wörter bezogen; Bestätigung, Zusammenfassung, "
        "gemeinsames Lösen und Zusagen nehmen bis zu {points[mitigation_at_most]:g} Punkte weg, "
        "nie aber Schuldzuweisungen. "
        "Auffällig ab {M8_points.watch:g} Punkten (mehr als bei {many} Menschen am Telefon), "
        "Fehler ab {M8_points.fail:g} (mehr als bei {few}) und nur bei mindestens {moments} "
        "Stellen.",
        "The agent's words alone, the sound has no part in it. Every sentence is read twice: by "
        "the lexicon and by a sentence encoder that compares its meaning in context (what the "
        "caller said before, how it goes on); it counts once, and only where both agree or the "
        "encoder alone is sure. A doubtful sentence that stands alone in the call does not count. "
        "Points per phrase and per stated problem that is not acknowledged, for {words:g} words; "
        "acknowledging, summing up, solving jointly and promising take off up to "
        "{points[mitigation_at_most]:g} points, but never off blame. Stands out from "
        "{M8_points.watch:g} points (more than with {many} people on the telephone), a mistake "
        "from {M8_points.fail:g} (more than with {few}), and only with at least {moments} moments.",
    ),
    problems=Text(
        "Es wird nicht alles gefunden und manches zu viel (Genauigkeit und Ausbeute je Klasse: "
        "docs/accuracy.md); vorgeschriebene Sätze zählen mit; Ironie ist nicht zu erkennen. Zitate "
        "sind maschinell erkannte Wörter. Jede Fundstelle ist zitiert: bitte nachhören.",
        "Some sentences are missed and some caught wrongly (precision and recall per class: "
        "docs/accuracy.md); prescribed sentences count; irony cannot be told. Quotes are "
        "machine-recognised words. Every phrase is quoted: please listen.",
    ),
    requires=("wording.words",),
    norms=("M8_points",),
    references=("vc-conduct", "checklist", "miller2007", "packard2021"),
    evidence=minimum_evidence(
        "M8",
        {
            "wording.words": Text("Wörter", "words"),
            "wording.turns": (
                Text("Redebeiträge", "turns"),
                Text("Redebeitrag", "turn"),
            ),
            "wording.word_probability": Text(
                "mittlere Wortwahrscheinlichkeit", "mean word probability"
            ),
        },
    ),
    judge=judge,
    quotes={"words": LIMITS["words"], "moments": spelled(LIMITS["moments"])},
)
