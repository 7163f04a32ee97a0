"""Tables for analysts: one row per thing that was said or measured."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from voicecheck.cards import read_cards
from voicecheck.pipeline import Analysis
from voicecheck.report.words import measure_name
from voicecheck.types.audio import Recording
from voicecheck.types.codec import from_dict
from voicecheck.types.judgement import Scorecard

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable


@functools.singledispatch
def frame(noun: Any) -> pd.DataFrame:
    """Return the table of a scorecard, an analysis or a recording.

    Parameters
    ----------
    noun : Scorecard, Analysis or Recording
        What to put into a table.

    Returns
    -------
    pandas.DataFrame
        Scorecard: a row per check. Analysis: a row per measure. Recording: a row per channel.
        ``.attrs["units"]`` names the unit of every column that has one.

    Raises
    ------
    TypeError
        For anything else.
    """
    raise TypeError(f"there is no table of {type(noun).__name__}")


@frame.register
def _(card: Scorecard) -> pd.DataFrame:
    return cards_frame([card])


@frame.register
def _(analysis: Analysis) -> pd.DataFrame:
    rows = [
        {
            "measure": name,
            "value": measure.value,
            "unit": measure.unit,
            "n": measure.n,
            "n_unit": measure.n_unit,
            "method": measure.method,
            "reason": measure.reason.en if measure.reason else None,
            "name": measure_name(name, "en"),
        }
        for name, measure in analysis.features.measures.items()
    ]
    return _with_units(rows, {"value": "see column unit", "n": "see column n_unit"})


@frame.register
def _(recording: Recording) -> pd.DataFrame:
    rows = []
    for index in range(recording.n_channels):
        samples = recording.samples[index]
        power = float(np.mean(np.square(samples, dtype=np.float64))) if len(samples) else 0.0
        peak = float(np.abs(samples).max(initial=0.0))
        rows.append(
            {
                "channel": index,
                "duration": recording.duration_s,
                "sample_rate": recording.sample_rate,
                "level": 10 * np.log10(power) if power else -np.inf,
                "peak": 20 * np.log10(peak) if peak else -np.inf,
            }
        )
    units = {"duration": "s", "sample_rate": "Hz", "level": "dB FS", "peak": "dB FS"}
    return _with_units(rows, units)


def cards_frame(cards: Iterable[Scorecard]) -> pd.DataFrame:
    """Return one table of many scorecards: a row per call and check."""
    rows = [
        {
            "path": card.source.path,
            "sha256": card.source.sha256,
            "duration": card.source.duration_s,
            "language": card.language,
            "score": card.score,
            "coverage": card.coverage,
            "check": line.code,
            "title": line.title,
            "verdict": line.verdict.value,
            "severity": line.severity,
            "confidence": line.confidence,
            "finding": line.finding,
            "reason": line.reason,
            "advice": line.advice,
        }
        for card in cards
        for line in card.results
    ]
    units = {"duration": "s", "score": "0-100", "coverage": "1", "severity": "1", "confidence": "1"}
    return _with_units(rows, units)


def batch_frame(store: str | os.PathLike[str]) -> pd.DataFrame:
    """Return the scorecards of a night as one table.

    Parameters
    ----------
    store : path-like
        JSON of ``voicecheck check --format json``, or a folder of such files.

    Returns
    -------
    pandas.DataFrame
        A row per call and check.

    Raises
    ------
    VoicecheckError
        If there are no scorecards in it.
    """
    cards = [from_dict(Scorecard, card) for _, card in read_cards(Path(store))]
    return cards_frame(cards)


def _with_units(rows: list[dict[str, Any]], units: dict[str, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows)
    table.attrs["units"] = units
    return table
