from __future__ import annotations

import numpy as np
import pytest

from tests.synth import RATE, channel, noise, tone, voice
from voicecheck.audio.band import canonical
from voicecheck.speech.voiced import audible_rest, voiced_stretches
from voicecheck.types.audio import Channel
from voicecheck.types.time import Span

SPEECH = (Span(0.5, 2.5),)
AT_S = 4.0


def line(sound: np.ndarray, *, speech: float = 0.3) -> Channel:
    """Two seconds of a voice, known to be speech, and then something at 4 s."""
    samples = noise(6.0, level=1e-4)
    own = voice(np.full(2 * RATE, 150.0), level=speech)
    samples[RATE // 2 : RATE // 2 + len(own)] += own
    samples[int(AT_S * RATE) : int(AT_S * RATE) + len(sound)] += sound
    return canonical(channel(samples))


def hum(f0_hz: float, seconds: float = 0.3, level: float = 0.2) -> np.ndarray:
    """A nasal: nearly all in the first partials."""
    parts = [tone(k * f0_hz, seconds, level=level / k) for k in (1, 2, 3, 4)]
    total: np.ndarray = np.sum(parts, axis=0) * np.hanning(int(seconds * RATE)) ** 0.25
    return total.astype(np.float32)


@pytest.mark.parametrize("f0_hz", [150.0, 180.0, 220.0])
def test_a_hum_is_found_where_it_was(f0_hz: float) -> None:
    (found,) = voiced_stretches(line(hum(f0_hz)), SPEECH)
    assert found.start_s == pytest.approx(AT_S, abs=0.05)
    assert found.end_s == pytest.approx(AT_S + 0.3, abs=0.05)


@pytest.mark.parametrize(
    "sound",
    [
        tone(425, 0.4, level=0.2),
        tone(1400, 0.3, level=0.2),
        tone(697, 0.2, level=0.15) + tone(1209, 0.2, level=0.15),
        tone(941, 0.2, level=0.15) + tone(1633, 0.2, level=0.15),
        tone(350, 0.3, level=0.15) + tone(440, 0.3, level=0.15),
        tone(440, 0.3, level=0.15) + tone(480, 0.3, level=0.15),
        tone(480, 0.5, level=0.15) + tone(620, 0.5, level=0.15),
        tone(400, 0.4, level=0.2),
        noise(0.3, level=0.1),
        hum(150.0, seconds=1.5),
        hum(150.0, level=0.01),
    ],
    ids=[
        "ringing",
        "beep",
        "key 1",
        "key D",
        "dial tone",
        "ring-back",
        "busy",
        "beep 400",
        "noise",
        "long",
        "soft",
    ],
)
def test_what_is_no_voice_for_certain_is_not_taken_for_one(sound: np.ndarray) -> None:
    assert voiced_stretches(line(sound), SPEECH) == ()


def test_without_speech_nothing_is_loud() -> None:
    assert voiced_stretches(line(hum(150.0)), ()) == ()
    assert audible_rest(line(hum(150.0)), ()) == ()


def test_what_is_audible_beside_the_speech_is_named_whatever_it_is() -> None:
    rest = max(audible_rest(line(noise(0.3, level=0.1)), SPEECH), key=lambda span: span.duration_s)
    assert rest.start_s == pytest.approx(AT_S, abs=0.02)
    assert rest.duration_s == pytest.approx(0.3, abs=0.04)
    soft = audible_rest(line(noise(0.3, level=0.001)), SPEECH)
    assert not [span for span in soft if span.start_s > SPEECH[0].end_s + 0.02]
