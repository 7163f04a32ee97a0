"""Whole-call numbers about the agent's voice, in families."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from voicecheck.errors import suggest
from voicecheck.languages import Hit
from voicecheck.types.audio import AudioFile
from voicecheck.types.catalogue import FAMILIES, Family, names_of, taken
from voicecheck.types.judgement import Agent, Provenance
from voicecheck.types.measure import Measure
from voicecheck.types.notice import Notice
from voicecheck.types.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

NOT_PLANNED = Text("für diese Auswahl nicht gemessen", "not measured for this selection")


@dataclass(frozen=True, slots=True)
class Features:
    """What was measured on one call: all that judging needs.

    ``features["tempo.articulation_rate"]`` is a measure, and so is
    ``features.tempo.articulation_rate``; docs/measures.md lists them all.

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
    measures : dict of str to Measure
        All measures that were taken or tried, by full name.
    greeting_phrases : tuple of Hit
        The dated phrases of the greeting.
    """

    source: AudioFile
    agent: Agent
    language: str | None
    notices: tuple[Notice, ...]
    provenance: Provenance
    problem: Text | None = None
    purity: float | None = None
    measures: dict[str, Measure] = field(default_factory=dict)
    greeting_phrases: tuple[Hit, ...] = ()

    def __getitem__(self, name: str) -> Measure:
        """Return a measure by its full name.

        Parameters
        ----------
        name : str
            ``family.name``, for example ``tempo.articulation_rate``.

        Returns
        -------
        Measure
            Without a value where it was not planned.

        Raises
        ------
        VoicecheckError
            If there is no measure of that name.
        """
        return self.measures.get(name) or taken(name, None, why=NOT_PLANNED)

    def __iter__(self) -> Iterator[str]:
        """Go through the names of the measures that were taken or tried."""
        return iter(self.measures)

    def __getattr__(self, name: str) -> Family:
        """Return the measures of a family."""
        if name not in FAMILIES:
            raise AttributeError(f"features have no '{name}': {suggest(name, FAMILIES).en}")
        return Family({full: self[full] for full in names_of(name)})

    def __dir__(self) -> list[str]:
        """Name the families too, for completion."""
        return [*object.__dir__(self), *FAMILIES]
