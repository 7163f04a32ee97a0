from __future__ import annotations

from pathlib import Path

import pytest

from voicecheck.config import Config, find_config, load_config
from voicecheck.errors import ConfigError
from voicecheck.types.text import Text


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_options_win_over_the_file_and_the_file_over_defaults(tmp_path: Path) -> None:
    path = write(
        tmp_path / "voicecheck.toml", 'agent = "left"\nlang = "en"\n[checks]\nselect = ["M1"]\n'
    )
    config = load_config(path, {"agent": "right", "checks": {"ignore": ["M4"]}})
    assert config == Config(
        agent="right",
        lang="en",
        checks={"select": ["M1"], "ignore": ["M4"]},  # type: ignore[arg-type]
    )


def test_the_nearest_file_above_is_found(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    shared = write(tmp_path / "pyproject.toml", '[tool.voicecheck]\nlanguage = "en"\n')
    write(tmp_path / "a" / "pyproject.toml", "[tool.other]\n")
    assert find_config(inner) == shared
    assert load_config(shared).language == "en"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('agnet = "left"', "unknown key 'agnet', did you mean 'agent'"),
        ('[checks]\nslect = ["M1"]', "unknown key 'checks.slect', did you mean 'select'"),
        ('fail_on = "always"', "fail_on"),
        ("agent = 1", "'agent'"),
        ("agent = ", "is no TOML"),
        (f"agent = {'9' * 5000}", "is no TOML"),
        (f"agent = {'[' * 100_000}", "is no TOML"),
    ],
)
def test_what_is_wrong_is_said_with_the_file(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path / "voicecheck.toml", text)
    with pytest.raises(ConfigError, match=message) as caught:
        load_config(path)
    assert "voicecheck.toml" in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("text", "de", "en"),
    [
        (
            'agnet = "left"',
            "unbekannter Schlüssel 'agnet', meinten Sie 'agent'?",
            "unknown key 'agnet', did you mean 'agent'?",
        ),
        (
            'fail_on = "always"',
            "'fail_on': muss 'warn', 'fail' oder 'never' sein",
            "'fail_on': must be 'warn', 'fail' or 'never'",
        ),
        ('lang = "xx"', "'lang': muss 'de' oder 'en' sein", "'lang': must be 'de' or 'en'"),
        (
            "agent = 1",
            "'agent': muss Text in Anführungszeichen sein",
            "'agent': must be text in quotation marks",
        ),
        ("halves = 1", "'halves': muss eine Liste sein", "'halves': must be a list"),
        (
            'checks = "M1"',
            "'checks': muss ein Abschnitt sein, [in Klammern]",
            "'checks': must be a section, [in brackets]",
        ),
        (
            "norms = 1",
            "'norms': muss ein Abschnitt sein, [in Klammern]",
            "'norms': must be a section, [in brackets]",
        ),
        (
            "[policy]\nvoice_in_conduct_checks = 1",
            "'policy.voice_in_conduct_checks': muss true oder false sein",
            "'policy.voice_in_conduct_checks': must be true or false",
        ),
        (
            "[checks]\nfiles = 1",
            "'checks.files': muss eine Liste von Pfaden sein",
            "'checks.files': must be a list of paths",
        ),
        (
            'vocabulary = ["Grumps", " "]',
            "'vocabulary': muss eine Liste von Wörtern sein, zusammen höchstens 500 Zeichen (hier 7)",
            "'vocabulary': must be a list of words, 500 characters in all at most (here 7)",
        ),
        (
            '[headerless]\nraw = "mulaw 8000"',
            "'headerless': 'raw': die Endung mit ihrem Punkt schreiben, wie '.raw'",
            "'headerless': 'raw': write the suffix with its dot, like '.raw'",
        ),
        (
            '[headerless]\n".raw" = "g729 8000 2"',
            "'headerless': 'g729 8000 2': zwei Kanäle haben nur mulaw, alaw, s16le",
            "'headerless': 'g729 8000 2': two channels have only mulaw, alaw, s16le",
        ),
    ],
)
def test_what_is_wrong_is_said_in_both_languages(
    tmp_path: Path, text: str, de: str, en: str
) -> None:
    path = write(tmp_path / "voicecheck.toml", text)
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    assert caught.value.text == Text(f"{path}: {de}", f"{path}: {en}")


def test_options_and_several_problems_are_said_in_one_sentence() -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(None, {"agent": 1, "modell": "base"})
    assert caught.value.text.de == (
        "Optionen: 'agent': muss Text in Anführungszeichen sein; unbekannter Schlüssel 'modell', "
        "meinten Sie 'model'?"
    )
