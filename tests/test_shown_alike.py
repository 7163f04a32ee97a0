"""A number is shown the same way wherever it stands."""

from __future__ import annotations

import io

import pytest

from tests.made_features import features
from voicecheck.cli.baseline import _table
from voicecheck.monitoring.baselines import OwnValue
from voicecheck.report.formatting import alarm_line, evidence_line, measure_name, shown
from voicecheck.report.terminal_full import write_measures
from voicecheck.types.alarm import Alarm
from voicecheck.types.baseline import Reference
from voicecheck.types.catalogue import CATALOGUE
from voicecheck.types.judgement import Evidence
from voicecheck.types.text import Lang, Text

FIGURES = [
    ("pausing.acceleration", 1.05, "de", "1,05", ""),
    ("pausing.pause_ratio", 0.125, "de", "12,5 %", "%"),
    ("tempo.articulation_rate", 5.25, "de", "5,25 Silben/s", "Silben/s"),
    ("quality.dropout_ratio", 0.004, "en", "0.4 %", "%"),
    ("wording.word_probability", 0.9, "en", "0.9", ""),
]


@pytest.mark.parametrize(("name", "value", "lang", "told", "unit"), FIGURES)
def test_card_baseline_and_alarm_agree(
    name: str, value: float, lang: Lang, told: str, unit: str
) -> None:
    info = CATALOGUE[name]
    assert shown(name, value, info.unit, lang) == told
    item = Evidence(name, value, info.unit)
    assert evidence_line(item, lang) == f"{info.title[lang]} {told}"
    alarm = Alarm(name, Text("von {before}", "from {before}"), 8, 50, value, value, info.unit)
    assert alarm_line(alarm, lang).endswith(told)
    one = Reference("team", name, info.unit, 9, value, value, value, value, value)
    table = _table("", [OwnValue("", one, "2026-11-01", "2026-11-20")], lang)
    title, units, _, median, _ = (str(next(iter(column.cells))) for column in table.columns)
    assert (title, units) == (info.title[lang], unit)
    assert median.partition(" ")[0] == told.partition(" ")[0]


def test_the_list_of_all_measures_shows_them_so_too() -> None:
    out = io.StringIO()
    write_measures([features(pausing__acceleration=1.05)], [], "de", out)
    rows = {row.split()[0]: row for row in out.getvalue().splitlines() if "." in row}
    assert "1,05" in rows["pausing.acceleration"]
    assert "16 %" in rows["pausing.pause_ratio"]


def test_a_name_without_a_title_stands_for_itself() -> None:
    assert measure_name("guest.thing", "de") == "guest.thing"
    assert measure_name("wording.unacknowledged", "en") == "problem not acknowledged"
