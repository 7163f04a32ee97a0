from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from tests.synth import channel, noise, transcript
from voicecheck.speech.faults.sample_rate import find_rate, lower_edge_hz
from voicecheck.types.audio import Channel
from voicecheck.types.time import Span

SPEECH = (Span(0.0, 30.0),)
WIDE = channel(noise(30.0))


def banded(low_hz: float, *, rate: int = 8000) -> Channel:
    """Noise above an edge, on a faint floor."""
    spectrum = np.fft.rfft(noise(30.0, rate=rate))
    spectrum[np.fft.rfftfreq(30 * rate, 1 / rate) < low_hz] *= 0.003
    return channel(np.fft.irfft(spectrum).astype(np.float32), rate=rate)


@dataclass(eq=False)
class Known:
    """A side whose tempo and pitch are known."""

    rate: float | None
    hertz: float | None
    channel: Channel = WIDE
    ipus: tuple[Span, ...] = SPEECH
    transcript: Any = field(default_factory=transcript)

    def tempo(self, spans: tuple[Span, ...]) -> float | None:
        return self.rate

    def pitch_hz(self, spans: tuple[Span, ...]) -> float | None:
        return self.hertz


def found(*sides: Known, sample_rate: int) -> Any:
    return find_rate(sides, sample_rate=sample_rate)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "true"), [(12000, 8000), (16000, 8000), (5333, 8000), (8000, 16000), (4000, 8000)]
)
def test_both_parties_too_fast_and_too_high_by_one_factor(written: int, true: int) -> None:
    factor = written / true
    edge = banded(300 * factor)
    sides = [Known(5.0 * factor, 200 * factor, edge), Known(4.6 * factor, 110 * factor, edge)]
    notice = found(*sides, sample_rate=written)
    assert notice is not None
    assert notice.value == pytest.approx(factor, abs=0.01)
    assert f"{written} Hz, but was probably recorded at {true} Hz" in notice.text.en
    assert {"M1", "M2", "M3", "M5", "M6", "M7"} <= set(notice.withholds)
    # Far from the true rate words are lost, and nothing may be said to be missing.
    assert ("M8" in notice.withholds) == (not 0.6 <= factor <= 1.7)


@pytest.mark.parametrize("sample_rate", [8000, 12000, 16000])
def test_people_are_no_wrong_header(sample_rate: int) -> None:
    for rates, pitches in (
        ((4.8, 4.8), (115, 205)),
        ((6.4, 4.5), (170, 95)),  # one fast talker
        ((6.2, 6.1), (215, 118)),  # two of them
        ((3.6, 3.7), (95, 190)),  # two slow ones
        ((4.9, 4.7), (290, 260)),  # two high voices
    ):
        sides = [Known(*pair) for pair in zip(rates, pitches, strict=True)]
        assert found(*sides, sample_rate=sample_rate) is None


def test_an_edge_in_its_place_speaks_for_the_header() -> None:
    sides = [(7.0, 280.0), (6.9, 150.0)]
    moved = [Known(*side, banded(435)) for side in sides]
    right = [Known(*side, banded(300)) for side in sides]
    assert found(*moved, sample_rate=16000) is not None
    assert found(*right, sample_rate=16000) is None


def test_one_party_is_not_enough() -> None:
    assert found(Known(9.6, 400), sample_rate=16000) is None


def test_the_lower_edge_is_found_where_there_is_one() -> None:
    for hertz in (200.0, 300.0, 450.0):  # its foot lies a little below the edge
        assert lower_edge_hz(banded(hertz), SPEECH) == pytest.approx(0.95 * hertz, rel=0.03)
    assert lower_edge_hz(WIDE, SPEECH) is None
    assert lower_edge_hz(WIDE, ()) is None
