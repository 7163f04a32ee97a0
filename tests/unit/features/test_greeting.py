from __future__ import annotations

import pytest

from tests.synth import activity, conversation, spread, transcript
from voicecheck.errors import NotMeasured
from voicecheck.features.greeting import measure_greeting
from voicecheck.languages import Hit, load_pack
from voicecheck.languages.syllables import load_counter
from voicecheck.speech.dialogue import build_dialogue
from voicecheck.types.audio import Role
from voicecheck.types.catalogue import Family
from voicecheck.types.speech import Party

BAD = (
    "Herzlich willkommen bei Grumps und Söhne, mein Name ist Sonja Müller-Lüdenscheid, "
    "was kann ich für Sie tun?"
)
GOOD = "Grumps und Söhne, Sonja Müller, guten Tag."


def heard(
    text: str,
    *,
    start_s: float = 1.0,
    seconds: float = 6.0,
    language: str = "de",
    customer_first: str = "",
    probability: float = 0.9,
) -> tuple[Family, tuple[Hit, ...]]:
    end_s = start_s + seconds
    agent = Party(
        Role.AGENT,
        activity((start_s, end_s)),
        transcript(*spread(text, start_s, end_s, probability=probability)),
    )
    first = (0.05, start_s - 0.1) if customer_first else (end_s + 1, end_s + 3)
    customer = Party(
        Role.CUSTOMER,
        activity(first, index=1),
        transcript(*spread(customer_first or "Guten Tag", *first), index=1),
    )
    pack = load_pack(language)
    dialogue = build_dialogue([agent, customer], pack=pack)
    return measure_greeting(dialogue, pack=pack, counter=load_counter(language))


def greeting_of(text: str, **how: object) -> Family:
    return heard(text, **how)[0]  # type: ignore[arg-type]


def test_the_articles_own_example() -> None:
    found, phrases = heard(BAD)
    assert float(found.greeting_syllables) == 27
    assert float(found.greeting_s) == pytest.approx(6.0)
    assert {hit.rule for hit in phrases} == {
        "greeting.dated_opening",
        "greeting.name_formula",
        "greeting.dated_help",
    }


def test_a_modern_greeting_has_no_dated_phrase() -> None:
    found, phrases = heard(GOOD, seconds=3.0)
    assert float(found.greeting_syllables) == 11
    assert phrases == ()


def test_english() -> None:
    found = greeting_of("Northwind Service, this is Emma, good morning.", language="en")
    assert float(found.greeting_syllables) == 11
    assert float(found.parts) >= 2


def test_notices_the_law_asks_for_are_cut_out() -> None:
    notice = "Dieses Gespräch wird zu Schulungszwecken aufgezeichnet. "
    found = greeting_of(notice + GOOD, seconds=8.0)
    assert float(found.greeting_syllables) == 11
    assert float(found.greeting_s) < 5.5


@pytest.mark.parametrize(
    ("why", "given"),
    [
        ("starts in mid-speech", {"text": GOOD, "start_s": 0.0}),
        ("other party opens", {"text": GOOD, "customer_first": "Ja hier ist noch einmal Hansen"}),
        ("no part of a greeting", {"text": "Die Pumpe ist kaputt und muss getauscht werden."}),
        ("too unsurely", {"text": GOOD, "probability": 0.3}),
    ],
)
def test_what_cannot_be_judged_says_why(why: str, given: dict[str, object]) -> None:
    found = greeting_of(**given)  # type: ignore[arg-type]
    with pytest.raises(NotMeasured, match=why):
        float(found.greeting_syllables)
    with pytest.raises(NotMeasured, match=why):
        float(found.greeting_s)


def test_hello_hello_before_the_agent_answers_is_no_conversation() -> None:
    assert float(greeting_of(GOOD, customer_first="Hallo?").greeting_syllables) == 11


def test_a_greeting_with_lost_words_is_not_judged() -> None:
    agent = ("agent", 1.0, 3.0, GOOD)
    for lost, judged in ((("agent", 3.2, 6.0, ""), False), (("agent", 9.0, 12.0, ""), True)):
        dialogue = conversation(agent, lost, ("caller", 13.0, 15.0, "Guten Tag."))
        found, _ = measure_greeting(dialogue, pack=load_pack("de"), counter=load_counter("de"))
        assert (found.greeting_syllables.value is not None) is judged
