"""Measures against people: speechocean762, adult learners' English, medians of five raters."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np

from benchmarks._speech import joined, line, manifest
from benchmarks.validity.count import Interval, bootstrapped, rank_correlation
from benchmarks.validity.kept import source_key
from voicecheck.audio.band import canonical
from voicecheck.features.pitch import measure_pitch
from voicecheck.languages.syllables import load_counter
from voicecheck.signal.pitch import track_pitch
from voicecheck.speech.activity import detect_speech
from voicecheck.speech.transcribe import WhisperTranscriber
from voicecheck.types.audio import Channel

if TYPE_CHECKING:
    from pathlib import Path

MIN_UTTERANCES = 3
RATED = ("accuracy", "fluency", "prosodic")
MEASURED = ("pitch range", "articulation rate", "pause ratio", "mean word probability")


def speakers(folder: Path, work: Path) -> list[dict[str, float]]:
    """Measure every speaker with at least three utterances, on the telephone.

    Parameters
    ----------
    folder : Path
        With manifest.csv.
    work : Path
        Keeps what was measured.

    Returns
    -------
    list of dict
        Per speaker the means of ``RATED`` and the values of ``MEASURED``.
    """
    kept = work / f"ratings-{source_key()[:12]}.json"
    if kept.exists():
        rows: list[dict[str, float]] = json.loads(kept.read_text("utf-8"))
        return rows
    groups: dict[str, list[dict[str, str]]] = {}
    for row in manifest(folder):
        groups.setdefault(row["speaker"], []).append(row)
    transcriber, counter = WhisperTranscriber(), load_counter("en")
    rows = []
    for speaker, own in groups.items():
        if len(own) < MIN_UTTERANCES:
            continue
        pool = joined(folder, speaker, own)
        channel = Channel(0, *line(pool.samples, pool.sample_rate, "alaw"))
        narrow = canonical(channel)
        activity = detect_speech(narrow)
        (heard,) = transcriber.transcribe([(channel, activity)], language="en")
        if not heard.words:
            continue
        main, second = track_pitch(narrow, activity.ipus)
        pitch = measure_pitch(main, second, activity.ipus)
        speech_s = sum(ipu.duration_s for ipu in activity.ipus)
        inside = [
            [u for u in activity.ipus if start <= u.middle_s < start + float(row["duration_s"])]
            for row, start in zip(pool.rows, pool.starts_s, strict=True)
        ]
        from_to_s = sum(u[-1].end_s - u[0].start_s for u in inside if u)
        spoken_s = sum(s.duration_s for u in inside for s in u)
        range_st = pitch.f0_range_semitones.value
        rows.append(
            {rated: float(np.mean([float(r[rated]) for r in own])) for rated in RATED}
            | {
                "pitch range": float("nan") if range_st is None else range_st,
                "articulation rate": counter.count_text([w.text for w in heard.words]) / speech_s,
                "pause ratio": 1 - spoken_s / from_to_s,
                "mean word probability": float(np.mean([w.probability for w in heard.words])),
            }
        )
    work.mkdir(parents=True, exist_ok=True)
    kept.write_text(json.dumps(rows), encoding="utf-8")
    return rows


def correlations(rows: list[dict[str, float]]) -> dict[tuple[str, str], Interval]:
    """Return Spearman's correlation of every measure with every rating, over speakers."""
    found = {}
    for measured in MEASURED:
        for rated in RATED:
            points = [(r[measured], r[rated]) for r in rows if np.isfinite(r[measured])]
            found[measured, rated] = bootstrapped(rank_correlation, points)
    return found
