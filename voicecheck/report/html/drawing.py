"""The call as SVG, a line per minute, and what all pictures of a page share."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import svg
from markupsafe import escape

from voicecheck.types.audio import Role
from voicecheck.types.inert import visible
from voicecheck.types.time import Span, intersect

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from voicecheck.analysis.pipeline import Analysis
    from voicecheck.types.tracks import PitchTrack

LINE_S = 60.0
WIDTH, LEFT, RIGHT = 1000.0, 70.0, 20.0
AGENT_Y, CALLER_Y, LANE = 62.0, 108.0, 26.0
PITCH_TOP, PITCH_BOTTOM = 6.0, 52.0
# Where a finding's code may stand, and how far apart two on one level must be.
LEVELS_Y, LABEL_W = (56.0, 101.0, 148.0), 24.0
AXIS_Y, HEIGHT = 162.0, 168.0
MOST_POINTS = 4000  # of the contour: a page is not for zooming
CONTOUR_STEP_S = 0.05
MARGIN_ST = 3.0  # of the contour above and below the agent's range
TICKS_S = 10.0
STROKE_W = 4.0  # of a finding on the player's bar


@dataclass(frozen=True, slots=True)
class Mark:
    """A finding on the timeline."""

    code: str  # of the check or strength
    kind: str  # fail, warn or praise: a class of the style sheet
    span: Span
    name: str
    said: str = ""  # the words it rests on


def timeline(
    analysis: Analysis, marks: Sequence[Mark], names: dict[str, str], heard: Iterable[Span]
) -> list[str]:
    """Draw the call, a line per minute: both voices, overlaps, silences, pitch and findings."""
    audible = tuple(heard)
    times, semitones = contour(analysis.tracks.pitch if analysis.tracks else None)
    band = np.percentile(semitones, [10, 90]) if len(semitones) else np.zeros(2)
    lines = []
    for index in range(max(1, math.ceil(analysis.source.duration_s / LINE_S))):
        line = Span(index * LINE_S, min((index + 1) * LINE_S, analysis.source.duration_s))
        elements: list[svg.Element] = [*_axis(line)]
        elements += _pitch(line, times, semitones, band, names["pitch"])
        elements += _voices(line, analysis, names)
        taken = [-LABEL_W] * len(LEVELS_Y)
        for mark in sorted(marks, key=lambda mark: (mark.span.start_s, -mark.span.end_s)):
            for part in intersect([mark.span], [line]):
                x = _x(part.start_s, line)
                level = next((i for i, at in enumerate(taken) if x - at >= LABEL_W), None)
                if level is not None:
                    taken[level] = x
                elements.append(_marked(part, line, mark, level, audible))
        label = names["line"].format(start=clock_of(line.start_s), end=clock_of(line.end_s))
        lines.append(picture(elements, WIDTH, HEIGHT, "line", label))
    return lines


def contour(
    pitch: PitchTrack | None,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return times and semitones re the median, thinned for the eye."""
    if pitch is None:
        return np.zeros(0), np.zeros(0)
    voiced = np.isfinite(pitch.f0_hz)
    if not voiced.any():
        return np.zeros(0), np.zeros(0)
    times, f0 = pitch.times_s[voiced], pitch.f0_hz[voiced]
    step = max(1, round(CONTOUR_STEP_S / pitch.step_s), math.ceil(len(times) / MOST_POINTS))
    return times[::step], (12 * np.log2(f0 / np.median(f0)))[::step]


def clock_of(seconds: float) -> str:
    """Write a moment as minutes and seconds."""
    return f"{int(seconds // 60)}:{int(seconds % 60):02d}"


def _x(seconds: float, line: Span) -> float:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * (seconds - line.start_s) / LINE_S, 1)


def _box(part: Span, line: Span, y: float, height: float, *classes: str) -> svg.Rect:
    x = _x(part.start_s, line)
    return svg.Rect(
        x=x, y=y, width=max(1.0, round(_x(part.end_s, line) - x, 1)), height=height,
        class_=list(classes),
    )  # fmt: skip


def _axis(line: Span) -> Iterable[svg.Element]:
    for i in range(int(LINE_S / TICKS_S) + 1):
        at = line.start_s + i * TICKS_S
        if at <= line.end_s:
            x = _x(at, line)
            yield svg.Path(d=[svg.M(x, PITCH_TOP), svg.L(x, AXIS_Y - 10)], class_=["grid"])
            yield svg.Text(text=clock_of(at), x=x, y=AXIS_Y + 4, text_anchor="middle")


def _pitch(
    line: Span,
    times: npt.NDArray[np.float64],
    semitones: npt.NDArray[np.float64],
    band: npt.NDArray[np.float64],
    name: str,
) -> Iterable[svg.Element]:
    """Draw the contour with the agent's 10-90 % range behind it."""
    if not len(times):
        return
    low, high = float(band[0]) - MARGIN_ST, float(band[1]) + MARGIN_ST

    def y(st: float) -> float:
        return round(
            PITCH_BOTTOM - (PITCH_BOTTOM - PITCH_TOP) * min(1, max(0, (st - low) / (high - low))), 1
        )

    yield svg.Text(text=name, x=LEFT - 6, y=(PITCH_TOP + PITCH_BOTTOM) / 2 + 4, text_anchor="end")
    top = y(float(band[1]))
    yield _box(line, line, top, max(1.0, y(float(band[0])) - top), "range")
    inside = (times >= line.start_s) & (times < line.end_s)
    own_times, own = times[inside], semitones[inside]
    path: list[svg.PathData] = []
    for i, (at, st) in enumerate(zip(own_times, own, strict=True)):
        near = i and at - own_times[i - 1] < 4 * CONTOUR_STEP_S
        step = svg.L if near else svg.M
        path.append(step(_x(float(at), line), y(float(st))))
    if path:
        yield svg.Path(d=path, class_=["contour"])


def _voices(line: Span, analysis: Analysis, names: dict[str, str]) -> Iterable[svg.Element]:
    dialogue = analysis.dialogue
    for role, y, name in (
        (Role.AGENT, AGENT_Y, names["agent"]),
        (Role.CUSTOMER, CALLER_Y, names["caller"]),
    ):
        yield svg.Text(text=name, x=LEFT - 6, y=y + LANE / 2 + 4, text_anchor="end")
        if dialogue is None:
            continue
        turns = [ipu for turn in dialogue.turns_of(role) for ipu in turn.ipus]
        signs = [i.span for i in dialogue.insertions if i.role is role]
        for spans, kind in ((turns, "turn"), (signs, "sign")):
            for part in intersect(spans, [line]):
                yield _box(part, line, y, LANE, kind, role.value)
    if dialogue is None:
        return
    for part in intersect([overlap.span for overlap in dialogue.overlaps], [line]):
        yield _box(part, line, AGENT_Y + LANE, CALLER_Y - AGENT_Y - LANE, "overlap")
    for part in intersect([g.span for g in dialogue.gaps if g.span.duration_s > 2.0], [line]):
        yield _box(part, line, AGENT_Y, CALLER_Y + LANE - AGENT_Y, "silence")


def _marked(
    part: Span, line: Span, mark: Mark, level: int | None, audible: tuple[Span, ...]
) -> svg.Element:
    """Draw a finding: a bracket over the voices, with its code; a button where it can be heard."""
    elements: list[svg.Element] = [
        _box(part, line, AGENT_Y - 3, CALLER_Y + LANE - AGENT_Y + 6, "bracket")
    ]
    if level is not None:
        elements.append(svg.Text(text=mark.code, x=_x(part.start_s, line) + 2, y=LEVELS_Y[level]))
    if not any(mark.span.start_s in span for span in audible):
        return svg.G(class_=["mark", mark.kind], elements=elements)
    return svg.G(
        class_=["mark", mark.kind],
        data={"start": f"{mark.span.start_s:.2f}", "end": f"{mark.span.end_s:.2f}"},
        extra={"tabindex": "0", "role": "button", "aria-label": _said(mark.code, mark.name)},
        elements=elements,
    )


def _said(*words: str) -> str:
    """Escape what goes into an attribute: the library writes it as it is."""
    return str(escape(visible(" ".join(words))))


def seek_bar(marks: Sequence[Mark], duration_s: float, label: str) -> str:
    """Draw the whole call as a bar with a stroke where each finding begins."""
    elements: list[svg.Element] = [
        svg.Rect(x=0, y=5, width=WIDTH, height=8, class_=["track"]),
        svg.Rect(x=0, y=5, width=0, height=8, class_=["gone"]),
    ]
    for mark in marks:
        x = round(WIDTH * mark.span.start_s / max(duration_s, 0.01), 1)
        elements.append(
            svg.Rect(
                x=min(WIDTH - STROKE_W, x),
                y=0,
                width=STROKE_W,
                height=18,
                class_=["stroke", mark.kind],
                elements=[svg.Title(elements=[svg.Text(text=_said(mark.code, mark.name))])],
            )
        )
    drawn = picture(elements, WIDTH, 18, "seekbar", label)
    return drawn.replace("<svg ", '<svg preserveAspectRatio="none" ', 1)


def picture(elements: list[svg.Element], width: float, height: float, kind: str, label: str) -> str:
    """Put a picture together."""
    return svg.SVG(
        viewBox=svg.ViewBoxSpec(0, 0, width, height),
        class_=[kind],
        extra={"role": "group" if kind == "line" else "img", "aria-label": _said(label)},
        elements=elements,
    ).as_str()
