"""What a check is, and how one is run: guard, judge, confidence.

A check reads measures and norms, never a signal. It does not handle missing data: reading a
missing measure raises `NotMeasured`, and `run` turns that into "not assessed" with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from voicecheck.checks.comparison import unusual
from voicecheck.checks.withheld import guard_signal, no_norms, withheld
from voicecheck.errors import CheckError, NotMeasured
from voicecheck.types.judgement import CheckResult, Verdict
from voicecheck.types.norm import FAIL_FROM, WARN_FROM, Norm, Strength
from voicecheck.types.text import Text, floored

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.checks.norms import Norms
    from voicecheck.features import Features
    from voicecheck.types.baseline import Baseline
    from voicecheck.types.judgement import Evidence, Judgement
    from voicecheck.types.text import Lang

Kind = Literal["delivery", "wording", "impression"]

# A severity that is not ripe for a "fail" is held just below it (NORMS 0.6: cap at 69).
CAPPED = 0.69
STRENGTH_FACTOR = {
    Strength.MEASURED: 1.0,
    Strength.PUBLISHED: 1.0,
    Strength.PRACTICE: 0.9,
    Strength.PROVISIONAL: 0.8,
}
GOOD_SNR_DB = 20.0  # NORMS 0.1: from here on the signal takes nothing off the confidence
POOR_SIGNAL_FACTOR = 0.7
# Too few of these may be for want of words: then that is the cause.
OF_WORDS = (
    "tempo.syllables",
    "tempo.speech_s",
    "articulation.content_words",
    "wording.words",
)
MIN_LOST_S = 2.0


class Judge(Protocol):
    """The code of a check."""

    def __call__(self, features: Features, norms: Norms, /) -> Judgement:
        """Judge a call."""
        ...


class FirstWord(Protocol):
    """The code of a check for a call that lacks what the check rests on."""

    def __call__(self, features: Features, norms: Norms, lacks: NotMeasured, /) -> Judgement:
        """Judge by what is left, or raise `lacks` where that is not enough either."""
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
    one : Text or None
        The same for a single one, where that differs.
    """

    measure: str
    minimum: float
    full: float
    what: Text
    one: Text | None = None

    def counted(self, have: float) -> Text:
        """Return how much there is, in words."""
        what = self.one if self.one is not None and have == 1 else self.what
        return Text("{have} ", "{have} ").format(have=_rounded(have)) + what


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
    reads : tuple of str
        Measures it reads as well where they could be taken.
    first_word : FirstWord or None
        What it says by less, where a need or a required measure is missing: never more than
        "warn". What the line forbids to judge stays forbidden.
    own_norms : tuple of Norm
        Norms that it brings along, where the language packs have none.
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
    reads: tuple[str, ...] = ()
    first_word: FirstWord | None = None
    own_norms: tuple[Norm, ...] = ()


def run(
    check: Check,
    features: Features,
    norms: Norms | None,
    *,
    lang: Lang,
    baseline: Baseline | None = None,
) -> CheckResult:
    """Run one check on one call."""
    try:
        _guard(check, features)
        if norms is None:
            raise NotMeasured(check.code, no_norms(features.language))
        guard_signal(check.evidence, features)
        judgement, amount, cap = _judged(check, features, norms)
    except NotMeasured as missing:
        return not_assessed(check, missing.reason, lang)
    if not judgement.evidence or not 0 <= judgement.severity <= 1:
        raise CheckError(f"{check.code}: a judgement needs evidence and a severity from 0 to 1")
    severity, reason = judgement.severity, None
    if judgement.cap_alone and not unusual(judgement.evidence, baseline):
        cap = cap or judgement.cap_alone
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
        confidence=min(
            judgement.confidence_at_most, _confidence(judgement.evidence, features, amount)
        ),
        reason=reason[lang] if reason else None,
        finding=judgement.finding[lang],
        advice=judgement.advice[lang] if verdict is not Verdict.PASS else None,
        evidence=judgement.evidence,
        version=check.version,
    )


def _guard(check: Check, features: Features) -> None:
    """Say nothing where the recording forbids it, or it is not sure who is speaking."""
    reason = withheld(check.code, features, check.requires)
    if reason is not None:
        raise NotMeasured("recording", reason)


def _judged(check: Check, features: Features, norms: Norms) -> tuple[Judgement, float, Text | None]:
    """Return the judgement, how much it rests on, and why it may not be "fail", if so."""
    try:
        amount = _amount(check, features)
        for name in check.requires:
            float(features[name])
    except NotMeasured as lacks:
        if check.first_word is None:
            raise
        judgement = check.first_word(features, norms, lacks)
        return judgement, 0.0, judgement.cap or _FIRST_WORD
    judgement = check.judge(features, norms)
    return judgement, amount, judgement.cap or _thin(check, features, amount)


def _amount(check: Check, features: Features) -> float:
    """Return how much of the wanted evidence is there, 0 to 1; raise below the minimum."""
    share = 1.0
    for need in check.evidence.needs:
        have = float(features[need.measure])
        if have < need.minimum:
            raise NotMeasured(
                need.measure,
                Text("nur ", "only ")
                + need.counted(have)
                + _NEEDED.format(minimum=need.minimum)
                + _lost(need, features),
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
    return (
        Text("vorläufig: ", "provisional: ")
        + need.counted(have)
        + _FOR_A_FAIL.format(full=need.full)
    )


def _lost(need: Need, features: Features) -> Text:
    """Say how much speech has no words, where words are what is too few."""
    seconds = features["wording.wordless_s"].value
    if need.measure not in OF_WORDS or seconds is None or seconds < MIN_LOST_S:
        return Text("", "")
    return _WORDLESS.format(seconds=seconds)


def _rounded(value: float) -> float:
    """Round what is counted down; keep the decimals of what lies below 10."""
    return floored(value) if value >= 10 else floored(value, 2)


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
    """Return the line of a check that says nothing, and why."""
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


_NEEDED = Text(", {minimum:g} sind nötig", ", {minimum:g} needed")
_FOR_A_FAIL = Text(", für einen Fehler wären {full:g} nötig", ", a fail would need {full:g}")
_WORDLESS = Text(
    "; {seconds:.0f} s der Sprechzeit sind ohne Wörter geblieben",
    "; {seconds:.0f} s of the speech have no words",
)
_NO_PLACE = Text(
    "keine zusammenhängende Stelle, an der es sich nachhören ließe",
    "no passage long enough to hear it at",
)
_MIXED_CAP = Text(
    "beide Stimmen auf einem Kanal: höchstens eine Warnung",
    "both voices on one channel: no more than a warning",
)
_FIRST_WORD = Text("beurteilt wurde nur ein Teil", "only a part was judged")
