"""The same call gives the same bytes, whatever is around: workers, threads, order, place, time."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from sqlalchemy import select

from tests import short_calls
from voicecheck.store import read
from voicecheck.store import tables as t
from voicecheck.store.cards import all_cards
from voicecheck.store.connect import open_store, read_only

CREATED = re.compile(r'"created_at": *"[^"]*"')
ROW = re.compile(r'"(recording_)?id": \d+')  # numbers follow who was done first
CUTS = (
    ("call_stereo.wav", 0.0, 30.0),
    ("call_alaw.wav", 0.0, 20.0),
    ("call_alaw.wav", 60.0, 75.0),
    ("call_stereo.wav", 60.0, 75.0),
)
# Hash seed, threads of every library, locale, time zone.
ONE: dict[str, str] = {
    "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "LC_ALL": "C",
    "PYTHONUTF8": "0",
    "PYTHONCOERCECLOCALE": "0",
    "TZ": "UTC",
}
OTHER: dict[str, str] = {
    "PYTHONHASHSEED": "1",
    "OMP_NUM_THREADS": "2",
    "OPENBLAS_NUM_THREADS": "2",
    "LC_ALL": "de_DE.UTF-8",
    "PYTHONIOENCODING": "latin-1",
    "TZ": "Asia/Tokyo",
}


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("calls")
    for i, (name, start_s, end_s) in enumerate(CUTS):
        path = folder / f"call {i}.wav"
        short_calls.write(short_calls.cut(name, start_s, end_s), path)
        os.utime(path, (1_767_225_600, 1_767_225_600))
    return folder


def voicecheck(*args: object, cwd: Path, around: dict[str, str]) -> bytes:
    """Call the command line in a process of its own; calls with mistakes are no failure."""
    found = subprocess.run(
        [sys.executable, "-P", "-m", "voicecheck", *map(str, args)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": os.getcwd(), **around},
        capture_output=True,
        check=False,
    )
    assert found.returncode in (0, 1), found.stderr.decode()
    return found.stdout


def check(*args: object, cwd: Path, around: dict[str, str]) -> list[str]:
    """Judge calls; each card as it is written, but for the time."""
    out = voicecheck("check", *args, "--format", "json", cwd=cwd, around=around).decode()
    cards = json.loads(out)["scorecards"]
    return [CREATED.sub("", json.dumps(card, ensure_ascii=False)) for card in cards]


@pytest.mark.slow
def test_a_card_is_the_same_in_any_surroundings(calls: Path, tmp_path: Path) -> None:
    files = sorted(calls.glob("*.wav"))
    one = check(*files, "--transcriber", "sidecar", cwd=tmp_path, around=ONE)
    other = check(*files[::-1], "--transcriber", "sidecar", cwd=calls, around=OTHER)
    assert other[::-1] == one
    assert len(one) == len(CUTS) and any('"verdict": "pass"' in card for card in one)


def kept(store: Path) -> dict[str, Any]:
    """What a store holds of each call, by its content."""
    cards = {
        card["source"]["sha256"]: ROW.sub("", json.dumps(card, default=str))
        for _, card in all_cards(store)
    }
    engine = open_store(store)
    with read_only(engine) as connection:
        bodies = connection.execute(
            select(t.recordings.c.sha256, t.features.c.body).join(t.features)
        )
        features = {sha256: CREATED.sub("", body) for sha256, body in bodies}
    words = {row["sha256"]: row["conversation"] for row, _ in read.stored_features(engine)}
    engine.dispose()
    return {sha256: (card, features[sha256], words[sha256]) for sha256, card in cards.items()}


@pytest.mark.slow
def test_a_night_is_the_same_with_any_number_of_workers(calls: Path, tmp_path: Path) -> None:
    found = []
    for i, (workers, around) in enumerate(((1, ONE), (2, OTHER), (4, ONE))):
        store = tmp_path / f"{i}.db"
        how = ("--workers", workers, "--transcriber", "sidecar", "--keep-transcripts")
        voicecheck("batch", calls, "--store", store, *how, cwd=tmp_path, around=around)
        found.append(kept(store))
    assert len(found[0]) == len(CUTS)
    assert all(one == found[0] for one in found)


@pytest.mark.needs("speech model")
def test_recognised_words_are_the_same_on_one_thread_and_on_all(
    calls: Path, tmp_path: Path
) -> None:
    sound, rate = soundfile.read(calls / "call 0.wav", dtype="float32")
    for name, channels in (("call.wav", sound), ("mixed.wav", np.mean(sound, axis=1))):
        soundfile.write(tmp_path / name, channels, rate, subtype="PCM_16")
    files = ["call.wav", "mixed.wav"]
    one = check(*files, cwd=tmp_path, around=ONE | {"LOKY_MAX_CPU_COUNT": "1"})
    assert check(*files, cwd=tmp_path, around=OTHER) == one
