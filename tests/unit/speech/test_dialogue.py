from __future__ import annotations

from dataclasses import replace

import pytest

from tests.synth import activity, spread, transcript
from voicecheck.checks.withheld import MIN_AGENT_CONFIDENCE
from voicecheck.errors import ConfigError
from voicecheck.languages import load_pack
from voicecheck.speech.dialogue import build_dialogue
from voicecheck.speech.roles import find_agent, fixed_channel
from voicecheck.speech.voices import Voice
from voicecheck.types.audio import Role
from voicecheck.types.speech import Party

PACK = load_pack("de")
AGENT, CUSTOMER = Role.AGENT, Role.CUSTOMER


def test_turns_gaps_and_overlaps() -> None:
    agent = Party(AGENT, activity((0.0, 2.0), (2.5, 4.0), (8.0, 9.0)))
    customer = Party(CUSTOMER, activity((4.3, 8.4), index=1))
    found = build_dialogue([agent, customer], pack=None)
    assert [(t.role, t.span.start_s, t.span.end_s) for t in found.turns] == [
        (AGENT, 0.0, 4.0),
        (CUSTOMER, 4.3, 8.4),
        (AGENT, 8.0, 9.0),
    ]
    assert [(g.after, round(g.span.duration_s, 3)) for g in found.gaps] == [(CUSTOMER, 0.3)]
    (overlap,) = found.overlaps
    assert (overlap.holder, overlap.entrant) == (CUSTOMER, AGENT)
    assert overlap.span.duration_s == pytest.approx(0.4)


def test_a_backchannel_takes_no_floor_but_a_short_answer_does() -> None:
    agent = Party(AGENT, activity((0.0, 3.0), (4.0, 6.0)))
    for said, n_turns in (("mhm", 1), ("Nein danke", 3)):
        customer = Party(
            CUSTOMER, activity((3.2, 3.7), index=1), transcript(*spread(said, 3.2, 3.7), index=1)
        )
        assert len(build_dialogue([agent, customer], pack=PACK).turns) == n_turns


def voice(index: int, text: str, start_s: float) -> Voice:
    end_s = start_s + 8
    return Voice(
        index,
        activity((start_s, end_s), index=index),
        transcript(*spread(text, start_s, end_s), index=index),
    )


COMPANY = "Kundendienst Müller, mein Name ist Sonja Klein, was kann ich für Sie tun?"
CALLER = "Guten Tag, hier ist Hansen. Ich rufe an, weil meine Spülmaschine ausläuft."


@pytest.mark.parametrize("agent_first", [True, False])
def test_who_answers_for_a_company_is_the_agent(agent_first: bool) -> None:
    company = voice(1, COMPANY, 0.5 if agent_first else 10.0)
    caller = voice(0, CALLER, 10.0 if agent_first else 0.5)
    found, confidence = find_agent([caller, company], fixed=None, pack=PACK)
    assert found is company
    assert confidence > 0.9


def test_nothing_to_tell_them_apart_is_no_confidence() -> None:
    a, b = voice(0, "Und dann kam der Regen.", 0.0), voice(1, "Ja, den ganzen Tag lang.", 9.0)
    _, confidence = find_agent([a, b], fixed=None, pack=PACK)
    assert confidence < 0.75


def test_a_caller_says_a_name_too() -> None:
    short = voice(0, "Weber, guten Tag.", 0.5)
    caller = voice(1, "Guten Tag, mein Name ist Hansen, ich habe ein Problem.", 9.0)
    found, alone = find_agent([short, caller], fixed=None, pack=PACK)
    assert found is short
    helps = voice(0, "Weber, guten Tag. Das tut mir leid. Ich schaue mal nach.", 0.5)
    found, confidence = find_agent([helps, caller], fixed=None, pack=PACK)
    assert found is helps and confidence > max(alone, 0.9)


def test_who_is_called_speaks_first() -> None:
    called = voice(0, "Ja, hallo?", 0.5)
    agent = voice(1, "Guten Tag, mein Name ist Klein vom Kundendienst.", 3.0)
    _, taken_for_inbound = find_agent([called, agent], fixed=None, pack=PACK)
    found, confidence = find_agent([called, agent], fixed=None, pack=PACK, inbound=False)
    assert found is agent and confidence > max(taken_for_inbound, MIN_AGENT_CONFIDENCE)


@pytest.mark.parametrize(
    ("first", "second", "inbound"),
    [
        ("Ja, hallo, hier ist Müller.", "Ja, guten Tag.", True),  # recorded too late
        ("Ich habe keine Kundennummer.", "Gut.", True),
        ("Bei mir steht auf der Rechnung etwas anderes.", "Aha.", True),
        ("Guten Tag, Klein von Datafix, es geht um Ihr Ticket.", "Ja, hier ist Weber.", False),
    ],
)
def test_what_both_sides_say_is_not_enough(first: str, second: str, inbound: bool) -> None:
    voices = [voice(0, first, 0.5), voice(1, second, 9.0)]
    _, confidence = find_agent(voices, fixed=None, pack=PACK, inbound=inbound)
    assert confidence < MIN_AGENT_CONFIDENCE


def test_the_only_voice_on_the_other_channel_is_not_the_expected_one() -> None:
    for text in (CALLER, COMPANY):
        there = find_agent([voice(1, text, 0.5)], fixed=None, pack=PACK, expected=1)[1]
        elsewhere = find_agent([voice(1, text, 0.5)], fixed=None, pack=PACK, expected=0)[1]
        assert elsewhere < 0.75 and elsewhere < there


def test_the_users_word_and_a_single_voice() -> None:
    a, b = voice(0, COMPANY, 0.0), voice(1, CALLER, 9.0)
    assert find_agent([a, b], fixed=1, pack=PACK) == (b, 1.0)
    assert find_agent([b], fixed=None, pack=PACK)[1] < 0.5
    assert find_agent([replace(b, transcript=None)], fixed=None, pack=PACK) == (
        replace(b, transcript=None),
        0.9,
    )


def test_one_voice_alone_is_the_agent_by_its_words() -> None:
    read = "Es war einmal ein Mann, der hatte sieben Söhne. Der älteste ging hinaus in die Welt."
    (agent, caller, reader) = (
        find_agent([voice(0, text, 0.5)], fixed=None, pack=PACK)[1]
        for text in (COMPANY + " Womit kann ich Ihnen helfen?", CALLER, read)
    )
    assert agent > 0.9
    assert caller < 0.5
    assert reader < 0.5


def test_channels_by_name() -> None:
    assert fixed_channel("left", n_channels=2) == 0
    assert fixed_channel("1", n_channels=2) == 1
    assert fixed_channel("auto", n_channels=2) is None
    with pytest.raises(ConfigError, match="did you mean 'left'"):
        fixed_channel("lft", n_channels=2)
    with pytest.raises(ConfigError, match="channel 1, but the recording has 1"):
        fixed_channel("right", n_channels=1)
