from __future__ import annotations

import numpy as np
import pytest

from tests.synth import pitch_track, spread
from voicecheck.features.delivery import measure_delivery
from voicecheck.languages.syllables import load_counter
from voicecheck.types.audio import Role
from voicecheck.types.catalogue import Family
from voicecheck.types.speech import Turn
from voicecheck.types.time import Span
from voicecheck.types.tracks import IntensityTrack, Tracks

USUAL = "Wir haben heute viele Termine noch frei"  # 12 syllables


def call(*turns: tuple[float, float, str]) -> Family:
    """Turns of 3 s: level in dB, pitch range in semitones, words."""
    built, f0, level = [], [], []
    for i, (level_db, semitones, text) in enumerate(turns):
        span = Span(3.0 * i, 3.0 * (i + 1))
        built.append(Turn(Role.AGENT, span, (span,), tuple(spread(text, span.start_s, span.end_s))))
        f0.append(200 * 2 ** (np.linspace(-0.5, 0.5, 300) * semitones / 0.8 / 12))
        level.append(np.full(300, level_db))
    track = pitch_track(np.concatenate(f0))
    tracks = Tracks(0, track, track, IntensityTrack(track.times_s, np.concatenate(level), 0.01))
    return measure_delivery(built, tracks, counter=load_counter("de"))


def test_only_quieter_slower_and_flatter_together_stand_out() -> None:
    usual = [(-20.0, 6.0, USUAL)] * 6
    subdued = (-25.0, 3.0, "Wir haben heute")
    found = call(*usual, subdued)
    assert float(found.subdued_turns) == 1
    assert found.subdued_turns.passages[0].span == Span(18.0, 21.0)
    assert found.subdued_turns.passages[0].value == pytest.approx(-5.0)
    for only in ((-25.0, 6.0, USUAL), (-20.0, 3.0, USUAL), (-25.0, 3.0, USUAL)):
        assert float(call(*usual, only).subdued_turns) == 0


def test_louder_and_faster_turns_stand_out() -> None:
    usual = [(-20.0, 6.0, USUAL)] * 6
    found = call(*usual, (-15.0, 6.0, USUAL + " und morgen auch"))
    assert float(found.raised_turns) == 1
    assert float(call(*usual, (-15.0, 6.0, USUAL)).raised_turns) == 0


def test_a_few_turns_make_no_baseline() -> None:
    found = call(*[(-20.0, 6.0, USUAL)] * 5)
    assert found.subdued_turns.value is None
    assert found.raised_turns.value is None
