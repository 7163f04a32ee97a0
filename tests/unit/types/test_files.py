"""Files stand whole or not at all."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from voicecheck.types.files import whole


def test_what_is_cut_short_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    with whole(path) as draft:
        draft.write_text("first", encoding="utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(OSError, match="full"), whole(path) as draft:
        draft.write_text("sec", encoding="utf-8")
        assert path.read_text("utf-8") == "first"
        raise OSError("full")
    assert path.read_text("utf-8") == "first"
    assert list(tmp_path.iterdir()) == [path]


def test_a_long_name_needs_no_longer_one(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 255)
    with whole(path) as draft:
        draft.write_bytes(b"1")
    assert path.read_bytes() == b"1"
