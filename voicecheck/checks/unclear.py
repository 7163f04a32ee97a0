"""M6: words that are hard to recognise, on a line where the other voice is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicecheck.checks.check import Check, minimum_evidence
from voicecheck.checks.evidence import LOUDNESS_MOVES, evidence_of, weighted_severity
from voicecheck.features.articulation import NEAR, UNCLEAR
from voicecheck.features.loudness import NAME as LOUDNESS
from voicecheck.languages.judgement import GATES, figures
from voicecheck.types.judgement import Judgement
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from voicecheck.checks.norms import Norms
    from voicecheck.errors import NotMeasured
    from voicecheck.features import Features


LIMITS = figures("limits", "M6")
LOUDNESS_PLACES = 2


def judge(features: Features, norms: Norms) -> Judgement:
    """Weigh the unclear words against the other voice's, requests to repeat, and the loudness."""
    difference = features["articulation.unclear_difference"]
    requests = features["articulation.repair_requests"]
    own = features["articulation.unclear_share"]
    theirs = features["articulation.reference_unclear_share"]
    loudness = features[LOUDNESS]
    finding = Text(
        "{own} % der Inhaltswörter erkennt das Sprachmodell nur unsicher, bei "
        "Anrufer/in {theirs} %; Bitten von Anrufer/in um Wiederholung: {n}.",
        "The speech model is unsure of {own} % of the content words, of the caller's "
        "{theirs} %; requests by the caller to repeat: {n}.",
    ).format(
        own=100 * float(own),
        theirs=100 * float(theirs),
        n=len(requests.passages),
    )
    evidence = (
        evidence_of(difference, norms.of(difference))
        + evidence_of(requests, norms.of(requests), places=4)
        + evidence_of(own, None, places=3)
        + evidence_of(theirs, None)
    )
    if loudness.value is not None:
        finding += LOUDNESS_MOVES.format(value=loudness.value)
        evidence += evidence_of(loudness, norms.of(loudness))
    return Judgement(
        severity=weighted_severity((difference, requests, loudness), norms, "M6"),
        finding=finding,
        advice=Text(
            "An den genannten Stellen Endungen und Namen deutlich aussprechen, Wichtiges langsam "
            "und einzeln nennen.",
            "Pronounce endings and names distinctly in the passages named here, and give what "
            "matters slowly, one thing at a time.",
        ),
        evidence=evidence,
        cap=None
        if requests.passages
        else Text(
            "niemand bat um Wiederholung: ein Sprachmodell kann auch an Akzent oder Fachwörtern "
            "scheitern",
            "nobody asked to hear it again: a speech model may stumble over an accent or terms too",
        ),
    )


def by_loudness(features: Features, norms: Norms, lacks: NotMeasured) -> Judgement:
    """Judge by the movement of the loudness alone, where the words cannot be compared."""
    loudness = features[LOUDNESS]
    own = features["articulation.unclear_share"].value
    if loudness.value is None or loudness.n < LIMITS["voiced_s"]:
        raise lacks
    if own is not None and own > GATES.caller_unclear:  # the words there are would belie a pass
        raise lacks
    only = Text(
        "Nur die Lautstärke wurde beurteilt, die Wörter nicht: ",
        "Only the loudness was judged, not the words: ",
    )
    return Judgement(
        severity=LIMITS["loudness_alone"] * norms.of(loudness).severity(loudness.value),
        finding=only + lacks.reason + Text(".", ".") + LOUDNESS_MOVES.format(value=loudness.value),
        advice=Text(
            "Die Stelle, an der sich die Lautstärke am wenigsten bewegt, noch einmal mit deutlich "
            "abgesetzten Silben und ausgesprochenen Endungen sprechen.",
            "Speak the passage whose loudness moves least again, with distinct syllables and "
            "endings spoken out.",
        ),
        evidence=evidence_of(loudness, norms.of(loudness), places=LOUDNESS_PLACES),
        cap=Text(
            "nur die Lautstärke wurde beurteilt, die Wörter nicht",
            "only the loudness was judged, not the words",
        ),
    )


CHECK = Check(
    code="M6",
    name="unclear",
    kind="delivery",
    version=2,
    title=Text("Undeutliche Aussprache", "Unclear articulation"),
    hears=Text(
        "Wie sicher die Wörter zu erkennen sind, verglichen mit der anderen Stimme derselben "
        "Aufnahme, wie oft Anrufer/in nachfragt, und wie sehr sich die Lautstärke von Laut zu "
        "Laut ändert.",
        "How surely the words are recognised, compared with the other voice of the same recording, "
        "how often the caller asks again, and how much the loudness changes from sound to sound.",
    ),
    rationale=Text(
        "Wer nachfragen muss, verliert Zeit und Vertrauen; wer es nicht tut, versteht falsch.",
        "Callers who have to ask again lose time and trust; those who do not, misunderstand.",
    ),
    method=Text(
        "Anteil der Inhaltswörter mit einer Wortwahrscheinlichkeit unter {unclear} (von {surer} "
        "bis {less_sure} zählen Wörter zum Teil), abzüglich desselben Anteils von Anrufer/in und "
        "eines Standardfehlers (auffällig ab {unclear_difference.watch:g}, Fehler ab "
        "{unclear_difference.fail:g}), und Bitten um Wiederholung (Fehler ab "
        "{repair_requests.fail:g} in 10 Minuten); zu gleichen Teilen. Dazu mit kleinerem Gewicht, "
        "wie sehr sich die Lautstärke bewegt (unauffällig ab {loudness_movement_db_per_s.watch:g} "
        "dB je Sekunde): je weniger, desto undeutlicher nannten Zuhörende eine Stimme. Ohne "
        "Bitten um Wiederholung höchstens eine Warnung, ebenso wo die Wörter nicht zu vergleichen "
        "sind und nur die Lautstärke bleibt (auffällig dann erst, wo sie sich weniger bewegt als "
        "bei {few}). Zahlen zählen nicht mit.",
        "Share of content words with a word probability below {unclear} (from {surer} to "
        "{less_sure} words count in part), less the same share of the caller and one standard "
        "error (stands out from {unclear_difference.watch:g}, a mistake from "
        "{unclear_difference.fail:g}), and requests to repeat (a mistake from "
        "{repair_requests.fail:g} in 10 minutes); in equal parts. With a smaller weight, how much "
        "the loudness moves (unremarkable from {loudness_movement_db_per_s.watch:g} dB per "
        "second): the less, the less clear listeners called a voice. Without requests to repeat "
        "no more than a warning, nor where the words cannot be compared and the loudness alone is "
        "left (which then stands out only where it moves less than with {few}). Figures do not "
        "count.",
    ),
    problems=Text(
        "Akzent und Dialekt sind kein Mangel, können die Wortwahrscheinlichkeit aber senken; ist "
        "auch Anrufer/in schlecht zu erkennen, die Leitung verrauscht oder schmal, wird nicht "
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
    norms=("unclear_difference", "repair_requests", "loudness_movement_db_per_s"),
    references=("vc-clarity", "vc-loudness-movement", "zhang2021", "choi2026"),
    evidence=minimum_evidence(
        "M6",
        {
            "articulation.content_words": Text(
                "Inhaltswörter ohne andere Stimme", "content words without another voice"
            ),
        },
        clear_line=True,
    ),
    judge=judge,
    reads=(LOUDNESS,),
    first_word=by_loudness,
    quotes={"unclear": UNCLEAR, "surer": UNCLEAR + NEAR, "less_sure": UNCLEAR - NEAR},
)
