"""One party's side of a recording, as the finders of faults look at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicecheck.types.time import Span, intersect

if TYPE_CHECKING:
    from collections.abc import Callable

    from voicecheck.languages.syllables import SyllableCounter
    from voicecheck.types.audio import Channel, Role
    from voicecheck.types.speech import Transcript

    Pitch = Callable[[Channel, tuple[Span, ...]], float | None]

MIN_UNIT_SYLLABLES = 5  # "ja" has no tempo
MIN_SYLLABLES = 30


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One party, its sound and its words."""

    role: Role
    channel: Channel  # as decoded, and in the canonical band
    narrow: Channel
    ipus: tuple[Span, ...]
    transcript: Transcript | None
    counter: SyllableCounter | None
    # takes the channel in the canonical band and spans, gives the middle of the pitch in Hertz
    pitch: Pitch

    def tempo(self, spans: tuple[Span, ...]) -> float | None:
        """Return the syllables per second of the units that begin in some spans; None if few."""
        if self.transcript is None or self.counter is None:
            return None
        syllables, seconds = 0, 0.0
        for ipu, words in zip(self.ipus, self.transcript.by_unit(self.ipus), strict=True):
            n = self.counter.count_text([word.text for word in words])
            if n >= MIN_UNIT_SYLLABLES and any(ipu.start_s in span for span in spans):
                syllables += n
                seconds += ipu.duration_s
        return syllables / seconds if syllables >= MIN_SYLLABLES else None

    def pitch_hz(self, spans: tuple[Span, ...]) -> float | None:
        """Return the middle of the voice's pitch within some spans."""
        return self.pitch(self.narrow, intersect(self.ipus, spans))
