"""What each check says of a recording that is too short, and has too few parties, for a verdict."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from voicecheck.checks import CHECKLIST
from voicecheck.checks.norms import load_norms
from voicecheck.checks.registry import all_checks
from voicecheck.errors import NotMeasured

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.checks.check import Check
    from voicecheck.features import Features
    from voicecheck.types.judgement import Judgement

SEVERITY, POINTS = "severity", "points"


def house_checks() -> list[Check]:
    return [check for check in all_checks() if check.code in CHECKLIST]


def standing(judgement: Judgement) -> tuple[str, float]:
    """Return what a check's row rests on, and its value.

    Severity is 0 for everybody who does better than the norm asks for, and ranks cannot tell them
    apart. Points go on below 0, so a check that joins its measures into points is ranked by them.
    """
    for item in judgement.evidence:
        if item.measure.endswith(POINTS) and isinstance(item.value, int | float):
            return POINTS, float(item.value)
    return SEVERITY, judgement.severity


def judged(heard: Sequence[Features]) -> tuple[list[dict[str, float]], dict[str, str]]:
    """Let every check judge every recording without its guards.

    Parameters
    ----------
    heard : sequence of Features
        Of one recording each.

    Returns
    -------
    list of dict of str to float
        Per recording, by code; without the checks that lack a measure there.
    dict of str to str
        By code: `SEVERITY` or `POINTS`, never both in one row.
    """
    values: list[dict[str, float]] = [{} for _ in heard]
    rests_on = {}
    for check in house_checks():
        found = {i: _unguarded(check, features) for i, features in enumerate(heard)}
        own = {i: standing(judgement) for i, judgement in found.items() if judgement is not None}
        kinds = {kind for kind, _ in own.values()}
        rests_on[check.code] = POINTS if POINTS in kinds else SEVERITY
        for i, (kind, value) in own.items():
            if kind == rests_on[check.code]:
                values[i][check.code] = value
    return values, rests_on


def _unguarded(check: Check, features: Features) -> Judgement | None:
    if features.language is None:
        return None
    features = with_clear_caller(features)
    try:
        for name in check.requires:
            float(features[name])
        return check.judge(features, load_norms(features.language))
    except (NotMeasured, ZeroDivisionError):  # no measure, or not a single word
        return None


def with_clear_caller(features: Features) -> Features:
    """Put a caller beside the one voice who is understood throughout and never asks again.

    M6 holds the agent's words against the caller's; a reader has none.
    """
    own = features["articulation.unclear_share"].value
    difference = "articulation.unclear_difference"
    if own is None or features[difference].value is not None:
        return features
    beside = {
        "articulation.reference_unclear_share": 0.0,
        difference: own,
        "articulation.repair_requests": 0.0,
    }
    made = {
        name: replace(features[name], value=value, reason=None, passages=())
        for name, value in beside.items()
    }
    return replace(features, measures=features.measures | made)


def reads(check: Check, name: str) -> bool:
    """Tell whether a check reads a measure about the voice, not about the line."""
    family, _, short = name.partition(".")
    return family != "quality" and (name in check.requires or short in check.norms)
