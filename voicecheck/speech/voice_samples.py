"""Short samples of how the voice on a channel sounds, spread over the call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from voicecheck.audio.band import resampled
from voicecheck.speech.embedding import embed, filterbank
from voicecheck.speech.onnx_session import side_by_side
from voicecheck.types.audio import Channel
from voicecheck.types.time import Span, subtract

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import numpy.typing as npt

    from voicecheck.speech.voices import Voice
    from voicecheck.types.speech import SpeechActivity

RATE = 16_000
EVERY_S = 10.0  # one sample per channel in so much time: a fortieth of a speech model's work
SAMPLE_S, MIN_SAMPLE_S = 2.0, 0.8
AT_MOST = 240  # per channel; longer calls are sampled more thinly


@dataclass(frozen=True, slots=True, eq=False)
class VoiceSample:
    """How a voice sounds somewhere."""

    channel: int  # where it was recorded
    span: Span
    embedding: npt.NDArray[np.float32]  # shape=(n_dimensions,); Unit length


def sample_voices(
    channels: Sequence[Channel], activities: Sequence[SpeechActivity]
) -> tuple[VoiceSample, ...]:
    """Take samples of every channel's voice where no other channel speaks."""
    chosen: list[tuple[Channel, Span]] = []
    for channel, activity in zip(channels, activities, strict=True):
        others = [s for other in activities if other is not activity for s in other.segments]
        alone = subtract(activity.segments, others)
        every_s = max(EVERY_S, channel.duration_s / AT_MOST)
        best: dict[int, Span] = {}
        for span in alone:
            slot = int(span.start_s / every_s)
            if span.duration_s > (best[slot].duration_s if slot in best else MIN_SAMPLE_S):
                best[slot] = span
        chosen += [(channel, span) for span in best.values()]
    found = side_by_side(lambda item: sample_voice(*item), chosen)
    return tuple(sorted(found, key=lambda sample: sample.span))


def sample_voice(channel: Channel, span: Span) -> VoiceSample:
    """Embed the middle two seconds of a stretch."""
    half_s = min(span.duration_s, SAMPLE_S) / 2
    kept = Span(span.middle_s - half_s, span.middle_s + half_s)
    rate = channel.sample_rate
    piece = channel.samples[round(kept.start_s * rate) : round(kept.end_s * rate)]
    sound = resampled(Channel(channel.index, piece, rate), RATE).samples
    return VoiceSample(channel.index, kept, embed(filterbank(sound)))


def samples_of(voice: Voice, samples: Sequence[VoiceSample]) -> tuple[VoiceSample, ...]:
    """Return the samples that lie in what one voice says."""
    return tuple(
        sample
        for sample in samples
        if sample.channel == voice.channel
        and any(sample.span.middle_s in ipu for ipu in voice.activity.ipus)
    )
