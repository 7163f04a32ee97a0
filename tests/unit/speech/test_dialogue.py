from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.synth import activity, spread, transcript
from voicecheck.errors import ConfigError
from voicecheck.languages import load_pack
from voicecheck.languages.judgement import GATES
from voicecheck.speech.dialogue import build_dialogue
from voicecheck.speech.roles import find_agent, fixed_channel
from voicecheck.speech.voices import Voice
from voicecheck.types.audio import Role
from voicecheck.types.codec import from_dict, to_dict
from voicecheck.types.speech import (
    IPU_GAP_S,
    Dialogue,
    Party,
    Word,
    broken,
    by_unit,
    inter_pausal_units,
)
from voicecheck.types.time import Span, nearest, total_s

GRID_S = 1 / 64  # sums of such times are exact
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
    assert found is agent and confidence > max(taken_for_inbound, GATES.agent_confidence)


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
    assert confidence < GATES.agent_confidence


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


@dataclass(frozen=True)
class Parties:
    parties: tuple[Party, ...]
    pauses: tuple[Span, ...]


def said_by(role: Role, lengths: list[tuple[int, int, str]]) -> Party:
    """Speech written as silences and units of so many sixty-fourths of a second, with words."""
    spans, words, at = [], [], 0
    for silence, length, text in lengths:
        start = at + silence
        at = start + length
        spans.append((start * GRID_S, at * GRID_S))
        words += spread(text, *spans[-1]) if text else []
    return Party(role, activity(*spans), transcript(*words))


# Units of 0.1 to 3 s, apart by a pause or more: what `inter_pausal_units` leaves.
speech = st.lists(
    st.tuples(
        st.integers(13, 200), st.integers(6, 200), st.sampled_from(["", "mhm", "ja gut", "nein"])
    ),
    max_size=12,
)
breaks = st.lists(st.integers(0, 1500), max_size=2).map(
    lambda starts: tuple(Span(s * GRID_S, (s + 9) * GRID_S) for s in starts)
)


def built(agent: Party, caller: Party, pauses: tuple[Span, ...] = ()) -> Dialogue:
    speaking = [party for party in (agent, caller) if party.activity.ipus]
    return build_dialogue(speaking, pack=PACK, breaks=pauses)


@given(speech, speech, breaks)
def test_all_speech_and_every_word_is_in_one_turn_or_insertion(
    ours: list[tuple[int, int, str]],
    theirs: list[tuple[int, int, str]],
    pauses: tuple[Span, ...],
) -> None:
    parties = said_by(AGENT, ours), said_by(CUSTOMER, theirs)
    found = built(*parties, pauses)
    for party in parties:
        turns = found.turns_of(party.role)
        inserted = [one for one in found.insertions if one.role is party.role]
        assert sorted([u for t in turns for u in t.ipus] + [i.span for i in inserted]) == list(
            party.activity.ipus
        )
        words = [w for one in (*turns, *inserted) for w in one.words]
        assert party.transcript is not None
        assert sorted(words, key=lambda w: w.span) == list(party.transcript.words)
    assert list(found.turns) == sorted(found.turns, key=lambda turn: turn.span)
    assert list(found.spoken) == sorted(found.spoken, key=lambda one: one.span)


@given(speech, speech, breaks)
def test_the_floor_passes_at_every_turn_and_no_turn_reaches_over_a_break(
    ours: list[tuple[int, int, str]],
    theirs: list[tuple[int, int, str]],
    pauses: tuple[Span, ...],
) -> None:
    found = built(said_by(AGENT, ours), said_by(CUSTOMER, theirs), pauses)
    for before, after in pairwise(found.turns):
        assert before.role is not after.role or broken(before.ipus[-1], after.span, pauses)
    for turn in found.turns:
        assert turn.span == Span(turn.ipus[0].start_s, turn.ipus[-1].end_s)
        assert not any(broken(a, b, pauses) for a, b in pairwise(turn.ipus))
    waits = [t.offset_s for t in found.transfers if t.offset_s >= 0]
    assert [gap.span.duration_s for gap in found.gaps] == waits


@given(speech, speech)
def test_overlaps_are_the_time_that_both_speak(
    ours: list[tuple[int, int, str]], theirs: list[tuple[int, int, str]]
) -> None:
    agent, caller = said_by(AGENT, ours), said_by(CUSTOMER, theirs)
    found = built(agent, caller)
    one, other = agent.activity.ipus, caller.activity.ipus
    assert total_s(o.span for o in found.overlaps) == total_s(
        common for a in one for b in other if (common := a & b)
    )
    assert list(found.overlaps) == sorted(found.overlaps, key=lambda overlap: overlap.span)
    assert all(overlap.holder is not overlap.entrant for overlap in found.overlaps)


@given(speech, speech, breaks)
def test_with_the_parties_swapped_the_dialogue_is_the_same_the_other_way(
    ours: list[tuple[int, int, str]],
    theirs: list[tuple[int, int, str]],
    pauses: tuple[Span, ...],
) -> None:
    found = to_dict(built(said_by(AGENT, ours), said_by(CUSTOMER, theirs), pauses))
    swapped = built(said_by(CUSTOMER, ours), said_by(AGENT, theirs), pauses)
    text = str(to_dict(swapped)).replace("'agent'", "'#'").replace("'customer'", "'agent'")
    assert text.replace("'#'", "'customer'") == str(found)


@given(speech, speech, breaks, st.integers(1, 10_000))
def test_what_is_said_later_makes_the_same_dialogue_later(
    ours: list[tuple[int, int, str]],
    theirs: list[tuple[int, int, str]],
    pauses: tuple[Span, ...],
    later: int,
) -> None:
    def moved(data: object) -> object:
        """Move every time that stands in a document."""
        if isinstance(data, list):
            return [moved(item) for item in data]
        if isinstance(data, dict):
            return {
                key: value + later * GRID_S if key in ("start_s", "end_s") else moved(value)
                for key, value in data.items()
            }
        return data

    parties = said_by(AGENT, ours), said_by(CUSTOMER, theirs)
    after = from_dict(Parties, moved(to_dict(Parties(parties, pauses))))
    assert to_dict(built(*after.parties, after.pauses)) == moved(to_dict(built(*parties, pauses)))


@given(speech, st.data())
def test_speech_split_by_less_than_a_pause_is_the_same_unit(
    said: list[tuple[int, int, str]], data: st.DataObject
) -> None:
    units = said_by(AGENT, said).activity.ipus
    pieces: list[Span] = []
    for unit in units:
        hole_s = data.draw(st.floats(0, min(0.999 * IPU_GAP_S, unit.duration_s)))
        at_s = unit.start_s + data.draw(st.floats(0, 1)) * (unit.duration_s - hole_s)
        pieces += [Span(unit.start_s, at_s), Span(min(at_s + hole_s, unit.end_s), unit.end_s)]
    assert inter_pausal_units(data.draw(st.permutations(pieces))) == units
    assert inter_pausal_units(units) == units


@given(speech, st.lists(st.tuples(st.floats(0, 60), st.floats(0, 2))))
def test_a_word_goes_to_the_nearest_unit(
    said: list[tuple[int, int, str]], times: list[tuple[float, float]]
) -> None:
    units = said_by(AGENT, said).activity.ipus
    words = [Word(str(i), Span(s, s + d), None) for i, (s, d) in enumerate(times)]
    owned = by_unit(words, units)
    assert sum(map(len, owned)) == (len(words) if units else 0)
    for index, own in enumerate(owned):
        assert all(nearest(units, word.span.middle_s) == index for word in own)
