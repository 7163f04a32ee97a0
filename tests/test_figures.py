"""A figure that judges stands in the data once: sentences and code take it from there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from voicecheck.checks import CHECKLIST, STRENGTHS
from voicecheck.languages import read_data
from voicecheck.languages.judgement import TABLES
from voicecheck.types.norm import FEW, MANY, Backing
from voicecheck.types.notice import CHECKS, EVERYTHING, listed
from voicecheck.types.text import Text, spelled

PACKAGE = Path(__file__).parent.parent / "voicecheck"
NO_JUDGEMENT = {
    r"\b[MNP]\d+\b": "a code, or a percentile, is a name",
    r"\bMP[34]\b|\bM4A\b|\bSHA-256\b|\bsha256\b|§ \d+": "formats and laws are names",
    r"\(7z\)|\(DS2\)": "formats are names",
    r"sample_audio/pairs/m\d_\w+\.mp3|good_de\.mp3": "files are names",
    r"\b(je|per) 100\b( Wörter| words)?|\bin 10 (min\b|Minuten|minutes)": "a unit",
    r"10 (von 100 liegen|of 100 lie)|(mittleren|middle) 80 ": "what a percentile is",
    r"\b\d+(\.|th) ((bis|zum|to|to the) \d+(\.|th) )?(Perzentil|percentile)": "a measure's name",
    r"\b0 (Bytes|bytes)\b|\bdurch 0\b|\bby 0\b": "nothing at all",
    r"\[?95[ -]%[\]-]?": "an interval",
    r"(ab etwa|from about) 20 % (über|above)": "what a study found; no check reads it",
    r"(Schwere:|Severity:) 0\b|\b(0 (bis|to)|von|of|out of) 100\b": "the ends of a scale",
    r"\+1:|-1:": "the ends of a scale",
    r"(über|above|longer than) 2 s\b": "long_silences: its name says from when a silence counts",
    r"(Stimme|[Vv]oice) [12]\b": "counting voices",
    r"\bs3://|\bUTF-8\b|\bnum2words\b": "protocols, encodings and packages are names",
    r"2026-11-24|n = 240|chmod 600|'(mulaw 8000|s16le 8000 2)'": "what a refusal shows how to write",
    r"(von|from) 0 (bis|to) ($|1$)|\b0 (bis|to) 9\b|(ab|from) 0$": "what may be written where",
}
# Of the checks' own numbers: how many places are shown, and when two quotes are the same sentence.
SHOWN = {"PITCH_PLACES", "LOUDNESS_PLACES", "MAX_PLACES", "N_MOMENTS", "N_PASSAGES", "NOTHING_S"}
LENGTHS = {"LONGEST_NAME"}  # what a column of the store takes
SAME_SENTENCE = {"MORE_THAN", "SLOWEST_S_PER_WORD", "NEVER_BY_CHANCE"}


def texts() -> Iterator[tuple[str, str]]:
    """Return where sentences stand, and their words without placeholders."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Text":
                for arg in node.args:
                    yield f"{path.name}:{node.lineno}", _written(arg)
    for path in sorted(PACKAGE.rglob("*.toml")):
        text = path.read_text("utf-8")
        if "how_to_read" in text:
            for n, line in enumerate(text.splitlines(), 1):
                yield f"{path.name}:{n}", line.partition(" = ")[2]


def _written(node: ast.AST) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    if isinstance(node, ast.FormattedValue):
        return ""
    return "".join(_written(child) for child in ast.iter_child_nodes(node))


def judging(text: str) -> list[str]:
    """Return the figures of a sentence that are neither filled in nor names."""
    text = re.sub(r"\{[^{}]*\}|\$\w+", "", text)
    for known in NO_JUDGEMENT:
        text = re.sub(known, "", text)
    return re.findall(r"\d[\d.,]*", text)


def test_no_sentence_holds_a_figure_that_judges() -> None:
    found = list(texts())
    assert len(found) > 1000
    assert [(where, text) for where, text in found if judging(text)] == []


@pytest.mark.parametrize(
    "text",
    ["dafür sind 15 dB nötig", "more than with 9 of 10", "at least 3 s are needed", "ab 70 ein"],
)
def test_a_figure_that_judges_is_found(text: str) -> None:
    assert judging(text)


def test_every_exception_is_needed() -> None:
    said = [re.sub(r"\{[^{}]*\}|\$\w+", "", text) for _, text in texts()]
    for known, reason in NO_JUDGEMENT.items():
        assert any(re.search(known, text) for text in said), reason


def test_a_check_holds_no_number_of_its_own() -> None:
    found = {
        target.id
        for path in (PACKAGE / "checks").glob("*.py")
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.Assign)
        and any(
            isinstance(part, ast.Constant) and isinstance(part.value, int | float)
            for part in (node.value, *getattr(node.value, "elts", ()))
        )
        for name in node.targets
        for target in (name, *getattr(name, "elts", ()))
        if isinstance(target, ast.Name)
    }
    assert found == SHOWN | SAME_SENTENCE | LENGTHS


def figures(table: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for name, entry in table.items():
        if "value" in entry:
            yield f"{path}{name}", entry
        else:
            yield from figures(entry, f"{path}{name}.")


def test_every_figure_says_why() -> None:
    checks = TABLES["checks"]
    others = dict(figures({name: table for name, table in TABLES.items() if name != "checks"}))
    assert len(others) > 30
    for name, entry in others.items():
        assert set(entry) == {"value", "unit", "reason"} and len(entry["reason"]) > 20, name
    assert tuple(checks) == CHECKS
    for code, table in checks.items():
        assert len(table["reason"]) > 20 and table["source"] in read_data("", "references.toml")
        for need in table["needs"].values():
            assert 0 < need["minimum"] <= need["full"], code


def test_weights_and_points_say_what_they_rest_on() -> None:
    data, references = read_data("any", "norms.toml"), read_data("", "references.toml")
    for kind in ("weights", "points"):
        for code, table in data[kind].items():
            assert table["source"] in references and len(table["reason"]) > 20, code


def test_every_figure_is_read() -> None:
    code = "\n".join(path.read_text("utf-8") for path in PACKAGE.rglob("*.py"))
    for name, _ in figures({name: table for name, table in TABLES.items() if name != "checks"}):
        last = name.rpartition(".")[2] if not name.startswith("usual.") else "usual"
        assert last in set(Backing) or re.search(rf"""["'.]{last}\b""", code), name


def test_what_a_notice_can_withhold_is_the_checklist() -> None:
    assert tuple(CHECKLIST) == CHECKS
    assert (*CHECKLIST, *STRENGTHS) == EVERYTHING


def test_codes_are_named_as_a_row_or_one_by_one() -> None:
    assert listed(CHECKS) == Text("M1 bis M8", "M1 to M8")
    assert listed(CHECKS[:-1]) == Text("M1 bis M7", "M1 to M7")
    assert listed(("M1", "M5", "M6")) == Text("M1, M5 und M6", "M1, M5 and M6")
    assert listed(("M2", "M3")) == Text("M2 und M3", "M2 and M3")
    assert listed(("M6",)) == Text("M6", "M6")


def test_the_people_of_watch_and_fail_are_named_in_both_languages() -> None:
    said = Text("als bei {many}, {few}", "than with {many}, {few}").format(many=MANY, few=FEW)
    assert said == Text("als bei 9 von 10, 97,5 von 100", "than with 9 of 10, 97.5 of 100")


def test_a_small_number_is_a_word_and_another_one_stays_a_figure() -> None:
    assert spelled(2.0) == Text("zwei", "two")
    assert spelled(17.0) == Text("17", "17")
