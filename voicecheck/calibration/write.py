"""Prints what the marks say, and writes norms that can be used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from voicecheck.calibration.fit import FROM_MARK
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from voicecheck.calibration.fit import Agreement, Cutoffs
    from voicecheck.types.text import Lang

_HEAD = Text(
    "{check}: {n_judged} von {n_calls} bewerteten Aufnahmen beurteilt, {n_raters} Bewertende",
    "{check}: {n_judged} of {n_calls} marked calls assessed, {n_raters} raters",
)
_ALPHA = Text(
    "  Einigkeit der Bewertenden (alpha, ordinal)        ",
    "  agreement of the raters (alpha, ordinal)          ",
)
_RHO = Text(
    "  Rangkorrelation von Schwere und Note              ",
    "  rank correlation of severity and mark             ",
)
_AUC = Text(
    "  Trennung der Noten ab {mark:g} (AUC)                     ",
    "  separation of marks from {mark:g} on (AUC)               ",
).format(mark=FROM_MARK["fail"])
_CUT = Text(
    "  Vorschlag {norm}: Warnung ab {watch}, Fehler ab {fail}; an ausgelassenen Aufnahmen richtig: "
    "{held_out:.0f} %",
    "  proposal {norm}: warning from {watch}, mistake from {fail}; right on calls left out: "
    "{held_out:.0f} %",
)
_VALUE = Text("{value:.2f}", "{value:.2f}")
_INTERVAL = Text(
    "{x.value:.2f} [{x.low:.2f}; {x.high:.2f}]", "{x.value:.2f} [{x.low:.2f}; {x.high:.2f}]"
)
_ABSENT = Text("nicht berechnet", "not computed")
_POPULATION = "own calls, marked by {n_raters} raters"
_SOURCE = (
    "own marks, n = {n} calls, {n_raters} raters, {day}; held out {held_out:.0f} % right; 95 % "
    "intervals: watch {watch.low:.3g} to {watch.high:.3g}, fail {fail.low:.3g} to {fail.high:.3g}"
)


def show(found: Sequence[Agreement], lang: Lang, out: TextIO) -> None:
    """Print agreement, correlation and proposals, check by check."""
    for one in found:
        head = _HEAD.format(
            check=one.check, n_judged=one.n_judged, n_calls=one.n_calls, n_raters=one.n_raters
        )
        absent = _ABSENT[lang]
        alpha = absent if one.alpha is None else _VALUE.format(value=one.alpha)[lang]
        print(head[lang], file=out)
        print(_ALPHA[lang] + alpha, file=out)
        for title, estimate in ((_RHO, one.rank_correlation), (_AUC, one.auc)):
            said = _INTERVAL.format(x=estimate)[lang] if estimate else absent
            print(title[lang] + said, file=out)
        for cut in one.cutoffs:
            line = _CUT.format(
                norm=cut.norm,
                watch=_INTERVAL.format(x=cut.watch)[lang],
                fail=_INTERVAL.format(x=cut.fail)[lang],
                held_out=100 * cut.held_out,
            )
            print(line[lang], file=out)
        for reason in one.refused:
            print(f"  {reason[lang]}", file=out)


def overrides(found: Sequence[Agreement], day: str) -> dict[str, dict[str, dict[str, Any]]]:
    """Return the proposals as ``[norms.NAME]`` tables of voicecheck.toml."""
    return {
        "norms": {cut.norm: _fields(cut, one.n_raters, day) for one in found for cut in one.cutoffs}
    }


def _fields(cut: Cutoffs, n_raters: int, day: str) -> dict[str, Any]:
    return {
        "good": _rounded(cut.good),
        "watch": _rounded(cut.watch.value),
        "fail": _rounded(cut.fail.value),
        "bad": _rounded(cut.bad),
        "population": _POPULATION.format(n_raters=n_raters),
        "source": _SOURCE.format(
            n=cut.n,
            n_raters=n_raters,
            day=day,
            held_out=100 * cut.held_out,
            watch=cut.watch,
            fail=cut.fail,
        ),
        "strength": "practice",
    }


def _rounded(value: float) -> float:
    return float(f"{value:.4g}")
