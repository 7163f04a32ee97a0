"""docs/norms.md: every norm once, in the right table, with its figures and its source."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.norms_page import norms_page
from voicecheck.checks import CHECKLIST
from voicecheck.checks.norms import load_norms, population, reference
from voicecheck.languages import available, read_data

DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture(scope="module")
def page() -> str:
    return norms_page()


def rows(page: str, name: str) -> list[list[str]]:
    lines = [line for line in page.splitlines() if f"| `{name}` |" in line]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@pytest.mark.parametrize("language", available())
def test_every_norm_stands_in_the_table_of_its_kind(page: str, language: str) -> None:
    people, nobody = page.split("## Norms measured on people")[1].split(
        "## Norms that nobody was measured for"
    )
    for norm in load_norms(language).norms.values():
        table, other = (people, nobody) if norm.percentiles else (nobody, people)
        own = [row for row in rows(table, norm.name) if language in row[2].split(", ")]
        assert len(own) == 1, norm.name
        assert rows(other, norm.name) == []
        assert own[0][-3:-1] == [norm.population, norm.source]
        if norm.percentiles:
            assert own[0][10] == str(norm.percentiles.n)


def test_figures_are_those_of_the_norm(page: str) -> None:
    german, english = rows(page, "articulation_rate")
    norm = load_norms("de")["articulation_rate"]
    assert norm.percentiles is not None
    assert german[0] == "articulation rate (Sprechtempo)"
    assert german[3] == "syllables/s"
    assert german[4:9] == [f"{value:g}" for value in norm.percentiles.values]
    assert german[9] == f"{norm.good:g}, {norm.watch:g}, {norm.fail:g}, {norm.bad:g}"
    assert (german[2], english[2]) == ("de", "en")
    assert german[-1] == "provisional" and english[-1] == "measured"


def test_people_and_sources_are_told_in_full(page: str) -> None:
    for language in available():
        for norm in load_norms(language).norms.values():
            assert f"* **{norm.population}**: {population(norm)['en']}" in page
            assert population(norm)["de"] in page
    references = read_data("", "references.toml")
    used = {norm.source for lang in available() for norm in load_norms(lang).norms.values()}
    for key in used | {own for source in used for own in references[source].get("based_on", [])}:
        assert page.count(f"* **{key}**: {reference(key)}") == 1


def test_every_check_says_how_it_joins_its_norms(page: str) -> None:
    joins = page.split("## How checks join their norms")[1].split("## Norms measured")[0]
    for code in CHECKLIST:
        assert joins.count(f"* **{code}**: ") == 1


def test_the_page_in_docs_is_this_one(page: str) -> None:
    assert (DOCS / "norms.md").read_text("utf-8") == page
