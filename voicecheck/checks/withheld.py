"""Why a line must not be judged, whatever was measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voicecheck.types.text import Text

if TYPE_CHECKING:
    from voicecheck.features import Features

MIN_AGENT_CONFIDENCE = 0.75  # below this the wrong party might be judged
EVERY_CHECK = tuple(f"M{i}" for i in range(1, 9))


def withheld(code: str, features: Features) -> Text | None:
    """Return why a check or strength must not be judged, whatever was measured; None if it may be.

    Of several causes the one that holds for most lines is named.

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
    if features.problem is not None:
        return features.problem
    causes = [notice for notice in features.notices if code in notice.withholds]
    widest = max(causes, key=lambda notice: len(notice.withholds), default=None)
    unclear = features.agent.confidence < MIN_AGENT_CONFIDENCE
    if unclear and (widest is None or len(widest.withholds) < len(EVERY_CHECK)):
        who = _WHO_MIXED if features.agent.channel is None else _WHO
        return who.format(confidence=features.agent.confidence)
    return None if widest is None else widest.cause or widest.text


def no_norms(language: str | None) -> Text:
    """Say that there is nothing to judge a call in this language by."""
    if language is None:
        return Text(
            "die Sprache des Gesprächs ist nicht bekannt, ohne sie gibt es keine Richtwerte",
            "the language of the call is not known, and without it there are no norms",
        )
    return Text(
        f"für die Sprache '{language}' gibt es keine Richtwerte",
        f"there are no norms for the language '{language}'",
    )


_WHO = Text(
    "unklar, welche Stimme die Person am Telefon ist (Sicherheit {confidence:.2f}): "
    "mit --agent angeben",
    "unclear which voice is the agent (confidence {confidence:.2f}): say so with --agent",
)
_WHO_MIXED = Text(
    "unklar, welche der Stimmen Agent/in ist (Sicherheit {confidence:.2f}): mit --agent first oder "
    "second angeben, ob sie zuerst oder als zweite spricht, oder mit --agent says:WORT ein Wort, "
    "das nur sie sagt",
    "unclear which of the voices is the agent (confidence {confidence:.2f}): say with --agent "
    "first or second whether it speaks first, or with --agent says:WORD a word that only it says",
)
