"""The shipped pairs: a call without fault, and the same call with one fault at a time.

Every fault trips its own check and no other, and moves none of the others by more than ten points:
the neighbour matrix of the norms, on the real road with the real speech model.
"""

from __future__ import annotations

import functools
from pathlib import Path

import numpy as np
import pytest
import soundfile

import voicecheck
from benchmarks.calls.call import load_bank, put_together
from benchmarks.calls.nuisances import noisy
from benchmarks.calls.pairs import PAIRS
from voicecheck.types.judgement import Scorecard, Verdict

pytestmark = pytest.mark.needs("speech model")
FOLDER = Path(__file__).parent.parent / "sample_audio" / "pairs"
FLAT = 0.10  # ten points of severity
GOOD = "good_de"
FAULTS = [name for name, _, _ in PAIRS if name != GOOD]
TRIPPED = {Verdict.WARN, Verdict.FAIL}


@functools.cache
def card(name: str) -> Scorecard:
    return voicecheck.check(FOLDER / f"{name}.mp3")


def severities(name: str) -> dict[str, float]:
    return {r.code: r.severity for r in card(name).results if r.severity is not None}


def test_there_is_a_pair_for_every_check() -> None:
    assert [name[:2].upper() for name in FAULTS] == [f"M{i}" for i in range(1, 9)]
    assert {path.stem for path in FOLDER.glob("*.mp3")} == {name for name, _, _ in PAIRS}


def test_the_call_without_fault_is_unremarkable() -> None:
    assert {r.code: r.verdict for r in card(GOOD).results} == {
        f"M{i}": Verdict.PASS for i in range(1, 9)
    }


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_trips_its_own_check_and_no_other(name: str) -> None:
    tripped = {r.code for r in card(name).results if r.verdict in TRIPPED}
    assert tripped == {name[:2].upper()}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_moves_no_other_check(name: str) -> None:
    before, after = severities(GOOD), severities(name)
    moved = {c: after[c] - before[c] for c in after if c != name[:2].upper()}
    assert {c: m for c, m in moved.items() if abs(m) > FLAT} == {}


def test_noise_moves_the_notice_and_no_verdict(tmp_path: Path) -> None:
    known = put_together(load_bank("en"))
    noise = voicecheck.check(noisy(8.0)(known.samples, tmp_path / "noisy"))
    assert "N04" in {n.code for n in noise.notices}
    assert noise.results["M6"].verdict is Verdict.NOT_ASSESSED
    assert {r.verdict for r in noise.results} <= {Verdict.PASS, Verdict.NOT_ASSESSED}


def test_the_truth_of_a_call_is_where_it_says() -> None:
    known = put_together(load_bank("de"))
    for start_s, utterance in known.placed:
        party = known.samples[:, int(utterance.role == "customer")]
        inside = party[round(start_s * 8000) :][: len(utterance.sound)]
        assert np.corrcoef(inside, utterance.sound)[0, 1] > 0.99
    assert soundfile.info(FOLDER / "good_de.mp3").samplerate == 8000
