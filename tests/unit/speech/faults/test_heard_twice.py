from __future__ import annotations

from tests.synth import activity, spread, transcript
from voicecheck.speech.faults.heard_twice import heard_twice
from voicecheck.types.audio import Role
from voicecheck.types.speech import Party

SAID = "Guten Tag, hier ist der Kundendienst, was kann ich für Sie tun?"
OTHER = "Und dann sind wir am Sonntag noch einmal zum See gefahren."


def party(role: Role, start_s: float, text: str) -> Party:
    words = spread(text, start_s, start_s + 10)
    return Party(role, activity((start_s, start_s + 10)), transcript(*words))


def test_the_same_words_at_the_same_time_are_the_same_people() -> None:
    notice = heard_twice(party(Role.AGENT, 0, SAID), party(Role.CUSTOMER, 0.1, SAID))
    assert notice is not None and notice.cause is not None
    assert (notice.code, notice.value) == ("N07", 0.99)
    assert "same people" in notice.cause["en"] and "dieselben" in notice.cause["de"]
    assert {"M1", "M5", "M6", "M7"} <= set(notice.withholds) and "M4" not in notice.withholds


def test_other_words_at_the_same_time_are_not_called_the_same_people() -> None:
    notice = heard_twice(party(Role.AGENT, 0, SAID), party(Role.CUSTOMER, 2, OTHER))
    assert notice is not None and notice.cause is not None
    assert "same people" not in notice.cause["en"]


def test_turns_one_after_the_other_are_no_fault() -> None:
    for start_s in (6.0, 10.0):
        assert heard_twice(party(Role.AGENT, 0, SAID), party(Role.CUSTOMER, start_s, OTHER)) is None
