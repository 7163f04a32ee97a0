"""What there is to know about a recording before anybody is judged by it."""

from __future__ import annotations

from dataclasses import dataclass

from voicecheck.types.text import Text
from voicecheck.types.time import Span

# What a notice can withhold. Codes are never reused; what hears may not know the checks themselves.
CHECKS = tuple(f"M{i}" for i in range(1, 9))
EVERYTHING = (*CHECKS, "P1", "P2", "P3")
OF_THE_CALLER = ("M2", "M3", "M6")  # rest on the caller's turns and words
OF_TURNS = ("M2", "M3")  # rest on the time between the two


def listed(codes: tuple[str, ...]) -> Text:
    """Name codes in a sentence: M1 bis M8, or M2, M3 und M6."""
    first, last = codes[0], codes[-1]
    if len(codes) > 3 and codes == CHECKS[: len(codes)]:
        return Text(f"{first} bis {last}", f"{first} to {last}")
    before = ", ".join(codes[:-1])
    return Text(f"{before} und {last}", f"{before} and {last}") if before else Text(last, last)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about the recording that the reader must know.

    Codes: N01 unreadable, N02 too little speech, N03 both voices on one channel, N04 poor
    signal, N05 language unsure, N06 recording damaged or cut short, N07 what the channels hold
    (dual mono, empty channel, bleed), N08 more than one agent, N09 announcements left out, N10
    words missing, N11 channels out of step, N12 a leg at another speed, N13 recording
    paused, N14 channels changed sides, N15 only one party recorded, N16 another voice in the
    background, N17 two people on one party's channel, N18 no conversation,
    N19 wrong sampling rate, N20 words from a transcript beside the recording, N21 sound without a
    header, read by its suffix or a setting, N22 joined from two files.

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
