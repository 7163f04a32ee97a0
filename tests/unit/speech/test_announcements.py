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
