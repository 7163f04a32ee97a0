"""What a check is: a line of the checklist, its page, what must be there, and its code.

A check reads measures and norms, never a signal. It does not handle missing data: reading a
missing measure raises `NotMeasured`, and `run` turns that into "not assessed" with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from voicecheck.languages.judgement import TABLES, figures
from voicecheck.types.text import Text, floored

if TYPE_CHECKING:
    from collections.abc import Mapping

    from voicecheck.checks.norms import Norms
    from voicecheck.errors import NotMeasured
    from voicecheck.features import Features
    from voicecheck.types.judgement import Judgement
    from voicecheck.types.norm import Norm

Kind = Literal["delivery", "wording", "impression"]


class Judge(Protocol):
    """The code of a check."""

    def __call__(self, features: Features, norms: Norms, /) -> Judgement:
        """Judge a call."""
        ...


class FirstWord(Protocol):
    """The code of a check for a call that lacks what the check rests on."""

    def __call__(self, features: Features, norms: Norms, lacks: NotMeasured, /) -> Judgement:
        """Judge by what is left, or raise `lacks` where that is not enough either."""
        ...


@dataclass(frozen=True, slots=True)
class Need:
    """How much of something a check wants to see.

    Parameters
    ----------
    measure : str
        ``family.name`` of the measure that tells how much there is.
    minimum : float
        Below this nothing is said.
    full : float
        Below this nothing worse than "warn" is said, and less surely.
    what : Text
        What is counted, for the reason.
    one : Text or None
        The same for a single one, where that differs.
    """

    measure: str
    minimum: float
    full: float
    what: Text
    one: Text | None = None

    def counted(self, have: float) -> Text:
        """Return how much there is, in words."""
        what = self.one if self.one is not None and have == 1 else self.what
        return Text("{have} ", "{have} ").format(have=_rounded(have)) + what


@dataclass(frozen=True, slots=True)
class MinimumEvidence:
    """What must be there before a check says anything.

    Parameters
    ----------
    needs : tuple of Need
        Amounts.
    snr_db : float
        Signal-to-noise ratio below which nothing is said.
    purity : float
        Where two voices on one channel had to be separated: share rightly assigned below which
        nothing is said.
    fail_when_mixed : bool
        Whether such a recording allows a "fail" at all.
    clear_line : bool
        Whether a narrow line, or one with dropouts, forbids saying anything.
    """

    needs: tuple[Need, ...] = ()
    snr_db: float = 0.0
    purity: float = figures("guests")["purity"]
    fail_when_mixed: bool = False
    clear_line: bool = False


def minimum_evidence(
    code: str,
    counted: Mapping[str, Text | tuple[Text, Text]],
    *,
    fail_when_mixed: bool = False,
    clear_line: bool = False,
) -> MinimumEvidence:
    """Return what judgement.toml asks for a check of the house; `counted` says what is counted."""
    table = TABLES["checks"][code]
    needs = []
    for measure, asked in table["needs"].items():
        said = counted[measure]
        what, one = said if isinstance(said, tuple) else (said, None)
        needs.append(Need(measure, float(asked["minimum"]), float(asked["full"]), what, one))
    snr_db, purity = float(table["snr_db"]), float(table["purity"])
    return MinimumEvidence(tuple(needs), snr_db, purity, fail_when_mixed, clear_line)


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the checklist.

    Parameters
    ----------
    code, name : str
        ``M1`` and a word for it; neither is ever reused.
    kind : str
        ``delivery``, ``wording`` or ``impression``.
    version : int
        Raised whenever the same call may be judged differently.
    title : Text
        The checklist's own words.
    hears, rationale, method, problems : Text
        The page of the check: what it hears, why it matters to the caller, how it is measured,
        known problems. ``{norm.bad:g}`` and the like quote norms by name, ``{many}`` and ``{few}``
        the people of watch and fail, the names in `quotes` anything else.
    requires : tuple of str
        Measures it reads, ``family.name``.
    norms : tuple of str
        Norms it reads.
    references : tuple of str
        Keys in references.toml.
    evidence : MinimumEvidence
        What must be there.
    judge : Judge
        Its code.
    reads : tuple of str
        Measures it reads as well where they could be taken.
    first_word : FirstWord or None
        What it says by less, where a need or a required measure is missing: never more than
        "warn". What the line forbids to judge stays forbidden.
    own_norms : tuple of Norm
        Norms that it brings along, where the language packs have none.
    quotes : Mapping of str to float or Text
        Figures that its page quotes.
    """

    code: str
    name: str
    kind: Kind
    version: int
    title: Text
    hears: Text
    rationale: Text
    method: Text
    problems: Text
    requires: tuple[str, ...]
    norms: tuple[str, ...]
    references: tuple[str, ...]
    evidence: MinimumEvidence
    judge: Judge
    reads: tuple[str, ...] = ()
    first_word: FirstWord | None = None
    own_norms: tuple[Norm, ...] = ()
    quotes: Mapping[str, float | Text] = field(default_factory=dict)


def _rounded(value: float) -> float:
    """Round what is counted down; keep the decimals of what lies below 10."""
    return floored(value) if value >= 10 else floored(value, 2)
