"""P1 to P3: what callers love, with the moments worth praise."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from voicecheck.checks.deduplication import said as quoted
from voicecheck.checks.deduplication import shares
from voicecheck.checks.lexicon_only import lexicon_alone
from voicecheck.checks.withheld import no_norms, withheld
from voicecheck.features.missing_words import MIN_LOST_S
from voicecheck.languages.judgement import figures
from voicecheck.types.judgement import Evidence, StrengthResult
from voicecheck.types.text import Text, counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.checks.norms import Norms
    from voicecheck.features import Features
    from voicecheck.types.measure import Measure
    from voicecheck.types.text import Lang

ASKED = figures("strengths")
AT_MOST = int(ASKED["at_most"])  # moments of one kind that count
N_MOMENTS = 3


@dataclass(frozen=True, slots=True)
class StrengthCheck:
    """One of the three strengths."""

    code: str  # P1 and a word for it
    name: str
    title: Text  # the checklist's words, and what is listened for
    hears: Text
    moments: tuple[str, ...]  # kinds of moments, wording.NAME; points per moment stand in the norms
    plain: bool = False  # whether plain words and room to listen count too


P1 = StrengthCheck(
    "P1",
    "solving-together",
    Text("Gemeinsam lösen", "Solving it together"),
    Text(
        "Gemeinsame Schritte, Wahlmöglichkeiten und Alternativen.",
        "Joint steps, choices and alternatives.",
    ),
    ("joint", "alternative"),
)
P2 = StrengthCheck(
    "P2",
    "respecting",
    Text("Respektieren und Wort halten", "Respect, and keeping one's word"),
    Text(
        "Bestätigung des Anliegens, Dank, Zusagen.",
        "Acknowledgement of the concern, thanks, promises.",
    ),
    ("empathy", "appreciation", "commitment"),
)
P3 = StrengthCheck(
    "P3",
    "attentive",
    Text(
        "Fragen, zuhören, verständlich und verbindlich sprechen",
        "Asking, listening, plain and binding words",
    ),
    Text(
        "Offene und aufgreifende Fragen, Zusammenfassungen, Zusagen mit Termin, Raum zum Zuhören, "
        "einfache Wörter.",
        "Open questions and questions that take things up, paraphrases, room to listen, plain "
        "words.",
    ),
    ("open_question", "follow_up_question", "paraphrase", "timed_commitment"),
    plain=True,
)


def praise(
    check: StrengthCheck,
    features: Features,
    norms: Norms | None,
    *,
    lang: Lang,
    mistakes: Sequence[Evidence] = (),
) -> StrengthResult:
    """Look for a strength in a call."""
    reason = _reason(check.code, features, norms)
    if reason is not None or norms is None:
        why = (reason or no_norms(features.language))[lang]
        return StrengthResult(check.code, check.name, check.title[lang], None, None, why, None, ())
    points = norms.points[check.code]
    score = 0.0
    moments: list[Evidence] = []
    for name in check.moments:
        measure = features[f"wording.{name}"]
        score += points[name] * min(AT_MOST, len(measure.passages))
        moments += _moments(measure)
    supporting: tuple[Evidence, ...] = ()
    if check.plain:
        more, supporting = _plainness(features, points["plain_words"], points["question"])
        score += more
    score = min(1.0, score / 100)
    moments.sort(key=lambda item: item.span.start_s if item.span else 0.0)
    title = check.title[lang]
    heard = score >= ASKED["heard_from"] / 100 and bool(moments)
    moments = [item for item in moments if not quoted(item, mistakes)]
    if heard:
        evidence = (*moments, *supporting)
        text = _said(moments, features)[lang]
        return StrengthResult(check.code, check.name, title, True, score, None, text, evidence)
    lost = _lost(features)
    if lost is not None:
        return StrengthResult(check.code, check.name, title, None, None, lost[lang], None, ())
    few = _FEW_MOMENTS.format(n=len(moments)) if moments else _NO_MOMENTS
    said = (few + lexicon_alone(features))[lang]
    return StrengthResult(check.code, check.name, title, False, score, None, said, ())


def praise_once(
    strengths: Sequence[StrengthResult], features: Features, *, lang: Lang
) -> tuple[StrengthResult, ...]:
    """Show every moment in one strength; what a strength says counts what is left to show."""
    heard = [strength for strength in strengths if strength.heard]
    shared = shares([[e for e in s.evidence if e.span is not None] for s in heard])
    own = {s.code: moments for s, moments in zip(heard, shared, strict=True)}
    return tuple(
        replace(
            s,
            finding=_said(own[s.code], features)[lang],
            evidence=(*own[s.code], *(e for e in s.evidence if e.span is None)),
        )
        if s.code in own
        else s
        for s in strengths
    )


def _said(moments: Sequence[Evidence], features: Features) -> Text:
    said = counted(len(moments), _MOMENT, _MOMENTS) if moments else _ELSEWHERE
    return said + lexicon_alone(features)


def _reason(code: str, features: Features, norms: Norms | None) -> Text | None:
    unfit = withheld(code, features)
    if unfit is not None:
        return unfit
    if norms is None:
        return no_norms(features.language)
    if features.purity is not None and features.purity < ASKED["purity"]:
        return _MIXED
    words = features["wording.words"]
    if words.reason is not None:
        return words.reason
    if float(words) >= ASKED["words"]:
        return None
    return counted(round(float(words)), _FEW_ONE, _FEW, minimum=ASKED["words"])


def _lost(features: Features) -> Text | None:
    """Tell that the moments may lie in words that are missing."""
    wordless = features["wording.wordless_s"]
    if wordless.value is None or wordless.value < MIN_LOST_S:
        return None
    return _LOST.format(seconds=wordless.value)


def _moments(measure: Measure) -> list[Evidence]:
    return [
        Evidence(
            measure.name,
            passage.quote,
            "phrase",
            None,
            passage.span,
            passage.quote,
            passage.probability,
        )
        for passage in measure.passages[:N_MOMENTS]
        if passage.quote
    ]


def _plainness(
    features: Features, points: float, per_share: float
) -> tuple[float, tuple[Evidence, ...]]:
    """Return points for plain words and for room to listen, with the figures."""
    total, found = 0.0, []
    lix, foreign = features["wording.lix"], features["wording.anglicisms_per_100"]
    if lix.value is not None and foreign.value is not None:
        found += [
            Evidence(lix.name, lix.value, lix.unit),
            Evidence(foreign.name, foreign.value, foreign.unit),
        ]
        if lix.value < ASKED["lix"] and foreign.value <= ASKED["anglicisms"]:
            total += points
    share = features["turn_taking.talk_ratio"]
    if share.value is not None:
        found.append(Evidence(share.name, share.value, share.unit))
        if ASKED["least_talk"] <= share.value <= ASKED["most_talk"]:
            total += per_share
    return total, tuple(found)


_MOMENT = Text("{n} Moment, der Lob verdient.", "{n} moment worth praise.")
_MOMENTS = Text("{n} Momente, die Lob verdienen.", "{n} moments worth praise.")
_ELSEWHERE = Text(
    "Die Sätze dafür stehen schon an anderer Stelle dieser Karte.",
    "The sentences for it stand elsewhere on this card already.",
)
_FEW_MOMENTS = Text(
    "Solche Momente im Wortlaut: {n}, zu wenige für eine Stärke.",
    "Such moments in the words: {n}, too few for a strength.",
)
_NO_MOMENTS = Text(
    "Keine solchen Momente im Wortlaut gefunden.", "No such moments found in the words."
)
_LOST = Text(
    "nicht gefunden, aber {seconds:.0f} s Sprache von Agent/in sind ohne Wörter geblieben",
    "not found, but {seconds:.0f} s of the agent's speech have no words",
)
_MIXED = Text(
    "beide Stimmen auf einem Kanal, nicht rein genug zu trennen",
    "both voices on one channel, not separable purely enough",
)
_FEW_ONE = Text("nur {n} Wort, {minimum:g} sind nötig", "only {n} word, {minimum:g} needed")
_FEW = Text("nur {n} Wörter, {minimum:g} sind nötig", "only {n} words, {minimum:g} needed")
