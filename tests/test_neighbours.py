"""The neighbour matrix: what changes one thing in a call moves its own check and no other.

The English sample call (of known truth) is taken apart into its lines and put together anew, each
time with one thing changed; the real road, with the real speech model, hears every version.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import soundfile

import voicecheck
from voicecheck.types.judgement import Scorecard, Verdict

RATE = 8000
FLAT = 0.10  # NORMS N: ten points of severity
LINE_LEVEL = 10 ** (-62 / 20)
SAMPLES = Path(__file__).parent.parent / "sample_audio"

Sound = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Line:
    """A line of the call: who, its sound, and the silence before it (negative: overlap)."""

    role: str
    kind: str
    sound: Sound
    gap_s: float
    pauses: tuple[tuple[float, float], ...]


@functools.cache
def lines() -> tuple[Line, ...]:
    sound, rate = soundfile.read(SAMPLES / "call_alaw.wav")
    assert rate == RATE
    truth = json.loads((SAMPLES / "call_alaw.truth.json").read_text("utf-8"))["segments"]
    found, end_s = [], 0.0
    for s in truth:
        piece = sound[round(s["start_s"] * RATE) : round(s["end_s"] * RATE), s["channel"]]
        pauses = tuple((a - s["start_s"], b - s["start_s"]) for a, b in s["pauses"])
        found.append(Line(s["role"], s["kind"], piece, s["start_s"] - end_s, pauses))
        if s["kind"] != "backchannel":
            end_s = s["end_s"]
    return tuple(found)


def put_together(changed: tuple[Line, ...], path: Path) -> Path:
    """Lay the lines out one after another, each party on its line, and save the call."""
    placed, end_s = [], 0.0
    for line in changed:
        start_s = max(0.0, end_s + line.gap_s)
        placed.append((start_s, line))
        if line.kind != "backchannel":
            end_s = start_s + len(line.sound) / RATE
    n = round((end_s + 1.0) * RATE)
    noise = LINE_LEVEL * np.random.default_rng(0).standard_normal((n, 2))
    for start_s, line in placed:
        at, channel = round(start_s * RATE), int(line.role == "customer")
        piece = line.sound[: n - at]
        noise[at : at + len(piece), channel] += piece
    soundfile.write(path, noise, RATE, subtype="PCM_16")
    return path


def agents(change: Callable[[Line], Line]) -> tuple[Line, ...]:
    return tuple(
        change(line) if line.role == "agent" and line.kind == "turn" else line for line in lines()
    )


def later(line: Line) -> Line:
    """Answer 2.2 s later, but for the greeting."""
    return replace(line, gap_s=line.gap_s + (2.2 if line is not lines()[0] else 0.0))


def earlier(line: Line) -> Line:
    """Start 1.5 s before the caller has ended."""
    return replace(line, gap_s=-1.5 if line is not lines()[0] else line.gap_s)


def breathless(line: Line) -> Line:
    """Cut nearly all of each pause out."""
    kept, at = [], 0.0
    for start, end in line.pauses:
        kept.append(line.sound[round(at * RATE) : round((start + 0.03) * RATE)])
        at = end - 0.03
    return replace(line, sound=np.concatenate([*kept, line.sound[round(at * RATE) :]]))


def faster(line: Line) -> Line:
    """Say it in 70 % of the time and restore the pauses (Praat PSOLA)."""
    parts, at = [], 0.0
    for start, end in (*line.pauses, (len(line.sound) / RATE,) * 2):
        piece = line.sound[round(at * RATE) : round(start * RATE)]
        parts += [compressed(piece, 0.7), line.sound[round(start * RATE) : round(end * RATE)]]
        at = end
    return replace(line, sound=np.concatenate(parts))


def compressed(piece: Sound, factor: float) -> Sound:
    import parselmouth
    from parselmouth.praat import call

    if len(piece) < 0.1 * RATE:
        return piece
    sound = parselmouth.Sound(piece, RATE)
    shorter = call(sound, "Lengthen (overlap-add)", 75.0, 500.0, factor)
    values: Sound = shorter.values[0]
    return values


@pytest.fixture(scope="module")
def cards(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Scorecard]:
    folder = tmp_path_factory.mktemp("calls")
    versions: dict[str, Callable[[], tuple[Line, ...]]] = {
        "as it was": lines,
        "later": lambda: agents(later),
        "earlier": lambda: agents(earlier),
        "breathless": lambda: agents(breathless),
        "faster": lambda: agents(faster),
    }

    @functools.cache
    def card(name: str) -> Scorecard:
        if name == "noisy":
            sound, _ = soundfile.read(put_together(lines(), folder / "clean.wav"))
            level = np.sqrt((sound**2).mean()) * 10 ** (-8 / 20)
            drawn = np.random.default_rng(1).standard_normal(sound.shape)
            soundfile.write(folder / "noisy.wav", sound + level * drawn, RATE, subtype="PCM_16")
            return voicecheck.check(folder / "noisy.wav")
        return voicecheck.check(put_together(versions[name](), folder / f"{name}.wav"))

    return card


def severities(card: Scorecard) -> dict[str, float]:
    return {r.code: r.severity for r in card.results if r.severity is not None}


def test_put_together_unchanged_the_call_is_unremarkable(
    cards: Callable[[str], Scorecard],
) -> None:
    assert {r.verdict for r in cards("as it was").results} == {Verdict.PASS}


@pytest.mark.parametrize(
    ("change", "code", "rise"),
    [("later", "M2", 0.25), ("earlier", "M3", 0.6), ("breathless", "M5", 0.5), ("faster", "M7", 0.6)],
)  # fmt: skip
def test_a_change_moves_its_own_check_alone(
    cards: Callable[[str], Scorecard], change: str, code: str, rise: float
) -> None:
    before, after = severities(cards("as it was")), severities(cards(change))
    assert after[code] - before[code] >= rise
    moved = {c: after[c] - before[c] for c in after if c != code and c in before}
    assert {c: m for c, m in moved.items() if abs(m) > FLAT} == {}


def test_noise_moves_the_notice_and_no_verdict(cards: Callable[[str], Scorecard]) -> None:
    clean, noisy = cards("as it was"), cards("noisy")
    assert "N04" in {n.code for n in noisy.notices} - {n.code for n in clean.notices}
    assert noisy.results["M6"].verdict is Verdict.NOT_ASSESSED
    assert {r.verdict for r in noisy.results} <= {Verdict.PASS, Verdict.NOT_ASSESSED}
