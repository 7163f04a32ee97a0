"""Real speech in pools, and what telephone lines do to it."""

from __future__ import annotations

import csv
import io
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RATE = 16_000
GAP_S = 0.5


@dataclass(frozen=True, slots=True)
class Pool:
    """Several utterances of one voice, one after another."""

    name: str
    samples: np.ndarray
    sample_rate: int
    rows: tuple[dict[str, str], ...]
    starts_s: tuple[float, ...]


def read(path: Path, rate: int = RATE) -> np.ndarray:
    import soundfile
    import soxr

    samples, source = soundfile.read(path, dtype="float32", always_2d=True)
    mono = samples[:, 0]
    return mono if source == rate else soxr.resample(mono, source, rate)


def manifest(folder: Path) -> list[dict[str, str]]:
    with (folder / "manifest.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def pools(
    folder: Path,
    key: tuple[str, ...],
    *,
    min_s: float,
    usable: Callable[[dict[str, str]], bool] = bool,
) -> list[Pool]:
    """Join the utterances that agree in some columns, cut into pools of at least a length."""
    groups: dict[str, list[dict[str, str]]] = {}
    for row in filter(usable, manifest(folder)):
        groups.setdefault(" ".join(row[k] for k in key), []).append(row)
    made = []
    for name, rows in groups.items():
        # Few sentences, many times over: in a row they would look like a loop of the speech model.
        random.Random(0).shuffle(rows)
        total = sum(float(row["duration_s"]) for row in rows)
        n = max(1, int(total // min_s))
        if total >= min_s:
            made += [joined(folder, f"{name} {i}", rows[i::n]) for i in range(n)]
    return made


def joined(folder: Path, name: str, rows: list[dict[str, str]]) -> Pool:
    """Join utterances over pauses of half a second."""
    parts, starts, length = [], [], 0
    noise = np.random.default_rng(0)
    for row in rows:
        sound = read(folder / row["path"])
        starts.append(length / RATE)
        gap = (1e-4 * noise.standard_normal(int(GAP_S * RATE))).astype(np.float32)
        parts += [sound, gap]
        length += len(sound) + len(gap)
    return Pool(name, np.concatenate(parts), RATE, tuple(rows), tuple(starts))


def line(samples: np.ndarray, rate: int, kind: str) -> tuple[np.ndarray, int]:
    """Send speech down a line: clean, alaw, gsm, snr20, snr15 or snr10 (A-law with noise)."""
    if kind == "clean":
        return samples, rate
    import soxr

    from benchmarks.calls.telephone import band_limited

    narrow = band_limited(soxr.resample(samples, rate, 8000))
    narrow = 0.5 * narrow / np.abs(narrow).max()
    if kind.startswith("snr"):
        noise = band_limited(np.random.default_rng(1).standard_normal(len(narrow)))
        speech = np.abs(narrow) > 0.02
        power = np.mean(narrow[speech] ** 2) / 10 ** (float(kind[3:]) / 10)
        narrow = narrow + noise * np.sqrt(power / np.mean(noise**2))
    return coded(narrow, 8000, "GSM610" if kind == "gsm" else "ALAW"), 8000


def coded(samples: np.ndarray, rate: int, subtype: str) -> np.ndarray:
    import soundfile

    buffer = io.BytesIO()
    soundfile.write(buffer, np.clip(samples, -1, 1), rate, format="WAV", subtype=subtype)
    buffer.seek(0)
    return soundfile.read(buffer, dtype="float32")[0][: len(samples)]


def summary(errors: list[float]) -> str:
    """Return bias, median and 90th percentile of the absolute errors, and the worst."""
    values = np.array(errors)
    size = np.abs(values)
    return (
        f"bias {values.mean():+6.2f}  median {np.median(size):5.2f}  "
        f"P90 {np.percentile(size, 90):5.2f}  max {size.max():5.2f}"
    )
