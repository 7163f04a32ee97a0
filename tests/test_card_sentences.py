"""Figures in a sentence are the figures beside it, and no sentence counts one thing as many.

Every check writes such sentences, and every form of the card prints them.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.made_features import GOOD, HITS, features
from voicecheck.api import judge
from voicecheck.checks.lacking_empathy import PHRASES, SOFTENING
from voicecheck.config import Config
from voicecheck.report import json as as_json
from voicecheck.report import table, terminal_full
from voicecheck.report.formatting import shown
from voicecheck.types.judgement import Verdict
from voicecheck.types.measure import Passage
from voicecheck.types.time import Span

if TYPE_CHECKING:
    from voicecheck.features import Features
    from voicecheck.types.judgement import CheckResult, Scorecard
    from voicecheck.types.text import Lang

NUMBER = re.compile(r"(?<![\w.,])-?\d+(?:[.,]\d+)?")
# What is read in full, or cannot be odd: how much there is of what a check needs.
AMOUNTS = {
    "quality.snr_db",
    "quality.upper_edge_hz",
    "quality.dropout_ratio",
    "pitch.voiced_s",
    "tempo.syllables",
    "tempo.speech_s",
    "pausing.turns",
    "pausing.speech_s",
    "greeting.parts",
    "turn_taking.caller_speech_s",
    "turn_taking.transfers",
    "wording.words",
    "wording.turns",
    "wording.word_probability",
    "wording.follow_up_question",
    "articulation.content_words",
}
ODD = [name for name in GOOD if name not in AMOUNTS and name not in HITS]
ODD_VALUES = [-1.08, 7.11e-15, -7.11e-15, 0.0499, 0.955, 1.0, 9.996, 99.96, 123456.789]
# Figures that belong to a finding's words and not to what was measured.
OWN_FIGURES = {"M1": {"10", "90"}, "M2": {"2", "10"}}
STANDING = re.compile(r"(bei|with) (9 (von|of) 10|97[.,]5 (von|of) 100) (Menschen|people)")


def card_of(given: Features, lang: Lang) -> Scorecard:
    return judge(given, config=Config(lang=lang))  # type: ignore[arg-type]


def counts_of(given: Features, code: str) -> set[int]:
    """Return the numbers of passages that a finding may count."""
    n = {name: len(m.passages) for name, m in given.measures.items() if m.value is not None}
    if code == "M8":
        return {
            sum(n.get(f"wording.{kind}", 0) for kind in kinds)
            for kinds in ((*PHRASES, "controlling"), SOFTENING, ("acknowledged_share",))
        }
    of = {
        "M2": ("turn_taking.long_silences", "wording.follow_up_question"),
        "M3": ("turn_taking.interruption_rate", "wording.push"),
        "M6": ("articulation.repair_requests",),
    }
    named = of.get(code, ())
    return {n.get(name, 0) for name in named} | {
        round(given["wording.follow_up_question"].value or 0) for _ in named[1:2] if code == "M2"
    }


def unfounded(line: CheckResult, given: Features, lang: Lang) -> set[str]:
    """Return the figures of a finding that stand neither beside it nor count what does."""
    said = set(NUMBER.findall(STANDING.sub("", line.finding or ""))) - OWN_FIGURES.get(
        line.code, set()
    )
    beside = {str(n) for n in counts_of(given, line.code)}
    for item in line.evidence:
        if isinstance(item.value, int | float):
            beside |= set(NUMBER.findall(shown(item.measure, item.value, item.unit, lang)))
            beside |= {written.lstrip("-") for written in beside}  # "1.08 s before"
    return said - beside


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("value", ODD_VALUES)
def test_the_figures_of_a_finding_stand_beside_it(value: float, lang: Lang) -> None:
    found = 0
    for name in ODD:
        given = features(**{name.replace(".", "__"): value})
        for line in card_of(given, lang).results:
            assert unfounded(line, given, lang) == set(), (name, line.finding)
            found += line.finding is not None
    assert found > 4 * len(ODD)


@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("n", [0, 1, 2, 11])
def test_counts_are_of_what_was_found(n: int, lang: Lang) -> None:
    given = features(**{name.replace(".", "__"): float(n) for name in HITS})
    card = card_of(given, lang)
    assert [line.code for line in card.results if line.finding] == [f"M{i}" for i in range(1, 9)]
    for line in card.results:
        assert unfounded(line, given, lang) == set(), line.finding
    for strength in card.strengths:
        if strength.heard:
            moments = [item for item in strength.evidence if item.span is not None]
            assert moments and NUMBER.findall(strength.finding or "") == [str(len(moments))]


def test_a_rate_that_is_no_count_is_said_beside_the_count() -> None:
    places = tuple(Passage(Span(9.0 * i, 9.0 * i + 3), 3.0, unit="s") for i in range(4))
    given = features(turn_taking__long_silences=1.75, places=places)
    found = card_of(given, "de").results["M2"].finding or ""
    assert re.search(r"\d unangekündigte Stillen? über 2 s \(1,75 in 10 min\)", found)


def test_early_answers_are_said_to_be_early() -> None:
    given = features(turn_taking__response_latency_s=-1.08)
    german, english = (card_of(given, lang).results["M2"].finding or "" for lang in ("de", "en"))
    assert german.startswith("Antworten beginnen im Mittel 1,08 s, bevor Anrufer/in ausgeredet")
    assert english.startswith("Answers start 1.08 s before the caller has finished, in the median")


@pytest.mark.parametrize("value", ODD_VALUES)
def test_no_exponent_and_no_negative_zero_is_printed(value: float) -> None:
    for chosen in ([*ODD, *AMOUNTS], ODD):
        changed: dict[str, Any] = {name.replace(".", "__"): value for name in chosen}
        places = (Passage(Span(1.0, 3.0), value, "hier"),)
        for lang in ("de", "en"):
            written = io.StringIO()
            given = features(places=places, **changed)
            card = card_of(given, lang)
            terminal_full.write([card], [], written)
            terminal_full.write_measures([given], [], lang, written)
            as_json.write([card], [], written)
            table.write([card], [], written)
            table.write_measures([given], [], lang, written)
            assert not re.search(r"\de-\d", written.getvalue())
            assert not re.search(r"-0(?:[.,]0+)?(?![\d.,])", _without_clock(written.getvalue()))


def _without_clock(text: str) -> str:
    return re.sub(r"\d+:\d\d|0{6,}|[–-]\d+-", "", text)


@pytest.mark.parametrize(
    ("changes", "de", "en"),
    [
        ({"pausing__turns": 1.0}, "nur 1 Redebeitrag ab 4 s,", "only 1 turn of at least 4 s,"),
        ({"wording__turns": 1.0}, "nur 1 Redebeitrag,", "only 1 turn,"),
        ({"turn_taking__transfers": 1.0}, "nur 1 Wechsel", "only 1 floor transfer to"),
        ({"turn_taking__caller_speech_s": 39.9}, "nur 39 s Sprech", "only 39 s of caller speech"),
        ({"quality__snr_db": 14.99}, "(14,9 dB", "(14.9 dB"),
        (
            {"wording__words": 40.0, "wording__wordless_s": 60.0},
            "nur 40 Wörter, 100 sind nötig; 60 s der Sprechzeit sind ohne Wörter geblieben",
            "only 40 words, 100 needed; 60 s of the speech have no words",
        ),
    ],
)
def test_a_reason_counts_rightly_and_names_the_cause(
    changes: dict[str, float], de: str, en: str
) -> None:
    for lang, part in (("de", de), ("en", en)):
        card = card_of(features(**changes), lang)  # type: ignore[arg-type]
        withheld = [r.reason for r in card.results if r.verdict is Verdict.NOT_ASSESSED]
        assert any(part in (reason or "") for reason in withheld)
