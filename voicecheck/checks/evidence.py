"""From measures to evidence and severity: what checks share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicecheck.types.judgement import Evidence
from voicecheck.types.norm import Norm
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from voicecheck.checks.norms import Norms
    from voicecheck.features import Features
    from voicecheck.types.measure import Measure

# M1 and M6 say the same of the same measure.
LOUDNESS_MOVES = Text(
    " Die Lautstärke bewegt sich um {value} dB je Sekunde.",
    " The loudness moves by {value} dB per second.",
)


def evidence_of(measure: Measure, norm: Norm | None, *, places: int = 0) -> tuple[Evidence, ...]:
    """Make evidence of a measure: its value for the call, then its most telling places."""
    whole = Evidence(measure.name, float(measure), measure.unit, norm)
    return (
        whole,
        *(
            Evidence(
                passage.what or measure.name,
                passage.value,
                passage.unit or measure.unit,
                norm,
                passage.span,
                passage.quote,
                passage.probability,
            )
            for passage in measure.passages[:places]
        ),
    )


def weighted_severity(measures: Sequence[Measure], norms: Norms, code: str) -> float:
    """Join several measures into one severity; missing ones leave their weight to the others."""
    return _weighted(measures, norms, code, Norm.severity)


def joined_points(measures: Sequence[Measure], norms: Norms, code: str) -> float:
    """Average the places of several measures among people, by the weights of a check."""
    return 100 * _weighted(measures, norms, code, Norm.place)


def _weighted(
    measures: Sequence[Measure],
    norms: Norms,
    code: str,
    standing: Callable[[Norm, float], float],
) -> float:
    """Average how the measures that were taken stand against their norms."""
    total = weight_sum = 0.0
    for measure in measures:
        if measure.value is not None:
            weight = norms.weights[code][measure.name.rpartition(".")[2]]
            total += weight * standing(norms.of(measure), measure.value)
            weight_sum += weight
    return total / weight_sum


def added_points(measures: Sequence[Measure], norms: Norms, code: str) -> float:
    """Add what each measure contributes; a missing one contributes nothing."""
    return 100 * sum(
        norms.weights[code][m.name.rpartition(".")[2]] * norms.of(m).severity(m.value)
        for m in measures
        if m.value is not None
    )


def points_of(points: float, norms: Norms, code: str) -> Evidence:
    """Make evidence of the points of a check, with the points that ordinary people reach."""
    return Evidence(f"{code}.points", points, "points", norms[f"{code}_points"])


def severity_of(points: Evidence) -> float:
    """Return the severity, 0 to 1, of evidence that is a number with a norm."""
    assert points.norm is not None and isinstance(points.value, int | float)
    return points.norm.severity(points.value)


def phrases_of(measure: Measure) -> tuple[Evidence, ...]:
    """Make evidence of every passage of a measure, each with its quote."""
    return tuple(
        Evidence(
            passage.what or measure.name,
            passage.quote or passage.value,
            "phrase" if passage.quote else passage.unit or measure.unit,
            None,
            passage.span,
            passage.quote,
            passage.probability,
        )
        for passage in measure.passages
    )


def with_delivery(
    severity: float, features: Features, norms: Norms, code: str, name: str
) -> tuple[float, tuple[Evidence, ...]]:
    """Add turns that sound unlike the agent's own others, where the policy had them measured."""
    if features[name].value is None:
        return severity, ()
    points = norms.points["delivery"]
    added = min(points["at_most"], points["turn"] * float(features[name]))
    evidence = tuple(
        Evidence(name, passage.value, "dB", None, passage.span, passage.quote, passage.probability)
        for passage in features[name].passages
    )
    return min(1.0, severity + added), evidence
