from __future__ import annotations

import pytest

from tests.synth import activity, spread, transcript
from voicecheck.speech.diarize import Separation
from voicecheck.speech.voices import Voice, separated
from voicecheck.types.time import Span

FIRST, SECOND = (Span(0.0, 4.0), Span(8.0, 12.0)), (Span(3.0, 3.6), Span(4.5, 7.5))


@pytest.mark.parametrize(
    ("start_s", "end_s", "owner"),
    [
        (1.0, 1.4, 0),
        (5.0, 5.4, 1),
        (3.8, 4.1, 0),  # mostly inside the first one's speech
        (3.1, 3.5, 0),  # both speak: the first one holds the turn around it
        (7.6, 7.8, 1),  # nobody: the nearer one
    ],
)
def test_a_word_goes_to_who_says_it(start_s: float, end_s: float, owner: int) -> None:
    both = activity((0.0, 12.0))
    spoken = transcript(*spread("ja", start_s, end_s))
    voices = separated(Voice(0, both, spoken), Separation((FIRST, SECOND), 1.0))
    assert [len(voice.transcript.words) for voice in voices if voice.transcript] == [
        int(owner == 0),
        int(owner == 1),
    ]
    assert voices[1].activity.segments == SECOND
