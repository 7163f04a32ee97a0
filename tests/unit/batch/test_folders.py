"""Pages and files set aside stand whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from voicecheck.batch import folders
from voicecheck.batch.folders import set_aside, write_page
from voicecheck.batch.sources import FoundFile


@pytest.fixture
def bad(tmp_path: Path) -> FoundFile:
    path = tmp_path / "in" / "bad.wav"
    path.parent.mkdir()
    path.write_bytes(b"no sound")
    return FoundFile(str(path), "bad.wav", 8, "1")


def other_disk(*_: object) -> None:
    raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))


def test_a_page_that_does_not_fit_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Path.write_text

    def half(path: Path, text: str, encoding: str) -> int:
        write(path, text[: len(text) // 2], encoding=encoding)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_text", half)
    with pytest.raises(OSError, match="No space"):
        write_page(tmp_path, "/in/call.wav", "0" * 64, "<p>page</p>")
    assert list(tmp_path.iterdir()) == []


def test_half_a_file_is_never_set_aside(
    bad: FoundFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half(source: str, target: Path) -> None:
        target.write_bytes(Path(source).read_bytes()[:3])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    aside = tmp_path / "aside"
    monkeypatch.setattr(Path, "rename", other_disk)
    monkeypatch.setattr(folders.shutil, "copy2", half)
    with pytest.raises(OSError, match="No space"):
        set_aside(bad, aside)
    assert list(aside.iterdir()) == []
    assert Path(bad.path).read_bytes() == b"no sound"


def test_a_file_is_set_aside_on_another_disk_and_over_no_other(
    bad: FoundFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    aside = tmp_path / "aside"
    aside.mkdir()
    (aside / "bad.wav").write_bytes(b"another")
    monkeypatch.setattr(Path, "rename", other_disk)
    set_aside(bad, aside)
    found = {path.name: path.read_bytes() for path in aside.iterdir()}
    assert found == {"bad.wav": b"another", "bad-2.wav": b"no sound"}
    assert not Path(bad.path).exists()
