from __future__ import annotations

from tests.synth import activity, spread, transcript
from voicecheck.languages import load_pack
from voicecheck.speech.transfer import find_transfer, within
from voicecheck.speech.voices import Voice
from voicecheck.types.time import Span

PACK = load_pack("de")
FIRST = "Firma Grumps, mein Name ist Sonja Müller, guten Tag. Ich verbinde Sie mit der Technik."
SECOND = "Technik, mein Name ist Jens Hahn, guten Tag. Was kann ich für Sie tun?"


def voice(gap_s: float, *, first: str = FIRST, second: str = SECOND) -> Voice:
    at = 30.0 + gap_s
    words = [*spread(first, 1, 30), *spread(second, at, at + 6)]
    return Voice(0, activity((1, 30), (at, at + 40)), transcript(*words))


def test_a_second_greeting_after_being_put_through_is_a_second_agent() -> None:
    found = find_transfer(voice(8.0), pack=PACK, duration_s=100.0)
    assert found is not None
    assert 38 <= found.at_s < 41
    assert found.kept == Span(found.at_s, 100.0)


def test_the_part_with_more_agent_speech_is_kept() -> None:
    short = voice(8.0, second="Technik, mein Name ist Jens Hahn, guten Tag.")
    longer = Voice(0, activity((1, 30), (38, 42)), short.transcript)
    found = find_transfer(longer, pack=PACK, duration_s=100.0)
    assert found is not None
    assert found.kept.start_s == 0.0
    part = within(longer, found.kept)
    assert part.activity.ipus[-1].end_s <= found.at_s
    assert part.transcript is not None
    assert all(w.span.middle_s <= found.at_s for w in part.transcript.words)


def test_one_agent_stays_one() -> None:
    same = voice(8.0, second="So, da bin ich wieder. Das Gerät wurde am Montag geliefert.")
    assert find_transfer(same, pack=PACK, duration_s=100.0) is None
    straight_on = voice(0.5, first="Firma Grumps, guten Tag. Einen Moment bitte, gern.")
    assert find_transfer(straight_on, pack=PACK, duration_s=100.0) is None
    assert find_transfer(Voice(0, activity((0, 3)), None), pack=PACK, duration_s=9.0) is None
