"""What a dose changes, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.calls.call import RATE, load_bank, put_together
from benchmarks.calls.doses import (
    AXES,
    EARLY,
    STEPS,
    blurred_in_part,
    breathless,
    earlier,
    evener,
    faster,
    faster_throughout,
    greeting,
    later,
    turn_before,
)
from benchmarks.calls.truth import edits, words
from voicecheck.audio.band import canonical
from voicecheck.features.loudness import measure_loudness
from voicecheck.signal.loudness import track_loudness
from voicecheck.types.audio import Channel
from voicecheck.types.time import Span

SCRIPT = load_bank("en")


def speech_s(script) -> float:
    return sum(
        u.duration_s - sum(b - a for a, b in u.pauses)
        for u in script.lines
        if u.role == "agent" and u.kind == "turn"
    )


def pauses_s(script) -> float:
    return sum(b - a for u in script.lines if u.role == "agent" for a, b in u.pauses)


@pytest.mark.parametrize("axis", AXES, ids=lambda axis: axis.name)
def test_every_axis_has_six_doses_and_starts_at_the_call_itself(axis) -> None:
    assert len(axis.doses) == STEPS
    first = axis.apply(SCRIPT, 0)
    assert all(
        np.array_equal(a.sound, b.sound) and a.gap_s == b.gap_s
        for a, b in zip(first.lines, SCRIPT.lines, strict=True)
    )


def test_faster_speech_keeps_its_pauses() -> None:
    made = faster(SCRIPT, 5)
    assert speech_s(made) == pytest.approx(speech_s(SCRIPT) / 1.5, rel=0.03)
    assert pauses_s(made) == pytest.approx(pauses_s(SCRIPT), rel=0.01)
    again = faster(SCRIPT, 5)
    assert all(
        np.array_equal(a.sound, b.sound) for a, b in zip(made.lines, again.lines, strict=True)
    )


def test_evener_speech_moves_less_at_every_step_and_is_no_compressed_line() -> None:
    spoken = [u for u in SCRIPT.lines if u.role == "agent" and u.kind == "turn"]
    script = replace(SCRIPT, lines=tuple(spoken[:6]))

    def moved(step: int) -> float:
        sound = np.concatenate([line.sound for line in evener(script, step).lines])
        speech = (Span(0.0, len(sound) / RATE),)
        narrow = canonical(Channel(0, sound.astype(np.float32), RATE))
        measure = measure_loudness(track_loudness(narrow, speech), speech)
        return float(measure.loudness_movement_db_per_s)

    steps = [moved(step) for step in range(STEPS)]
    assert steps == sorted(steps, reverse=True)
    assert steps[-1] < 0.75 * steps[0]


def test_faster_throughout_shortens_both() -> None:
    made = faster_throughout(SCRIPT, 5)
    assert speech_s(made) == pytest.approx(speech_s(SCRIPT) / 1.5, rel=0.03)
    assert pauses_s(made) == pytest.approx(pauses_s(SCRIPT) / 1.5, rel=0.03)


def test_cut_pauses_leave_the_speech() -> None:
    made = breathless(SCRIPT, 4)
    assert speech_s(made) == pytest.approx(speech_s(SCRIPT), rel=0.001)
    assert pauses_s(made) == pytest.approx(0.2 * pauses_s(SCRIPT), rel=0.02)


def test_delays_and_early_starts_move_answers_alone() -> None:
    for made, moved in ((later(SCRIPT, 5), 3.0), (earlier(SCRIPT, 5), None)):
        for before, after in zip(SCRIPT.lines, made.lines, strict=True):
            if before.role == "customer" or before.kind == "backchannel":
                assert after.gap_s == before.gap_s
            elif after.gap_s != before.gap_s:
                assert after.gap_s < -0.8 if moved is None else after.gap_s == before.gap_s + moved


@pytest.mark.parametrize("name", ["de", "en"])
@pytest.mark.parametrize("step", range(STEPS))
def test_early_starts_fall_into_what_the_caller_is_saying(name, step) -> None:
    script = load_bank(name)
    made = earlier(script, step)
    early = [i for i, u in enumerate(made.lines) if u.gap_s < 0 and u.role == "agent"]
    early = [i for i in early if made.lines[i].kind == "turn"]
    assert len(early) == EARLY[step]
    for index in early:
        turn = turn_before(script, index)
        at = turn.duration_s + made.lines[index].gap_s
        assert at >= 1.0
        assert made.lines[index].gap_s <= -1.0
        assert not any(a - 0.5 <= at <= b for a, b in turn.pauses)


def test_variants_stand_in_for_their_lines() -> None:
    made = greeting(SCRIPT, 5)
    changed = [b.text for a, b in zip(SCRIPT.lines, made.lines, strict=True) if a.text != b.text]
    assert len(changed) == 1 and "warm welcome" in changed[0]


def test_blur_flattens_the_spectrum_over_time_and_keeps_the_level() -> None:
    from scipy.fft import dct
    from scipy.signal import stft

    sound = next(u.sound for u in SCRIPT.lines if u.role == "agent" and len(u.sound) > 3 * RATE)

    def movement(samples: np.ndarray) -> float:
        """Spread of the coarse spectral shape over the loud frames, level left out."""
        _, _, z = stft(samples, RATE, nperseg=256)
        power = np.log(np.abs(z) ** 2 + 1e-8)
        shape = dct(power, axis=0, norm="ortho")
        return float(shape[1:8, shape[0] > np.median(shape[0])].std(axis=1).mean())

    full = blurred_in_part(sound, 1.0)
    assert movement(full) < 0.6 * movement(sound)
    assert np.mean(full**2) == pytest.approx(np.mean(sound**2), rel=0.01)


def test_put_together_is_the_same_every_time() -> None:
    assert np.array_equal(put_together(SCRIPT).samples, put_together(SCRIPT).samples)
    other = replace(SCRIPT, lines=SCRIPT.lines[:4])
    assert len(put_together(other).placed) == 4


@pytest.mark.parametrize(
    ("said", "heard", "n"),
    [("a b c d", "a x c d e", 2), ("a b c", "", 3), ("", "a", 1), ("a b c", "b c", 1)],
)
def test_edits_are_counted(said: str, heard: str, n: int) -> None:
    assert edits(said.split(), heard.split()) == n


def test_figures_are_spelled_out() -> None:
    assert words("um 14 Uhr, Müller-Lüd", "de") == ["um", "vierzehn", "uhr", "müller", "lüd"]
