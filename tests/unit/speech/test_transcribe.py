from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from tests.synth import activity, channel, noise, tone
from voicecheck.speech.transcribe import WhisperTranscriber
from voicecheck.speech.whisper import Decoded, DecodedWord
from voicecheck.types.speech import WindowFault


class Fake:
    """Answers every window with the words it was given; a beam gets its own."""

    name = "fake"

    def __init__(self, greedy: str, beam: str = "") -> None:
        self.greedy, self.beam = greedy, beam
        self.beams: list[int] = []

    def detect_language(self, sound: np.ndarray) -> tuple[str, float]:
        return "de", 0.8

    def decode(
        self, windows: Sequence[np.ndarray], *, language: str, beam_size: int
    ) -> list[Decoded]:
        self.beams.append(beam_size)
        text = self.greedy if beam_size == 1 else self.beam
        return [
            Decoded(
                tuple(
                    DecodedWord(w, 0.2 + 0.4 * i, 0.5 + 0.4 * i, 0.9)
                    for i, w in enumerate(text.split())
                ),
                -0.2,
                0.01,
            )
            for _ in windows
        ]


def test_words_come_back_in_recording_time_per_channel() -> None:
    silence = channel(np.zeros(8000 * 60, dtype=np.float32))
    pairs = [(silence, activity((30.0, 32.0))), (channel(silence.samples, index=1), activity())]
    shares: list[float] = []
    first, second = WhisperTranscriber(engine=Fake("guten Tag")).transcribe(
        pairs, language=None, progress=shares.append
    )
    assert first.text == "guten Tag"
    assert [round(w.span.start_s, 2) for w in first.words] == [30.0, 30.4]
    assert (first.language, first.language_probability) == ("de", 0.8)
    assert second.words == ()
    assert shares == [1.0]


def test_a_loop_is_decoded_again_with_a_beam() -> None:
    engine = Fake("und dann " * 9, "und dann kam er")
    pair = (channel(noise(20.0)), activity((1.0, 4.0)))
    (found,) = WhisperTranscriber(engine=engine).transcribe([pair], language="de")
    assert engine.beams == [1, 5]
    assert found.text == "und dann kam er"
    assert found.windows[0].fault is None
    assert found.language_probability == 1.0


def test_a_loop_that_stays_is_dropped_and_marked() -> None:
    engine = Fake("und dann " * 9, "und dann " * 9)
    pair = (channel(noise(20.0)), activity((1.0, 12.0)))
    (found,) = WhisperTranscriber(engine=engine).transcribe([pair], language="de")
    assert found.words == ()
    assert found.windows[0].fault is WindowFault.LOOP


@pytest.mark.parametrize("sound", [noise(6.0), tone(440, 6.0)], ids=["noise", "tone"])
def test_the_real_model_invents_nothing(sound: np.ndarray) -> None:
    pair = (channel(sound), activity((0.5, 5.5)))
    (found,) = WhisperTranscriber().transcribe([pair], language="de")
    assert found.words == () or max(word.probability for word in found.words) < 0.7
