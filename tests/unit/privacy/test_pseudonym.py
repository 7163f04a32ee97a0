from __future__ import annotations

from pathlib import Path

import pytest

from voicecheck.errors import ConfigError
from voicecheck.privacy.pseudonym import load_key, pseudonym


def test_a_pseudonym_is_the_same_for_the_same_agent(tmp_path: Path) -> None:
    key = load_key(tmp_path / "key")
    assert load_key(tmp_path / "key") == key
    assert pseudonym("Sonja  KERN", key=key) == pseudonym("sonja kern", key=key)
    assert pseudonym("Sonja Kern", key=key) != pseudonym("Sonja Korn", key=key)
    assert pseudonym("Sonja Kern", key=key) != pseudonym("Sonja Kern", key=b"x" * 16)


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("k" * 32)
    path.chmod(0o644)
    with pytest.raises(ConfigError, match="chmod 600"):
        load_key(path)
    path.chmod(0o600)
    path.write_text("short")
    with pytest.raises(ConfigError, match="16 characters"):
        load_key(path)
