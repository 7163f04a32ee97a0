"""The voices of a recording: one per channel, or those separated from a mixed one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from voicecheck.types.time import merge, nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voicecheck.speech.diarize import Separation
    from voicecheck.types.speech import SpeechActivity, Transcript, Word

IPU_GAP_S = 0.2  # NORMS 0.2


@dataclass(frozen=True, slots=True)
class Voice:
    """One voice, and what it said.

    Parameters
    ----------
    channel : int
        Where it was recorded.
    activity : SpeechActivity
        When it spoke.
    transcript : Transcript or None
        What it said; None where no words were needed.
    """

    channel: int
    activity: SpeechActivity
    transcript: Transcript | None


def per_channel(
    activities: Sequence[SpeechActivity], transcripts: Sequence[Transcript]
) -> tuple[Voice, ...]:
    """Return one voice per channel that speaks.

    Parameters
    ----------
    activities : sequence of SpeechActivity
        One per channel.
    transcripts : sequence of Transcript
        One per channel, or none at all.

    Returns
    -------
    tuple of Voice
    """
    words = {transcript.channel: transcript for transcript in transcripts}
    return tuple(Voice(a.channel, a, words.get(a.channel)) for a in activities if a.ipus)


def separated(voice: Voice, separation: Separation) -> tuple[Voice, ...]:
    """Split a mixed voice into those that were told apart.

    Parameters
    ----------
    voice : Voice
        The mixed one.
    separation : Separation
        Whose speech is where.

    Returns
    -------
    tuple of Voice
        The voice itself where there is only one. A word goes to the voice that speaks nearest
        its middle.
    """
    if len(separation.voices) == 1:
        return (voice,)
    spans = [span for voice_spans in separation.voices for span in voice_spans]
    owner = [index for index, own in enumerate(separation.voices) for _ in own]
    words: list[list[Word]] = [[] for _ in separation.voices]
    for word in voice.transcript.words if voice.transcript else ():
        words[owner[nearest(spans, word.span.middle_s)]].append(word)
    return tuple(
        Voice(
            voice.channel,
            replace(voice.activity, segments=spans, ipus=merge(spans, IPU_GAP_S)),
            replace(voice.transcript, words=tuple(own)) if voice.transcript else None,
        )
        for spans, own in zip(separation.voices, words, strict=True)
    )
