"""What there is to know about a recording before anybody is judged by it."""

from __future__ import annotations

from dataclasses import dataclass

from voicecheck.types.text import Text
from voicecheck.types.time import Span


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about the recording that the reader must know.

    Codes: N01 unreadable, N02 too little speech, N03 both voices on one channel, N04 poor
    signal, N05 language unsure, N06 recording damaged or cut short, N07 what the channels hold
    (dual mono, empty channel, bleed), N08 more than one agent, N09 announcements left out, N10
    words missing, N11 channels out of step, N12 a leg at another speed, N13 recording
    paused, N14 channels changed sides, N15 only one party recorded, N16 another voice in the
    background, N17 two people on one party's channel, N18 no conversation,
    N19 wrong sampling rate.

    Parameters
    ----------
    code : str
        As above.
    text : Text
        What was found, with its size and what follows from it, one sentence.
    spans : tuple of Span
        Where; empty where the whole recording is meant.
    value : float or None
        The measured size, in `unit`.
    unit : str
        Of the value; empty without one.
    withholds : tuple of str
        Checks and strengths that are not judged for it.
    cause : Text or None
        The same in few words: the reason of the lines that are withheld; the text where None.
    """

    code: str
    text: Text
    spans: tuple[Span, ...] = ()
    value: float | None = None
    unit: str = ""
    withholds: tuple[str, ...] = ()
    cause: Text | None = None
