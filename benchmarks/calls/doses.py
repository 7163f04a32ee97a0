"""One property of a call, dosed in steps; everything else stays as it was.

Step 0 is the call itself. Each axis names the check that it is meant to move.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.ndimage import gaussian_filter1d

from benchmarks.calls.call import RATE, Script, Sound, Utterance
from voicecheck.signal.resynthesis import scale_duration, scale_f0_range, scale_level_movement

if TYPE_CHECKING:
    from collections.abc import Callable

STEPS = 6
FRAME, HOP = 256, 64
SHAPES = 24  # cosine coefficients of a frame's envelope that articulation moves
STRETCH_S, EDGE_S = 0.4, 0.02
NEUTRAL = 0.95
SPEECH = 1e-4  # of the loudest frame's power: below is silence, left alone


@dataclass(frozen=True, slots=True)
class Axis:
    """A property and its doses.

    Parameters
    ----------
    name : str
        Of the axis.
    target : str
        The check that it should move.
    unit : str
        Of the doses.
    doses : tuple of float
        The value at each step, from the call as it was on.
    apply : callable
        Takes script and step, gives the changed script.
    words : bool
        Whether it needs variants of the wording.
    """

    name: str
    target: str
    unit: str
    doses: tuple[float, ...]
    apply: Callable[[Script, int], Script]
    words: bool = False


def agents(script: Script, change: Callable[[Utterance], Utterance]) -> Script:
    """Change what the agent says, but for backchannels."""
    return replace(
        script,
        lines=tuple(
            change(u) if u.role == "agent" and u.kind == "turn" else u for u in script.lines
        ),
    )


def answers(script: Script) -> list[int]:
    """Return which lines are an agent's answer: a turn that follows the caller's."""
    found, before = [], ""
    for index, u in enumerate(script.lines):
        if u.kind != "turn":
            continue
        if u.role == "agent" and before == "customer":
            found.append(index)
        before = u.role
    return found


def said_instead(axis: str, script: Script, step: int) -> Script:
    """Put the variants of an axis in place of their lines, up to a step."""
    instead = {v.line: v for v in script.variants if v.axis == axis and v.step <= step}
    return replace(
        script,
        lines=tuple(
            replace(instead[u.line], gap_s=u.gap_s) if u.line in instead else u
            for u in script.lines
        ),
    )


FLATTER = (1.0, 0.8, 0.6, 0.45, 0.3, 0.15)
FASTER = (1.0, 1.1, 1.2, 1.3, 1.4, 1.5)
KEPT = (1.0, 0.8, 0.6, 0.4, 0.2, 0.05)
LATER_S = (0.0, 0.5, 1.0, 1.5, 2.2, 3.0)
EARLY = (0, 1, 2, 3, 4, 5)
EARLY_S = 1.5
BREATH_S = 0.45  # longer pauses end a stretch of speech
COUNTED = tuple(map(float, range(STEPS)))
BLUR = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


def flatter(script: Script, step: int) -> Script:
    return agents(script, lambda u: replace(u, sound=scale_f0_range(u.sound, RATE, FLATTER[step])))


def evener(script: Script, step: int) -> Script:
    """Shrink what the level moves from sound to sound; what moves slower stays."""
    return agents(
        script, lambda u: replace(u, sound=scale_level_movement(u.sound, RATE, FLATTER[step]))
    )


def faster(script: Script, step: int) -> Script:
    """Shorten the speech and keep the pauses."""
    return agents(
        script, lambda u: in_runs(u, lambda run: scale_duration(run, RATE, 1 / FASTER[step]), 1.0)
    )


def faster_throughout(script: Script, step: int) -> Script:
    """Shorten speech and pauses alike."""
    scale = 1 / FASTER[step]
    return agents(script, lambda u: in_runs(u, lambda run: scale_duration(run, RATE, scale), scale))


def breathless(script: Script, step: int) -> Script:
    return agents(script, lambda u: in_runs(u, lambda run: run, KEPT[step]))


def later(script: Script, step: int) -> Script:
    late = set(answers(script))
    return replace(
        script,
        lines=tuple(
            replace(u, gap_s=u.gap_s + LATER_S[step]) if index in late else u
            for index, u in enumerate(script.lines)
        ),
    )


def earlier(script: Script, step: int) -> Script:
    """Start some answers, spread over the call, in the middle of what the caller says.

    A start in one of the caller's pauses, or just after one, interrupts nobody, nor does a single
    word with a pause after it.
    """
    leads = {
        index: lead_s(turn_before(script, index))
        for index in answers(script)
        if not any(a < 1.0 and b - a >= BREATH_S for a, b in script.lines[index].pauses)
    }
    there = [index for index, lead in leads.items() if lead is not None]
    chosen = {there[i] for i in np.linspace(0, len(there) - 1, EARLY[step]).round().astype(int)}
    return replace(
        script,
        lines=tuple(
            replace(u, gap_s=-lead) if index in chosen and (lead := leads[index]) else u
            for index, u in enumerate(script.lines)
        ),
    )


def turn_before(script: Script, index: int) -> Utterance:
    return next(u for u in reversed(script.lines[:index]) if u.kind == "turn")


def lead_s(turn: Utterance) -> float | None:
    """Return how long before its end a turn is in full flow, as near to `EARLY_S` as can be.

    In full flow: a second of speech lies behind, another before, and no breath is near.
    """
    stops = [p for p in ((-np.inf, 0.0), *turn.pauses) if p[1] - p[0] >= BREATH_S]
    for lead in sorted((n / 20 for n in range(22, 80)), key=lambda lead: abs(lead - EARLY_S)):
        at = turn.duration_s - lead
        breath = any(a - 0.5 < at < b + 0.1 for a, b in turn.pauses)
        if not breath and not any(a < at + 1.0 and at - 1.1 < b for a, b in stops):
            return lead
    return None


def blurred(script: Script, step: int) -> Script:
    return agents(script, lambda u: replace(u, sound=blurred_in_part(u.sound, BLUR[step])))


def greeting(script: Script, step: int) -> Script:
    return said_instead("greeting", script, step)


def wording(script: Script, step: int) -> Script:
    return said_instead("wording", script, step)


def asked_again(script: Script, step: int) -> Script:
    return said_instead("repair", script, step)


def in_runs(u: Utterance, change: Callable[[Sound], Sound], pause_scale: float) -> Utterance:
    """Change what lies between the pauses, and scale the pauses."""
    parts: list[Sound] = []
    kept: list[tuple[float, float]] = []
    at, length = 0.0, 0
    for start, end in (*u.pauses, (u.duration_s, u.duration_s)):
        run = change(u.sound[round(at * RATE) : round(start * RATE)])
        n = round(pause_scale * (end - start) * RATE)
        silence = u.sound[round(start * RATE) :][:n]
        parts += [run, silence]
        if len(silence):
            kept.append(((length + len(run)) / RATE, (length + len(run) + len(silence)) / RATE))
        length += len(run) + len(silence)
        at = end
    return replace(u, sound=np.concatenate(parts), pauses=tuple(kept))


def blurred_in_part(sound: Sound, share: float) -> Sound:
    """Swallow a share of an utterance: there, the spectral shape stays near the utterance's mean.

    Parameters
    ----------
    sound : np.ndarray [shape=(n_samples,)]
        8 kHz.
    share : float
        0 to 1 of its time, in stretches of 400 ms: the first 24 cosine coefficients of the
        spectral shape keep a twentieth of their distance from the mean of the utterance, so
        every sound turns towards one neutral vowel. Level, pitch and rate stay.

    Returns
    -------
    np.ndarray [shape=(n_samples,)]
    """
    from scipy.fft import dct, idct
    from scipy.signal import istft, stft

    if share == 0.0 or len(sound) < FRAME:
        return sound
    _, _, spectrum = stft(sound, RATE, nperseg=FRAME, noverlap=FRAME - HOP)
    power = np.log(np.abs(spectrum) ** 2 + 1e-8)
    loudness = np.exp(power).sum(axis=0)
    speech = loudness > SPEECH * loudness.max()
    shape = dct(power, axis=0, norm="ortho")[:SHAPES]
    swallowed = gaussian_filter1d(chosen(len(loudness), share), sigma=EDGE_S * RATE / HOP)
    moved = np.zeros_like(power)
    mean = shape[:, speech].mean(axis=1, keepdims=True)
    moved[1:SHAPES] = (NEUTRAL * swallowed * speech * (mean - shape))[1:]
    gain = np.exp(np.clip(idct(moved, axis=0, norm="ortho") / 2, -3.0, 3.0))
    _, made = istft(spectrum * gain, RATE, nperseg=FRAME, noverlap=FRAME - HOP)
    result: Sound = made[: len(sound)]
    return result * np.sqrt(np.mean(sound**2) / max(np.mean(result**2), 1e-12))


def chosen(n_frames: int, share: float) -> Sound:
    """Draw stretches that make up a share of the frames: more of them as the share grows."""
    n = round(STRETCH_S * RATE / HOP)
    order = np.random.default_rng(n_frames).permutation(n_frames // n + 1)
    mask = np.zeros(n_frames)
    for block in order[: round(share * len(order))]:
        mask[block * n : (block + 1) * n] = 1.0
    return mask


AXES = (
    Axis("f0 range", "M1", "× the range", FLATTER, flatter),
    Axis("loudness movement", "M1", "× the level's movement", FLATTER, evener),
    Axis("response delay", "M2", "s later", LATER_S, later),
    Axis("early starts", "M3", "answers begun in mid-speech", tuple(map(float, EARLY)), earlier),
    Axis("greeting", "M4", "step", COUNTED, greeting, words=True),
    Axis("pauses", "M5", "× the pauses", KEPT, breathless),
    Axis("blur", "M6", "of the speech", BLUR, blurred),
    Axis(
        "repair requests",
        "M6",
        "requests",
        COUNTED,
        asked_again,
        words=True,
    ),
    Axis("tempo", "M7", "× the rate", FASTER, faster),
    Axis("tempo and pauses", "M7", "× the rate", FASTER, faster_throughout),
    Axis("wording", "M8", "lines", COUNTED, wording, words=True),
)
