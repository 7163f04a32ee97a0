"""A number with its unit, its basis and its method, or the reason why there is none."""

from __future__ import annotations

import math
from dataclasses import dataclass

from voicecheck.errors import NotMeasured
from voicecheck.types.text import Text
from voicecheck.types.time import Span


@dataclass(frozen=True, slots=True)
class Passage:
    """A place worth listening to, with the value that was measured there.

    Parameters
    ----------
    span : Span
        Where.
    value : float
        What was measured there.
    quote : str or None
        The words, where they are known.
    unit : str or None
        Of the value, where it is not that of the measure.
    what : str or None
        What the value is, where several kinds of passage lie side by side: ``MEASURE.least``,
        ``MEASURE.most``.
    probability : float or None
        Mean probability of the quoted words, 0 to 1, the speech model's own; None where there is
        no quote or it is unknown.
    """

    span: Span
    value: float
    quote: str | None = None
    unit: str | None = None
    what: str | None = None
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """One number about a whole call.

    Parameters
    ----------
    name : str
        ``family.name``, for example ``tempo.articulation_rate``.
    value : float or None
        Finite, or None with a reason.
    unit : str
        For example ``semitones``, ``syllables/s``, ``s``, ``dB``, ``1`` (ratio), ``count``.
    n : float
        How much it rests on (voiced seconds, syllables, turns ...), in `n_unit`.
    n_unit : str
        What `n` counts.
    method : str
        How it was measured, in a few words.
    passages : tuple of Passage
        Where the value comes from: most telling first.
    reason : Text or None
        Why there is no value.

    Raises
    ------
    ValueError
        If there is neither value nor reason, both, or the value is not finite.
    """

    name: str
    value: float | None
    unit: str
    n: float
    n_unit: str
    method: str
    passages: tuple[Passage, ...] = ()
    reason: Text | None = None

    def __post_init__(self) -> None:
        """Keep the promise: a finite value or a reason, never both or neither."""
        if (self.value is None) == (self.reason is None):
            raise ValueError(f"{self.name}: a measure has a value or a reason, exactly one of them")
        if self.value is not None and not math.isfinite(self.value):
            raise ValueError(f"{self.name}: {self.value} is not a finite number; give a reason")

    def __float__(self) -> float:
        """Return the value; raises NotMeasured with the reason where there is none."""
        if self.value is None:
            assert self.reason is not None
            raise NotMeasured(self.name, self.reason)
        return self.value
