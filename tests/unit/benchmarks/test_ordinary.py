from __future__ import annotations

import csv
import gzip
from typing import TYPE_CHECKING

import pytest

from benchmarks.ordinary import judged, sides
from benchmarks.ordinary.judged import Judged
from benchmarks.ordinary.shares import Share, held_out, rows, share
from benchmarks.ordinary.sides import Side
from voicecheck.types.judgement import Verdict

if TYPE_CHECKING:
    from pathlib import Path

WORDS = [
    "yes",
    "I",
    "think",
    "that",
    "we",
    "have",
    "always",
    "done",
    "it",
    "like",
    "that.",
    "and",
    "so",
    "on",
    "and",
    "so",
    "forth.",
]


def side(call: int, language: str = "en") -> Side:
    return Side("made up", language, call, {}, {})


def test_every_check_keeps_its_budget_on_ordinary_people() -> None:
    counted = rows(judged.judge(judged.load()))
    assert {(row.check, row.language) for row in counted} >= {
        *((check, "en") for check in judged.MEASURED_CHECKS),
        ("M2", "de"),
        ("M3", "de"),
    }
    assert all(row.kept for row in counted), [str(row) for row in counted if not row.kept]


def test_a_check_that_flags_too_many_leaves_its_budget() -> None:
    lines = [
        Judged(side(i), "M7", Verdict.WARN if i % 4 == 0 else Verdict.PASS, 0.0) for i in range(100)
    ]
    (row,) = rows(lines)
    assert row.flagged.value == 0.25
    assert not row.kept


def test_the_interval_of_a_share_grows_where_both_sides_of_a_call_agree() -> None:
    def made(together: bool) -> Share:
        return share(
            [
                Judged(
                    side(i // 2),
                    "M7",
                    Verdict.WARN if (i // 2 if together else i) % 10 == 0 else Verdict.PASS,
                    0.0,
                )
                for i in range(200)
            ],
            {Verdict.WARN},
        )

    wide, narrow = made(True), made(False)
    assert wide.value == narrow.value == 0.1
    assert wide.high - wide.low > narrow.high - narrow.low


def test_points_set_on_one_half_flag_a_tenth_of_the_other() -> None:
    lines = [Judged(side(i // 2), "M7", Verdict.PASS, float((7 * i) % 400)) for i in range(400)]
    flagged, failed = held_out(lines)
    assert flagged == pytest.approx(0.10, abs=0.02)
    assert failed == pytest.approx(0.025, abs=0.01)


def test_figures_survive_the_table(tmp_path: Path) -> None:
    given = [
        Side("made up", "en", 1, {"tempo.articulation_rate": 4.731}, {"tempo.articulation_rate": 3})
    ]
    judged.save(given, tmp_path / "sides.csv")
    assert judged.load(tmp_path / "sides.csv") == given


def test_conversations_are_measured_from_both_sides(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "switchboard.csv.gz", "wt", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(
            ["call", "side", "start_s", "end_s", "word", "filler_or_fragment", "ends_utterance"]
        )
        for turn in range(12):
            for i, word in enumerate(WORDS):
                start = 6.0 * turn + 0.25 * i
                table.writerow(
                    [1, "AB"[turn % 2], start, start + 0.2, word, 0, int(word.endswith("."))]
                )
    one, other = sides.measured(tmp_path)
    assert one.values["turn_taking.transfers"] == 5
    assert other.values["turn_taking.transfers"] == 6
    assert 3 < one.values["tempo.articulation_rate"] < 6
