from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.synth import spread
from voicecheck.errors import LanguageError
from voicecheck.languages import available, data, load_pack
from voicecheck.languages.pack import Rules


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


def test_classes_are_compiled_when_looked_for_and_can_be_counted_before() -> None:
    rules = Rules("de", {"one.broken": ["("], "one.whole": ["ja"]}, "")
    assert list(rules) == ["one.broken", "one.whole"] and len(rules) == 2
    assert "one.broken" in rules and "one.other" not in rules
    assert rules["one.whole"] is rules["one.whole"]
    with pytest.raises(LanguageError, match=r"lexicon 'de', one\.broken: is no regular expression"):
        rules["one.broken"]


def test_a_pack_of_others_is_loaded_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(str(data.shipped()["en"]), tmp_path / "qq")
    lexicon = tmp_path / "qq" / "lexicon.toml"
    lexicon.write_text(lexicon.read_text("utf-8") + '\n[more]\nbroken = ["("]\n', "utf-8")
    monkeypatch.setattr(data, "folders", lambda: {**data.shipped(), "qq": tmp_path / "qq"})
    with pytest.raises(LanguageError, match=r"more\.broken: is no regular expression"):
        load_pack("qq")
