"""A call held against the agent's own other calls: a sentence, and what bears a mistake out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from voicecheck.languages.judgement import figures
from voicecheck.types.catalogue import CATALOGUE
from voicecheck.types.judgement import Verdict
from voicecheck.types.norm import WARN_FROM
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.checks.check import Check
    from voicecheck.features import Features
    from voicecheck.types.baseline import Baseline, Reference
    from voicecheck.types.judgement import CheckResult, Evidence
    from voicecheck.types.text import Lang

USUAL = figures("usual")


def compared(
    line: CheckResult, check: Check, features: Features, baseline: Baseline, lang: Lang
) -> CheckResult:
    """Add to a line's finding how its leading measure compares with what is usual."""
    name = next((name for name in check.requires if name.partition(".")[2] in check.norms), None)
    reference = baseline.of(name) if name else None
    if name is None or reference is None or line.verdict is Verdict.NOT_ASSESSED:
        return line
    measure = features[name]
    if measure.value is None or measure.unit != reference.unit:
        return line
    percent = CATALOGUE[name].percent
    scale = 100 if percent else 1
    sentence = (_OWN if reference.scope == "agent" else _TEAM).format(
        median=_short(scale * reference.median),
        low=_short(scale * reference.q25),
        high=_short(scale * reference.q75),
        unit=" %" if percent else "",
        n=reference.n,
        value=_short(scale * measure.value),
    )
    place = _place(measure.value, reference)
    finding = f"{line.finding or ''} {sentence[lang]} {place[lang]}".strip()
    return replace(line, finding=finding)


def unusual(evidence: Sequence[Evidence], baseline: Baseline | None) -> bool:
    """Tell whether own reference values bear a judgement out."""
    held = [
        (item.value, item.norm, baseline.of(item.measure) if baseline else None)
        for item in evidence
        if item.norm is not None
        and item.norm.percentiles is not None
        and item.span is None
        and isinstance(item.value, int | float)
        and item.unit != "points"
        and item.norm.severity(item.value) >= WARN_FROM
    ]
    return bool(held) and all(
        one is not None and (value > one.q75 if norm.high_is_worse else value < one.q25)
        for value, norm, one in held
    )


def _place(value: float, reference: Reference) -> Text:
    within = reference.q25 <= value <= reference.q75
    if within or abs(value - reference.median) < USUAL.get(reference.measure, 0.0):
        return _USUAL
    return _HIGHER if value > reference.median else _LOWER


def _short(value: float) -> float:
    return float(f"{value:.3g}")


_OWN = Text(
    "Gegen den eigenen Durchschnitt ({median:g}{unit} im Median von {n} Gesprächen, mittlere "
    "Hälfte {low:g} bis {high:g}{unit}): {value:g}{unit},",
    "Against the agent's own average (a median of {median:g}{unit} over {n} calls, middle half "
    "{low:g} to {high:g}{unit}): {value:g}{unit},",
)
_TEAM = Text(
    "Gegen den Durchschnitt des Teams ({median:g}{unit} im Median von {n} Gesprächen, mittlere "
    "Hälfte {low:g} bis {high:g}{unit}): {value:g}{unit},",
    "Against the team's average (a median of {median:g}{unit} over {n} calls, middle half "
    "{low:g} to {high:g}{unit}): {value:g}{unit},",
)
_USUAL = Text("wie üblich.", "as usual.")
_HIGHER = Text("höher als üblich.", "higher than usual.")
_LOWER = Text("niedriger als üblich.", "lower than usual.")
