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
from voicecheck.types.judgement import Scorecard, Verdict
from voicecheck.types.speech import Insertion

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    import numpy.typing as npt


LINE = ("title", "verdict", "severity", "confidence", "finding", "reason", "advice")
CARD = (
    "path", "sha256", "agent", "queue", "direction", "started_at", "duration_s", "language",
    "score", "coverage", "check", *LINE, "start_s", "end_s", "quote",
)  # fmt: skip


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
                "duration_s": recording.duration_s,
                "sample_rate": recording.sample_rate,
                "level": 10 * np.log10(power) if power else -np.inf,
                "peak": 20 * np.log10(peak) if peak else -np.inf,
            }
        )
    units = {"duration_s": "s", "sample_rate": "Hz", "level": "dB FS", "peak": "dB FS"}
    return _with_units(rows, units)


def words(analysis: Analysis) -> pd.DataFrame:
    """Return every word, by its start."""
    rows = [
        {
            "start_s": word.span.start_s,
            "end_s": word.span.end_s,
            "role": item.role.label,
            "text": word.text,
            "probability": word.probability,
            "inserted": isinstance(item, Insertion),
        }
        for item in (analysis.dialogue.spoken if analysis.dialogue else ())
        for word in item.words
    ]
    kinds = {"start_s": float, "end_s": float, "role": str, "text": str, "probability": float}
    return _by_time(rows, kinds | {"inserted": bool}, {"end_s": "s", "probability": "0-1"})


def turns(analysis: Analysis) -> pd.DataFrame:
    """Return every turn, by its start."""
    dialogue = analysis.dialogue
    latency = {id(one.after): one.offset_s for one in dialogue.transfers} if dialogue else {}
    rows = [
        {
            "start_s": turn.span.start_s,
            "end_s": turn.span.end_s,
            "role": turn.role.label,
            "latency_s": latency.get(id(turn)),
            "n_words": len(turn.words),
            "text": " ".join(word.text for word in turn.words),
        }
        for turn in (dialogue.turns if dialogue else ())
    ]
    kinds = {"start_s": float, "end_s": float, "role": str, "latency_s": float}
    units = {"end_s": "s", "latency_s": "s", "n_words": "words"}
    return _by_time(rows, kinds | {"n_words": int, "text": str}, units)


def pitch(analysis: Analysis) -> pd.DataFrame:
    """Return the agent's pitch, by time."""
    track = analysis.tracks.pitch if analysis.tracks else None
    times_s = np.zeros(0) if track is None else track.times_s
    f0_hz = np.zeros(0) if track is None else track.f0_hz
    table = pd.DataFrame(
        {"f0_hz": f0_hz, "semitones": semitones(f0_hz)}, index=pd.Index(times_s, name="time_s")
    )
    table.attrs["units"] = {"time_s": "s", "f0_hz": "Hz", "semitones": "semitones re the median"}
    return table


def semitones(f0_hz: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return pitch in semitones re its median; NaN where there is none."""
    voiced = f0_hz[np.isfinite(f0_hz)]
    return 12 * np.log2(f0_hz / np.median(voiced)) if len(voiced) else np.full(len(f0_hz), np.nan)


def cards_frame(cards: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Return one table of many cards in the shape of their JSON: a row per call and check."""
    rows = [
        {
            "path": card["source"]["path"],
            "sha256": card["source"]["sha256"],
            **card.get("call", {}),
            "duration_s": card["source"]["duration_s"],
            "language": card["language"],
            "score": card["score"],
            "coverage": card["coverage"],
            "check": line["code"],
            **{name: line[name] for name in LINE},
            **_place(line),
        }
        for card in cards
        for line in card["results"]
    ]
    units = {
        "duration_s": "s",
        "score": "0-100",
        "coverage": "0-1",
        "severity": "0-1",
        "confidence": "0-1",
        "start_s": "s",
        "end_s": "s",
    }
    table = _with_units(rows, units, columns=CARD)
    return table.astype(dict.fromkeys(units, float))  # also where nothing has a score


def _place(line: dict[str, Any]) -> dict[str, Any]:
    """Return where to listen first: of a line that passes, to a sentence that counted."""
    stands_out = Verdict(line["verdict"]).stands_out
    for item in line["evidence"]:
        said = item["value"] if isinstance(item["value"], str) else item["quote"]
        if item["start_s"] is not None and (stands_out or isinstance(item["value"], str)):
            return {"start_s": item["start_s"], "end_s": item["end_s"], "quote": said}
    return {"start_s": None, "end_s": None, "quote": None}


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


def _with_units(
    rows: list[dict[str, Any]], units: dict[str, str], columns: tuple[str, ...] = ()
) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=None if rows else list(columns))
    table.attrs["units"] = units
    return table


def _by_time(
    rows: list[dict[str, Any]], kinds: dict[str, type], units: dict[str, str]
) -> pd.DataFrame:
    """Return rows in order of time, with their columns even where there are none."""
    columns = {
        name: pd.Series([row[name] for row in rows], dtype=kind) for name, kind in kinds.items()
    }
    table = pd.DataFrame(columns).set_index("start_s").sort_index(kind="stable")
    table.attrs["units"] = {"start_s": "s"} | units
    return table
