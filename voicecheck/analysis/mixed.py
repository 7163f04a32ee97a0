"""Both voices on one channel: what that means for which check."""

from __future__ import annotations

from voicecheck.checks.registry import all_checks, all_strengths
from voicecheck.checks.strengths import MIN_PURITY
from voicecheck.types.notice import Notice
from voicecheck.types.text import Text


def mixed_notice(purity: float) -> Notice:
    """Say how purely two voices were separated, and which checks are withheld for it."""
    withheld = [check.code for check in all_checks() if purity < check.evidence.purity]
    n_checks = len(withheld)
    withheld += [check.code for check in all_strengths() if purity < MIN_PURITY]
    if not withheld:
        text = _PURE
    elif n_checks == len(all_checks()):
        text = _UNFIT
    else:
        text = _PARTLY
    share = round(100 * purity)
    return Notice(
        "N03",
        text.format(share=share, codes=", ".join(withheld)),
        (),
        float(share),
        "%",
        tuple(withheld),
        _CAUSE.format(share=share),
    )


_PURE = Text(
    "beide Stimmen auf einem Kanal, rechnerisch getrennt (etwa {share} % der Sprechzeit bei der "
    "richtigen Stimme): es gibt höchstens Warnungen, außer bei der Meldung (M4)",
    "both voices on one channel, separated by computation (about {share} % of the speech with the "
    "right voice): there is nothing worse than warnings, except for the greeting (M4)",
)
_PARTLY = Text(
    "beide Stimmen auf einem Kanal, rechnerisch getrennt (etwa {share} % der Sprechzeit bei der "
    "richtigen Stimme): das ist zu wenig für {codes}; sonst gibt es höchstens Warnungen, außer bei "
    "der Meldung (M4)",
    "both voices on one channel, separated by computation (about {share} % of the speech with the "
    "right voice): that is too little for {codes}; else there is nothing worse than warnings, "
    "except for the greeting (M4)",
)
_UNFIT = Text(
    "beide Stimmen auf einem Kanal, nicht sicher zu trennen (etwa {share} % der Sprechzeit bei der "
    "richtigen Stimme): niemand wird beurteilt",
    "both voices on one channel, not to be separated for certain (about {share} % of the speech "
    "with the right voice): nobody is judged",
)
_CAUSE = Text(
    "beide Stimmen auf einem Kanal, nur etwa {share} % der Sprechzeit sicher zuzuordnen",
    "both voices on one channel, only about {share} % of the speech assigned for certain",
)
