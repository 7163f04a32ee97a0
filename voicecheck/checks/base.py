"""How a check is run: guard, judge, confidence."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from voicecheck.checks.comparison import unusual
from voicecheck.checks.withheld import guard_signal, no_norms, withheld
from voicecheck.errors import CheckError, NotMeasured
from voicecheck.features.missing_words import MIN_LOST_S
from voicecheck.features.transcript_limits import NO_PROBABILITIES
from voicecheck.languages.judgement import figures
from voicecheck.types.judgement import CheckResult, Verdict
from voicecheck.types.norm import CAPPED, FAIL_FROM, WARN_FROM, Backing
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from voicecheck.checks.check import Check, Need
    from voicecheck.checks.norms import Norms
    from voicecheck.features import Features
    from voicecheck.types.baseline import Baseline
    from voicecheck.types.judgement import Judgement
    from voicecheck.types.text import Lang

CONFIDENCE = figures("confidence")
BACKING_FACTOR = {backing: CONFIDENCE[backing] for backing in Backing}
# Too few of these may be for want of words: then that is the cause.
OF_WORDS = (
    "tempo.syllables",
    "tempo.speech_s",
    "articulation.content_words",
    "wording.words",
)


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
        raise CheckError(_BARE.format(code=check.code))
    severity, reason = judgement.severity, None
    if judgement.cap_alone and not unusual(judgement.evidence, baseline):
        cap = cap or judgement.cap_alone
    if cap is not None and severity > CAPPED:
        reason = cap if severity >= FAIL_FROM else None
        severity = CAPPED
    verdict = verdict_of(severity)
    if verdict is not Verdict.PASS and not any(item.span for item in judgement.evidence):
        return not_assessed(check, _NO_PLACE, lang)
    confidence, doubt = _confidence(judgement, features, amount)
    return CheckResult(
        code=check.code,
        name=check.name,
        title=check.title[lang],
        kind=check.kind,
        verdict=verdict,
        severity=severity,
        confidence=confidence,
        reason=reason[lang] if reason else None,
        finding=judgement.finding[lang],
        advice=judgement.advice[lang] if verdict is not Verdict.PASS else None,
        evidence=judgement.evidence,
        version=check.version,
        confidence_reason=doubt[lang] if doubt else None,
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
        if _unrated(need, features):
            share = min(share, need.minimum / need.full)
            continue
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
    if any(_unrated(need, features) for need in check.evidence.needs):
        return Text("vorläufig: ", "provisional: ") + NO_PROBABILITIES
    need = min(check.evidence.needs, key=lambda need: float(features[need.measure]) / need.full)
    have = float(features[need.measure])
    return (
        Text("vorläufig: ", "provisional: ")
        + need.counted(have)
        + _FOR_A_FAIL.format(full=need.full)
    )


def _unrated(need: Need, features: Features) -> bool:
    """Tell whether nobody knows how surely the words were recognised: then they may be doubted."""
    measure = features[need.measure]
    return measure.name == "wording.word_probability" and measure.value is None and measure.n > 0


def _lost(need: Need, features: Features) -> Text:
    """Say how much speech has no words, where words are what is too few."""
    seconds = features["wording.wordless_s"].value
    if need.measure not in OF_WORDS or seconds is None or seconds < MIN_LOST_S:
        return Text("", "")
    return _WORDLESS.format(seconds=seconds)


def verdict_of(severity: float) -> Verdict:
    """Return the verdict of a severity from 0 to 1."""
    if severity >= FAIL_FROM:
        return Verdict.FAIL
    return Verdict.WARN if severity >= WARN_FROM else Verdict.PASS


def _confidence(
    judgement: Judgement, features: Features, amount: float
) -> tuple[float, Text | None]:
    """Multiply how sure the role, the amount, the signal and the norms are; name the weakest."""
    norms = [e.norm.strength for e in judgement.evidence if e.norm is not None]
    weakest = min(norms, key=lambda strength: BACKING_FACTOR[strength], default=None)
    snr_db = features["quality.snr_db"].value
    good = snr_db is not None and snr_db >= CONFIDENCE["good_snr_db"]
    least = CONFIDENCE["least"]
    factors = (
        (features.agent.confidence, _WHO),
        (least + (1 - least) * min(1.0, amount), _LITTLE),
        (1.0 if good else CONFIDENCE["poor_signal"], _NOISY if snr_db is not None else _NO_SNR),
        (BACKING_FACTOR[weakest], _BACKED[weakest]) if weakest is not None else (1.0, None),
    )
    confidence = math.prod(factor for factor, _ in factors)
    least_sure, doubt = min(factors, key=lambda factor: factor[0])
    if judgement.confidence_at_most < confidence:
        return judgement.confidence_at_most, judgement.confidence_reason
    return round(confidence, 2), doubt if least_sure < 1 else None


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


_WHO = Text("wer Agent/in ist, ist nicht ganz sicher", "who the agent is, is not quite sure")
_LITTLE = Text("wenig Material", "little material")
_NOISY = Text("die Leitung rauscht", "the line is noisy")
_NO_SNR = Text("das Rauschen war nicht zu messen", "the noise could not be measured")
_BACKED = {
    Backing.MEASURED: None,
    Backing.PUBLISHED: None,
    Backing.PRACTICE: Text("der Richtwert stammt aus der Praxis", "the norm is from practice"),
    Backing.PROVISIONAL: Text("der Richtwert ist vorläufig", "the norm is provisional"),
}
_NEEDED = Text(", {minimum:g} sind nötig", ", {minimum:g} needed")
_FOR_A_FAIL = Text(", für einen Fehler wären {full:g} nötig", ", a fail would need {full:g}")
_WORDLESS = Text(
    "; {seconds:.0f} s der Sprechzeit sind ohne Wörter geblieben",
    "; {seconds:.0f} s of the speech have no words",
)
_BARE = Text(
    "{code}: ein Urteil braucht Belege und eine Schwere von 0 bis 1",
    "{code}: a judgement needs evidence and a severity from 0 to 1",
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
