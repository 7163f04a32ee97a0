"""What a check's page says about how far people agree."""

from __future__ import annotations

import pytest

from voicecheck.checks import CHECKLIST, registry
from voicecheck.checks.agreement import Agreement, agreements
from voicecheck.checks.norms import load_norms
from voicecheck.report import explain as module
from voicecheck.report.explain import page
from voicecheck.types.catalogue import CATALOGUE

ROWS = (
    Agreement("M1", "severity", "lively", -0.31, -0.44, -0.17, 158, 0.55),
    Agreement("pitch.f0_range_semitones", "measure", "lively", 0.1, -0.05, 0.25, 158, 0.55),
)


def section(lang: str, heading: str) -> str:
    check = registry.find(registry.all_checks(), "M1")
    made = page(check, load_norms(lang), lang)  # type: ignore[arg-type]
    return made.partition(f"## {heading}\n\n")[2].partition("\n## ")[0]


def test_figures_stand_beside_those_of_people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "agreements", lambda _: ROWS)
    english, german = (
        section("en", "How far people agree"),
        section("de", "Wie weit Menschen zustimmen"),
    )
    assert (
        '- severity of this check and "lively": -0.31 (-0.44 to -0.17), 158 people; '
        "each listener with the two others: 0.55\n"
    ) in english
    assert '- pitch range and "lively": +0.10 (-0.05 to +0.25), 158 people' in english
    assert english.count("chance") == 1
    assert "- Schwere dieser Prüfung und „lebhaft“: -0,31 (-0,44 bis -0,17), 158" in german
    assert german.count("Zufall") == 1


def test_where_nobody_was_asked_the_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "agreements", lambda _: ())
    assert section("en", "How far people agree").startswith("There is no comparison")


def test_the_figures_in_the_package_are_about_what_a_check_reads() -> None:
    assert {code for code in CHECKLIST if agreements(code)} == {"M1", "M5", "M6"}
    for code in ("M1", "M5", "M6"):
        for row in agreements(code):
            assert row.name == code if row.rests_on != "measure" else row.name in CATALOGUE
            assert -1 <= row.low <= row.rho <= row.high <= 1
            assert 0 < row.ceiling < 1 and row.n >= 20
