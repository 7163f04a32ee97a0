from __future__ import annotations

import pytest

from tests.synth import conversation
from voicecheck.features.interruptions import Interruption, find_interruptions
from voicecheck.languages import load_pack

OPEN = "Ich habe letzte Woche bei Ihnen angerufen und da hat man mir"  # no full stop: cut off


def found(*lines: tuple[str, float, float, str], delay_s: float = 0.0) -> list[Interruption]:
    dialogue = conversation(*lines)
    return list(find_interruptions(dialogue, pack=load_pack("de"), delay_s=delay_s))


def test_a_caller_who_goes_on_was_talked_over() -> None:
    (event,) = found(
        ("caller", 0, 8, OPEN + " gesagt, dass jemand kommt."),
        ("agent", 4, 6, "Wie ist denn Ihre Kundennummer?"),
    )
    assert event.overlap_s == pytest.approx(2.0)
    assert not event.cut
    assert event.span.start_s == 2
    assert event.agent_words[0].text == "Wie"


def test_a_caller_who_falls_silent_in_mid_sentence_was_cut_off() -> None:
    (event,) = found(
        ("caller", 0, 4.4, OPEN), ("agent", 4, 6, "Das müssen wir erst einmal prüfen.")
    )
    assert event.cut


@pytest.mark.parametrize(
    ("why", "lines"),
    [
        ("sign of listening", [("caller", 0, 8, OPEN), ("agent", 4, 5.2, "Ja, genau, verstehe.")]),
        ("end of the sentence", [("caller", 0, 4.5, OPEN + " geholfen."), ("agent", 4, 6, "Gut, dann schauen wir mal.")]),
        ("caller just began", [("caller", 3.5, 8, OPEN), ("agent", 4, 6, "Wie ist Ihre Nummer?")]),
        ("simultaneous start", [("caller", 4.0, 8, OPEN), ("agent", 4.2, 6, "Wie ist Ihre Nummer?")]),
        ("read-back of figures", [("caller", 0, 8, "Das ist die vier sieben eins eins null acht und"), ("agent", 4, 6, "Vier sieben eins eins")]),
        ("caller's own words", [("caller", 0, 8, OPEN), ("agent", 5, 7, "bei Ihnen angerufen und")]),
        ("one word", [("caller", 0, 8, OPEN), ("agent", 4, 4.9, "Moment")]),
        ("agent already talking", [("agent", 0, 3.6, "Das Gerät ist seit gestern hier und"), ("caller", 2.5, 8, OPEN), ("agent", 4, 6, "wird heute repariert, das steht fest.")]),
        ("after the caller", [("caller", 0, 4, OPEN), ("agent", 4.2, 6, "Wie ist Ihre Nummer?")]),
    ],
)  # fmt: skip
def test_what_is_no_interruption(why: str, lines: list[tuple[str, float, float, str]]) -> None:
    assert found(*lines) == [], why


def test_a_breath_after_the_first_word_does_not_end_what_is_said_into_the_caller() -> None:
    no, rest = ("agent", 4.0, 4.3, "Nein,"), ("agent", 4.7, 6.5, "dann prüfen wir das einmal.")
    (event,) = found(("caller", 0.0, 6.0, OPEN), no, rest)
    assert event.overlap_s == pytest.approx(0.3 + 1.3)
    assert [word.text for word in event.agent_words[:2]] == ["Nein,", "dann"]
    # What comes after the caller's end, or after more than a breath, was not said into it.
    assert found(("caller", 0.0, 4.6, OPEN + " geholfen."), no, rest) == []
    late = ("agent", 5.0, 6.5, "dann prüfen wir das einmal.")
    assert found(("caller", 0.0, 6.0, OPEN), no, late) == []


def test_delay_of_the_line_asks_for_more_overlap() -> None:
    lines = (("caller", 0.0, 8.0, OPEN), ("agent", 4.0, 4.7, "Wie ist Ihre Nummer?"))
    assert len(found(*lines)) == 1
    assert found(*lines, delay_s=0.4) == []


def test_one_interruption_of_a_monologue_is_excused() -> None:
    story = " ".join(["und dann"] * 150)
    once = (("caller", 0.0, 120.0, story), ("agent", 80.0, 82.0, "Darf ich kurz etwas fragen?"))
    assert found(*once) == []
    assert len(found(*once, ("agent", 100.0, 102.0, "Darf ich noch etwas fragen?"))) == 1


def test_without_a_lexicon_nothing_is_found() -> None:
    dialogue = conversation(("caller", 0, 8, OPEN), ("agent", 4, 6, "Wie ist Ihre Nummer?"))
    assert find_interruptions(dialogue, pack=None) == ()
