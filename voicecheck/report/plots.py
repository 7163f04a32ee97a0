"""Plots for notebooks, drawn with matplotlib, returned as axes; findings are marked in them."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from voicecheck.analysis.pipeline import Analysis
from voicecheck.audio.guarded_librosa import import_librosa
from voicecheck.config import Config
from voicecheck.report.answer import findings
from voicecheck.report.formatting import moment, places_of, words
from voicecheck.report.frames import semitones
from voicecheck.report.style import COLOURS
from voicecheck.types.audio import Recording, Role
from voicecheck.types.judgement import Scorecard
from voicecheck.types.norm import FAIL_FROM, WARN_FROM
from voicecheck.types.text import Lang
from voicecheck.types.time import merge

if TYPE_CHECKING:
    from collections.abc import Sequence

VOICES = {Role.AGENT: (1.0, "#2f6f9f"), Role.CUSTOMER: (0.0, "#8a7aa8")}
HEIGHT = 0.8
SEEN = 1.0  # of 100 points of severity: a bar that is shorter is drawn as a dot
INSIDE = 75.0  # a longer bar holds its label itself
MINUTES = (1, 1.5, 3, 6, 10)  # ticks at 10, 15, 30, 60 s ...
NARROWEST, NEAR = 0.004, 0.03  # of the call: a mark, and labels that share a place


@functools.singledispatch
def plot(noun: Any, **options: Any) -> Any:
    """Draw a scorecard, an analysis or a recording."""
    raise TypeError(f"there is no plot of {type(noun).__name__}")


@plot.register
def _(card: Scorecard, *, ax: Axes | None = None, **options: Any) -> Axes:
    """Severity per check with the first place to listen to; a dot is 0, words are not assessed."""
    ax = ax or plt.subplots(figsize=(7, 3.2), layout="constrained")[1]
    table = words(card.lang)
    names = [f"{line.code} {line.title}" for line in card.results]
    values = [100 * (line.severity or 0.0) for line in card.results]
    colours = [COLOURS[line.verdict] for line in card.results]
    ax.barh(names, values, color=colours, **options)
    for row, line in enumerate(card.results):
        if line.severity is None:
            said = table["verdicts"][line.verdict]
            ax.text(1.0, row, said, va="center", color=colours[row], style="italic")
            continue
        if values[row] < SEEN:
            ax.plot(
                values[row], row, "o", markersize=5, color=colours[row], clip_on=False, zorder=3
            )
        places = places_of(line)
        if line.verdict.stands_out and places and places[0].span:
            inside = values[row] > INSIDE
            ax.text(
                values[row] + (-1.5 if inside else 1.5),
                row,
                moment(places[0].span.start_s),
                va="center",
                ha="right" if inside else "left",
                color="white" if inside else colours[row],
            )
    for limit in (WARN_FROM, FAIL_FROM):
        ax.axvline(100 * limit, color="0.4", linewidth=0.8, linestyle="--")
    ax.set(xlim=(0, 100), xlabel=table["headings"]["severity"])
    ax.invert_yaxis()
    return ax


@plot.register
def _(
    analysis: Analysis,
    *,
    axes: Any = None,
    card: Scorecard | None = None,
    lang: Lang | None = None,
    **options: Any,
) -> Any:
    """Pitch in semitones re the agent's median above the turns of both parties."""
    table = _table(card, lang)
    if axes is None:
        axes = plt.subplots(
            2, 1, figsize=(10, 4), sharex=True, height_ratios=(2, 1), layout="constrained"
        )[1]
    top, bottom = axes
    pitch = analysis.tracks.pitch if analysis.tracks else None
    if pitch is not None and np.isfinite(pitch.f0_hz).any():
        relative = semitones(pitch.f0_hz)
        low, high = np.nanpercentile(relative, [10, 90])
        top.axhspan(low, high, color="#e3edf5")
        top.plot(pitch.times_s, relative, ".", markersize=1.5, color="#2f6f9f", **options)
    top.set_ylabel(table["notebook"]["pitch"])
    for role, (row, colour) in VOICES.items():
        spans = [
            (ipu.start_s, ipu.duration_s)
            for turn in (analysis.dialogue.turns_of(role) if analysis.dialogue else ())
            for ipu in turn.ipus
        ]
        bottom.broken_barh(spans, (row - HEIGHT / 2, HEIGHT), color=colour)
    names = [table["page"][role.label] for role in VOICES]
    bottom.set_yticks([row for row, _ in VOICES.values()], names)
    _mark((top, bottom), card, analysis.source.duration_s)
    _in_minutes(bottom, analysis.source.duration_s, table)
    return axes


@plot.register
def _(
    recording: Recording,
    *,
    axes: Any = None,
    card: Scorecard | None = None,
    lang: Lang | None = None,
    **options: Any,
) -> Any:
    """Draw the waveform of every channel."""
    import_librosa()
    import librosa.display

    table = _table(card, lang)
    if axes is None:
        axes = plt.subplots(
            recording.n_channels, 1, figsize=(10, 1.6 * recording.n_channels),
            sharex=True, squeeze=False, layout="constrained",
        )[1][:, 0]  # fmt: skip
    rows = list(np.atleast_1d(axes))
    names = [table["notebook"][key] for key in ("left", "right")] if len(rows) > 1 else [""]
    for index, ax in enumerate(rows):
        librosa.display.waveshow(
            np.asarray(recording.samples[index]), sr=recording.sample_rate, ax=ax, **options
        )
        ax.set(xlabel="", ylabel=names[index] if index < len(names) else f"{index + 1}.")
    _mark(rows, card, recording.duration_s)
    _in_minutes(rows[-1], recording.duration_s, table)
    return axes


def _table(card: Scorecard | None, lang: Lang | None) -> dict[str, dict[str, str]]:
    return words(lang or (card.lang if card else Config().lang))


def _mark(axes: Sequence[Axes], card: Scorecard | None, duration_s: float) -> None:
    """Shade what findings rest on, and write their codes above."""
    marks = sorted(
        (span.start_s, span.end_s, line.code, COLOURS[line.verdict])
        for line in (findings(card) if card else ())
        for span in merge([item.span for item in places_of(line) if item.span])
    )
    labels: list[tuple[float, list[str], str]] = []
    for start_s, end_s, code, colour in marks:
        for ax in axes:
            end = max(end_s, start_s + NARROWEST * duration_s)
            ax.axvspan(start_s, end, color=colour, alpha=0.25, linewidth=0, label=code)
        if labels and start_s - labels[-1][0] < NEAR * duration_s:
            labels[-1][1].extend([code] if code not in labels[-1][1] else [])
        else:
            labels.append((start_s, [code], colour))
    for at_s, codes, colour in labels:
        above = axes[0].get_xaxis_transform()
        axes[0].text(at_s, 1.02, ", ".join(codes), transform=above, color=colour, size="small")


def _in_minutes(ax: Axes, duration_s: float, table: dict[str, dict[str, str]]) -> None:
    ax.xaxis.set_major_locator(MaxNLocator(steps=MINUTES, integer=True))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda at_s, _: moment(max(0.0, at_s))))
    ax.set(xlabel=table["notebook"]["time"], xlim=(0, duration_s))
