from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest

from tests.made_features import features
from voicecheck.api import judge
from voicecheck.config import Config
from voicecheck.report import terminal, terminal_full
from voicecheck.types.judgement import Agent, Scorecard
from voicecheck.types.measure import Passage
from voicecheck.types.time import Span

BAD = {"greeting__greeting_syllables": 40.0, "tempo__articulation_rate": 9.0,
       "tempo__articulation_rate_p90": 12.0}  # fmt: skip


def card(lang: str = "de", **measures: float) -> Scorecard:
    places = (Passage(Span(72.4, 80.0), 1.0, "Ganz bestimmt " * 12),)
    return judge(features(places=places, **measures), config=Config(lang=lang))


def printed(*cards: Scorecard, full: bool = False) -> list[str]:
    out = io.StringIO()
    (terminal_full if full else terminal).write(list(cards), [], out)
    return out.getvalue().splitlines()


@pytest.mark.parametrize("columns", [40, 80, 100, 300])
@pytest.mark.parametrize("lang", ["de", "en"])
@pytest.mark.parametrize("full", [False, True])
def test_it_fits_the_terminal(
    monkeypatch: pytest.MonkeyPatch, columns: int, lang: str, full: bool
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = printed(card(lang, **BAD), full=full)
    assert max(map(len, lines)) <= min(columns, 100)
    assert not [line for line in lines if line != line.rstrip()]


def test_the_answer_comes_first_the_worst_of_it_at_once() -> None:
    made = card(**BAD)
    lines = printed(made)
    assert lines[0] == made.source.path and "Punkten" in lines[2]
    found = [line for line in lines if line.startswith(("✗", "!"))]
    order = [line.split()[1] for line in found]
    severity = {line.code: line.severity or 0.0 for line in made.results}
    assert len(order) >= 2
    assert order == sorted(order, key=lambda code: -severity[code])
    assert lines.index(found[-1]) < next(i for i, x in enumerate(lines) if x.startswith("✓"))
    for line in made.results:
        if line.verdict.stands_out:
            text = " ".join(" ".join(lines).split())
            assert f"→ {line.advice}" in text and (line.finding or "") in text
    assert any(re.match(r" {5}\d:\d\d  [^„]+\d[^„]*  „Ganz bestimmt", line) for line in lines)


def test_what_is_fine_is_one_line_without_norms_and_the_whole_card_has_them() -> None:
    made = card()
    short, full = printed(made), printed(made, full=True)
    assert sum(line.startswith("✓") for line in short) == 1
    assert not any("Quelle" in line for line in short)
    assert sum("Quelle" in line for line in full) > 8 and len(short) < 15 < len(full)


def test_confidence_is_a_word_with_its_reason_and_only_where_it_is_not_high() -> None:
    lines = printed(card(turn_taking__interruption_rate=9.0, turn_taking__cut_turn_share=0.5))
    (line,) = [" ".join(lines[i : i + 2]) for i, x in enumerate(lines) if " M3 " in x]
    assert "Sicherheit mittel: ein einzelnes Gespräch sagt darüber wenig" in " ".join(line.split())
    assert not any("Sicherheit hoch" in x for x in lines)
    unsure = replace(card(), agent=Agent(1, 0.76))
    assert "Agent/in auf dem rechten Kanal" in printed(unsure)[1]


def test_several_cards_begin_with_what_they_are_like() -> None:
    lines = printed(card(**BAD), card(), card())
    assert lines[0].startswith("3 Aufnahmen: 1 mit Fehlern, 2 unauffällig")
    assert printed(card())[0] != lines[0]
