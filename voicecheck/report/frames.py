"""Tables for analysts: one row per thing that was said or measured."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from voicecheck.analysis.pipeline import Analysis
from voicecheck.report.formatting import measure_name
from voicecheck.store.cards import all_cards
from voicecheck.types.audio import Recording
from voicecheck.types.codec import to_dict
from voicecheck.types.judgement import Scorecard

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable


LINE = ("title", "verdict", "severity", "confidence", "finding", "reason", "advice")


@functools.singledispatch
def frame(noun: Any) -> pd.DataFrame:
    """Return the table of a scorecard, an analysis or a recording."""
    raise TypeError(f"there is no table of {type(noun).__name__}")


@frame.register
def _(card: Scorecard) -> pd.DataFrame:
    return cards_frame([to_dict(card)])


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


def cards_frame(cards: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Return one table of many cards in the shape of their JSON: a row per call and check."""
    rows = [
        {
            "path": card["source"]["path"],
            "sha256": card["source"]["sha256"],
            **card.get("call", {}),
            "duration": card["source"]["duration_s"],
            "language": card["language"],
            "score": card["score"],
            "coverage": card["coverage"],
            "check": line["code"],
            **{name: line[name] for name in LINE},
        }
        for card in cards
        for line in card["results"]
    ]
    units = {"duration": "s", "score": "0-100", "coverage": "1", "severity": "1", "confidence": "1"}
    return _with_units(rows, units)


def batch_frame(store: str | os.PathLike[str]) -> pd.DataFrame:
    """Return the cards of a night as one table.

    Parameters
    ----------
    store : str or path-like
        A store of ``voicecheck batch`` (file or database URL), JSON of ``voicecheck check --format
        json``, or a folder of such files.

    Returns
    -------
    pandas.DataFrame
        A row per call and check; from a store also agent, queue, direction and start.

    Raises
    ------
    VoicecheckError
        If there are no cards in it.
    """
    return cards_frame(card for _, card in all_cards(store))


def _with_units(rows: list[dict[str, Any]], units: dict[str, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows)
    table.attrs["units"] = units
    return table
