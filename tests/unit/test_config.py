from __future__ import annotations

from pathlib import Path

import pytest

from voicecheck.config import Config, find_config, load_config
from voicecheck.errors import ConfigError


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
