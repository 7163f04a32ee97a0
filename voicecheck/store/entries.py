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
    """One call, measured and judged."""

    path: str  # to be stored (masked where asked)
    path_key: str  # SHA-256 of the full path
    info: CallInfo  # what the telephone system knows
    features: Features
    card: Scorecard
    conversation: str | None  # JSON of the parties' words, where they are to be kept
    analysis_key: str  # what measures, phrases and results depend on, hashed
    lexicon_key: str
    judgement_key: str
    seconds: float  # how long it took
    page: str | None = None  # the call's own page


@dataclass(frozen=True, slots=True)
class FailedFile:
    """One file without a card."""

    path: str  # to be stored (masked where asked)
    path_key: str  # SHA-256 of the full path
    sha256: str | None  # of its bytes, where they could be read
    stage: str  # decode, analysis, worker, time, memory, disk or program
    reason: str  # what is wrong, and what to do
    transient: bool  # whether trying again may help
    analysis_key: str
