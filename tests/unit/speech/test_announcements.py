from __future__ import annotations

from dataclasses import replace

from tests.synth import activity, spread, transcript
from voicecheck.languages import load_pack
from voicecheck.speech.announcements import without_announcements
from voicecheck.speech.voices import Voice
from voicecheck.types.speech import Transcript, Window, WindowFault
from voicecheck.types.time import Span

PACK = load_pack("de")


def test_an_announcement_is_left_out_with_its_words() -> None:
    machine = "Alle unsere Mitarbeiter sind zurzeit im Gespräch."
    words = [*spread(machine, 0, 4), *spread("Firma Grumps, guten Tag.", 8, 10)]
    voice = Voice(0, activity((0, 2), (2.5, 4), (8, 10)), transcript(*words))
    cleaned = without_announcements([voice], pack=PACK)
    assert cleaned.announcements == (Span(0, 2), Span(2.5, 4)) or cleaned.announcements == (
        Span(0, 4),
    )
    assert next(w.text for w in (cleaned.voices[0].transcript or transcript()).words) == "Firma"
    assert cleaned.voices[0].activity.ipus == (Span(8, 10),)


def test_a_machine_may_speak_another_language() -> None:
    machine = "Your call will be answered by the next available representative."
    words = [*spread(machine, 0, 4), *spread("Firma Grumps, guten Tag.", 8, 10)]
    voice = Voice(0, activity((0, 4), (8, 10)), transcript(*words))
    assert without_announcements([voice], pack=PACK).announcements == (Span(0, 4),)


def test_an_agent_who_asks_for_patience_is_no_machine() -> None:
    words = spread("Einen Moment Geduld bitte, ich verbinde Sie gleich.", 0, 4)
    voice = Voice(0, activity((0, 4)), transcript(*words))
    assert without_announcements([voice], pack=PACK).announcements == ()


def wordless(fault: WindowFault | None, end_s: float = 8.0) -> Voice:
    said: Transcript = transcript(*spread("Guten Tag.", 20, 21))
    said = replace(said, windows=(Window((Span(0, end_s),), 0, fault),))
    return Voice(0, activity((0, end_s), (20, 21)), said)


def test_music_without_words_is_nobodys_speech() -> None:
    cleaned = without_announcements([wordless(WindowFault.INVENTED)], pack=PACK)
    assert cleaned.wordless == (Span(0, 8),)
    assert cleaned.voices[0].activity.ipus == (Span(20, 21),)


def test_speech_whose_words_were_lost_stays() -> None:
    for voice in (wordless(None), wordless(WindowFault.LOOP), wordless(WindowFault.EMPTY, 3.0)):
        assert without_announcements([voice], pack=PACK).voices == (voice,)


def test_a_voice_that_only_announces_is_gone() -> None:
    words = spread("Bitte drücken Sie die eins.", 0, 3)
    voice = Voice(0, activity((0, 3)), transcript(*words))
    assert without_announcements([voice], pack=PACK).voices == ()


CALLER = Voice(1, activity((31, 34), index=1), transcript(*spread("Guten Tag.", 31, 34), index=1))
GREETING = spread("Firma Grumps, mein Name ist Klein.", 28, 30.5)


def queue(*prompts: tuple[str, float, float]) -> Voice:
    words = [w for text, start, end in prompts for w in spread(text, start, end)]
    spans = [(start, end) for _, start, end in prompts]
    return Voice(0, activity(*spans, (28, 30.5), (40, 42)), transcript(*words, *GREETING))


HOLD = ("Alle unsere Mitarbeiter sind zurzeit im Gespräch.", 0.0, 4.0)
UNKNOWN = ("Wussten Sie schon, dass es unsere App gibt?", 8.0, 11.0)


def test_what_stands_between_announcement_and_greeting_is_the_queue() -> None:
    for prompts in ((HOLD, UNKNOWN), (UNKNOWN, (HOLD[0], 20.0, 24.0)), (UNKNOWN,)):
        cleaned = without_announcements([queue(*prompts), CALLER], pack=PACK)
        assert cleaned.voices[0].activity.ipus[0] == Span(28, 30.5)
        assert cleaned.voices[1] is CALLER
        said = cleaned.voices[0].transcript
        assert said is not None and said.words[0].text == "Firma"


def test_after_the_caller_has_spoken_only_phrases_tell_a_machine() -> None:
    early = Voice(1, activity((5, 6), (31, 34), index=1), CALLER.transcript)
    cleaned = without_announcements([queue(UNKNOWN), early], pack=PACK)
    assert cleaned.voices[0].activity.ipus[0] == Span(8, 11)


def test_an_agent_who_greets_twice_is_no_queue() -> None:
    twice = queue(("Guten Tag, Firma Grumps, mein Name ist Klein.", 8.0, 11.0))
    cleaned = without_announcements([twice, CALLER], pack=PACK)
    assert cleaned.announcements == ()


def test_what_the_agent_says_right_before_a_hold_announcement_stays() -> None:
    words = [
        *spread("Das sehe ich gleich für Sie nach.", 40, 43),
        *spread("Alle Mitarbeiter sind im Gespräch.", 43.5, 46),
    ]
    agent = Voice(0, activity((28, 30.5), (40, 43), (43.5, 46)), transcript(*GREETING, *words))
    cleaned = without_announcements([agent, CALLER], pack=PACK)
    assert cleaned.announcements == (Span(43.5, 46),)
    assert cleaned.voices[0].activity.ipus == (Span(28, 30.5), Span(40, 43))
