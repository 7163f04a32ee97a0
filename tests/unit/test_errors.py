from __future__ import annotations

import pickle

import pytest

from voicecheck import errors
from voicecheck.errors import VoicecheckError, suggest
from voicecheck.types.text import Text

SAID = Text("Das fehlt.", "That is missing.")


def _every_error() -> list[VoicecheckError]:
    classes = [c for c in vars(errors).values() if isinstance(c, type)]
    kinds = [c for c in classes if issubclass(c, VoicecheckError)]
    return [
        kind("x.wav", SAID, Text("Prüfen", "Check"))
        if issubclass(kind, errors.AudioError)
        else kind("tempo.rate", SAID)
        if issubclass(kind, errors.NotMeasured)
        else kind(SAID)
        for kind in kinds
    ]


@pytest.mark.parametrize("error", _every_error(), ids=lambda error: type(error).__name__)
def test_an_error_crosses_processes_in_both_languages(error: VoicecheckError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert (again.text, str(again), vars(again)) == (error.text, error.text.en, vars(error))
    assert "fehlt" in again.text.de
    assert "missing" in again.text.en


def test_an_error_of_somebody_elses_says_one_sentence_in_both_languages() -> None:
    error = errors.CheckError("nothing {here} is filled")
    assert error.text == Text("nothing {here} is filled", "nothing {here} is filled")
    assert str(error) == "nothing {here} is filled"


def test_what_cannot_be_read_says_the_file_the_reason_and_the_remedy() -> None:
    error = errors.AudioError("{a}.wav", Text("ist leer", "is empty"), Text("Prüfen", "Check"))
    assert error.text == Text("{a}.wav: ist leer. Prüfen", "{a}.wav: is empty. Check")
    assert (error.path, error.reason.de, error.remedy.en) == ("{a}.wav", "ist leer", "Check")


def test_a_wrong_word_is_answered_with_the_nearest_or_with_all() -> None:
    assert suggest("qeue", ["queue", "agent"]) == Text(
        "meinten Sie 'queue'?", "did you mean 'queue'?"
    )
    assert suggest("xyz", ["queue", "agent"]) == Text(
        "erwartet wird eines von agent, queue", "expected one of agent, queue"
    )
