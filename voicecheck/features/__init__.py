"""Whole-call numbers about the agent's voice, in families."""

from __future__ import annotations

import dataclasses
import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicecheck.errors import VoicecheckError, suggest
from voicecheck.features.articulation import Articulation
from voicecheck.features.delivery import Delivery
from voicecheck.features.greeting import Greeting
from voicecheck.features.intensity import Intensity
from voicecheck.features.loudness import Loudness
from voicecheck.features.pausing import Pausing
from voicecheck.features.pitch import Pitch
from voicecheck.features.quality import Quality
from voicecheck.features.tempo import Tempo
from voicecheck.features.turn_taking import TurnTaking
from voicecheck.features.wording import Wording
from voicecheck.types.audio import AudioFile
from voicecheck.types.judgement import Agent, Notice, Provenance
from voicecheck.types.measure import Measure
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from voicecheck.languages import Hit

NOT_PLANNED = Text("für diese Auswahl nicht gemessen", "not measured for this selection")


@dataclass(frozen=True, slots=True)
class Features:
    """What was measured on one call: all that judging needs.

    Parameters
    ----------
    source : AudioFile
        The file.
    agent : Agent
        Whose voice the measures are about.
    language : str or None
        Of the call; None where it was not needed.
    notices : tuple of Notice
        What to know about the recording.
    provenance : Provenance
        What made the measures.
    problem : Text or None
        Why nobody can be judged at all, if so.
    purity : float or None
        Share of the agent's speech that is the agent's, where voices had to be separated; None
        where each party has a channel, or there is only one voice.
    quality, pitch, intensity, loudness, tempo, pausing
        The families of sound; None where the plan did not need one.
    greeting, articulation, turn_taking, wording
        The families of words and turns; None where the plan did not need one.
    delivery : Delivery or None
        Only under ``[policy] voice_in_conduct_checks = true``.
    """

    source: AudioFile
    agent: Agent
    language: str | None
    notices: tuple[Notice, ...]
    provenance: Provenance
    problem: Text | None = None
    purity: float | None = None
    quality: Quality | None = None
    pitch: Pitch | None = None
    intensity: Intensity | None = None
    loudness: Loudness | None = None
    tempo: Tempo | None = None
    pausing: Pausing | None = None
    greeting: Greeting | None = None
    articulation: Articulation | None = None
    turn_taking: TurnTaking | None = None
    wording: Wording | None = None
    delivery: Delivery | None = None

    def __getitem__(self, name: str) -> Measure:
        """Return a measure by its full name.

        Parameters
        ----------
        name : str
            ``family.name``, for example ``tempo.articulation_rate``.

        Returns
        -------
        Measure
            Without a value where its family was not measured.

        Raises
        ------
        VoicecheckError
            If there is no measure of that name.
        """
        family, _, field = name.partition(".")
        if name not in known_measures():
            raise VoicecheckError(
                f"there is no measure '{name}': {suggest(name, known_measures())}"
            )
        values = getattr(self, family)
        if values is None:
            return Measure.missing(name, "", NOT_PLANNED)
        measure: Measure = getattr(values, field)
        return measure

    @property
    def measures(self) -> dict[str, Measure]:
        """All measures that were taken or tried, by full name."""
        return {
            f"{family}.{name}": getattr(values, name)
            for family, kind in FAMILIES.items()
            if (values := getattr(self, family)) is not None
            for name in measure_names(kind)
        }

    @property
    def greeting_phrases(self) -> tuple[Hit, ...]:
        """The dated phrases of the greeting."""
        return self.greeting.phrases if self.greeting is not None else ()


FAMILIES: dict[str, type] = {
    "quality": Quality,
    "pitch": Pitch,
    "intensity": Intensity,
    "loudness": Loudness,
    "tempo": Tempo,
    "pausing": Pausing,
    "greeting": Greeting,
    "articulation": Articulation,
    "turn_taking": TurnTaking,
    "wording": Wording,
    "delivery": Delivery,
}


@functools.cache
def measure_names(family: type) -> tuple[str, ...]:
    """Return the names of a family's measures."""
    return tuple(f.name for f in dataclasses.fields(family) if "Measure" in str(f.type))


@functools.cache
def known_measures() -> tuple[str, ...]:
    """Return the full names of all measures there are."""
    return tuple(f"{f}.{name}" for f, kind in FAMILIES.items() for name in measure_names(kind))
