"""Agreement with listeners from made-up numbers whose agreement is known."""

from __future__ import annotations

import json
import sys
import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from benchmarks.listeners import __main__ as command
from benchmarks.listeners import hear, judge
from benchmarks.listeners.count import (
    CEILING,
    MARKS,
    MIN_SPEAKERS,
    PITCH_LEVEL,
    Person,
    Row,
    agreement,
    partial,
    persons,
)
from benchmarks.listeners.judge import judged, standing
from benchmarks.listeners.report import page, quoted
from tests.made_features import features
from voicecheck.features import Features
from voicecheck.types.judgement import Evidence, Judgement
from voicecheck.types.speech import Transcript
from voicecheck.types.text import Text

N = 60
SEX = np.arange(N) % 2
PITCH = 110.0 + 90.0 * SEX + np.random.default_rng(1).normal(0, 15, N)


def noise(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 1, N)


def people(marks: dict[str, np.ndarray], values: dict[str, np.ndarray]) -> list[Person]:
    """Make one person per row; marks not given are noise."""
    given = {
        mark: marks.get(mark, np.stack([noise(90), noise(91), noise(92)], 1)) for mark in MARKS
    }
    return [
        Person(
            str(i),
            "mf"[SEX[i]],
            {mark: tuple(given[mark][i]) for mark in MARKS},
            {PITCH_LEVEL: PITCH[i]} | {name: own[i] for name, own in values.items()},
        )
        for i in range(N)
    ]


def rows_of(found: list[Row], mark: str) -> dict[str, Row]:
    return {row.name: row for row in found if row.mark == mark}


def test_what_sex_and_pitch_level_explain_is_no_agreement() -> None:
    rng = np.random.default_rng(0)
    sex = np.arange(3000) % 2
    pitch = rng.uniform(80, 160, 3000)
    for confounder in (pitch, 200.0 * sex):
        x, y = (confounder + rng.normal(0, 5, 3000) for _ in range(2))
        assert np.corrcoef(x, y)[0, 1] > 0.95
        assert abs(partial(x, y, sex, pitch)) < 0.05


def test_what_is_explained_in_full_or_does_not_vary_has_no_figure() -> None:
    assert np.isnan(partial(np.exp(PITCH / 50), noise(2), SEX, PITCH))
    assert np.isnan(partial(np.zeros(N), noise(2), SEX, PITCH))


def test_ranks_count_and_not_sizes() -> None:
    x = noise(2)
    assert partial(x, np.exp(3 * x), SEX, PITCH) == pytest.approx(1.0)
    assert partial(x, -(x**3), SEX, PITCH) == pytest.approx(-1.0)


def test_it_is_the_textbook_partial_correlation() -> None:
    """Against the inverse of the correlation matrix of the ranks."""
    x, y = PITCH + 40 * noise(2), PITCH + 40 * noise(3) + 20 * noise(2)
    ranks = [np.argsort(np.argsort(v)) for v in (x, y, PITCH)]
    inverse = np.linalg.inv(np.corrcoef([*ranks, SEX]))
    expected = -inverse[0, 1] / np.sqrt(inverse[0, 0] * inverse[1, 1])
    assert partial(x, y, SEX, PITCH) == pytest.approx(expected)


def test_many_draws_at_once_are_as_one_by_one() -> None:
    drawn = np.random.default_rng(0).integers(0, N, (5, N))
    x, y = noise(2), noise(2) + noise(3)
    together = partial(x[drawn], y[drawn], SEX[drawn], PITCH[drawn])
    alone = [partial(x[i], y[i], SEX[i], PITCH[i]) for i in drawn]
    assert together == pytest.approx(alone)


def test_the_ceiling_is_each_listener_against_the_others() -> None:
    alike = np.stack([noise(2)] * 3, 1)
    strangers = np.stack([noise(2), noise(3), noise(4)], 1)
    found = agreement(people({"lively": alike, "clear": strangers}, {}))
    assert rows_of(found, "lively")[CEILING].rho == pytest.approx(1.0)
    row = rows_of(found, "clear")[CEILING]
    expected = [
        partial(strangers[:, i], np.delete(strangers, i, 1).sum(1), SEX, PITCH) for i in range(3)
    ]
    assert row.rho == pytest.approx(np.mean(expected))
    assert row.low < row.rho < row.high
    assert row.low < 0 < row.high


def test_a_measure_is_held_against_the_sum_of_all_marks() -> None:
    marks = np.stack([noise(2), noise(3), noise(4)], 1)
    found = rows_of(agreement(people({"lively": marks}, {"a.sum": marks.sum(1)})), "lively")
    assert found["a.sum"].rho == pytest.approx(1.0)
    assert found["a.sum"].n == N


def test_too_few_and_too_alike_make_no_row() -> None:
    rare = np.zeros(N)
    rare[7] = 1.0
    given = people({}, {"a.rare": rare, "a.all": noise(3), "M1": np.zeros(N)})
    few = [
        Person(p.speaker, p.sex, p.marks, {**p.values, "a.few": float(i)})
        if i < MIN_SPEAKERS - 1
        else p
        for i, p in enumerate(given)
    ]
    assert {row.name for row in agreement(few)} == {"a.all", CEILING}


def test_who_has_no_pitch_level_is_left_out() -> None:
    given = people({}, {"a.b": noise(3)})
    given[0] = Person("0", "m", given[0].marks, {"a.b": 1.0})
    assert {row.n for row in agreement(given)} == {N - 1}


def test_a_speaker_with_several_recordings_is_one_row() -> None:
    marks = {mark: "1 2 -3" for mark in MARKS}
    table = [
        {"speaker": "a", "sex": "f", **marks},
        {"speaker": "b", "sex": "m", **marks},
        {"speaker": "a", "sex": "f", **marks},
    ]
    first, second = persons(table, [{"x.y": 1.0}, {}, {"x.y": 4.0, "M1": 0.5}])
    assert (first.speaker, first.values) == ("a", {"x.y": 2.5, "M1": 0.5})
    assert first.marks["clear"] == (1.0, 2.0, -3.0)
    assert (second.speaker, second.values) == ("b", {})
    table[2]["lively"] = "0 0 0"
    with pytest.raises(ValueError, match="speaker a"):
        persons(table, [{}, {}, {}])


def judgement(*evidence: Evidence) -> Judgement:
    return Judgement(0.25, Text("", ""), Text("", ""), evidence)


def test_a_check_is_ranked_by_its_points_where_it_has_them() -> None:
    other = Evidence("pitch.f0_range_semitones", 4.0, "semitones")
    assert standing(judgement(other)) == ("severity", 0.25)
    assert standing(judgement(other, Evidence("monotone points", -12.0, "points"))) == (
        "points",
        -12.0,
    )
    assert standing(judgement(Evidence("points", None, "points"))) == ("severity", 0.25)


def test_checks_judge_without_guards_and_say_nothing_without_measures() -> None:
    full, none = features(), replace(features(), measures={})
    values, rests_on = judged([full, none])
    assert {"M1", "M5", "M7"} <= values[0].keys()
    assert values[1] == {}
    assert set(rests_on) == {f"M{i}" for i in range(1, 9)}


def test_severities_and_points_are_never_ranked_together(monkeypatch: pytest.MonkeyPatch) -> None:
    said = iter([("severity", 0.0), ("points", -3.0)])
    monkeypatch.setattr(judge, "house_checks", lambda: [judge.all_checks()[0]])
    monkeypatch.setattr(judge, "standing", lambda _: next(said))
    assert judged([features(), features()]) == ([{}, {"M1": -3.0}], {"M1": "points"})


def test_the_page_shows_what_a_check_reads_and_what_stands_out() -> None:
    lively = np.stack([noise(2), noise(3), noise(4)], 1)
    values = {
        "pitch.f0_range_semitones": noise(7),
        "pitch.movement_st_per_s": lively.sum(1),
        "pitch.glide_share": noise(8),
        "M1": -lively.sum(1),
    }
    given = people({"lively": lively}, values)
    rests_on = {f"M{i}": "severity" for i in range(1, 9)} | {"M1": "points"}
    rows = agreement(given)
    made = page(rows, given, rests_on, n_recordings=N, n_short=3, day="today", commit="abc")
    table = made.partition("## lively")[2].partition("## clear")[0]
    assert "| **pitch range (`pitch.f0_range_semitones`)** |" in table
    assert "`pitch.movement_st_per_s`" in table and "`pitch.glide_share`" not in table
    assert table.index("`pitch.movement_st_per_s`") < table.index("`pitch.f0_range_semitones`")
    assert "| **M1** monotone (points) | -1.00 | -1.00 to -1.00 | 60 |" in table
    assert "| **M2** indifferent (severity) | – | – | 0: too few |" in table
    assert "*one listener*" in table
    quotes = tomllib.loads(quoted(rows, rests_on))
    assert [(q["name"], q["rests_on"]) for q in quotes["M1"]] == [
        ("M1", "points"),
        ("pitch.f0_range_semitones", "measure"),
    ]
    assert {q["mark"] for q in quotes["M1"]} == {"lively"}
    assert "M2" not in quotes and quotes["M5"] == []


def test_the_command_writes_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it but the hearing."""
    folder = tmp_path / "people"
    folder.mkdir()
    rng = np.random.default_rng(0)
    lines = ["path,speaker,sex,language," + ",".join(MARKS)]
    for i in range(MIN_SPEAKERS):
        marks = [" ".join(map(str, rng.integers(-5, 6, 3))) for _ in MARKS]
        lines.append(f"{i}.flac,{i},{'mf'[i % 2]},en,{','.join(marks)}")
    (folder / "manifest.csv").write_text("\n".join(lines) + "\n", "utf-8")

    def heard(rows, *_):
        for i, _ in enumerate(rows):
            yield features(
                **{
                    "pitch.f0_median_hz": 100.0 + (37 * i) % 20,
                    "pitch.movement_st_per_s": 0.1 + i / 50,
                }
            )

    monkeypatch.setattr(command, "hear_all", heard)
    monkeypatch.setattr(
        sys,
        "argv",
        ["x", str(folder), "--json", str(tmp_path / "r.json"), "-o", str(tmp_path / "p.md")],
    )
    command.main()
    rows = json.loads((tmp_path / "r.json").read_text("utf-8"))
    assert all(set(row) == {"name", "mark", "rho", "n", "low", "high"} for row in rows)
    assert {row["mark"] for row in rows if row["name"] == "pitch.movement_st_per_s"} == set(MARKS)
    assert {row["mark"] for row in rows if row["name"] == CEILING} == set(MARKS)
    assert all(-1 <= row["low"] <= row["high"] <= 1 and row["n"] == MIN_SPEAKERS for row in rows)
    assert "# What listeners hear" in (tmp_path / "p.md").read_text("utf-8")


def test_what_was_heard_is_not_heard_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent:
        asked = 0

        def transcribe(self, parties, language):
            Silent.asked += 1
            assert language == "en"
            return [Transcript(0, (), "en", 1.0, "none") for _ in parties]

    monkeypatch.setattr(hear, "_transcriber", Silent)
    path = tmp_path / "one.wav"
    soundfile.write(path, 0.1 * np.random.default_rng(0).standard_normal(16000), 16000)
    first = hear._hear((path, "en", tmp_path))
    second = hear._hear((path, "en", tmp_path))
    assert Silent.asked == 1
    assert first == second
    assert first.measures == {}


def test_a_reader_is_held_against_a_caller_who_is_understood_throughout() -> None:
    def made(unclear: float) -> Features:
        return features(
            articulation__unclear_share=unclear,
            articulation__unclear_difference=None,
            articulation__reference_unclear_share=None,
        )

    (clear, blurred), rests_on = judged([made(0.02), made(0.15)])
    assert rests_on["M6"] == judge.SEVERITY
    assert clear["M6"] < blurred["M6"]
