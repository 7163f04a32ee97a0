"""Where a call stands among people on the telephone, in one sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicecheck.checks.evidence import severity_of
from voicecheck.checks.norms import people
from voicecheck.types.norm import FAIL_FROM, FEW, MANY, WARN_FROM
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.checks.norms import Norms
    from voicecheck.types.judgement import Evidence
    from voicecheck.types.measure import Measure
    from voicecheck.types.norm import Norm


def standing(points: Evidence, parts: Sequence[Measure], norms: Norms) -> Text:
    """Say how far out a call lies: by the part that tells most, else by all together."""
    assert points.norm is not None
    severity = severity_of(points)
    if severity < WARN_FROM:
        return Text("", "")
    weights = norms.weights.get(points.measure.partition(".")[0], {})
    out = [
        (weights.get(name, 1.0) * place, place, name)
        for part in parts
        if part.value is not None
        and (place := norms.of(part).place(part.value)) >= WARN_FROM
        and (name := part.name.rpartition(".")[2]) in _FURTHER
    ]
    if out:
        _, place, name = max(out)
        return _FURTHER[name] + _than(place, norms[name])
    return (_TOGETHER if parts else _POINTS) + _than(severity, points.norm)


def _than(place: float, norm: Norm) -> Text:
    return _THAN.format(share=FEW if place >= FAIL_FROM else MANY, people=people(norm))


_THAN = Text(" als bei {share} {people}.", " than with {share} {people}.")
_TOGETHER = Text(
    " Alle Merkmale zusammen liegen weiter außen", " All parts together lie further out"
)
_POINTS = Text(" Das sind mehr Punkte", " That is more points")
_FURTHER = {
    "f0_range_semitones": Text(" Die Tonhöhe bewegt sich weniger", " The pitch moves less"),
    "loudness_movement_db_per_s": Text(
        " Die Lautstärke bewegt sich weniger", " The loudness moves less"
    ),
    "articulation_rate": Text(" Das ist schneller", " That is faster"),
    "articulation_rate_p90": Text(
        " Die schnellsten Abschnitte sind schneller", " The fastest stretches are faster"
    ),
    "pause_ratio": Text(" Der Anteil der Pausen ist kleiner", " The share of pauses is smaller"),
    "run_length_p75_s": Text(
        " Die Strecken ohne Pause sind länger", " The runs without a pause are longer"
    ),
    "pause_p90_s": Text(" Die längeren Pausen sind kürzer", " The longer pauses are shorter"),
    "acceleration": Text(
        " Innerhalb der Beiträge steigt das Tempo stärker", " Within turns the rate rises more"
    ),
    "long_silences": Text(
        " Unangekündigte Stillen sind häufiger", " Unannounced silences are more frequent"
    ),
    "backchannel_rate": Text(" Rückmeldesignale sind seltener", " Signs of listening are rarer"),
    "minimal_answer_share": Text(
        " Einwort-Antworten sind häufiger", " One-word answers are more frequent"
    ),
    "interruption_rate": Text(" Das ist häufiger", " That is more often"),
    "cut_turn_share": Text(
        " Abgebrochene Redebeiträge von Anrufer/in sind häufiger",
        " Turns of the caller that are cut off are more frequent",
    ),
}
