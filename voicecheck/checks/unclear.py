"""M6: words that are hard to recognise, on a line where the other voice is not (NORMS 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicecheck.checks.base import Check, MinimumEvidence, Need
from voicecheck.checks.evidence import evidence_of, weighted_severity
from voicecheck.types.judgement import Judgement
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from voicecheck.features import Features
    from voicecheck.norms import Norms


def judge(features: Features, norms: Norms) -> Judgement:
    """Weigh the unclear words against the other voice's, and the caller's requests to repeat."""
    difference = features["articulation.unclear_difference"]
    requests = features["articulation.repair_requests"]
    own = features["articulation.unclear_share"]
    theirs = features["articulation.reference_unclear_share"]
    return Judgement(
        severity=weighted_severity((difference, requests), norms, "M6"),
        finding=Text(
            "{own} % der Inhaltswörter erkennt das Sprachmodell nur unsicher, bei der "
            "Gegenseite {theirs} %; Bitten der Gegenseite um Wiederholung: {n}.",
            "The speech model is unsure of {own} % of the content words, of the caller's "
            "{theirs} %; requests by the caller to repeat: {n}.",
        ).format(
            own=100 * float(own),
            theirs=100 * float(theirs),
            n=len(requests.passages),
        ),
        advice=Text(
            "An den genannten Stellen Endungen und Namen deutlich aussprechen, Wichtiges langsam "
            "und einzeln nennen.",
            "Pronounce endings and names distinctly in the passages named here, and give what "
            "matters slowly, one thing at a time.",
        ),
        evidence=evidence_of(difference, norms.of(difference))
        + evidence_of(requests, norms.of(requests), places=4)
        + evidence_of(own, None, places=3)
        + evidence_of(theirs, None),
        cap=None
        if requests.passages
        else Text(
            "niemand bat um Wiederholung: ein Sprachmodell kann auch an Akzent oder Fachwörtern "
            "scheitern",
            "nobody asked to hear it again: a speech model may stumble over an accent or terms too",
        ),
    )


CHECK = Check(
    code="M6",
    name="unclear",
    kind="delivery",
    version=1,
    title=Text("Undeutliche Aussprache", "Unclear articulation"),
    hears=Text(
        "Wie sicher die Wörter zu erkennen sind, verglichen mit der anderen Stimme derselben "
        "Aufnahme, und wie oft die Gegenseite nachfragt.",
        "How surely the words are recognised, compared with the other voice of the same recording, "
        "and how often the caller asks again.",
    ),
    rationale=Text(
        "Wer nachfragen muss, verliert Zeit und Vertrauen; wer es nicht tut, versteht falsch.",
        "Callers who have to ask again lose time and trust; those who do not, misunderstand.",
    ),
    method=Text(
        "Anteil der Inhaltswörter mit einer Wortwahrscheinlichkeit unter 0,5, abzüglich desselben "
        "Anteils der Gegenseite und eines Standardfehlers (unauffällig bis "
        "{unclear_difference.watch:g}, Fehler ab {unclear_difference.fail:g}), und Bitten um "
        "Wiederholung (Fehler ab {repair_requests.fail:g} in 10 Minuten); je die Hälfte. Ohne "
        "solche Bitten höchstens eine Warnung. Zahlen zählen nicht mit.",
        "Share of content words with a word probability below 0.5, less the same share of the "
        "caller and one standard error (unremarkable up to {unclear_difference.watch:g}, a "
        "mistake from {unclear_difference.fail:g}), and requests to repeat (a mistake from "
        "{repair_requests.fail:g} in 10 minutes); half each. Without such requests no more than a "
        "warning. Figures do not count.",
    ),
    problems=Text(
        "Akzent und Dialekt sind kein Mangel, können die Wortwahrscheinlichkeit aber senken; ist "
        "auch die Gegenseite schlecht zu erkennen, die Leitung verrauscht oder schmal, wird nicht "
        "geurteilt. Seltene Namen bleiben unsicher.",
        "Accent and dialect are no fault, yet may lower the word probability; where the caller is "
        "recognised badly too, or the line is noisy or narrow, nothing is judged. Rare names stay "
        "unsure.",
    ),
    requires=(
        "articulation.unclear_difference",
        "articulation.repair_requests",
        "articulation.unclear_share",
        "articulation.reference_unclear_share",
        "quality.upper_edge_hz",
        "quality.dropout_ratio",
    ),
    norms=("unclear_difference", "repair_requests"),
    references=("vc-clarity", "zhang2021", "choi2026"),
    evidence=MinimumEvidence(
        needs=(
            Need(
                "articulation.content_words",
                80.0,
                150.0,
                Text("Inhaltswörter ohne andere Stimme", "content words without another voice"),
            ),
        ),
        snr_db=15.0,
        clear_line=True,
    ),
    judge=judge,
)
