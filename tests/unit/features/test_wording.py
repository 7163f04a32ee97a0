from __future__ import annotations

import pytest

from tests.synth import conversation
from voicecheck.features.wording import measure_wording
from voicecheck.languages import load_pack
from voicecheck.types.catalogue import Family


def measured(*lines: tuple[str, float, float, str], language: str = "de") -> Family:
    return measure_wording(conversation(*lines, language=language), pack=load_pack(language))


def agent(text: str) -> Family:
    return measured(("caller", 0, 3, "Guten Tag."), ("agent", 4, 12, text))


def test_hits_are_counted_quoted_and_timed() -> None:
    found = measured(
        ("caller", 0, 3, "Und was ist jetzt mit meiner Rechnung?"),
        ("agent", 4, 12, "Gut. Das habe ich Ihnen doch schon gesagt. Sonst noch etwas?"),
    )
    (place,) = found.know_it_all.passages
    assert place.quote == "Das habe ich Ihnen doch schon gesagt."
    assert 4 <= place.span.start_s < place.span.end_s <= 12
    assert float(found.know_it_all) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Sie müssen nichts weiter tun.",
        "Im Vertrag steht, Sie müssen drei Monate vorher kündigen.",
        "Ihr Nachbar sagte, Sie müssen das Ventil öffnen.",
    ],
)
def test_negated_and_reported_instructions_do_not_count(text: str) -> None:
    assert float(agent(text).controlling) == 0


def test_a_read_back_of_the_callers_words_does_not_count() -> None:
    said = "Ihr Kollege meinte zu mir nur: das geht leider nicht mehr."
    found = measured(
        ("caller", 0, 4, said), ("agent", 5, 8, "Aha, das geht leider nicht mehr, gut.")
    )
    assert float(found.know_it_all) == float(found.blame) == 0


def test_a_refusal_with_an_alternative_is_none() -> None:
    assert float(agent("Das geht leider nicht.").refusal) == 1
    offered = agent("Das geht leider nicht. Ich kann Ihnen aber einen Leihwagen anbieten.")
    assert float(offered.refusal) == 0


def test_a_no_is_no_contradiction_after_a_question() -> None:
    lines = (("agent", 4.0, 6.0, "Nein, das stimmt nicht, Sie haben nicht bezahlt."),)
    told = measured(("caller", 0, 3, "Ich habe im März bezahlt."), *lines)
    asked = measured(("caller", 0, 3, "Habe ich im März bezahlt?"), *lines)
    assert float(told.contradiction) == 1
    assert float(asked.contradiction) == 0


def test_problems_are_acknowledged_within_two_turns_or_not() -> None:
    problem = ("caller", 0.0, 4.0, "Meine Heizung ist seit gestern kaputt und es ist kalt.")
    heard = measured(problem, ("agent", 4.5, 7, "Das tut mir leid."))
    cold = measured(problem, ("agent", 4.5, 7, "Wie lautet Ihre Kundennummer?"))
    assert float(heard.acknowledged_share) == 1
    assert float(cold.acknowledged_share) == 0
    assert "Heizung" in (cold.acknowledged_share.passages[0].quote or "")
    none = measured(("caller", 0, 4, "Ich möchte gern zwei Karten bestellen."))
    assert none.acknowledged_share.value is None


def test_questions_that_take_up_the_callers_words() -> None:
    found = measured(
        ("caller", 0, 4, "Meine Heizung bleibt seit gestern kalt."),
        ("agent", 4.5, 7, "Seit wann ist die Heizung kalt?"),
        ("caller", 8, 10, "Seit gestern früh."),
        ("agent", 10.5, 12, "Wie lautet Ihre Kundennummer?"),
    )
    assert float(found.follow_up_question) == 1
    assert found.follow_up_question.passages[0].quote == "Seit wann ist die Heizung kalt?"


def test_a_question_for_particulars_takes_nothing_up() -> None:
    found = measured(
        ("caller", 0, 4, "Mein Name ist Lohse, meine Heizung bleibt kalt."),
        ("agent", 4.5, 7, "Wie war Ihr Name noch gleich?"),
    )
    assert float(found.follow_up_question) == 0


def test_plain_words_are_told_from_officialese() -> None:
    plain = " ".join(["Ich rufe Sie morgen an, dann ist es gut."] * 8)
    stiff = " ".join(["Bezüglich der Inanspruchnahme vertraglicher Garantieleistungen erfolgt umgehend Rückmeldung."] * 8)  # fmt: skip
    assert float(agent(plain).lix) < 40 < 55 < float(agent(stiff).lix)
    assert agent("Guten Tag.").lix.value is None
    foreign = agent(plain + " Ich mache Ihnen ein Ticket im Backoffice auf.")
    assert [p.quote for p in foreign.anglicisms_per_100.passages] == ["Ticket", "Backoffice"]


def test_no_words_at_all_are_nothing_to_judge() -> None:
    found = measured(("caller", 0, 4, "Hallo?"))
    assert float(found.words) == 0
    assert found.word_probability.value is None


def test_a_promise_with_a_time_is_told_from_one_without() -> None:
    bound = agent("Ich rufe Sie bis morgen um zehn Uhr zurück.")
    loose = agent("Ich kümmere mich persönlich darum.")
    assert [float(m) for m in (bound.commitment, bound.timed_commitment)] == [1, 1]
    assert [float(m) for m in (loose.commitment, loose.timed_commitment)] == [1, 0]


def test_a_problem_is_not_unacknowledged_where_the_answer_is_lost() -> None:
    problem = ("caller", 0.0, 4.0, "Meine Heizung ist seit gestern kaputt und es ist kalt.")
    again = ("caller", 30.0, 34.0, "Außerdem ist der Brenner seit heute früh kaputt und laut.")
    lost = measured(problem, ("agent", 4.5, 7, ""))
    assert lost.acknowledged_share.value is None
    assert "ohne Wörter" in (lost.acknowledged_share.reason or {"de": ""})["de"]
    other = measured(
        problem,
        ("agent", 4.5, 7, ""),
        ("caller", 8, 9, "Ja."),
        ("agent", 9.5, 12, "Wie lautet Ihre Nummer?"),
        again,
        ("agent", 35, 37, "Wie lautet Ihre Adresse?"),
    )
    assert (float(other.acknowledged_share), other.acknowledged_share.n) == (0, 1)


def test_a_refusal_counts_only_where_what_follows_was_heard() -> None:
    caller = ("caller", 0.0, 3.0, "Kann ich das zurückgeben?")
    said = ("agent", 4.0, 6.0, "Das geht leider nicht.")
    heard = measured(caller, said, ("agent", 6.4, 8.0, "Die Frist ist vorbei."))
    assert float(heard.refusal) == 1
    assert measured(caller, said, ("agent", 6.4, 9.0, "")).refusal.value is None


def test_what_was_not_found_is_no_zero_where_much_is_lost() -> None:
    lines = (
        ("caller", 0.0, 3.0, "Meine Heizung bleibt kalt."),
        ("agent", 4.0, 12.0, "Ich rufe Sie morgen an."),
    )
    whole, lost = measured(*lines), measured(*lines, ("agent", 12.4, 15.0, ""))
    assert float(whole.empathy) == 0
    assert lost.empathy.value is lost.blame.value is lost.follow_up_rate.value is None
    assert float(lost.commitment) == float(whole.commitment) == 1
    assert float(lost.wordless_s) == pytest.approx(2.6)
    assert [place.span.start_s for place in lost.wordless_s.passages] == [12.4]
    caller = measured(*lines, ("caller", 16.0, 19.0, ""))
    assert float(caller.empathy) == 0
    assert "Anrufer/in" in (caller.follow_up_rate.reason or {"de": ""})["de"]


def test_a_little_that_is_lost_in_a_long_call_leaves_the_counts() -> None:
    found = measured(
        ("caller", 0.0, 3.0, "Meine Heizung bleibt kalt."),
        ("agent", 4.0, 60.0, "Ich rufe Sie morgen an."),
        ("agent", 60.4, 63.0, ""),
    )
    assert float(found.empathy) == 0
    assert float(found.wordless_s) == pytest.approx(2.6)
