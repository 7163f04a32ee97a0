"""M4: a greeting so long or formulaic that the caller waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicecheck.checks.check import Check, minimum_evidence
from voicecheck.checks.evidence import evidence_of
from voicecheck.features.greeting import END_GAP_S
from voicecheck.types.judgement import Evidence, Judgement
from voicecheck.types.speech import unsure
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from voicecheck.checks.norms import Norms
    from voicecheck.features import Features


def judge(features: Features, norms: Norms) -> Judgement:
    """Take the worse of syllables and seconds, and add the dated phrases."""
    syllables = features["greeting.greeting_syllables"]
    seconds = features["greeting.greeting_s"]
    length = max(norms.of(m).severity(float(m)) for m in (syllables, seconds))
    phrases = features.greeting_phrases
    points = norms.points["M4"]
    kinds = dict.fromkeys(hit.rule.rpartition(".")[2] for hit in phrases)  # summed in one order
    severity = min(1.0, length + sum(points[kind] for kind in kinds))
    evidence = evidence_of(syllables, norms.of(syllables), places=1)
    evidence += evidence_of(seconds, norms.of(seconds))
    evidence += tuple(
        Evidence(hit.rule, hit.quote, "phrase", None, hit.span, hit.quote, hit.probability)
        for hit in phrases
    )
    said = [(_UNSURE if unsure(h.probability) else _SAID).format(quote=h.quote) for h in phrases]
    formulas, formulas_en = (", ".join(text[lang] for text in said) for lang in ("de", "en"))
    return Judgement(
        severity=severity,
        finding=(_SYLLABLE if float(syllables) == 1 else _SYLLABLES).format(n=float(syllables))
        + _TAKES.format(s=float(seconds))
        + (Text(f"; Floskeln: {formulas}.", f"; set phrases: {formulas_en}.") if phrases else _END),
        advice=Text(
            "Kürzer melden: Firma, Vor- und Nachname, Tagesgruß genügen; ist die Meldung "
            "Hausvorgabe, die Vorgabe ändern.",
            "Answer more briefly: company, first and last name, time of day are enough; if the "
            "house prescribes the greeting, change the prescription.",
        ),
        evidence=evidence,
    )


_SYLLABLE = Text("Die Meldung hat {n} Silbe", "The greeting has {n} syllable")
_SYLLABLES = Text("Die Meldung hat {n} Silben", "The greeting has {n} syllables")
_TAKES = Text(" und dauert {s} s", " and takes {s} s")
_END = Text(".", ".")
_SAID = Text("„{quote}“", '"{quote}"')
_UNSURE = Text("„{quote}“ (unsicher erkannt)", '"{quote}" (not recognised surely)')

CHECK = Check(
    code="M4",
    name="dated-greeting",
    kind="wording",
    version=1,
    title=Text("Antiquierte, zu lange Meldung", "Dated or overlong greeting"),
    hears=Text(
        "Wie lang die Meldung am Gesprächsbeginn ist und welche Floskeln darin stehen.",
        "How long the greeting at the start of the call is, and which set phrases it holds.",
    ),
    rationale=Text(
        "Anrufende wollen ihr Anliegen loswerden. Nach einer langen Formel muss Agent/in erst "
        "Luft holen, und alle warten.",
        "Callers want to say why they call. After a long formula the agent has to catch her "
        "breath first, and everybody waits.",
    ),
    method=Text(
        "Erster Redebeitrag bis zur ersten Stille über {silence_s} s, Pflichthinweise abgezogen: "
        "Silben (auffällig ab {greeting_syllables.watch:g}, Fehler ab "
        "{greeting_syllables.fail:g}) und Sekunden (ab {greeting_s.watch:g}, ab "
        "{greeting_s.fail:g}); das Schlechtere zählt. Jede Art veralteter Floskel kommt hinzu.",
        "First turn up to the first silence above {silence_s} s, mandatory notices taken off: "
        "syllables (stand out from {greeting_syllables.watch:g}, a mistake from "
        "{greeting_syllables.fail:g}) and seconds (from {greeting_s.watch:g}, from "
        "{greeting_s.fail:g}); the worse counts. Each kind of dated phrase adds to it.",
    ),
    problems=Text(
        "Lange Firmen- und Doppelnamen kosten Silben; eine Hausvorgabe ist kein Fehler der "
        "Person. Beginnt die Aufnahme spät oder eröffnet Anrufer/in, wird nicht geurteilt.",
        "Long company and double-barrelled names cost syllables; a prescribed greeting is no "
        "mistake of the person. A recording that starts late, or a call opened by the other "
        "party, is not judged.",
    ),
    requires=("greeting.greeting_syllables", "greeting.greeting_s"),
    norms=("greeting_syllables", "greeting_s"),
    references=("vc-greeting", "checklist", "rochet2013", "wirtschaft-regional", "dpa-hanisch"),
    evidence=minimum_evidence(
        "M4",
        {
            "greeting.parts": Text("Teile einer Meldung", "parts"),
        },
        fail_when_mixed=True,
    ),
    judge=judge,
    quotes={"silence_s": END_GAP_S},
)
