"""A check of somebody's own in a few lines: one measure, two limits, a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from voicecheck.checks import registry
from voicecheck.checks.check import Check
from voicecheck.checks.evidence import evidence_of
from voicecheck.checks.withheld import GUARDED_LIKE
from voicecheck.errors import CheckError, suggest
from voicecheck.types.catalogue import CATALOGUE, NO_MEASURE
from voicecheck.types.judgement import Judgement
from voicecheck.types.norm import Backing, Norm
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from voicecheck.checks.norms import Norms
    from voicecheck.features import Features

N_PASSAGES = 3


def mistake(
    code: str,
    title: str | Text,
    *,
    measure: str,
    unit: str,
    watch: float,
    fail: float,
    source: str,
    advice: str | Text,
    worse: Literal["high", "low"] = "high",
    passages: str = "",
) -> Callable[[Callable[[float], str | Text]], Check]:
    """Make a check of a function that says in one sentence what was found.

    The function gets the value of the measure for the call. Its name, with hyphens, becomes the
    check's; its docstring, where it has one, is what ``voicecheck explain`` says the check hears.
    A text that is given in one language is shown in it in every report.

    How much must be there, how clear the line must be and what withholds a line is taken from the
    check of the house that rests on the same family of measures: M1 for pitch and loudness, M3 for
    turn-taking and delivery, M4 for the greeting, M5 for pausing, M6 for articulation, M7 for
    tempo, M8 for wording.

    Parameters
    ----------
    code : str
        One to four capitals and a number, ``X1``; M, P and N are the house's.
    title : str or Text
        The mistake, in a few words.
    measure : str
        ``family.name``, as ``voicecheck measure --format csv`` prints it, with its unit.
    unit : str
        Of the limits: the measure's.
    watch, fail : float
        From where on it stands out, and is a mistake.
    source : str
        Where these limits come from; stands on every card beside them.
    advice : str or Text
        What to do about it, one sentence.
    worse : str
        ``high`` where more of the measure is worse, ``low`` where less is.
    passages : str
        Measure whose passages are named, where `measure` has none of its own. A check without a
        passage to listen to holds nothing against anybody.

    Returns
    -------
    callable
        Decorator that returns the `Check`.

    Raises
    ------
    CheckError
        If the measure is unknown, the limits stand the wrong way round, or a source is missing.

    Examples
    --------
    >>> @mistake(
    ...     "X1",
    ...     "Keeps the caller waiting",
    ...     measure="turn_taking.long_silences",
    ...     unit="1/10min",
    ...     watch=2,
    ...     fail=5,
    ...     source="our quality team, 2026",
    ...     advice="Say what you are looking up before you fall silent.",
    ... )
    ... def long_holds(value):
    ...     return f"{value:.0f} unannounced silences in ten minutes."
    """
    family, _, short = measure.partition(".")
    for name in (measure, passages or measure):
        if name not in CATALOGUE:
            said = NO_MEASURE.format(name=name, hint=suggest(name, CATALOGUE))
            raise CheckError(registry.OF_CHECK.format(code=code, said=said))
    if family not in GUARDED_LIKE:
        raise CheckError(_ABOUT_THE_LINE.format(code=code, measure=measure))
    if CATALOGUE[measure].unit != unit:
        of = CATALOGUE[measure].unit
        raise CheckError(_ANOTHER_UNIT.format(code=code, unit=unit, measure=measure, of=of))
    for what, text in (("source", source), ("title", title), ("advice", advice)):
        if not Text.of(text).en.strip():
            raise CheckError(_EMPTY.format(code=code, what=what))
    norm = _norm(code, short, unit, watch, fail, source, worse)
    like = registry.house_check(GUARDED_LIKE[family])

    def make(say: Callable[[float], str | Text]) -> Check:
        def judge(features: Features, _norms: Norms) -> Judgement:
            taken = features[measure]
            evidence = evidence_of(taken, norm, places=0 if passages else N_PASSAGES)
            if passages and features[passages].value is not None:
                evidence += evidence_of(features[passages], None, places=N_PASSAGES)
            return Judgement(
                severity=norm.severity(float(taken)),
                finding=Text.of(say(float(taken))),
                advice=Text.of(advice),
                evidence=evidence,
            )

        return Check(
            code=code,
            name=say.__name__.replace("_", "-"),
            kind=like.kind,
            version=1,
            title=Text.of(title),
            hears=Text.of(" ".join((say.__doc__ or "").split()) or title),
            rationale=Text("", ""),
            method=_METHOD.format(measure=measure, code=like.code),
            problems=Text("", ""),
            requires=(measure,),
            norms=(),
            references=(),
            evidence=like.evidence,
            judge=judge,
            reads=(passages,) if passages else (),
            own_norms=(norm,),
        )

    return make


def _norm(
    code: str, name: str, unit: str, watch: float, fail: float, source: str, worse: str
) -> Norm:
    """Put good and bad as far from the limits as these lie from each other, not below zero."""
    if worse not in ("high", "low"):
        raise CheckError(_WORSE.format(code=code, worse=worse))
    if not (watch < fail if worse == "high" else watch > fail):
        points = {"watch": f"{watch:g}", "fail": f"{fail:g}"}  # as they stand in the code
        raise CheckError(_WRONG_WAY.format(code=code, **points))
    watch, fail = float(watch), float(fail)
    good, bad = 2 * watch - fail, 2 * fail - watch
    if min(watch, fail) > 0:
        good, bad = max(0.0, good), max(0.0, bad)
    return Norm(name, unit, "", good, watch, fail, bad, source, source.strip(), Backing.PRACTICE)


_ABOUT_THE_LINE = Text(
    "{code}: '{measure}' sagt etwas über die Leitung, nicht über Agent/in",
    "{code}: '{measure}' says something about the line, not about the agent",
)
_ANOTHER_UNIT = Text(
    "{code}: die Grenzen stehen in '{unit}', {measure} in '{of}'",
    "{code}: the limits are in '{unit}', {measure} is in '{of}'",
)
_EMPTY = Text("{code}: '{what}' ist leer", "{code}: the {what} is empty")
_WORSE = Text(
    "{code}: worse ist 'high' oder 'low', nicht '{worse}'",
    "{code}: worse is 'high' or 'low', not '{worse}'",
)
_WRONG_WAY = Text(
    "{code}: watch ({watch}) muss vor fail ({fail}) kommen; wo weniger schlechter ist, gilt "
    "worse='low'",
    "{code}: watch ({watch}) must come before fail ({fail}); where less is worse, say worse='low'",
)
_METHOD = Text(
    "Der Wert von {measure} für das Gespräch, gehalten gegen den Richtwert unten. Wie viel dafür "
    "da sein muss und was die Prüfung ausschließt, ist wie bei {code}.",
    "The value of {measure} for the call, held against the norm below. How much must be there for "
    "it, and what withholds the check, is as with {code}.",
)
