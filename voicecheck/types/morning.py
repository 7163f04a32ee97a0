"""What there is to say about a run the morning after: counts, reasons, calls worth hearing.

Calls are listed, not people: nothing here is grouped by agent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from voicecheck.types.alarm import Alarm
    from voicecheck.types.judgement import Verdict


@dataclass(frozen=True, slots=True)
class RunFacts:
    """How a run went: times in UTC, lengths in seconds; ``left``: files not got round to."""

    folder: str
    started_utc: datetime
    took_s: float
    sound_s: float
    found: int
    known: int
    duplicates: int
    waiting: int
    done: int
    failed: int
    left: int
    judged: int  # calls of the run of which at least one check could be judged


@dataclass(frozen=True, slots=True)
class Failed:
    """Files that failed in the run for one reason; ``files`` are the first of ``n``."""

    stage: str
    reason: str
    n: int
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Withheld:
    """Why a check could not be judged, in how many calls of the run."""

    code: str
    reason: str
    n: int


@dataclass(frozen=True, slots=True)
class Spread:
    """How the calls of a period came out in one check."""

    verdicts: Mapping[str, int]
    tenths: tuple[int, ...]  # calls by tenth of the severity, ten figures

    @property
    def n(self) -> int:
        """Calls, judged or not."""
        return sum(self.verdicts.values())


@dataclass(frozen=True, slots=True)
class Distribution:
    """A check in this run and in the four weeks before."""

    code: str
    now: Spread
    before: Spread


@dataclass(frozen=True, slots=True)
class Call:
    """A line of the index."""

    name: str
    page: str | None  # file name of its page
    at: datetime | None  # start of the call
    week: str
    queue: str
    duration_s: float
    score: float | None  # 0 to 100
    results: Mapping[str, tuple[Verdict, float | None]]  # verdict and severity by check
    new: bool  # whether it is of this run


@dataclass(frozen=True, slots=True)
class Highlight:
    """A call worth hearing, and the passage that makes it so."""

    call: Call
    code: str  # of the check or strength
    finding: str | None  # what was heard, in the language of the card
    start_s: float | None
    end_s: float | None
    quote: str | None  # what was said there
    probability: float | None = None  # mean probability of the quoted words; None where unknown


@dataclass(frozen=True, slots=True)
class Morning:
    """All that the page says; ``outdated``: cards that `voicecheck rejudge` would change."""

    run: RunFacts
    failed: tuple[Failed, ...]
    failed_before: int
    withheld: tuple[Withheld, ...]
    distributions: tuple[Distribution, ...]
    grave: tuple[Highlight, ...]
    good: tuple[Highlight, ...]
    alarms: tuple[Alarm, ...]
    calls: tuple[Call, ...]
    n_calls: int
    outdated: int
