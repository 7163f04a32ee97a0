"""Plots for notebooks, drawn with matplotlib, returned as axes."""

from __future__ import annotations

import functools
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from voicecheck.analysis.pipeline import Analysis
from voicecheck.audio.guarded_librosa import import_librosa
from voicecheck.report.formatting import words
from voicecheck.report.style import COLOURS
from voicecheck.types.audio import Recording, Role
from voicecheck.types.judgement import Scorecard
from voicecheck.types.norm import FAIL_FROM, WARN_FROM

VOICES = {Role.AGENT: (1.0, "#2f6f9f"), Role.CUSTOMER: (0.0, "#8a7aa8")}
HEIGHT = 0.8


@functools.singledispatch
def plot(noun: Any, **options: Any) -> Any:
    """Draw a scorecard, an analysis or a recording."""
    raise TypeError(f"there is no plot of {type(noun).__name__}")


@plot.register
def _(card: Scorecard, *, ax: Axes | None = None, **options: Any) -> Axes:
    """Severity per check, worst at the right; grey where it was not assessed."""
    ax = ax or plt.subplots(figsize=(7, 3.2), layout="constrained")[1]
    head = words(card.lang)["headings"]
    names = [f"{line.code} {line.title}" for line in card.results]
    values = [100 * (line.severity or 0.0) for line in card.results]
    colours = [COLOURS[line.verdict] for line in card.results]
    ax.barh(names, values, color=colours, **options)
    for row, line in enumerate(card.results):
        if line.severity is None:
            said = words(card.lang)["verdicts"][line.verdict]
            ax.text(1.0, row, said, va="center", color=COLOURS[line.verdict])
    for limit in (WARN_FROM, FAIL_FROM):
        ax.axvline(100 * limit, color="0.4", linewidth=0.8, linestyle="--")
    ax.set(xlim=(0, 100), xlabel=head["severity"])
    ax.invert_yaxis()
    return ax


@plot.register
def _(analysis: Analysis, *, axes: Any = None, **options: Any) -> Any:
    """Pitch in semitones re the agent's median above the turns of both parties."""
    if axes is None:
        axes = plt.subplots(
            2, 1, figsize=(10, 4), sharex=True, height_ratios=(2, 1), layout="constrained"
        )[1]
    top, bottom = axes
    pitch = analysis.tracks.pitch if analysis.tracks else None
    if pitch is not None and np.isfinite(pitch.f0_hz).any():
        semitones = 12 * np.log2(pitch.f0_hz / np.nanmedian(pitch.f0_hz))
        low, high = np.nanpercentile(semitones, [10, 90])
        top.axhspan(low, high, color="#e3edf5")
        top.plot(pitch.times_s, semitones, ".", markersize=1.5, color="#2f6f9f", **options)
    top.set_ylabel("f0 (semitones re median)")
    for role, (row, colour) in VOICES.items():
        spans = [
            (ipu.start_s, ipu.duration_s)
            for turn in (analysis.dialogue.turns_of(role) if analysis.dialogue else ())
            for ipu in turn.ipus
        ]
        bottom.broken_barh(spans, (row - HEIGHT / 2, HEIGHT), color=colour)
    bottom.set_yticks([row for row, _ in VOICES.values()], [role.value for role in VOICES])
    bottom.set(xlabel="time (s)", xlim=(0, analysis.source.duration_s))
    return axes


@plot.register
def _(recording: Recording, *, axes: Any = None, **options: Any) -> Any:
    """Draw the waveform of every channel."""
    import_librosa()
    import librosa.display

    if axes is None:
        axes = plt.subplots(
            recording.n_channels, 1, figsize=(10, 1.6 * recording.n_channels),
            sharex=True, squeeze=False, layout="constrained",
        )[1][:, 0]  # fmt: skip
    for index, ax in enumerate(np.atleast_1d(axes)):
        librosa.display.waveshow(
            np.asarray(recording.samples[index]), sr=recording.sample_rate, ax=ax, **options
        )
        ax.set_ylabel(f"channel {index}")
    return axes
