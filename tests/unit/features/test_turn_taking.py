from __future__ import annotations

import pytest

from tests.synth import conversation
from voicecheck.features.turn_taking import measure_turn_taking
from voicecheck.languages import load_pack
from voicecheck.types.catalogue import Family


def measured(*lines: tuple[str, float, float, str], duration_s: float = 60.0) -> Family:
    dialogue = conversation(*lines)
    return measure_turn_taking(dialogue, pack=load_pack("de"), duration_s=duration_s)


def exchange(n: int, *, gap_s: float, back_s: float = 0.3) -> list[tuple[str, float, float, str]]:
    """n times: the caller speaks 3 s, the agent answers 2 s."""
    lines, at = [], 0.0
    for _ in range(n):
        lines.append(("caller", at, at + 3.0, "Meine Heizung ist seit gestern kalt."))
        at += 3.0 + gap_s
        lines.append(("agent", at, at + 2.0, "Das schaue ich mir gleich an."))
        at += 2.0 + back_s
    return lines


def test_latency_is_the_median_of_the_agents_offsets() -> None:
    found = measured(*exchange(5, gap_s=0.7))
    assert float(found.response_latency_s) == pytest.approx(0.7)
    assert float(found.transfers) == 5
    assert found.response_latency_s.passages[0].value == pytest.approx(0.7)


def test_delay_of_the_line_is_taken_off_and_a_slow_agent_is_not_a_slow_line() -> None:
    both = measured(*exchange(10, gap_s=0.9, back_s=0.3), duration_s=90)
    assert float(both.line_delay_s) == pytest.approx(0.3)
    assert float(both.response_latency_s) == pytest.approx(0.6)
    slow = measured(*exchange(10, gap_s=1.4, back_s=0.0), duration_s=90)
    assert float(slow.response_latency_s) == pytest.approx(1.4)
    few = measured(*exchange(5, gap_s=0.9, back_s=0.3))
    assert float(few.line_delay_s) == 0.0


def test_three_transfers_are_needed() -> None:
    found = measured(*exchange(2, gap_s=0.5))
    assert found.response_latency_s.value is None
    assert "nur 2 Wechsel" in (found.response_latency_s.reason or {"de": ""})["de"]


def test_silences_count_unless_announced_or_the_callers_own() -> None:
    silent = measured(("caller", 0, 3, "Wo ist mein Paket?"), ("agent", 6, 8, "Es ist unterwegs."))
    assert [p.span.start_s for p in silent.long_silences.passages] == [3]
    told = measured(
        ("caller", 0, 3, "Wo ist mein Paket?"),
        ("agent", 3.3, 5, "Einen Moment bitte, ich schaue kurz nach."),
        ("agent", 9, 11, "Es ist unterwegs."),
    )
    assert told.long_silences.passages == ()
    thinking = measured(("agent", 0, 3, "Wie ist Ihre Nummer?"), ("caller", 8, 10, "Acht eins."))
    assert thinking.long_silences.passages == ()


def test_a_short_call_counts_as_ten_minutes() -> None:
    lines = (("caller", 0.0, 3.0, "Wo ist mein Paket?"), ("agent", 6.0, 8.0, "Es ist unterwegs."))
    assert float(measured(*lines, duration_s=60).long_silences) == 1.0
    assert float(measured(*lines, duration_s=1200).long_silences) == 0.5


def test_signs_of_listening_are_counted_inside_and_at_the_start_of_turns() -> None:
    found = measured(
        ("caller", 0, 30, "Ich erzähle Ihnen jetzt einmal ausführlich von meiner Heizung"),
        ("agent", 10, 10.4, "Mhm."),
        ("agent", 20, 20.4, "Verstehe."),
        ("agent", 30.4, 33, "Ja, das schaue ich mir an."),
    )
    assert float(found.backchannel_rate) == pytest.approx(6.0)


def test_one_word_answers_to_open_turns() -> None:
    found = measured(
        ("caller", 0, 3, "Meine Heizung ist seit gestern kalt."),
        ("agent", 3.4, 4.4, "So so."),
        ("caller", 5, 8, "Und das Wasser läuft auch nicht mehr."),
        ("agent", 8.4, 11, "Das schaue ich mir gleich einmal an."),
    )
    assert float(found.minimal_answer_share) == 0.5
    assert found.minimal_answer_share.passages[0].quote == "So so."


def test_shares_and_longest_turn() -> None:
    found = measured(("caller", 0, 10, "Ja also"), ("agent", 10.5, 40.5, "Das ist so"))
    assert float(found.talk_ratio) == pytest.approx(0.75)
    assert float(found.longest_turn_s) == 30


def test_one_voice_alone_has_no_turn_taking() -> None:
    found = measured(("agent", 0, 10, "Hallo hallo ist da jemand"))
    assert found
    assert all(measure.value is None for measure in found.values())


def test_lost_words_make_no_silence_unannounced_and_no_answer_minimal() -> None:
    question = ("caller", 0, 3, "Wo ist denn nun mein Paket?")
    lost = measured(question, ("agent", 3.3, 6, ""), ("agent", 9, 11, "Es ist unterwegs."))
    assert lost.long_silences.passages == ()
    assert lost.backchannel_rate.value is None
    short = measured(question, ("agent", 3.3, 4, "So so."), ("agent", 4.1, 7, ""))
    assert short.minimal_answer_share.value is None
    said = measured(question, ("agent", 3.3, 4, "So so."))
    assert float(said.minimal_answer_share) == 1


def test_a_turn_whose_end_is_lost_was_not_cut() -> None:
    begun = ("caller", 0.0, 3.0, "Ich habe bei Ihnen im Mai")
    agent = ("agent", 5.2, 8.0, "Nennen Sie mir bitte die Adresse.")
    lost = measured(begun, ("caller", 3.0, 5.8, ""), agent)
    heard = measured(begun, ("caller", 3.0, 5.8, "ein Gerät gekauft und es"), agent)
    assert float(heard.cut_turn_share) > 0
    assert float(lost.cut_turn_share) == 0
