"""The figures of the report, as SVG that comes out the same every time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from benchmarks.validity.count import CODES
from voicecheck.types.norm import FAIL_FROM, WARN_FROM

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.validity.count import Drift, Response

mpl.rcParams.update({"svg.hashsalt": "voicecheck", "font.size": 9, "svg.fonttype": "none"})


def save(figure: Figure, path: Path) -> None:
    figure.savefig(path, metadata={"Date": None, "Creator": None}, bbox_inches="tight")


def dose_response(found: list[Response], names: list[str], path: Path) -> None:
    """Draw severity over dose, one panel per axis, one line per call."""
    columns = 5
    rows = -(-len(found) // columns)
    figure = Figure(figsize=(13, 2.7 * rows))
    axes = figure.subplots(rows, columns, squeeze=False, sharey=True)
    for panel in axes.flat[len(found) :]:
        panel.set_visible(False)
    for panel, response in zip(axes.flat, found, strict=False):
        for call, name in zip(response.severities, names, strict=False):
            values = [np.nan if s is None else s for s in call]
            panel.plot(response.axis.doses, values, marker="o", markersize=3, label=name)
        for level, colour in ((WARN_FROM, "0.7"), (FAIL_FROM, "0.4")):
            panel.axhline(level, color=colour, linewidth=0.8, linestyle="--")
        if response.axis.doses[-1] < response.axis.doses[0]:
            panel.invert_xaxis()
        panel.set_title(f"{response.axis.target}: {response.axis.name}")
        panel.set_xlabel(response.axis.unit)
        panel.set_ylim(-0.03, 1.03)
    for row in axes:
        row[0].set_ylabel("severity")
    axes.flat[0].legend(fontsize=7)
    figure.tight_layout()
    save(figure, path)


def selectivity(found: list[Response], path: Path) -> None:
    """Draw how far every axis moved every check, in points of severity."""
    table = np.full((len(found), len(CODES)), np.nan)
    for i, response in enumerate(found):
        for code, moved in response.others.items():
            table[i, CODES.index(code)] = 100 * moved
        reached = [max(s for s in call if s is not None) for call in response.severities]
        table[i, CODES.index(response.axis.target)] = 100 * float(np.mean(reached))
    figure = Figure(figsize=(7, 0.42 * len(found) + 1))
    panel = figure.subplots()
    panel.imshow(np.nan_to_num(table), cmap="Greys", vmin=0, vmax=130, aspect="auto")
    for i, j in np.ndindex(*table.shape):
        shown = "–" if np.isnan(table[i, j]) else f"{table[i, j]:.0f}"
        dark = np.nan_to_num(table[i, j]) > 65
        target = CODES[j] == found[i].axis.target
        panel.text(
            j, i, shown, ha="center", va="center",
            color="white" if dark else "black", fontweight="bold" if target else "normal",
        )  # fmt: skip
    panel.set_xticks(range(len(CODES)), CODES)
    panel.set_yticks(range(len(found)), [r.axis.name for r in found])
    panel.xaxis.tick_top()
    save(figure, path)


def codec_card(found: list[Drift], path: Path) -> None:
    """Draw which share of the verdicts stayed, moved, turned or was withheld."""
    figure = Figure(figsize=(8, 0.32 * len(found) + 1))
    panel = figure.subplots()
    left = np.zeros(len(found))
    parts = {
        "the same": ([d.n - d.turned - d.moved - d.withheld for d in found], "0.85"),
        "withheld": ([d.withheld for d in found], "0.6"),
        "other verdict": ([d.moved for d in found], "#d9a441"),
        "pass ↔ fail": ([d.turned for d in found], "#b03030"),
    }
    names = [d.nuisance for d in found]
    for title, (counts, colour) in parts.items():
        share = 100 * np.array(counts) / np.array([d.n for d in found])
        panel.barh(names, share, left=left, color=colour, label=title)
        left += share
    panel.invert_yaxis()
    panel.set_xlim(0, 100)
    panel.set_xlabel("% of the verdicts given without it")
    panel.legend(loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=4, fontsize=8)
    save(figure, path)
