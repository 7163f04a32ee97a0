from __future__ import annotations

import pytest

from voicecheck.speech.hallucination import find_fault
from voicecheck.types.speech import WindowFault

SURE = {"speech_s": 20.0, "log_probability": -0.3, "no_speech_probability": 0.01}


@pytest.mark.parametrize(
    "text",
    [
        "Ja ja ja, das ist gut, ja, ja.",
        "Die Nummer ist 1 1 1 1 1 1 1 1 1 1 4 7 1 1.",
        "Vielen Dank für Ihren Anruf. Ich schaue nach.",
        "mhm",
    ],
)
def test_real_speech_stands(text: str) -> None:
    assert find_fault(text.split(), **SURE) is None


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("und dann " * 8, WindowFault.LOOP),
        ("nein " * 12, WindowFault.LOOP),
        ("Ich komme am Montag. " * 5, WindowFault.LOOP),
        ("Untertitel der Amara.org-Community", WindowFault.INVENTED),
        ("Thanks for watching!", WindowFault.INVENTED),
        ("", WindowFault.EMPTY),
    ],
)
def test_what_cannot_be_right_is_marked(text: str, fault: WindowFault) -> None:
    assert find_fault(text.split(), **SURE) is fault


def test_too_many_words_and_unsure_silence() -> None:
    words = [f"wort{i}" for i in range(40)]
    assert find_fault(words, **{**SURE, "speech_s": 2.0}) is WindowFault.LOOP
    unsure = {"speech_s": 5.0, "log_probability": -1.4, "no_speech_probability": 0.8}
    assert find_fault(["Hallo"], **unsure) is WindowFault.INVENTED
    assert find_fault([], **{**SURE, "speech_s": 0.5}) is None
