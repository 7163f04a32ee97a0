from __future__ import annotations

import pytest

from tests.synth import spread
from voicecheck.errors import LanguageError
from voicecheck.languages import available, load_pack


def hits(language: str, rule: str, text: str) -> list[str]:
    return [hit.quote for hit in load_pack(language).match(rule, spread(text, 0, 10))]


@pytest.mark.parametrize(
    ("language", "rule", "text", "found"),
    [
        ("de", "greeting.dated_help", "Was kann ich für Sie tun?", ["Was kann ich für Sie tun?"]),
        ("de", "greeting.dated_help", "Was kann das Gerät für Sie tun?", []),
        ("de", "greeting.dated_opening", "Herzlich willkommen bei Müller", ["Herzlich willkommen bei"]),
        ("de", "greeting.name_formula", "Wie lautet Ihr Name? Ist das neu?", []),
        ("de", "speech.backchannel", "Ja. Genau.", ["Ja.", "Genau."]),
        ("en", "greeting.name", "This is Emma.", ["This is"]),
        ("en", "greeting.name", "I'm calling about my car", []),
        ("en", "roles.agent", "How can I help you?", ["How can I help"]),
    ],
)  # fmt: skip
def test_phrases(language: str, rule: str, text: str, found: list[str]) -> None:
    assert hits(language, rule, text) == found


def test_a_phrase_does_not_run_over_the_end_of_a_sentence() -> None:
    assert hits("de", "greeting.name_formula", "Das ist mein. Name ist egal.") == []


def test_both_languages_have_the_same_classes() -> None:
    classes = [set(load_pack(language).rules) for language in available()]
    assert classes[0] == classes[1]


def test_an_unknown_class_is_named() -> None:
    with pytest.raises(LanguageError, match=r"did you mean 'greeting\.day'"):
        hits("de", "greeting.days", "Guten Tag")
