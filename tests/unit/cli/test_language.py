from __future__ import annotations

import re
import string
from collections.abc import Iterator
from typing import Any

import pytest

from voicecheck.cli import language
from voicecheck.cli.language import FILE, counted, named, of_locale, said, use
from voicecheck.languages.data import read_data


@pytest.mark.parametrize(
    ("environment", "spoken"),
    [
        ({}, "de"),
        ({"LANG": "C.UTF-8"}, "de"),
        ({"LANG": "POSIX"}, "de"),
        ({"LANG": "de_AT.UTF-8"}, "de"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": ""}, "de"),
    ],
)
def test_the_machine_says_which_language(environment: dict[str, str], spoken: str) -> None:
    assert of_locale(environment) == spoken


@pytest.mark.parametrize(
    ("arguments", "spoken"),
    [
        (["check", "a.wav", "--report-language", "en"], "en"),
        (["check", "--lang=en", "a.wav"], "en"),
        (["check", "a.wav", "--language", "en"], None),
        (["check", "--lang"], None),
        (["check", "--lang", "nosuch"], None),
    ],
)
def test_an_option_says_it_before_all_are_read(arguments: list[str], spoken: str | None) -> None:
    assert named(arguments) == spoken


def test_a_number_is_written_in_the_singular_where_it_is_one() -> None:
    assert counted("store.forgotten", 1) == "1 Gespräch herausgenommen"
    assert counted("store.forgotten", 3) == "3 Gespräche herausgenommen"
    use("en")
    assert counted("store.forgotten", 1) == "1 call forgotten"
    assert said("doctor.ready") == "All is ready."


def sentences(table: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from sentences(value, f"{path}{key}.")
        elif isinstance(value, str):
            yield f"{path}{key}", value


def test_both_languages_say_the_same_with_the_same_figures() -> None:
    german, english = (dict(sentences(read_data(lang, FILE))) for lang in ("de", "en"))
    assert german.keys() == english.keys()
    for key, text in german.items():
        fields = [
            {name for _, name, _, _ in string.Formatter().parse(one) if name is not None}
            for one in (text, english[key])
        ]
        assert fields[0] == fields[1], key
        if (
            " " in text
            and "pip install {" not in text
            and re.search(r"[a-z]{4}", re.sub(r"\{.*?\}", "", text))
        ):
            assert text != english[key], key


def test_every_sentence_is_said_somewhere() -> None:
    from pathlib import Path

    code = "\n".join(
        path.read_text("utf-8") for path in Path(language.__file__).parent.glob("*.py")
    )
    for key, _ in sentences(read_data("en", FILE)):
        group, _, name = key.partition(".")
        stem = name.removesuffix("_one")
        assert stem in code or group in ("metavars", "commands", "init", "progress", "help"), key
