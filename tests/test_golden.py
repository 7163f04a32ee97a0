"""Kept numbers of calls and sentences: what moves them raises a version.

Everything that measures, reads and judges moves them.
"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks import goldens
from voicecheck.analysis.pipeline import Analysis

STEREO, ALAW = goldens.CALLS


def test_no_number_moves_while_its_version_stays(german: Analysis) -> None:
    machine, words = goldens.read_words()
    english = goldens.from_kept_words(ALAW, words[ALAW])
    now = goldens.take({STEREO: german.features, ALAW: english})
    unraised, stale = goldens.compare(goldens.read(), now)
    where = f"on {goldens.machine()}; the goldens were made on {machine}"
    assert not unraised, "\n".join([*unraised, goldens.REWRITE, where])
    assert not stale, "\n".join([*stale, goldens.REWRITE, where])


@pytest.mark.needs("speech model")
def test_the_same_words_are_recognised(heard_german: Analysis, heard_english: Analysis) -> None:
    machine, words = goldens.read_words()
    other = [
        name
        for name, analysis in {STEREO: heard_german, ALAW: heard_english}.items()
        if analysis.transcripts != words[name]
    ]
    if other and machine != goldens.machine():
        pytest.xfail(
            f"other words than the kept ones in {' and '.join(other)}, on another machine "
            f"({goldens.machine()}) than theirs ({machine}): measures were compared on kept words"
        )
    assert not other, (
        "other words are recognised than the kept ones: raise VERSIONS['analysis'] in "
        f"voicecheck/analysis/version.py and {goldens.REWRITE}"
    )


def test_moved_numbers_are_not_written_over_while_the_version_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(goldens, "CALLS", ())
    monkeypatch.setattr(goldens, "NUMBERS", tmp_path / "numbers.json")
    monkeypatch.setattr(goldens, "DIALOGUES", tmp_path / "dialogues.json")
    said = [["A", "That is your own fault."], ["C", "Sorry, could you say that again?"]]
    goldens.DIALOGUES.write_text(json.dumps([{"id": "own", "lang": "en", "turns": said}]))
    true = goldens.take({})
    moved = copy.deepcopy(true)
    next(iter(moved["numbers"]["sentences"].values()))["blame"] += 0.1
    goldens.write(moved)
    with pytest.raises(SystemExit, match="nothing was written"):
        goldens.main(["--write"])
    assert "raise VERSIONS['conduct']" in capsys.readouterr().out
    assert goldens.read() == moved
    goldens.write(moved | {"keys": moved["keys"] | {"conduct": "another"}})
    with pytest.raises(SystemExit, match="--write"):
        goldens.main([])
    goldens.main(["--write"])
    assert goldens.read() == true


@pytest.fixture
def kept() -> dict[str, Any]:
    return goldens.read()


@pytest.fixture
def now(kept: dict[str, Any]) -> dict[str, Any]:
    return copy.deepcopy(kept)


@pytest.mark.parametrize(
    ("name", "field", "says"),
    [
        ("pitch.f0_median_hz", "value", "raise VERSIONS['analysis'] in voicecheck/analysis/"),
        ("wording.words", "n", "raise VERSIONS['analysis'] or VERSIONS['conduct'] in "),
        ("M1", "severity", "VERSIONS['judgement'] in voicecheck/analysis/version.py (or the check"),
    ],
)
def test_a_moved_number_is_told(
    kept: dict[str, Any], now: dict[str, Any], name: str, field: str, says: str
) -> None:
    row = now["numbers"][STEREO][name]
    row[field] *= 1 + 2e-6
    (told,), stale = goldens.compare(kept, now)
    assert told.startswith(f"{STEREO} {name}: {field} ")
    assert f"-> {row[field]}; " in told
    assert says in told
    assert stale == []


def test_a_lost_value_and_another_class_are_told(kept: dict[str, Any], now: dict[str, Any]) -> None:
    now["numbers"][ALAW]["pitch.voiced_s"]["value"] = None
    row = next(row for row in now["numbers"]["sentences"].values() if row["counts as"])
    row |= {"counts as": None, "blame": row["blame"] + 1e-3}
    unraised, stale = goldens.compare(kept, now)
    lost, other = unraised
    assert lost.startswith(f"{ALAW} pitch.voiced_s: value ")
    assert "-> None; raise VERSIONS['analysis']" in lost
    assert other.startswith("sentences ")
    assert "-> None, blame " in other
    assert "raise VERSIONS['conduct']" in other
    assert stale == []


def test_a_raised_version_asks_for_new_goldens(kept: dict[str, Any], now: dict[str, Any]) -> None:
    now["versions"]["analysis"] += 1
    now["keys"]["analysis"] = "another"
    before, after = kept["versions"]["analysis"], now["versions"]["analysis"]
    assert goldens.compare(kept, now) == ([], [f"made with analysis {before}, now {after}"])
    now["numbers"][STEREO]["M1"]["severity"] += 0.1
    unraised, stale = goldens.compare(kept, now)
    assert unraised == []
    assert len(stale) == 2


def test_a_dropped_measure_asks_for_new_goldens(kept: dict[str, Any], now: dict[str, Any]) -> None:
    del now["numbers"][STEREO]["pitch.voiced_s"]
    assert goldens.compare(kept, now) == ([], [f"{STEREO} pitch.voiced_s: gone"])


def test_rounding_is_no_move(kept: dict[str, Any], now: dict[str, Any]) -> None:
    now["numbers"][STEREO]["pitch.f0_median_hz"]["value"] *= 1 + 1e-8
    assert goldens.compare(kept, now) == ([], [])
