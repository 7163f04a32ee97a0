"""What is said about a call in the end."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from voicecheck.types.audio import AudioFile
from voicecheck.types.display import DisplayMixin
from voicecheck.types.norm import Norm
from voicecheck.types.notice import Notice
from voicecheck.types.text import Lang, Text
from voicecheck.types.time import Span

if TYPE_CHECKING:
    from collections.abc import Iterator


class Verdict(StrEnum):
    """The outcome of a check."""

    PASS = "pass"
    WARN = "warn"
    FAIL = "fail"
    NOT_ASSESSED = "not_assessed"

    @property
    def stands_out(self) -> bool:
        """Whether it is a warning or a mistake."""
        return self in (Verdict.WARN, Verdict.FAIL)


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that was measured or heard, and where.

    Parameters
    ----------
    measure : str
        Name of the measure, or of the lexicon rule.
    value : float, str or None
        What was found.
    unit : str
        Of the value.
    norm : Norm or None
        What it was held against; None for supporting evidence.
    span : Span or None
        Where to listen; None for a number about the whole call.
    quote : str or None
        The words, where words matter.
    probability : float or None
        Mean probability of the quoted words, 0 to 1, the speech model's own; None where there is
        no quote or it is unknown.
    """

    measure: str
    value: float | str | None
    unit: str
    norm: Norm | None = None
    span: Span | None = None
    quote: str | None = None
    probability: float | None = None

    @property
    def is_phrase(self) -> bool:
        """Whether it is a sentence that counted, not a number."""
        return isinstance(self.value, str)

    @property
    def words(self) -> str:
        """The words that it rests on; empty where there are none."""
        return self.value if isinstance(self.value, str) else self.quote or ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a check's own code returns; `run` makes a CheckResult of it.

    Parameters
    ----------
    severity : float
        0 (no problem) to 1 (severe).
    finding : Text
        What was heard, in figures, one sentence.
    advice : Text
        What to do about it, one plain sentence.
    evidence : tuple of Evidence
        At least one.
    cap : Text or None
        Why the severity may not reach "fail", if it may not.
    cap_alone : Text or None
        Why it may not unless the agent's or the team's own reference values agree.
    confidence_at_most : float
        How sure a single call can make this, 0 to 1.
    confidence_reason : Text or None
        Why it cannot make it surer.
    """

    severity: float
    finding: Text
    advice: Text
    evidence: tuple[Evidence, ...]
    cap: Text | None = None
    cap_alone: Text | None = None
    confidence_at_most: float = 1.0
    confidence_reason: Text | None = None


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One line of the scorecard, in the scorecard's language.

    Parameters
    ----------
    code, name, title, kind : str
        Of the check.
    verdict : Verdict
        The outcome.
    severity, confidence : float or None
        0 to 1; None where not assessed.
    reason : str or None
        Why it was not assessed, or why the severity was held below "fail".
    finding : str or None
        What was heard, one sentence.
    advice : str or None
        What to do about it; None where nothing is to be done.
    evidence : tuple of Evidence
        What it rests on.
    version : int
        Of the check.
    confidence_reason : str or None
        What lowers the confidence most; None where nothing does.
    """

    code: str
    name: str
    title: str
    kind: str
    verdict: Verdict
    severity: float | None
    confidence: float | None
    reason: str | None
    finding: str | None
    advice: str | None
    evidence: tuple[Evidence, ...]
    version: int
    confidence_reason: str | None = None


@dataclass(frozen=True, slots=True)
class StrengthResult:
    """One strength of the call, in the scorecard's language; never a penalty.

    Parameters
    ----------
    code, name, title : str
        ``P1`` to ``P3``.
    heard : bool or None
        Whether it is a strength of this call; None where there was too little to tell.
    score : float or None
        0 to 1.
    reason : str or None
        Why it could not be told.
    finding : str or None
        What was found, one sentence.
    evidence : tuple of Evidence
        The moments, each with time and quote.
    """

    code: str
    name: str
    title: str
    heard: bool | None
    score: float | None
    reason: str | None
    finding: str | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Agent:
    """Who is judged: the channel (None in mono), and how sure that is (0 to 1)."""

    channel: int | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Provenance:
    """What made this result."""

    voicecheck: str
    stages: dict[str, int]
    tools: dict[str, str]
    model: str | None
    norms_edition: str
    config_hash: str
    created_at: str


@dataclass(frozen=True, slots=True)
class Results:
    """Results in checklist order; ``results["M7"]`` finds one by code."""

    lines: tuple[CheckResult, ...] = ()

    def __getitem__(self, code: str) -> CheckResult:
        """Return the result of one check."""
        for line in self.lines:
            if line.code == code:
                return line
        raise KeyError(f"{code} was not run; there are {', '.join(r.code for r in self.lines)}")

    def __iter__(self) -> Iterator[CheckResult]:
        """Go through the results in checklist order."""
        return iter(self.lines)

    def __len__(self) -> int:
        """Return the number of results."""
        return len(self.lines)


@dataclass(frozen=True, slots=True, repr=False)
class Scorecard(DisplayMixin):
    """All that is said about one call, in one report language.

    Parameters
    ----------
    source : AudioFile
        The file.
    lang : str
        Language of the texts.
    language : str or None
        Language of the call.
    agent : Agent
        Whom the card is about.
    results : Results
        One per check, checklist order.
    score : float or None
        0 (worst) to 100 (no mistake found); None below half coverage.
    coverage : float
        Share of the checklist that could be judged, 0 to 1.
    notices : tuple of Notice
        What to know about the recording.
    provenance : Provenance
        What made this card.
    strengths : tuple of StrengthResult
        P1 to P3, with the moments worth praise.
    """

    source: AudioFile
    lang: Lang
    language: str | None
    agent: Agent
    results: Results
    score: float | None
    coverage: float
    notices: tuple[Notice, ...]
    provenance: Provenance
    strengths: tuple[StrengthResult, ...] = ()
