"""What a check is, and how one is run: guard, judge, confidence.

A check reads measures and norms, never a signal. It does not handle missing data: reading a
missing measure raises `NotMeasured`, and `run` turns that into "not assessed" with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from voicecheck.errors import CheckError, NotMeasured
from voicecheck.features.quality import MAX_DROPOUTS, MIN_UPPER_EDGE_HZ
from voicecheck.types.judgement import (
    FAIL_FROM,
    WARN_FROM,
    CheckResult,
    Strength,
    Verdict,
)
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.features import Features
    from voicecheck.norms import Norms
    from voicecheck.types.judgement import Evidence, Judgement
    from voicecheck.types.text import Lang

Kind = Literal["delivery", "wording", "impression"]

# A severity that is not ripe for a "fail" is held just below it (NORMS 0.6: cap at 69).
CAPPED = 0.69
MIN_AGENT_CONFIDENCE = 0.75  # below this the wrong party might be judged
STRENGTH_FACTOR = {Strength.PUBLISHED: 1.0, Strength.PRACTICE: 0.9, Strength.PROVISIONAL: 0.8}
GOOD_SNR_DB = 20.0  # NORMS 0.1: from here on the signal takes nothing off the confidence
POOR_SIGNAL_FACTOR = 0.7


class Judge(Protocol):
    """The code of a check."""

    def __call__(self, features: Features, norms: Norms, /) -> Judgement:
        """Judge a call."""
        ...


@dataclass(frozen=True, slots=True)
class Need:
    """How much of something a check wants to see.

    Parameters
    ----------
    measure : str
        ``family.name`` of the measure that tells how much there is.
    minimum : float
        Below this nothing is said.
    full : float
        Below this nothing worse than "warn" is said, and less surely.
    what : Text
        What is counted, for the reason.
    """

    measure: str
    minimum: float
    full: float
    what: Text


@dataclass(frozen=True, slots=True)
class MinimumEvidence:
    """What must be there before a check says anything.

    Parameters
    ----------
    needs : tuple of Need
        Amounts.
    snr_db : float
        Signal-to-noise ratio below which nothing is said.
    purity : float
        Where two voices on one channel had to be separated: share rightly assigned below which
        nothing is said.
    fail_when_mixed : bool
        Whether such a recording allows a "fail" at all.
    clear_line : bool
        Whether a narrow line, or one with dropouts, forbids saying anything.
    """

    needs: tuple[Need, ...] = ()
    snr_db: float = 0.0
    purity: float = 0.95
    fail_when_mixed: bool = False
    clear_line: bool = False


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the checklist.

    Parameters
    ----------
    code, name : str
        ``M1`` and a word for it; neither is ever reused.
    kind : str
        ``delivery``, ``wording`` or ``impression``.
    version : int
        Raised whenever the same call may be judged differently.
    title : Text
        The checklist's own words.
    hears, rationale, method, problems : Text
        The page of the check: what it hears, why it matters to the caller, how it is measured,
        known problems. ``{norm.bad:g}`` and the like quote norms by name.
    requires : tuple of str
        Measures it reads, ``family.name``.
    norms : tuple of str
        Norms it reads.
    references : tuple of str
        Keys in references.toml.
    evidence : MinimumEvidence
        What must be there.
    judge : Judge
        Its code.
    """

    code: str
    name: str
    kind: Kind
    version: int
    title: Text
    hears: Text
    rationale: Text
    method: Text
    problems: Text
    requires: tuple[str, ...]
    norms: tuple[str, ...]
    references: tuple[str, ...]
    evidence: MinimumEvidence
    judge: Judge


def run(check: Check, features: Features, norms: Norms | None, *, lang: Lang) -> CheckResult:
    """Run one check on one call.

    Parameters
    ----------
    check : Check
        The check.
    features : Features
        The call's measures.
    norms : Norms or None
        Of the call's language; None where there is no language pack for it.
    lang : str
        Language of the texts.

    Returns
    -------
    CheckResult
        Never raises for what a call lacks: that is "not assessed" with its reason.

    Raises
    ------
    CheckError
        If the check's own code is broken.
    """
    try:
        _guard(check.code, features)
        if norms is None:
            raise NotMeasured(check.code, _no_norms(features.language))
        amount = _amount(check, features)
        for name in check.requires:
            float(features[name])
        judgement = check.judge(features, norms)
    except NotMeasured as missing:
        return not_assessed(check, missing.reason, lang)
    if not judgement.evidence or not 0 <= judgement.severity <= 1:
        raise CheckError(f"{check.code}: a judgement needs evidence and a severity from 0 to 1")
    severity, reason = judgement.severity, None
    cap = judgement.cap or _thin(check, features, amount)
    if cap is not None and severity >= FAIL_FROM:
        severity, reason = CAPPED, cap
    verdict = verdict_of(severity)
    if verdict is not Verdict.PASS and not any(item.span for item in judgement.evidence):
        return not_assessed(check, _NO_PLACE, lang)
    return CheckResult(
        code=check.code,
        name=check.name,
        title=check.title[lang],
        kind=check.kind,
        verdict=verdict,
        severity=severity,
        confidence=_confidence(judgement.evidence, features, amount),
        reason=reason[lang] if reason else None,
        finding=judgement.finding[lang],
        advice=judgement.advice[lang] if verdict is not Verdict.PASS else None,
        evidence=judgement.evidence,
        version=check.version,
    )


def _guard(code: str, features: Features) -> None:
    """Say nothing where the recording forbids it, or it is not sure who is speaking."""
    if features.problem is not None:
        raise NotMeasured("agent", features.problem)
    reason = withheld(code, features)
    if reason is not None:
        raise NotMeasured("recording", reason)
    if features.agent.confidence < MIN_AGENT_CONFIDENCE:
        raise NotMeasured("agent", _WHO.format(confidence=features.agent.confidence))


def withheld(code: str, features: Features) -> Text | None:
    """Return why the recording itself forbids to judge a check or strength; None where it does not.

    Parameters
    ----------
    code : str
        Of the check or strength.
    features : Features
        With the notices of the recording.

    Returns
    -------
    Text or None
    """
    for notice in features.notices:
        if code in notice.withholds:
            return notice.cause or notice.text
    return None


def _amount(check: Check, features: Features) -> float:
    """Return how much of the wanted evidence is there, 0 to 1; raise below the minimum."""
    snr_db = features["quality.snr_db"].value
    if snr_db is not None and snr_db < check.evidence.snr_db:
        raise NotMeasured(
            "quality.snr_db", _NOISE.format(snr_db=snr_db, minimum=check.evidence.snr_db)
        )
    if features.purity is not None and features.purity < check.evidence.purity:
        raise NotMeasured(
            "purity", _MIXED.format(purity=features.purity, minimum=check.evidence.purity)
        )
    if check.evidence.clear_line:
        _guard_line(features)
    share = 1.0
    for need in check.evidence.needs:
        have = float(features[need.measure])
        if have < need.minimum:
            raise NotMeasured(
                need.measure,
                Text(
                    "nur {have:.3g} " + need.what.de + ", {minimum:g} sind nötig",
                    "only {have:.3g} " + need.what.en + ", {minimum:g} needed",
                ).format(have=_rounded(have), minimum=need.minimum),
            )
        share = min(share, have / need.full)
    return share


def _thin(check: Check, features: Features, amount: float) -> Text | None:
    if features.purity is not None and not check.evidence.fail_when_mixed:
        return _MIXED_CAP
    if amount >= 1:
        return None
    need = min(check.evidence.needs, key=lambda need: float(features[need.measure]) / need.full)
    have = float(features[need.measure])
    return Text(
        "vorläufig: {have:.3g} " + need.what.de + ", für einen Fehler wären {full:g} nötig",
        "provisional: {have:.3g} " + need.what.en + ", a fail would need {full:g}",
    ).format(have=_rounded(have), full=need.full)


def _rounded(value: float) -> float:
    """Round what is counted; keep the decimals of what lies below 10."""
    return round(value) if value >= 10 else round(value, 2)


def _guard_line(features: Features) -> None:
    """Say nothing about pronunciation where the line itself swallows sounds."""
    edge, lost = features["quality.upper_edge_hz"], features["quality.dropout_ratio"]
    if edge.value is not None and edge.value < MIN_UPPER_EDGE_HZ:
        raise NotMeasured(edge.name, _NARROW.format(edge=edge.value, minimum=MIN_UPPER_EDGE_HZ))
    if lost.value is not None and lost.value > MAX_DROPOUTS:
        raise NotMeasured(lost.name, _DROPOUTS.format(lost=100 * lost.value))


def verdict_of(severity: float) -> Verdict:
    """Return the verdict of a severity from 0 to 1 (NORMS 0.6)."""
    if severity >= FAIL_FROM:
        return Verdict.FAIL
    return Verdict.WARN if severity >= WARN_FROM else Verdict.PASS


def _confidence(evidence: Sequence[Evidence], features: Features, amount: float) -> float:
    """Multiply amount of evidence, signal quality, strength of the norms and of the role."""
    strengths = [STRENGTH_FACTOR[e.norm.strength] for e in evidence if e.norm is not None]
    snr_db = features["quality.snr_db"].value
    signal = 1.0 if snr_db is not None and snr_db >= GOOD_SNR_DB else POOR_SIGNAL_FACTOR
    factors = (0.5 + 0.5 * min(1.0, amount), signal, min(strengths, default=1.0))
    confidence = features.agent.confidence
    for factor in factors:
        confidence *= factor
    return round(confidence, 2)


def not_assessed(check: Check, reason: Text, lang: Lang) -> CheckResult:
    """Return the line of a check that says nothing, and why.

    Parameters
    ----------
    check : Check
        The check.
    reason : Text
        Why.
    lang : str
        Language of the texts.

    Returns
    -------
    CheckResult
    """
    return CheckResult(
        code=check.code,
        name=check.name,
        title=check.title[lang],
        kind=check.kind,
        verdict=Verdict.NOT_ASSESSED,
        severity=None,
        confidence=None,
        reason=reason[lang],
        finding=None,
        advice=None,
        evidence=(),
        version=check.version,
    )


def _no_norms(language: str | None) -> Text:
    return Text(
        f"für die Sprache '{language}' gibt es keine Richtwerte",
        f"there are no norms for the language '{language}'",
    )


_WHO = Text(
    "unklar, welche Stimme die Person am Telefon ist (Sicherheit {confidence:.2f}): "
    "mit --agent angeben",
    "unclear which voice is the agent (confidence {confidence:.2f}): say so with --agent",
)
_NO_PLACE = Text(
    "keine zusammenhängende Stelle, an der es sich nachhören ließe",
    "no passage long enough to hear it at",
)
_MIXED = Text(
    "beide Stimmen auf einem Kanal, nicht rein genug zu trennen (etwa {purity:.2f}, "
    "{minimum:.2f} sind nötig)",
    "both voices on one channel, not separable purely enough (about {purity:.2f}, {minimum:.2f} "
    "needed)",
)
_MIXED_CAP = Text(
    "beide Stimmen auf einem Kanal: höchstens eine Warnung",
    "both voices on one channel: no more than a warning",
)
_NARROW = Text(
    "die Leitung ist zu schmal (Höhen bis {edge:.0f} Hz, {minimum:.0f} Hz sind nötig)",
    "the line is too narrow (up to {edge:.0f} Hz, {minimum:.0f} Hz needed)",
)
_DROPOUTS = Text(
    "die Leitung hat Aussetzer ({lost:.1f} % der Sprechzeit)",
    "the line has dropouts ({lost:.1f} % of the speech)",
)
_NOISE = Text(
    "die Leitung ist zu verrauscht ({snr_db:.0f} dB Rauschabstand, {minimum:g} dB sind nötig)",
    "the line is too noisy ({snr_db:.0f} dB signal-to-noise ratio, {minimum:g} dB needed)",
)
