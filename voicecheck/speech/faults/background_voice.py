"""Another voice in the background of a channel: the next desk, a television, the family.

Stretches far below the speaker's usual level, longer than a soft syllable and many of them, are not
the speaker's, whatever words the model wrote for them. They are told by frames and not by units of
speech, because the detector runs on from the speaker into the background.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from voicecheck.audio.noise import FRAME_S, frame_levels, runs
from voicecheck.types.audio import channel_name
from voicecheck.types.notice import OF_TURNS, Notice, listed
from voicecheck.types.speech import inter_pausal_units
from voicecheck.types.text import Text
from voicecheck.types.time import Span, merge, subtract, total_s

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from voicecheck.speech.voices import Voice
    from voicecheck.types.audio import Channel
    from voicecheck.types.speech import Word

# Decibels below the speaker's usual level. A frame no further below than the first, and what is
# around it, is the speaker's; a stretch without any is another's if it lies below the second.
# Strict to find out whether there is anybody, less so once there is.
STRICT_DB, ONCE_FOUND_DB = (8.0, 10.0), (5.0, 8.0)
REACH_S = 0.15
# Of a voice at -18 dB 5 s of 36 stay with the speaker, at -12 dB 7 of 41: interruptions by nobody.
TOO_NEAR_DB = 16.0
MIN_STRETCH_S = 0.3
# Proposals, set on sample and real calls (at most .03 of a channel's speech, soft ends of sentences
# up to 0.8 s) and on a voice mixed in at -12 to -25 dB (.17 and more, or seconds very far below).
MIN_TOTAL_S, MIN_STRETCHES, MIN_SHARE = 3.0, 3, 0.08
ALONE_S, ALONE_DB = 0.8, 20.0  # one stretch so long and so far below is nobody's here
SURE = 0.6  # probability of a word
USUAL_PERCENTILE = 75.0  # of the levels of the words: the speaker's, not the ends of sentences
MIN_WORDS = 10
MAX_WORDS = 0.4  # share: who says more than that softly has turned away, and is no neighbour
EARLY_S = 1.0


def without_neighbour(voice: Voice, narrow: Channel) -> tuple[Voice, Notice | None]:
    """Leave out what another voice says in the background."""
    sure = [w for w in (voice.transcript.words if voice.transcript else ()) if _sure(w)]
    if len(sure) < MIN_WORDS:
        return voice, None
    power = frame_levels(narrow)
    usual_db = float(np.percentile([_level_db(power, w.span) for w in sure], USUAL_PERCENTILE))
    found = _far_stretches(power, voice.activity.segments, usual_db, STRICT_DB)
    least_s = max(MIN_TOTAL_S, MIN_SHARE * total_s(voice.activity.segments))
    if len(found) >= MIN_STRETCHES and total_s(found) >= least_s:
        found = _far_stretches(power, voice.activity.segments, usual_db, ONCE_FOUND_DB)
    else:
        long = [s for s in found if s.duration_s >= ALONE_S]
        found = [s for s in long if _level_db(power, s) < usual_db - ALONE_DB]
    if not found:
        return voice, None
    far_words = sum(any(w.span.middle_s in span for span in found) for w in sure)
    if far_words > MAX_WORDS * len(sure):
        return voice, None
    cleaned = _without(voice, found)
    if not cleaned.activity.ipus:
        return voice, None
    frames = np.concatenate([power[_frames(s)] for s in found])
    below_db = usual_db - 10 * float(np.log10(frames.mean() + 1e-12))
    cause = _BACKGROUND.format(
        channel=channel_name(voice.channel), seconds=total_s(found), below=below_db
    )
    near = below_db < TOO_NEAR_DB
    follows = _NEAR if near else _LEFT_OUT
    notice = Notice(
        "N16",
        Text(cause.de + follows.de, cause.en + follows.en),
        merge(found),
        round(total_s(found), 1),
        "s",
        OF_TURNS if near else (),
        cause,
    )
    return cleaned, notice


def _sure(word: Word) -> bool:
    return word.probability is None or word.probability >= SURE


def _without(voice: Voice, far: Sequence[Span]) -> Voice:
    activity, transcript = voice.activity, voice.transcript
    segments = subtract(activity.segments, far)
    activity = replace(activity, segments=segments, ipus=inter_pausal_units(segments))
    if transcript is not None:
        transcript = replace(transcript, words=_spoken_near(transcript.words, far))
    return replace(voice, activity=activity, transcript=transcript)


def _spoken_near(words: Sequence[Word], far: Sequence[Span]) -> tuple[Word, ...]:
    """Leave out the words in far stretches, but for the start of a sentence that goes on nearby.

    The model writes words up to a second early.
    """
    kept: list[Word] = []
    for word in reversed(words):
        is_far = any(word.span.middle_s in span for span in far)
        goes_on = bool(kept) and kept[-1].text[:1].islower() and word.text[-1:] not in ".!?"
        near = bool(kept) and kept[-1].span.start_s - word.span.end_s <= EARLY_S
        if not is_far or (goes_on and near and _sure(word)):
            kept.append(word)
    return tuple(reversed(kept))


def _far_stretches(
    power: npt.NDArray[np.float64],
    segments: Sequence[Span],
    usual_db: float,
    limits_db: tuple[float, float],
) -> list[Span]:
    """Return the parts of speech that lie far below the usual level."""
    near_db, far_db = limits_db
    reach = round(REACH_S / FRAME_S)
    found = []
    for segment in segments:
        frames = _frames(segment)
        loud = 10 * np.log10(power[frames] + 1e-12) > usual_db - near_db
        near = np.lib.stride_tricks.sliding_window_view(np.pad(loud, reach), 2 * reach + 1)
        far = np.asarray(~near.any(axis=1))
        found += [
            Span(float(frames.start + a) * FRAME_S, float(frames.start + b) * FRAME_S)
            for a, b in runs(far)
            if (b - a) * FRAME_S >= MIN_STRETCH_S
        ]
    return [span for span in found if _level_db(power, span) < usual_db - far_db]


def _frames(span: Span) -> slice:
    first = round(span.start_s / FRAME_S)
    return slice(first, max(first + 1, round(span.end_s / FRAME_S)))


def _level_db(power: npt.NDArray[np.float64], span: Span) -> float:
    frames = power[_frames(span)]
    return float(10 * np.log10(frames.mean() + 1e-12)) if len(frames) else -120.0


_BACKGROUND = Text(
    "auf {channel} sind {seconds:.1f} s lang andere Stimmen im Hintergrund zu hören (etwa "
    "{below:.0f} dB leiser)",
    "on {channel} other voices are heard in the background for {seconds:.1f} s (about "
    "{below:.0f} dB softer)",
)
_LEFT_OUT = Text(
    ": sie sind ausgelassen und zählen weder als Redebeitrag noch für Tonhöhe, Pausen und Wörter",
    ": they are left out and count neither as turns nor for pitch, pauses and words",
)
_NEAR = Text(
    "; nicht alles davon ließ sich auslassen, und wer wann spricht, ist unsicher: {codes} werden "
    "nicht beurteilt",
    "; not all of it could be left out, and who speaks when is unsure: {codes} are not judged",
).format(codes=listed(OF_TURNS))
