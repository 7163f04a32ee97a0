"""What goes into the store about one call, and one file that failed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from voicecheck.features import Features
    from voicecheck.types.call import CallInfo
    from voicecheck.types.judgement import Scorecard


@dataclass(frozen=True, slots=True)
class Entry:
    """One call, measured and judged.

    Parameters
    ----------
    path : str
        To be stored (masked where asked).
    path_key : str
        SHA-256 of the full path.
    info : CallInfo
        What the telephone system knows.
    features : Features
        What was measured.
    card : Scorecard
        What was judged.
    conversation : str or None
        JSON of the parties' words, where they are to be kept.
    analysis_key, lexicon_key, judgement_key : str
        What measures, phrases and results depend on, hashed.
    seconds : float
        How long it took.
    page : str or None
        The call's own page.
    """

    path: str
    path_key: str
    info: CallInfo
    features: Features
    card: Scorecard
    conversation: str | None
    analysis_key: str
    lexicon_key: str
    judgement_key: str
    seconds: float
    page: str | None = None


@dataclass(frozen=True, slots=True)
class FailedFile:
    """One file without a card.

    Parameters
    ----------
    path : str
        To be stored (masked where asked).
    path_key : str
        SHA-256 of the full path.
    sha256 : str or None
        Of its bytes, where they could be read.
    stage : str
        ``decode``, ``analysis``, ``worker``, ``time``, ``memory``, ``disk`` or ``program``.
    reason : str
        What is wrong, and what to do.
    transient : bool
        Whether trying again may help.
    analysis_key : str
        What was tried.
    """

    path: str
    path_key: str
    sha256: str | None
    stage: str
    reason: str
    transient: bool
    analysis_key: str
