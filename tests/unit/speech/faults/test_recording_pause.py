from __future__ import annotations

import numpy as np
import pytest

from tests.synth import activity, channel, noise, spread, transcript
from voicecheck.features.quality import measure_quality
from voicecheck.features.turn_taking import measure_turn_taking
from voicecheck.speech.dialogue import build_dialogue
from voicecheck.speech.faults.recording_pause import find_breaks, paused
from voicecheck.types.audio import Channel, Role
from voicecheck.types.codec import from_dict, to_dict
from voicecheck.types.speech import Conversation, Party
from voicecheck.types.time import Span

RATE = 8000


def line(*zeros: tuple[float, float], seconds: float = 60.0, index: int = 0) -> Channel:
    samples = noise(seconds, level=0.001, seed=index)
    for start, end in zeros:
        samples[round(start * RATE) : round(end * RATE)] = 0.0
    return channel(samples, index=index)


def test_a_pause_is_found_where_no_channel_holds_a_signal() -> None:
    pause = (20.0, 35.0)
    for lines in ([line(pause), line(pause, index=1)], [line(pause)]):
        (found,) = find_breaks(lines)
        assert (found.start_s, found.end_s) == pytest.approx(pause, abs=0.02)
    assert find_breaks([line(pause), line(index=1)]) == ()
    assert find_breaks([line((20.0, 22.5))]) == ()


def test_a_constant_other_than_zero_is_no_signal_either() -> None:
    paused_line = line()
    paused_line.samples[20 * RATE : 30 * RATE] = 8 / 32768
    assert len(find_breaks([paused_line])) == 1


def test_silence_of_a_line_that_suppresses_it_is_no_pause() -> None:
    often = tuple((float(t), t + 0.6) for t in range(0, 60, 2))
    pause = (20.0, 35.0)
    assert find_breaks([line(pause, *often), line(pause, *often, index=1)]) == ()
    # One line with noise is enough to tell: it went silent with the other.
    assert len(find_breaks([line(pause, *often), line(pause, index=1)])) == 1
    assert find_breaks([channel(np.zeros(60 * RATE, dtype=np.float32))]) == ()


def test_silence_between_two_rings_is_no_pause() -> None:
    rings = line((2.0, 6.0), (7.0, 11.0))
    not_there_yet = line((0.0, 15.0), index=1)
    assert find_breaks([rings, not_there_yet]) == ()
    assert len(find_breaks([rings, line((2.0, 6.0), index=1)])) == 1


def test_before_and_after_the_recording_is_no_pause() -> None:
    assert find_breaks([line((0.0, 10.0), (50.0, 60.0))]) == ()


def test_the_notice_says_how_long_and_where() -> None:
    (notice,) = paused((Span(20.0, 35.0),))
    assert notice.code == "N13"
    assert (notice.value, notice.unit, notice.spans) == (15.0, "s", (Span(20.0, 35.0),))
    assert "15 s" in notice.text.de
    assert "15 s" in notice.text.en
    assert paused(()) == []


def test_a_pause_is_cut_from_turns_transfers_silences_and_line() -> None:
    spans = ((0.0, 3.0), (8.0, 9.0), (30.0, 34.0), (60.0, 62.0))
    agent = Party(Role.AGENT, activity(*spans), transcript(*spread("Ich sehe nach", 0.0, 3.0)))
    caller = Party(
        Role.CUSTOMER,
        activity((4.0, 7.0), (10.0, 14.0), (35.0, 39.0), index=1),
        transcript(*spread("Ja bitte", 4.0, 7.0), index=1),
    )
    breaks = (Span(14.5, 29.5), Span(40.0, 59.0))
    whole = build_dialogue([agent, caller], pack=None)
    cut = build_dialogue([agent, caller], pack=None, breaks=breaks)
    assert len(whole.transfers) == len(cut.transfers) + 2
    assert {t.offset_s for t in cut.transfers} == {1.0}
    assert max(gap.span.duration_s for gap in cut.gaps) == 1.0
    for dialogue, silences in ((whole, 2), (cut, 0)):
        found = measure_turn_taking(dialogue, pack=None, duration_s=600.0)
        assert found.long_silences.value == silences


def test_one_party_before_and_after_a_pause_has_two_turns() -> None:
    agent = Party(Role.AGENT, activity((0.0, 3.0), (20.0, 24.0)))
    dialogue = build_dialogue([agent], pack=None, breaks=(Span(4.0, 19.0),))
    assert [turn.span for turn in dialogue.turns] == [Span(0.0, 3.0), Span(20.0, 24.0)]
    assert (dialogue.gaps, dialogue.transfers) == ((), ())


def test_a_pause_is_no_silence_of_the_line() -> None:
    paused_line = line((20.0, 40.0))
    speech = activity((2.0, 10.0), (45.0, 58.0))
    assert measure_quality(paused_line, speech).digital_silence_ratio.value == pytest.approx(1 / 3)
    cut = measure_quality(paused_line, speech, (Span(20.0, 40.0),))
    assert cut.digital_silence_ratio.value == 0.0


def test_conversations_stored_before_there_were_breaks_can_be_read() -> None:
    stored = to_dict(Conversation((), (), 60.0))
    del stored["breaks"]
    assert from_dict(Conversation, stored) == Conversation((), (), 60.0)
